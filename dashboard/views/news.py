"""What is new: changes of the trials that a visitor asks for, day by day, and the feeds that bring them."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard.data import list_countries, list_regions, open_places, open_reader, read_sources
from dashboard.list_files import draw_file
from dashboard.parts.address import Reading, read_question, to_choices, to_pairs
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.choices import choose_unit, fill_widgets, mark_changed
from dashboard.parts.escape import escape_html, escape_markdown
from dashboard.parts.facts import write_date
from dashboard.parts.filters import draw_filters
from dashboard.parts.news_list import render_changes, render_feeds_link
from dashboard.parts.news_question import DAYS, DAYS_KEY, PAGE_KEY, TURN_KEY, NewsReading, read_news, to_news
from dashboard.parts.question import tell_notes, tell_place, without_place
from dashboard.words import say
from finder.errors import DeclarationError, PlaceError
from finder.feeds import load_feeds, trial_address
from finder.languages import translate_text
from finder.query.change_words import tell_changes
from finder.query.changes import ChangeAnswer, find_changes_since, parse_since
from finder.query.criteria import Criteria, write_address
from finder.settings import load_settings
from finder.store.reader import Reader

PAGE_SIZE = 50


def show_news() -> None:
    """The page. Raises the failures of the store."""
    reader = open_reader()
    reading = read_news()
    answer, criteria, place_error = _ask_or_everywhere(reader, reading.question, parse_since(f"{reading.days}d"))
    unit = choose_unit(reading.question.choices, answer.place.country_code if answer.place else None)
    fill_widgets(reading.question.choices, unit)
    st.session_state[DAYS_KEY] = reading.days

    st.title(escape_markdown(say("news.title")), anchor=False)
    st.html(render_banner(judge_freshness(reader.meta, read_sources(reader))))
    tell_notes("news")
    st.text(say("news.lead"))
    st.segmented_control(
        say("news.days"),
        DAYS,
        key=DAYS_KEY,
        required=True,
        format_func=lambda days: say(f"news.days_{days}"),
        on_change=mark_changed,
    )
    regions = list_regions(reader, reading.question.choices.get("country", []))
    ask_place = partial(tell_place, place_error, reading.question.choices) if place_error else None
    draw_filters(reading.shown, list_countries(reader), regions, ask_place, sorts=())
    _show_answer(answer, criteria, reading)
    _show_feeds()


def _ask_or_everywhere(
    reader: Reader, reading: Reading, since: str
) -> tuple[ChangeAnswer, Criteria, PlaceError | None]:
    """The answer and what was asked; where the place cannot be told, the same without it, and why."""
    try:
        return _ask(reader, reading.criteria, since), reading.criteria, None
    except PlaceError as error:
        criteria = read_question(without_place(reading.choices)).criteria
        return _ask(reader, criteria, since), criteria, error


def _ask(reader: Reader, criteria: Criteria, since: str) -> ChangeAnswer:
    return find_changes_since(reader, open_places(), criteria, since, trial_address())


def _show_answer(answer: ChangeAnswer, criteria: Criteria, reading: NewsReading) -> None:
    st.header(escape_markdown(say("news.results")), anchor=False)
    pages = max(1, -(-answer.total // PAGE_SIZE))
    page = min(reading.page, pages)
    st.info(escape_markdown(write_count(answer, page)))
    st.html(f'<div class="nf-text">{_render_known(answer)}</div>')
    if not answer.total:
        return
    start = (page - 1) * PAGE_SIZE
    shown = tell_changes(answer.changes.iloc[start : start + PAGE_SIZE])
    st.html(render_changes(shown, to_pairs(reading.question.choices)))
    if pages > 1:
        st.session_state[PAGE_KEY] = page
        st.pagination(pages, key=PAGE_KEY, on_change=_turn_page)
    pairs = to_pairs(to_news(to_choices(write_address(criteria))))
    note = say("news.download_help", n=f"{answer.total:,}") if answer.total > 1 else ""
    draw_file("news.csv", (*pairs, ("since", reading.days)), note)


def write_count(answer: ChangeAnswer, page: int) -> str:
    """How many changes, and which are on the screen: what a screen reader tells. None is not the same as none known."""
    date = write_date(answer.since)
    if answer.known_since is None:
        return say("news.unknown")
    if not answer.total:
        return say("news.none", date=date)
    count = say("news.count_one", date=date)
    if answer.total > 1:
        count = say("news.count_many", n=f"{answer.total:,}", date=date)
    first = (page - 1) * PAGE_SIZE + 1
    last = min(answer.total, first + PAGE_SIZE - 1)
    return f"{count} {say('news.page', first=first, last=last)}" if answer.total > PAGE_SIZE else count


def _render_known(answer: ChangeAnswer) -> str:
    """Since when changes are known, what none means, and what nobody can tell."""
    said: list[str] = []
    if answer.known_since is not None:
        if not answer.total:
            said += [say("news.none_means"), say("news.none_other")]
        said.append(
            say("news.known_since" if answer.is_whole else "news.known_only", date=write_date(answer.known_since))
        )
    said += _say_number("news.left_one", "news.left_many", answer.unjudged)
    said += _say_number("news.gone_one", "news.gone_many", answer.gone)
    return "".join(f"<p>{escape_html(sentence)}</p>" for sentence in said)


def _say_number(one: str, many: str, number: int) -> Sequence[str]:
    if not number:
        return ()
    return (say(one),) if number == 1 else (say(many, n=f"{number:,}"),)


def _turn_page() -> None:
    st.session_state[TURN_KEY] = st.session_state[PAGE_KEY]
    mark_changed()


def _render_title(name: str, title: str) -> str:
    """Its title in the language that is spoken; one that whoever runs this has declared stays as it is."""
    return escape_html(translate_text("finder/feeds.toml", f"{name}.title", title))


def _show_feeds() -> None:
    """The feeds that the last refresh wrote; nothing where there are none."""
    settings = load_settings()
    try:
        feeds = load_feeds(settings)
    except DeclarationError:  # the refresh tells it to whoever runs this
        return
    items = [
        f'<li><a href="feeds/{name}.atom" type="application/atom+xml">{_render_title(name, feed.title)}</a></li>'
        for name, feed in feeds.items()
        if (settings.feeds / f"{name}.atom").is_file()
    ]
    if items:
        st.header(escape_markdown(say("news.feeds")), anchor=False)
        lead = escape_html(say("news.feeds_lead"))
        st.html(f'<div class="nf-text"><p>{lead}</p><ul>{"".join(items)}</ul><p>{render_feeds_link()}</p></div>')
