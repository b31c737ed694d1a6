"""The link that puts a trial on the short list or takes it off: an address as any other, so it needs no widget."""

from collections.abc import Sequence
from urllib.parse import urlencode

from dashboard.kept_along import NAME
from dashboard.parts.escape import escape_html, link
from dashboard.words import say

Pairs = Sequence[tuple[str, str]]


def to_keep_pairs(kept: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The short list as pairs of an address."""
    return tuple(("keep", nct_id) for nct_id in kept)


def render_keep(nct_id: str, kept: Sequence[str], pairs: Pairs, page: int = 1) -> str:
    """The link of one trial: the address of the same page with the trial put on the list or taken off. `pairs` is that
    address without the list, `page` the page of results. Its words tell whether the trial is kept."""
    others = [number for number in kept if number != nct_id]
    left = others if nct_id in kept else [*kept, nct_id]
    turned = [*pairs, *([("page", str(page))] if page > 1 else []), *(to_keep_pairs(left) or [(NAME, "")])]
    label = escape_html(say("short.kept" if nct_id in kept else "short.keep", nct=nct_id))
    return link(f"?{urlencode(turned)}", label, css="nf-tap", stays=f"keep-{nct_id}")
