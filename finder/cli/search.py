"""`net-finder search`: trials that fit the criteria, or the sites of those trials."""

from functools import partial
from typing import Any, Literal

import click
import pandas as pd

from finder.cli.options import criteria_options, list_options, read_options
from finder.cli.output import Delivery, choose_delivery, deliver, tell, tell_rest
from finder.cli.search_lines import site_lines, trial_lines, uses_miles
from finder.cli.snapshot import credit_line
from finder.export.list_notes import note_list
from finder.export.plain import frame_records
from finder.export.records import NOTICE, site_rows, to_records, trial_rows
from finder.query.criteria import parse_criteria, write_address
from finder.query.explain import Relaxation
from finder.query.search import Answer, read_fitting_sites, search
from finder.settings import load_settings
from finder.store.gazetteer import open_gazetteer
from finder.store.reader import open_current
from finder.vocabulary.profile import load_profile

_CODES = load_profile().relevance


def _own_option(name: Literal["site", "treatment", "differentiation"]) -> list[tuple[str, str, str]]:
    """A criterion about the disease, in the words of its profile; none where the disease does not have it."""
    option = load_profile().options.get(name)
    return [(name, option.takes, option.search)] if option else []


#: Name, what it takes, and what it does, for each criterion. The values are read by finder.query.criteria.
CRITERIA = (
    (
        "near",
        "PLACE",
        "A city, a US ZIP code, or 'lat,lon'. Add the state or country where needed.",
    ),
    ("within", "DISTANCE", "Keep sites this near to the place: 100mi or 160km."),
    ("country", "COUNTRY", "Keep sites in this country."),
    ("region", "REGION", "Keep sites in this state, province or region."),
    ("city", "CITY", "Keep sites in this city."),
    *_own_option("site"),
    ("phase", "PHASE", "1, 2, 3, 4, 1/2, 2/3, 'early 1' or na. Phase 1 also finds phase 1/2."),
    ("status", "STATUS", "open (takes people now or soon) unless told; any; or one such as completed."),
    *_own_option("treatment"),
    *_own_option("differentiation"),
    ("relevance", "KIND", f"{_CODES.specific} (about these tumors) or {_CODES.included} (one of many)."),
    ("age", "YEARS", "Keep trials that take people of this age."),
    ("sex", "SEX", "Keep trials that take female or male people."),
    ("text", "WORDS", "Keep trials that name these words."),
    ("updated-since", "DATE", "Keep trials updated on the registry on or after this day, such as 2026-01-31."),
    ("sort", "ORDER", "distance, relevance, updated or phase."),
)


@click.command(
    "search",
    epilog=f"Example: {load_profile().examples.get('search', 'net-finder search --phase 2')}",
)
@criteria_options(CRITERIA)
@click.option("--rows", type=click.Choice(["trial", "site"]), default="trial", help="One row a trial, or one a site.")
@list_options
def search_command(
    rows: str, form: str | None, as_json: bool, limit: int | None, output: str | None, **words: tuple[str, ...]
) -> None:
    """Find trials that fit all criteria given.

    Give an option more than once for "or". Unless told otherwise, only trials that take people now or soon are listed.
    """
    delivery = choose_delivery(form=form, as_json=as_json, output=output, limit=limit)
    criteria = parse_criteria(read_options(words))
    settings = load_settings()
    reader = open_current(settings)
    with open_gazetteer(settings) as gazetteer:
        answer = search(reader, gazetteer, criteria, limit=delivery.limit if rows == "trial" else None)
        sites = read_fitting_sites(reader, answer, gazetteer) if rows == "site" else None
    if sites is None:
        _deliver_trials(answer, delivery, reader.meta)
    else:
        _deliver_sites(answer, sites, delivery, reader.meta)
    tell(*explain_answer(answer))
    if delivery.format == "table" or delivery.path:
        tell(credit_line(reader), NOTICE)


def _deliver_trials(answer: Answer, delivery: Delivery, meta: dict[str, Any]) -> None:
    deliver(
        delivery,
        frame=lambda: trial_rows(answer),
        records=lambda: to_records(answer),
        lines=lambda: trial_lines(answer),
        notes=partial(note_list, what="trials", address=write_address(answer.criteria), meta=meta),
    )
    tell_rest(len(answer.trials), answer.total, "trials")


def _deliver_sites(answer: Answer, sites: pd.DataFrame, delivery: Delivery, meta: dict[str, Any]) -> None:
    rows = site_rows(answer, sites)
    shown = rows if delivery.limit is None else rows.head(delivery.limit)
    deliver(
        delivery,
        frame=lambda: shown,
        records=lambda: frame_records(shown),
        lines=lambda: site_lines(shown, miles=uses_miles(answer)),
        notes=partial(note_list, what="sites of trials", address=write_address(answer.criteria), meta=meta),
    )
    tell_rest(len(shown), len(rows), "sites")


def explain_answer(answer: Answer) -> list[str]:
    """What a person must know beside the list: which criterion emptied it, and which trials could not be placed."""
    said = []
    if not answer.total:
        said.append("No trial fits.")
        said += [
            f"Without {_say_criterion(reason)}, {_count_trials(reason.count)} would fit."
            for reason in answer.emptied_by
        ]
        said += [f"No trial at all fits {_say_criterion(reason)}." for reason in answer.never_met]
    if answer.unplaced and answer.criteria.within:
        said.append(f"Not listed, because no site has a known place: {_count_trials(answer.unplaced)}.")
    return said


def _say_criterion(reason: Relaxation) -> str:
    return f"--{reason.criterion} {reason.value}"


def _count_trials(count: int) -> str:
    return f"{count:,} trial{'' if count == 1 else 's'}"
