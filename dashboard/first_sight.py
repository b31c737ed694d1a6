"""What a page says at once: its main part as plain HTML, in the page that is sent before Streamlit's program is there.

That program is loaded in seconds, on a slow phone in many. Until its page is drawn to its end a visitor reads this one,
and where no script runs or no socket opens, this one stays: its links and its form are plain addresses.
static/page.js takes it away.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from dashboard.data import ask_distances, ask_list, describe_trials, open_reader, read_sources
from dashboard.kept_along import keep_along
from dashboard.language import NAME, keep_in_address, language_pairs
from dashboard.parts.address import EVERYWHERE, Choices, read_page, read_question, shorten, to_choices, to_pairs
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.card import View, render_cards
from dashboard.parts.center_links import list_address
from dashboard.parts.choices import choose_unit
from dashboard.parts.escape import escape_html, is_nct_id, link
from dashboard.parts.keep_link import to_keep_pairs
from dashboard.parts.link_notes import list_link_notes
from dashboard.parts.question import Pairs, ask_or_everywhere
from dashboard.parts.short_list import read_kept
from dashboard.parts.summary import count_wider, widen, write_state
from dashboard.parts.trial_page import render_trial_page
from dashboard.position import NAME as POSITION
from dashboard.views.find import PAGE_SIZE
from dashboard.words import say
from finder.errors import FinderError
from finder.languages import speak
from finder.settings import load_settings
from finder.store.reader import Reader
from finder.vocabulary.wording import load_wording

_log = logging.getLogger("net_finder.dashboard")


def render_first_sight(page: str, query: QueryParams, language: str) -> str:
    """The main part of a page by its path; "" for a page that has none, and for trouble, which the page itself tells.

    A position in the address is forgotten by the page, so nothing is made of it here.
    """
    render = _PAGES.get(page)
    # Without a look-up of places it would be made first, which takes seconds.
    if render is None or POSITION in query or not load_settings().gazetteer.is_file():
        return ""
    speak(language)
    pairs = query.multi_items()
    keep_in_address(is_chosen=any(name == NAME for name, _ in pairs))
    asked = to_choices([(name, value) for name, value in pairs if name not in EVERYWHERE])
    try:
        reader = open_reader()
        keep_along(read_kept(asked)[0])
        body = render(reader, asked)
    except FinderError:
        return ""
    except Exception:
        # Nobody should go without the page for a fault in this one.
        _log.exception("the first sight of a page failed")
        return ""
    return f'<div id="nf-first"><style>{_read_style()}</style><main>{body}</main></div>' if body else ""


def render_list(reader: Reader, asked: Choices) -> str:
    """The list of trials: what is shown, and the cards of the page that is asked for."""
    reading = read_question(asked)
    answer, error = ask_or_everywhere(reader, reading, ask_list)
    notes = [*list_link_notes("", asked), *reading.notes]
    if error is not None:
        notes.append(say("place.unknown", place=shorten(reading.choices["near"][0])))
    unit = choose_unit(reading.choices, answer.place.country_code if answer.place else None)
    pages = max(1, -(-answer.total // PAGE_SIZE))
    page = min(read_page(asked), pages)
    wide = widen(answer.criteria)
    wider = count_wider(answer, ask_distances(reader, wide)) if wide else None
    first = (page - 1) * PAGE_SIZE
    rows = describe_trials(reader, answer.trials.iloc[first : first + PAGE_SIZE]) if answer.total else []
    kept = read_kept(asked)[0]
    today = datetime.now(UTC).date()
    view = View(to_pairs(reading.choices), unit, today, near=answer.place is not None, kept=kept, page=page)
    start = link("start", escape_html(say("start.from_find")))
    centers = link(list_address("centers", view.address), escape_html(say("centers.from_find")))
    ways = f"{start} {link('fit', escape_html(say('fit.from_find')))} {centers}"
    order = f"<p>{escape_html(say(f'order.{answer.order}'))}</p>" if answer.total > 1 else ""
    return (
        f"<h1>{escape_html(say('find.title'))}</h1>{render_banner(judge_freshness(reader.meta, read_sources(reader)))}"
        f'{_render_notes(notes)}<p>{escape_html(say("find.lead"))}</p><p class="nf-links">{ways}</p>'
        f"{_render_form(reading.choices, kept)}<h2>{escape_html(say('find.results'))}</h2>"
        f'<p class="nf-first-state">{escape_html(write_state(answer, reading.choices, wider, page, PAGE_SIZE))}</p>'
        f"{order}{render_cards(rows, view)}{_render_turns(view.address, page, pages)}"
    )


def render_trial(reader: Reader, asked: Choices) -> str:
    """The page of one trial; "" where it is not here, which the page itself tells with what to do."""
    nct_id = next(iter(asked.get("nct", [])), "").strip().upper()
    trial = reader.read_trial(nct_id) if is_nct_id(nct_id) else None
    if trial is None:
        return ""
    page = render_trial_page(reader, trial, asked)
    sections = "".join(f"<h2>{escape_html(title)}</h2>{html}" for _, title, html in page.sections)
    return f"{page.head[0]}{_render_notes(list_link_notes('trial', asked))}{''.join(page.head[1:])}{sections}"


def _render_notes(notes: Iterable[str]) -> str:
    lines = "".join(f"<p>{escape_html(note)}</p>" for note in dict.fromkeys(notes))
    return f'<div class="nf-stale">{lines}</div>' if lines else ""


def _render_turns(address: Pairs, page: int, pages: int) -> str:
    """The ways to the page of results before and after this one, as far as there are such."""
    turns = [(page - 1, say("widget.page_before")), (page + 1, say("widget.page_after"))]
    ways = [
        link(f"./?{urlencode([*address, ('page', str(number))])}", escape_html(label))
        for number, label in turns
        if 1 <= number <= pages
    ]
    name = escape_html(say("find.results"))
    return f'<nav class="nf-links" aria-label="{name}">{" ".join(ways)}</nav>' if ways else ""


def _render_form(choices: Choices, kept: tuple[str, ...]) -> str:
    """Place and organ as plain fields; all else that is asked goes along."""
    asked_here = {"near"} if choices.get("site") else {"near", "site"}
    rest = [pair for pair in to_pairs(choices) if pair[0] not in asked_here]
    aside = (*to_keep_pairs(kept), *language_pairs())
    hidden = "".join(
        f'<input type="hidden" name="{escape_html(name)}" value="{escape_html(value)}">'
        for name, value in [*rest, *aside]
    )
    near = escape_html(next(iter(choices.get("near", [])), ""))
    return (
        f'<form action="./">{hidden}<label>{escape_html(say("filter.near"))}'
        f'<input name="near" value="{near}" maxlength="200" autocomplete="off" '
        f'placeholder="{escape_html(say("filter.near_hint"))}"></label>'
        f"{_render_organ(choices, aside)}<button>{escape_html(say('plain.search'))}</button></form>"
    )


def _render_organ(choices: Choices, aside: Pairs) -> str:
    """The organ to choose, or those that are chosen and the way to any. A screen reader takes a field with a choice for
    one made just now: it goes there, and is lost when the page takes the place of this one."""
    organs = load_wording().groups["primary_sites"]
    label = escape_html(say("filter.site"))
    if sites := choices.get("site"):
        named = escape_html(", ".join(organs[site].label if site in organs else site for site in sites))
        others = [pair for pair in to_pairs(choices) if pair[0] != "site"]
        way = link(f"./?{urlencode([*others, *aside])}", escape_html(say("filter.site_hint")))
        return f"<p>{label}: {named} {way}</p>"
    options = "".join(f'<option value="{code}">{escape_html(term.label)}</option>' for code, term in organs.items())
    return f'<label>{label}<select name="site"><option value=""></option>{options}</select></label>'


@cache
def _read_style() -> str:
    here = Path(__file__).parent
    return "".join((here / path).read_text("utf-8") for path in ("parts/style.css", "static/first_sight.css"))


_PAGES: Mapping[str, Callable[[Reader, Choices], str]] = {"": render_list, "trial": render_trial}
