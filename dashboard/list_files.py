"""The lists that can be taken along as files, each by an address that holds its whole question: any server of the same
data makes the same file, without an open page and without a script."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import PurePath
from typing import TypeVar
from urllib.parse import urlencode

import streamlit as st

from dashboard.data import ask, ask_centers, ask_people, open_places, open_reader
from dashboard.language import keep_language
from dashboard.parts.address import Choices, read_question, shorten
from dashboard.parts.center_filters import CENTERS_FORM, PEOPLE_FORM
from dashboard.parts.escape import escape_html
from dashboard.parts.nearby_form import PAGE_NAMES, Asked, NearbyForm, read_nearby
from dashboard.parts.news_question import DAYS, USUAL, from_news
from dashboard.parts.ready_questions import PAGE, read_data_day
from dashboard.parts.staff_file import make_csv, make_excel, read_rows
from dashboard.parts.staff_table import OWN_NAMES, ROWS, list_usual, own_pairs, read_own
from dashboard.words import say
from finder.errors import QuestionError, SourceError
from finder.export.credits import note_rows
from finder.export.csv_file import write_csv
from finder.export.records import trial_rows
from finder.feeds import trial_address
from finder.query.changes import find_changes_since, parse_since
from finder.query.criteria import Criteria, write_address
from finder.query.investigators import ORIGIN
from finder.query.search import Answer
from finder.store.reader import Reader

Pairs = Sequence[tuple[str, str]]
#: From the question of an address, and the server that was asked, to the file: its name without the ending, and all
#: that it holds. Raises PlaceError; QuestionError for a part that cannot be read, and SourceError where what was asked
#: for is not known, both with a sentence as it is spoken; OutputError; and the failures of the store.
Make = Callable[[Choices, str], tuple[str, bytes]]
Question = TypeVar("Question")

#: By the ending of a file.
MEDIA = {".csv": "text/csv", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def draw_file(name: str, pairs: Pairs, note: str) -> None:
    """The link to the file of a list, and a note below it."""
    st.html(f'<p class="nf-links">{render_file_link(name, pairs, say("find.download"))}</p>')
    st.text("\n".join(filter(None, (note, say("find.share")))))


def render_file_link(name: str, pairs: Pairs, label: str) -> str:
    """The link to one file of FILES. The file is saved beside the page, which stays; where there is none the sentence
    that says why is opened, which a link marked `download` would hide in a file that failed."""
    address = escape(keep_language(f"files/{name}?{urlencode(pairs)}" if pairs else f"files/{name}"))
    return f'<a class="nf-tap nf-file" type="{name_media(name)}" href="{address}">{escape_html(label)}</a>'


def name_media(name: str) -> str:
    """The media type of a file."""
    return MEDIA[PurePath(name).suffix]


def _make_trials(asked: Choices, _: str) -> tuple[str, bytes]:
    answer = ask(open_reader(), _read_whole(asked, _read_trials))
    return _name_today("trials"), write_csv(trial_rows(answer))


def _make_news(asked: Choices, _: str) -> tuple[str, bytes]:
    criteria, days = _read_whole(asked, _read_news)
    answer = find_changes_since(open_reader(), open_places(), criteria, parse_since(f"{days}d"), trial_address())
    if answer.known_since is None:
        raise SourceError(say("news.unknown"))
    return _name_today("news"), write_csv(note_rows(answer.changes))


def _make_centers(asked: Choices, _: str) -> tuple[str, bytes]:
    answer = ask_centers(open_reader(), _read_whole(asked, lambda part: _read_nearby(CENTERS_FORM, part)))
    if answer.coverage.could_not_look:
        raise SourceError(say("cover.could_not_look", many=say("centers.many")))
    return _name_today("centers"), write_csv(note_rows(answer.centers))


def _make_people(asked: Choices, _: str) -> tuple[str, bytes]:
    answer = ask_people(open_reader(), _read_whole(asked, lambda part: _read_nearby(PEOPLE_FORM, part)))
    if answer.coverage.could_not_look:
        raise SourceError(say("cover.could_not_look", many=say("people.many")))
    return _name_today("trial-leaders"), write_csv(note_rows(answer.people, origin=ORIGIN))


def _make_staff_csv(asked: Choices, _: str) -> tuple[str, bytes]:
    reader, answer, rows, columns = _ask_staff(asked)
    frame = read_rows(reader, answer, rows)
    return _name_staff(reader, rows), make_csv(frame, columns, write_address(answer.criteria), reader.meta)


def _make_staff_excel(asked: Choices, server: str) -> tuple[str, bytes]:
    reader, answer, rows, columns = _ask_staff(asked)
    question = tuple(write_address(answer.criteria))
    content = make_excel(
        read_rows(reader, answer, rows),
        columns,
        question,
        reader.meta,
        what="trials" if rows == ROWS[0] else "places",
        link=f"{server}/{PAGE}?{urlencode(question + own_pairs(rows, columns))}",
    )
    return _name_staff(reader, rows), content


#: Each file by its name in the address.
FILES: dict[str, Make] = {
    "trials.csv": _make_trials,
    "news.csv": _make_news,
    "centers.csv": _make_centers,
    "people.csv": _make_people,
    "staff-trials.csv": _make_staff_csv,
    "staff-trials.xlsx": _make_staff_excel,
}


def _name_today(what: str) -> str:
    return f"net-{what}-{datetime.now(UTC):%Y-%m-%d}"


def _name_staff(reader: Reader, rows: str) -> str:
    day = read_data_day(reader.meta)
    return f"net-{rows}s-{day.isoformat() if day else 'undated'}"


def _ask_staff(asked: Choices) -> tuple[Reader, Answer, str, tuple[str, ...]]:
    criteria, rows, columns = _read_whole(asked, _read_staff)
    reader = open_reader()
    answer = ask(reader, criteria)
    return reader, answer, rows, columns or list_usual(rows, near=answer.place is not None)


def _read_trials(asked: Choices) -> tuple[Criteria, Sequence[str]]:
    reading = read_question(asked)
    return reading.criteria, reading.notes


def _read_news(asked: Choices) -> tuple[tuple[Criteria, str], Sequence[str]]:
    """The days to look back are one of those that the page offers; news have one order alone."""
    days = [text.removesuffix("d") for text in asked.get("since", [USUAL])]
    reading = read_question(from_news(_leave_out(asked, ("since",))))
    wrong = [*({*days} - {*DAYS}), *days[1:], *asked.get("sort", [])]
    return (reading.criteria, days[0]), (*reading.notes, *wrong)


def _read_nearby(form: NearbyForm[Asked], asked: Choices) -> tuple[Asked, Sequence[str]]:
    reading = read_nearby(form, asked)
    return reading.criteria, reading.notes


def _read_staff(asked: Choices) -> tuple[tuple[Criteria, str, tuple[str, ...]], Sequence[str]]:
    rows, columns, notes = read_own(asked)
    reading = read_question(_leave_out(asked, OWN_NAMES))
    return (reading.criteria, rows, columns), (*reading.notes, *notes, *asked.get("rows", [])[1:])


def _leave_out(asked: Choices, names: Sequence[str]) -> Choices:
    return {name: values for name, values in asked.items() if name not in names}


def _read_whole(asked: Choices, read: Callable[[Choices], tuple[Question, Sequence[str]]]) -> Question:
    """The question of an address, of which no part is left out, for a file goes on without the page that would tell it.

    `read` gives a question and what it could not read. Raises QuestionError that names the first such part.
    """
    question, notes = read(asked)
    if not notes and not PAGE_NAMES & asked.keys():
        return question
    part: Choices = {}
    for name in sorted(asked, key=lambda name: name != "near"):  # a distance needs a place
        part[name] = asked[name]
        if name in PAGE_NAMES or read(part)[1]:
            break
    raise QuestionError(say("files.unread", part=shorten(f"{name}={', '.join(asked[name])}")))
