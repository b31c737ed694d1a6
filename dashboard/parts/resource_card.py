"""Pages and groups that help, as cards: whose page it is, what it is good for, and whether its address answers."""

from collections.abc import Sequence

from babel import Locale

from dashboard.parts.card import Row
from dashboard.parts.escape import escape_html, link, to_text
from dashboard.parts.fact_view import name_source
from dashboard.parts.facts import write_date, write_list
from dashboard.parts.registry_text import mark_registry
from dashboard.parts.resource_filters import write_audience
from dashboard.parts.web_address import check_web_address, write_host
from dashboard.words import load_words, say
from finder.guide.resources import load_documents
from finder.languages import ENGLISH, spoken, translate_text
from finder.places import say_country
from finder.query.resources import DEAD

_SHOWN = 5
#: The file that our descriptions come from, by way of the snapshot.
_DESCRIBED = "finder/guide/resources.toml"


def render_group(rows: Sequence[Row], *, tell_unchecked: bool) -> str:
    """The cards of one kind; beyond the first ones the rest opens with a tap."""
    cards = [render_resource(row, tell_unchecked=tell_unchecked) for row in rows]
    shown, rest = cards[:_SHOWN], cards[_SHOWN:]
    more = (
        f"<details><summary>{escape_html(say('res.more' if len(rest) > 1 else 'res.more_one', n=len(rest)))}</summary>"
        f'<ul class="nf-res-list">{"".join(rest)}</ul></details>'
        if rest
        else ""
    )
    return f'<ul class="nf-res-list">{"".join(shown)}</ul>{more}'


def render_resource(row: Row, *, tell_unchecked: bool) -> str:
    """One resource. The link leads to where the page has moved; a dead link stays as text."""
    organisation = to_text(row.get("organisation"))
    title = to_text(row.get("title"))
    by = f'<p class="nf-note">{escape_html(organisation)}</p>' if organisation.casefold() != title.casefold() else ""
    texts = [_describe(row, name) for name in ("description", "note")]
    body = "".join(f"<p>{text}</p>" for text in texts if text)
    quiet = " · ".join(part for part in _list_facts(row) if part)
    return (
        f'<li class="nf-res-card"><h3>{_render_title(row)}</h3>{by}{body}'
        f'<p class="nf-note">{escape_html(quiet)}</p>{_render_state(row, tell_unchecked=tell_unchecked)}</li>'
    )


def _describe(row: Row, name: str) -> str:
    """A sentence on the resource as HTML: ours in the language that is spoken, one of a register as it is."""
    text = to_text(row.get(name))
    told = translate_text(_DESCRIBED, f"resource.{to_text(row.get('resource_id'))}.{name}", text)
    return mark_registry(escape_html(told)) if told == text else escape_html(told)


def find_address(row: Row) -> str:
    """The address to open: where the page has moved to, else the one that is listed; "" where there is none to open."""
    if to_text(row.get("link_status")) in DEAD:
        return ""
    moved = check_web_address(row.get("final_url")) if to_text(row.get("link_status")) == "moved" else ""
    return moved or check_web_address(row.get("url"))


def _render_title(row: Row) -> str:
    title = escape_html(row.get("title"))
    if to_text(row.get("language")) == ENGLISH:
        title = mark_registry(title)
    title = title or escape_html(say("res.untitled"))
    address = find_address(row)
    return link(address, title, css="nf-res-link") if address else title


def _render_state(row: Row, *, tell_unchecked: bool) -> str:
    """What the address answered; of a dead one also where it was, as words to look up elsewhere and no link."""
    said = write_link(row, tell_unchecked=tell_unchecked)
    if to_text(row.get("link_status")) not in DEAD:
        return f'<p class="nf-note">{escape_html(said)}</p>' if said else ""
    was = escape_html(say("res.was_at", address=to_text(row.get("url"))[:300]))
    return f'<div class="nf-stale"><p><strong>{escape_html(said)}</strong></p><p>{was}</p></div>'


def _list_facts(row: Row) -> list[str]:
    """Whose page, for which country and whom, in which language, named by whom, of which day."""
    documents = {document.id: name_source(document) for document in load_documents()}
    cell = row.get("named_in")
    named = [documents.get(to_text(id), to_text(id)) for id in (cell if isinstance(cell, list) else [])]
    dated = write_date(row.get("page_date"))
    return [
        write_host(find_address(row)),
        _write_country(row),
        ", ".join(write_audience(part) for part in to_text(row.get("audience")).split(", ") if part),
        _write_language(to_text(row.get("language"))),
        say("res.named_in", names=write_list(named)) if named else "",
        say("res.dated", date=dated) if dated else "",
    ]


def _write_country(row: Row) -> str:
    code = to_text(row.get("country_code"))
    return say_country(code or to_text(row.get("country"))) or say("res.world")


def _write_language(codes: str) -> str:
    """Languages in words where they are others than English; a code that nobody knows stays as it is."""
    found = [code.strip() for code in codes.split(",") if code.strip()]
    if not found or found == [ENGLISH]:
        return ""
    known = Locale.parse(spoken()).languages
    names = [str(known.get(code, code)) for code in found]
    return say("res.language", names=write_list(names))


def write_link(row: Row, *, tell_unchecked: bool = True) -> str:
    """What the address answered, with the day, in words; "" where it was not checked and that is told elsewhere."""
    if is_unchecked(row):
        return f"{say('res_link.not_checked')}." if tell_unchecked else ""
    status, checked = to_text(row.get("link_status")), write_date(row.get("checked_at"))
    if status == "alive":
        return say("res.alive", date=checked) if checked else say("res.alive_once")
    days = [say("res.checked", date=checked)] if checked else []
    if status in (*DEAD, "unreachable"):
        seen = write_date(row.get("last_alive"))
        days.append(say("res.last_alive", date=seen) if seen else say("res.never_alive"))
    said = load_words().get(f"res_link.{status}", status.replace("_", " "))
    return f"{said} ({', '.join(days)})." if days else f"{said}."


def is_unchecked(row: Row) -> bool:
    """Whether nobody has looked yet if the address answers."""
    return to_text(row.get("link_status")) in ("", "not_checked")
