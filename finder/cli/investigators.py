"""`net-finder investigators`: who leads open trials near a place, as the registry publishes it."""

from functools import partial
from typing import Any

import click
import pandas as pd

from finder.cli.lists import deliver_list
from finder.cli.options import criteria_options, list_options, read_options, reword_options
from finder.cli.output import Cell, Lines, choose_delivery
from finder.cli.search import CRITERIA
from finder.cli.search_lines import uses_miles
from finder.cli.words import say, say_distance, say_place
from finder.export.plain import frame_records
from finder.query.gaps import explain_coverage
from finder.query.investigators import ORIGIN, InvestigatorAnswer, find_investigators
from finder.query.nearby import INVESTIGATOR_NAMES, SORTS, parse_investigator_criteria
from finder.settings import load_settings
from finder.store.gazetteer import open_gazetteer
from finder.store.reader import open_current
from finder.vocabulary.profile import load_profile

_SAYS = {
    "within": ("DISTANCE", "Keep people this near to the place: 100mi or 160km."),
    "country": ("COUNTRY", "Keep people in this country."),
    "region": ("REGION", "Keep people in this state, province or region."),
    "city": ("CITY", "Keep people in this city."),
    "name": ("WORDS", "Keep people with these words in name or affiliation."),
    "sort": ("ORDER", f"{', '.join(SORTS[:-1])} or {SORTS[-1]}."),
}

#: The criteria of this list, as options.
INVESTIGATOR_CRITERIA = reword_options(INVESTIGATOR_NAMES, CRITERIA, _SAYS)


@click.command(
    "investigators",
    epilog=f"Example: {load_profile().examples.get('investigators', 'net-finder investigators --near Lyon')}",
)
@criteria_options(INVESTIGATOR_CRITERIA)
@list_options
def investigators_command(
    form: str | None, as_json: bool, limit: int | None, output: str | None, **words: tuple[str, ...]
) -> None:
    """List who leads trials that fit, one row a person, as the registry publishes them.

    Someone is near where the site is at which the registry names them, else where the center is that they belong to.
    """
    delivery = choose_delivery(form=form, as_json=as_json, output=output, limit=limit)
    criteria = parse_investigator_criteria(read_options(words))
    settings = load_settings()
    reader = open_current(settings)
    with open_gazetteer(settings) as gazetteer:
        answer = find_investigators(reader, gazetteer, criteria)
    deliver_list(
        reader,
        answer.people,
        delivery,
        draw=partial(person_lines, near=bool(answer.place), miles=uses_miles(answer)),
        many="people",
        told=explain_people(answer),
        origin=ORIGIN,
    )


def explain_people(answer: InvestigatorAnswer) -> list[str]:
    """What a person must know beside the list."""
    said = explain_coverage(answer.coverage, answer.total, "person", "people")
    said += [
        f"Without --{reason.criterion} {reason.value}, {count_people(reason.count)} would fit."
        for reason in answer.emptied_by
    ]
    if answer.unplaced and answer.criteria.within:
        people = count_people(answer.unplaced)
        said.append(f"Not listed, because the registry tells no place for them: {people}.")
    return said


def count_people(count: int) -> str:
    """A number of people in words."""
    return f"{count:,} {'person' if count == 1 else 'people'}"


def person_lines(rows: pd.DataFrame, *, near: bool, miles: bool) -> Lines:
    """One row a person."""
    heads: list[Cell] = [
        ("Name", "Affiliation"),
        ("Role",),
        ("Place", *(("Distance",) if near else ())),
        ("Trials", "Center"),
    ]
    return Lines(heads, [_person_cells(row, near=near, miles=miles) for row in frame_records(rows)])


def _person_cells(row: dict[str, Any], *, near: bool, miles: bool) -> list[Cell]:
    place = say_place(row["city"], row["region"], row["country"]) or "Place not known"
    return [
        (say(row["name"]), say(row["affiliation"])),
        (", ".join(role.replace("_", " ").capitalize() for role in row["roles"]) or "Role not given",),
        (place, *((say_distance(row["distance_km"], miles=miles),) if near else ())),
        (say(row["nct_ids"]), say(row["center_name"])),
    ]
