"""Starter data to raw rows of the same shape as the registry's, so that everything after goes the same way."""

import re
from io import BytesIO
from typing import Any

import pandas as pd

from finder.errors import AnswerError
from finder.identifiers import read_nct_id
from finder.schema import LIST_SEPARATOR
from finder.schema.raw import Problem, RawRows, Row

_TRIAL_LISTS = ("phases", "conditions", "keywords")
_TRIAL_TEXTS = (
    "title", "acronym", "status", "last_update_posted", "study_type", "primary_purpose", "sponsor", "start_date",
    "completion_date", "min_age", "max_age", "sex",
)  # fmt: skip
_TRIAL_COLUMNS = ("nct_id", *_TRIAL_TEXTS, *_TRIAL_LISTS, "interventions", "enrollment", "has_results", "recorded_on")
_SITE_COLUMNS = ("nct_id", "facility", "city", "state", "postal_code", "country", "status", "latitude", "longitude")
#: Some names were recorded with the registry's type of intervention before them.
_TYPED_NAME = re.compile(
    r"(?P<type>BEHAVIORAL|BIOLOGICAL|COMBINATION[ _]PRODUCT|DEVICE|DIAGNOSTIC[ _]TEST|DIETARY[ _]SUPPLEMENT|DRUG"
    r"|GENETIC|PROCEDURE|RADIATION|OTHER): (?P<name>.+)",
    re.DOTALL,
)
_TRUTH = {"True": True, "False": False}


def parse_starter(trials_csv: bytes, sites_csv: bytes) -> RawRows:
    """Raw trials and sites with their provenance: recorded from ClinicalTrials.gov on the day of each row.

    Raises AnswerError for a file that is no such table; a row without an identifier is a problem, not an error.
    """
    rows = RawRows()
    for cells in read_rows(trials_csv, _TRIAL_COLUMNS, "trials"):
        if not read_nct_id(cells["nct_id"]):
            rows.problems.append(Problem("no_identifier", "trials.nct_id", bad=True))
            continue
        rows.trials.append(_parse_trial(cells))
    position: dict[str, int] = {}
    for cells in read_rows(sites_csv, _SITE_COLUMNS, "sites"):
        nct_id = cells["nct_id"]
        site: Row = {key: cells[key] or None for key in _SITE_COLUMNS}
        site["latitude"], site["longitude"] = _read_number(cells["latitude"]), _read_number(cells["longitude"])
        site["position"] = position[nct_id] = position.get(nct_id, -1) + 1
        rows.sites.append(site)
    return rows


def read_rows(data: bytes, columns: tuple[str, ...], name: str) -> list[dict[str, str]]:
    """The rows of one file as text cells. Raises AnswerError for a file that is no such table."""
    try:
        frame = pd.read_csv(BytesIO(data), dtype="str", keep_default_na=False, encoding="utf-8", on_bad_lines="error")
    except ValueError as error:  # what pandas raises for broken CSV and for bytes that are no UTF-8
        raise AnswerError(
            f"The list of {name} cannot be read.", source="starter", remedy="Install the program again."
        ) from error
    if missing := [column for column in columns if column not in frame.columns]:
        raise AnswerError(
            f"The list of {name} has no column {missing[0]!r}.", source="starter", remedy="Install the program again."
        )
    return [{str(key): str(cell) for key, cell in row.items()} for row in frame.to_dict("records")]


def _parse_trial(cells: dict[str, str]) -> Row:
    recorded = cells["recorded_on"] or None
    row: dict[str, Any] = {key: cells[key] or None for key in ("nct_id", *_TRIAL_TEXTS)}
    row |= {key: _read_list(cells[key]) for key in _TRIAL_LISTS}
    return row | {
        "interventions": [_read_intervention(text) for text in _read_list(cells["interventions"])],
        "enrollment": int(cells["enrollment"]) if cells["enrollment"].isdecimal() else cells["enrollment"] or None,
        "has_results": _TRUTH.get(cells["has_results"]),
        "source": "starter",
        "source_url": f"https://clinicaltrials.gov/study/{cells['nct_id']}",
        "fetched_at": recorded,
        "data_version": recorded,
    }


def _read_list(cell: str) -> list[str]:
    return [part for part in cell.split(LIST_SEPARATOR) if part.strip()]


def _read_intervention(text: str) -> Row:
    typed = _TYPED_NAME.fullmatch(text)
    return {"type": typed["type"].replace(" ", "_"), "name": typed["name"]} if typed else {"name": text}


def _read_number(cell: str) -> float | str | None:
    try:
        return float(cell) if cell else None
    except ValueError:
        return cell
