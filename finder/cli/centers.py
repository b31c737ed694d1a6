"""`net-finder centers`: who knows these tumors near a place, and which open trials run there."""

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
from finder.query.center_kinds import HIDDEN, KINDS, say_accreditation, say_kind
from finder.query.centers import CenterAnswer, find_centers
from finder.query.gaps import explain_coverage
from finder.query.nearby import CENTER_NAMES, SORTS, parse_center_criteria
from finder.settings import load_settings
from finder.sources import load_sources
from finder.store.gazetteer import open_gazetteer
from finder.store.reader import open_current
from finder.vocabulary.profile import load_profile

_CODES = load_profile().relevance
_SAYS: dict[str, tuple[str, str]] = {
    "within": ("DISTANCE", "Keep centers this near to the place: 100mi or 160km."),
    "country": ("COUNTRY", "Keep centers in this country."),
    "region": ("REGION", "Keep centers in this state, province or region."),
    "city": ("CITY", "Keep centers in this city."),
    "phase": ("PHASE", "Count trials of this phase."),
    "status": ("STATUS", "Count open trials (unless told), any, or one such as completed."),
    "relevance": ("KIND", f"Count trials that are {_CODES.specific} or {_CODES.included}."),
    "age": ("YEARS", "Count trials that take people of this age."),
    "sex": ("SEX", "Count trials that take female or male people."),
    "text": ("WORDS", "Keep centers with these words in a name or specialty."),
    "kind": ("KIND", f"Keep centers of this kind: {', '.join(KINDS)}."),
    "sort": ("ORDER", f"{', '.join(SORTS[:-1])} or {SORTS[-1]}."),
    **{name: (option.takes, option.centers or option.search) for name, option in load_profile().options.items()},
}

#: The criteria of this list, as options.
CENTER_CRITERIA = reword_options(CENTER_NAMES, CRITERIA, _SAYS)


@click.command(
    "centers",
    epilog=f"Example: {load_profile().examples.get('centers', 'net-finder centers --near Lyon --within 300km')}",
)
@criteria_options(CENTER_CRITERIA)
@list_options
def centers_command(
    form: str | None, as_json: bool, limit: int | None, output: str | None, **words: tuple[str, ...]
) -> None:
    """List hospitals and clinics that treat these tumors, with the page that says so.

    Words about trials count the trials that fit at each center. A listed center stays with none; one that is known
    only by its trials goes.
    """
    delivery = choose_delivery(form=form, as_json=as_json, output=output, limit=limit)
    criteria = parse_center_criteria(read_options(words))
    settings = load_settings()
    reader = open_current(settings)
    with open_gazetteer(settings) as gazetteer:
        answer = find_centers(reader, gazetteer, criteria)
    deliver_list(
        reader,
        answer.centers,
        delivery,
        draw=partial(center_lines, asks=criteria.asks_of_trials, near=bool(answer.place), miles=uses_miles(answer)),
        many="centers",
        told=explain_centers(answer),
    )


def explain_centers(answer: CenterAnswer) -> list[str]:
    """What a person must know beside the list."""
    said = explain_coverage(answer.coverage, answer.total, "center", "centers")
    said += [
        f"Without --{reason.criterion} {reason.value}, {count_centers(reason.count)} would fit."
        for reason in answer.emptied_by
    ]
    if answer.unplaced_here and answer.criteria.within:
        said.append(f"Not listed, because their place is not known: {count_centers(answer.unplaced_here)}.")
    if answer.hidden:
        said.append(
            f"Not listed, because only a general register names them: {count_centers(answer.hidden)}. "
            f"Add --kind {HIDDEN} to see them."
        )
    return said


def count_centers(count: int) -> str:
    """A number of centers in words."""
    return f"{count:,} center{'' if count == 1 else 's'}"


def center_lines(rows: pd.DataFrame, *, asks: bool, near: bool, miles: bool) -> Lines:
    """One row a center: what it is, how many trials, and how sure all this is."""
    heads: list[Cell] = [("Center", "Place"), ("Accreditation", "Kind")]
    heads.append(("Fitting trials" if asks else "Open trials", *(("Distance",) if near else ())))
    heads.append(("Page", "How sure", "Identifier"))
    return Lines(heads, [_center_cells(row, near=near, miles=miles) for row in frame_records(rows)])


def _center_cells(row: dict[str, Any], *, near: bool, miles: bool) -> list[Cell]:
    distance = say_distance(row["distance_km"], miles=miles) or "Place not known"
    return [
        (say(row["name"]), say_place(row["city"], row["region"], row["country"])),
        ("; ".join(say_accreditation(row["accreditation"], row["accreditation_year"])), say_kind(row["kind"])),
        (say(row["fitting_trials"]), *((distance,) if near else ())),
        (say(row["url"]) or say(row["source_url"]), say_evidence(row), say(row["center_id"])),
    ]


def say_evidence(row: dict[str, Any]) -> str:
    """How sure a row is: kind of evidence, day of the check, and source."""
    source = say(row["source"])
    title = load_sources()[source].title if source in load_sources() else source
    checked = f"checked {say(row['checked'])}" if row["checked"] else ""
    return ", ".join(part for part in (say(row["evidence"]), checked, title) if part)
