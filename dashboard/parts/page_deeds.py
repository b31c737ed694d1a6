"""Buttons that the browser itself carries out, by static/page.js: copy the address, and say where one is."""

from dashboard.parts.escape import escape_html
from dashboard.words import say


def render_copy() -> str:
    """Copies the address of the page as it is, with its whole question."""
    return _render_deed("copy", say("deed.copy"), say("deed.copy_done"), say("deed.copy_failed"))


def render_position() -> str:
    """Asks the browser where it is. The address then names the town there and not the point."""
    note = f'<p class="nf-note">{escape_html(say("deed.position_note"))}</p>'
    return _render_deed("position", say("deed.position"), "", say("deed.position_failed"), note)


def _render_deed(name: str, label: str, done: str, failed: str, note: str = "") -> str:
    return (
        f'<div class="nf-deed"><button type="button" class="nf-deed-button" data-nf-does="{name}" '
        f'data-nf-done="{escape_html(done)}" data-nf-failed="{escape_html(failed)}">{escape_html(label)}</button>'
        f'{note}<p role="status"></p></div>'
    )
