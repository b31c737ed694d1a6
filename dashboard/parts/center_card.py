"""Centers as cards: where, what each is known for and since when, which trials run there, and how we know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from dashboard.parts.card import Row, render_facts
from dashboard.parts.center_links import Pairs, center_address, trial_address_from
from dashboard.parts.escape import escape_html, is_nct_id, link, phone_address, to_text
from dashboard.parts.facts import write_date, write_distance, write_list, write_place
from dashboard.parts.registry_text import mark_registry
from dashboard.parts.source_words import list_warnings, write_title
from dashboard.parts.web_address import check_web_address, link_page, write_host
from dashboard.words import load_words, say
from finder.sources import load_sources

_NAMES_SHOWN = 3
_SPECIALTIES_SHOWN = 6
_TRIALS_SHOWN = 3
_LONGEST_NAME = 300
_LONGEST_TITLE = 110
#: After this many years the page itself says that a naming may no longer hold.
_OLD_AFTER = 2
#: The kind that is an accreditation by itself.
_NAMED = "enets_coe"
#: Several addresses of one source stand in one cell.
_APART = " | "


@dataclass(frozen=True)
class CenterView:
    """What the cards need beside the rows: the question as pairs of an address, the unit of distance, whether a place
    was asked, whether trials were asked for, today, and the titles of the trials by number."""

    address: Pairs
    unit: str
    near: bool
    asks: bool
    today: date
    titles: Mapping[str, str]


def render_center_cards(rows: Iterable[Row], view: CenterView) -> str:
    """All cards of one page of results."""
    cards = "".join(render_center_card(row, view, number) for number, row in enumerate(rows))
    return f'<div class="nf-cards">{cards}</div>'


def render_center_card(row: Row, view: CenterView, number: int) -> str:
    """One center as an article; `number` sets its heading apart from others of the page."""
    page = center_address(to_text(row.get("center_id")), view.address)
    facts = [
        (say("center.accreditation"), render_accreditation(row, view.today)),
        (say("center.trials"), _render_trials(row, view)),
        (say("center.specialties"), render_specialties(row, _SPECIALTIES_SHOWN)),
        (say("center.phone"), render_phone(row)),
        (say("center.url"), render_page(row)),
    ]
    part = name_center_part(number)
    return (
        f'<article class="nf-card nf-center" aria-labelledby="{part}">'
        f'<h3 id="{part}">{link(page, escape_html(name_center(row)))}</h3>'
        f"{_render_where(row, view)}{render_kind(row)}{render_other_names(row, _NAMES_SHOWN)}"
        f"{render_facts(facts)}{render_evidence(row)}"
        f'<p class="nf-links">{link(page, escape_html(say("center.more")), css="nf-go")}</p></article>'
    )


def name_center(row: Row) -> str:
    """Its name, in a length that a page can show."""
    return clip(row.get("name")) or say("center.unnamed")


def clip(cell: object) -> str:
    """A text of a source, in a length that a line can show."""
    text = to_text(cell)
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}…"


def render_other_names(row: Row, limit: int = 0) -> str:
    names = write_list([clip(name) for name in list_cell(row, "other_names")], limit)
    return f'<p class="nf-note">{escape_html(say("center.other_names", names=names))}</p>' if names else ""


def name_center_part(number: int) -> str:
    """The id of the heading of a card, by its place on the page of results from 0."""
    return f"nf-center-{number}"


def say_number(one: str, many: str, n: int, **values: object) -> str:
    """One of two sentences, by the number: the first for 1, the second with `n` filled in."""
    return say(one, **values) if n == 1 else say(many, n=f"{n:,}", **values)


def list_cell(row: Row, name: str) -> list[str]:
    """A cell that holds a list, as texts; empty where it holds none."""
    cell = row.get(name)
    return [text for item in cell if (text := to_text(item))] if isinstance(cell, list | tuple) else []


def _render_where(row: Row, view: CenterView) -> str:
    """How far, then where: what a person looks for first."""
    place = escape_html(write_place("", row.get("city"), row.get("region"), row.get("country")))
    if not view.near:
        return f"<p>{place}</p>" if place else ""
    distance = write_distance(row.get("distance_km"), view.unit) or say("center.distance_missing")
    return f"<p><strong>{escape_html(distance)}</strong>{f' · {place}' if place else ''}</p>"


def render_kind(row: Row) -> str:
    """What it is known for: a label, the year where it was named by somebody, and one plain sentence."""
    kind = to_text(row.get("kind"))
    if not kind:
        return ""
    label = write_kind(row)
    means = load_words().get(f"center_kind_means.{kind}", "")
    return f'<p class="nf-center-kind"><strong>{escape_html(label)}.</strong> {escape_html(means)}</p>'


def write_kind(row: Row) -> str:
    """The kind in words, with its year where it is an accreditation; one that nobody foresaw stays as it is."""
    kind = to_text(row.get("kind"))
    label = load_words().get(f"center_kind.{kind}", clip(kind.replace("_", " ")))
    return _date(label, write_year(row)) if kind == _NAMED else label


def write_year(row: Row) -> str:
    """The year in which the accreditation was seen; "" where none is known."""
    return to_text(row.get("accreditation_year")).removesuffix(".0")


def _date(name: str, year: str) -> str:
    if year:
        return say("center.accreditation_seen", name=name, year=year)
    return say("center.accreditation_undated", name=name)


def render_accreditation(row: Row, today: date) -> str:
    """Each accreditation with the year in which it was seen, and what to know where that was long ago."""
    names = list_cell(row, "accreditation")
    if not names:
        return ""
    year = write_year(row)
    lines = "".join(f'<div class="nf-where">{escape_html(_date(clip(name), year))}</div>' for name in names)
    old = not year.isdecimal() or today.year - int(year) > _OLD_AFTER or "old list" in to_text(row.get("evidence"))
    warnings = list_warnings([row.get("source")]) or ([say("center.accreditation_old")] if old else [])
    return lines + "".join(f'<div class="nf-note nf-center-old">{escape_html(text)}</div>' for text in warnings)


def render_specialties(row: Row, limit: int = 0) -> str:
    return mark_registry(escape_html(write_list([clip(text) for text in list_cell(row, "specialties")], limit)))


def list_first_trials(row: Row) -> list[str]:
    """Numbers of the trials that a card names: those registered last."""
    return sorted(filter(is_nct_id, list_cell(row, "fitting_nct_ids")), reverse=True)[:_TRIALS_SHOWN]


def _render_trials(row: Row, view: CenterView) -> str:
    """How many trials there are, and the first of them as links."""
    count = int(row.get("fitting_trials") or 0)
    if not count:
        return escape_html(say("center.trials_fit_none" if view.asks else "center.trials_none"))
    if view.asks:
        said = say_number("center.trials_fit_one", "center.trials_fit", count)
    else:
        said = say_number("center.trials_open_one", "center.trials_open", count)
    titles = {number: shorten(title, width=_LONGEST_TITLE, placeholder=" …") for number, title in view.titles.items()}
    shown = [link_trial(number, titles, ("from", "centers"), view.address) for number in list_first_trials(row)]
    items = "".join(f"<li>{one}</li>" for one in shown)
    rest = count - len(shown)
    more = f'<div class="nf-note">{escape_html(say("list.more", n=rest))}</div>' if rest > 0 else ""
    return f'{escape_html(said)}<ul class="nf-center-trials">{items}</ul>{more}'


def link_trial(nct_id: str, titles: Mapping[str, str], origin: tuple[str, str], pairs: Pairs) -> str:
    """A trial by its title; one that is not in the snapshot stays text."""
    if nct_id not in titles:
        return escape_html(nct_id)
    return link(trial_address_from(nct_id, origin, pairs), mark_registry(escape_html(clip(titles[nct_id]))) or nct_id)


def render_phone(row: Row) -> str:
    """The phone to tap; what cannot be dialed stays as text."""
    phone = to_text(row.get("phone"))
    address = phone_address(phone) if phone else None
    return link(address, escape_html(phone), css="nf-tap") if address else escape_html(clip(phone))


def render_page(row: Row) -> str:
    """The page of the center by the name of its host; an address that is no page of the web is not shown."""
    address = check_web_address(row.get("url"))
    return link(address, escape_html(write_host(address)), css="nf-tap") if address else ""


def render_evidence(row: Row) -> str:
    """How sure all this is: kind of proof, day of the check, whose list, and the way to it."""
    said = "; ".join(part for part in (write_evidence(row), write_checked(row)) if part)
    pages = [page for page in list_pages(row.get("source_url")) if page]
    links = ", ".join(link_page(page, write_host(page)) for page in pages)
    parts = [escape_html(said), escape_html(write_source(row)), links]
    shown = " · ".join(part for part in parts if part)
    return f'<p class="nf-note">{escape_html(say("center.sure"))}: {shown}</p>' if shown else ""


def write_evidence(row: Row) -> str:
    """Kinds of proof in words; one that nobody foresaw stays as it is."""
    kinds = [kind.strip() for kind in to_text(row.get("evidence")).split(",") if kind.strip()]
    return ", ".join(load_words().get(f"evidence.{kind.replace(' ', '_')}", clip(kind)) for kind in kinds)


def write_checked(row: Row) -> str:
    checked = write_date(row.get("checked"))
    return say("center.checked", date=checked) if checked else ""


def write_source(row: Row) -> str:
    """Titles of the sources of a row; a source that is declared nowhere stays as it is."""
    names = [name.strip() for name in to_text(row.get("source")).replace(_APART.strip(), ",").split(",")]
    declared = load_sources()
    return "; ".join(write_title(declared[name]) if name in declared else clip(name) for name in names if name)


def list_pages(cell: object) -> Sequence[str]:
    """The addresses of a cell that are pages of the web."""
    return [address for part in to_text(cell).split(_APART.strip()) if (address := check_web_address(part.strip()))]
