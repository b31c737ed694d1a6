"""`net-finder changes`: what became different about trials since a day, as a list, a letter or a feed."""

from functools import partial
from pathlib import Path
from typing import Any

import click
import pandas as pd

from finder.cli.lists import deliver_list
from finder.cli.options import criteria_options, list_options, read_options
from finder.cli.output import Cell, Lines, choose_delivery, tell, write_bytes
from finder.cli.search import CRITERIA
from finder.cli.search_lines import uses_miles
from finder.cli.snapshot import credit_line
from finder.cli.words import say, say_distance, say_place
from finder.export.atomic import write_atomically
from finder.export.credits import list_credits
from finder.export.digest import DigestHead, write_digest
from finder.export.list_notes import write_question
from finder.export.plain import frame_records
from finder.feeds import make_feed, trial_address
from finder.query.change_words import explain_known, say_value, tell_changes
from finder.query.changes import ChangeAnswer, find_changes_since, parse_since
from finder.query.criteria import Criteria, parse_criteria, write_address
from finder.settings import load_settings
from finder.store.gazetteer import open_gazetteer
from finder.store.reader import Reader, open_current
from finder.vocabulary.profile import load_profile

#: The criteria of this list, as options.
CHANGE_CRITERIA = tuple(
    (
        name,
        takes,
        "Any unless told; open (takes people now or soon); or one such as completed." if name == "status" else says,
    )
    for name, takes, says in CRITERIA
    if name != "sort"
)

#: Forms that only news has, by the ending of a file.
NEWS_FORMS = {".atom": "atom", ".txt": "text"}
_TITLE = f"{load_profile().words.product}: what is new about trials since {{day}}"
_MOST_COUNTRIES = 6


@click.command(
    "changes",
    epilog="Example: net-finder changes --since 7d --country Germany --format text",
)
@click.option(
    "--since",
    default="7d",
    show_default=True,
    metavar="WHEN",
    help="Days back, such as 7d, or a day such as 2026-01-31.",
)
@criteria_options(CHANGE_CRITERIA)
@partial(list_options, more=NEWS_FORMS)
def changes_command(
    since: str, form: str | None, as_json: bool, limit: int | None, output: str | None, **words: tuple[str, ...]
) -> None:
    """List what became different about trials that fit all criteria given, the latest first.

    New trials, those that left, status, sites, phase, dates, and what the record says of who may join. The form "text"
    is a letter for a newsletter, "atom" a feed.
    """
    news = _choose_news(form, as_json, output)
    delivery = None if news else choose_delivery(form=form, as_json=as_json, output=output, limit=limit)
    day = parse_since(since)
    criteria = parse_criteria({"status": ["any"], **read_options(words)})
    settings = load_settings()
    reader = open_current(settings)
    with open_gazetteer(settings) as gazetteer:
        answer = find_changes_since(reader, gazetteer, criteria, day, trial_address())
    if delivery is None:
        _deliver_news(write_news(news, reader, answer, criteria, limit), output)
        return
    deliver_list(
        reader,
        answer.changes,
        delivery,
        draw=change_lines,
        many="changes",
        told=explain_known(answer),
        address=write_address(criteria),
    )


def _choose_news(form: str | None, as_json: bool, output: str | None) -> str:
    """The form that only news has, as asked or as the name of the file tells; empty for all others."""
    if as_json and form in NEWS_FORMS.values():
        raise click.UsageError(f"--json and --format {form} cannot both be asked for.")
    if form is not None or as_json:
        return next((known for known in NEWS_FORMS.values() if known == form), "")
    return NEWS_FORMS.get(Path(output).suffix.lower(), "") if output else ""


def write_news(form: str, reader: Reader, answer: ChangeAnswer, criteria: Criteria, limit: int | None) -> bytes:
    """The answer as a letter ("text") or a feed ("atom"): all changes, or the latest `limit`."""
    title, asked = _TITLE.format(day=answer.since), write_question(write_address(criteria))
    if form == "atom":
        return make_feed(reader, answer, criteria, title=f"{_TITLE.partition(' since')[0]}. {asked}", limit=limit)
    changes = tell_changes(answer.changes)
    told = explain_known(answer)
    if limit is not None and limit < len(changes):
        told.append(f"Here are the latest {limit:,} of {len(changes):,} changes.")
    head = DigestHead(title, asked, told, [credit_line(reader), *list_credits(["clinicaltrials_gov"])])
    return write_digest(head, changes[:limit], say_places(answer)).encode("utf-8", "replace")


def _deliver_news(content: bytes, output: str | None) -> None:
    if output in (None, "-"):
        write_bytes(content)
    else:
        write_atomically(Path(str(output)), content)
        tell(f"Written: {output}")


def say_places(answer: ChangeAnswer) -> dict[str, str]:
    """Where each trial runs, by its number: the nearest site where a place was asked for, else the countries."""
    return {str(row["nct_id"]): _say_where(row, answer) for row in frame_records(answer.places.reset_index())}


def _say_where(row: dict[str, Any], answer: ChangeAnswer) -> str:
    if answer.place is not None and (place := say_place(*(row[f"nearest_{n}"] for n in _NEAREST))):
        distance = say_distance(float(row["nearest_distance_km"]), miles=uses_miles(answer))
        takes = "takes people now" if row["nearest_recruiting"] else "takes no one now"
        return f"Nearest place, {distance} from {answer.place.name}: {place} ({takes})."
    countries = row["countries"] or []
    if not countries:
        return "The record lists no place."
    more = f" and {len(countries) - _MOST_COUNTRIES} more" if len(countries) > _MOST_COUNTRIES else ""
    taking = int(row["sites_recruiting"])
    places = "1 place takes" if taking == 1 else f"{taking:,} places take" if taking else "No place takes"
    return f"In {', '.join(countries[:_MOST_COUNTRIES])}{more}. {places} people now."


_NEAREST = ("facility", "city", "region", "country")


def change_lines(rows: pd.DataFrame) -> Lines:
    """One row a change."""
    heads: list[Cell] = [("Trial", "Number"), ("What", "Day"), ("Before",), ("Now",)]
    return Lines(heads, [_change_cells(row) for row in frame_records(rows)])


def _change_cells(row: dict[str, Any]) -> list[Cell]:
    before, after = (say_value(row["kind"], row[name]) for name in ("before", "after"))
    if row["kind"] in ("new", "left"):  # its title is in the first cell
        before, after = "", after if row["kind"] == "left" else ""
    return [(say(row["title"]), say(row["nct_id"])), (say(row["what"]), say(row["at"])[:10]), (before,), (after,)]
