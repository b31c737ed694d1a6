"""Raw trials to the table `trials`, all but what classification adds."""

from collections.abc import Callable
from datetime import date

import pandas as pd

from finder.identifiers import read_nct_id
from finder.normalize.ages import clean_ages, states_no_age
from finder.normalize.contacts import choose_contacts
from finder.normalize.dates import clean_dates, first_days, last_days
from finder.normalize.eligibility import split_column
from finder.normalize.interventions import list_arms, list_interventions
from finder.normalize.numbers import UNKNOWN_ENROLLMENT, clean_counts, clean_flags
from finder.normalize.problems import note_lost, note_where
from finder.normalize.staleness import find_stale
from finder.normalize.text import clean_block, clean_column, clean_line, clean_list
from finder.schema.raw import TRIAL_KEYS, Problem, Row

_LINES = (
    "title", "official_title", "acronym", "status", "last_known_status", "study_type", "primary_purpose", "allocation",
    "masking", "sponsor", "sponsor_class", "sex", "source", "source_url", "data_version", "fetched_at",
)  # fmt: skip
_BLOCKS = ("summary", "description", "why_stopped", "eligibility")
_LISTS = ("phases", "conditions", "keywords", "mesh_terms", "collaborators", "secondary_ids")
_DATES = (
    "start_date", "primary_completion_date", "completion_date", "first_posted", "last_update_posted", "status_verified",
)  # fmt: skip

#: What `classify_trials` reads.
CLASSIFIED_BY = (
    "nct_id", "title", "official_title", "acronym", "summary", "description", "conditions", "keywords", "mesh_terms",
    "interventions", "intervention_types", "intervention_text", "arms_text", "eligibility", "inclusion", "exclusion",
    "study_type", "primary_purpose", "allocation",
)  # fmt: skip


def build_trials(rows: list[Row], today: date, problems: list[Problem]) -> pd.DataFrame:
    """One row a trial: the columns of table `trials` but those of classification, plus `intervention_text` and
    `arms_text` for it. Only a record without an identifier, or the earlier of two with the same one, is left out;
    values that cannot be used are empty and told in `problems`.
    """
    raw = _identify(rows, problems)
    ids = raw["nct_id"]
    trials = pd.DataFrame({"nct_id": ids})
    trials["nct_id_aliases"] = raw["nct_id_aliases"].map(_clean_ids)
    _take_texts(trials, raw, problems)
    for name in _LISTS:
        trials[name] = raw[name].map(clean_list)
        no_list = ~raw[name].map(lambda cell: cell is None or isinstance(cell, list) or cell != cell).astype(bool)
        note_where(problems, "wrong_type", f"trials.{name}", no_list, ids, bad=True)
    for name in _DATES:
        trials[name] = clean_dates(raw[name])
        note_lost(problems, f"trials.{name}", raw[name], trials[name], ids, kind="invalid_date")
    trials["start_day"] = first_days(trials["start_date"])
    for name in ("primary_completion", "completion"):
        trials[f"{name}_day"] = last_days(trials[f"{name}_date"])
    for name in ("min_age", "max_age"):
        trials[f"{name}_years"] = clean_ages(raw[name])
        stated = raw[name].mask(states_no_age(raw[name]))
        note_lost(problems, f"trials.{name}", stated, trials[f"{name}_years"], ids, kind="invalid_age")
    enrollment = clean_counts(raw["enrollment"])
    note_lost(problems, "trials.enrollment", raw["enrollment"], enrollment, ids, kind="invalid_number")
    trials["enrollment"] = enrollment.mask(enrollment == UNKNOWN_ENROLLMENT)
    for name in ("has_results", "healthy_volunteers"):
        trials[name] = clean_flags(raw[name])
        note_lost(problems, f"trials.{name}", raw[name], trials[name], ids, kind="invalid_flag")
    trials["arms_text"] = list_arms(raw["arms"])
    added = [
        list_interventions(raw["interventions"]),
        choose_contacts(raw["contacts"]),
        split_column(trials["eligibility"]),
    ]
    trials = pd.concat([trials, *added], axis=1)
    trials["stale"] = find_stale(trials, today)
    return trials


def _identify(rows: list[Row], problems: list[Problem]) -> pd.DataFrame:
    """The raw frame, one row an identifier; of records that come twice the later one, which the source sent last."""
    raw = pd.DataFrame(rows, columns=list(TRIAL_KEYS), dtype="object")
    raw["nct_id"] = pd.Series([read_nct_id(cell) for cell in raw["nct_id"]], index=raw.index, dtype="str")
    nameless = raw["nct_id"].isna()
    note_where(problems, "no_identifier", "trials.nct_id", nameless, raw["nct_id"], bad=True)
    raw = raw[~nameless]
    earlier = raw["nct_id"].duplicated(keep="last")
    note_where(problems, "record_twice", "trials.nct_id", earlier, raw["nct_id"])
    return raw[~earlier].reset_index(drop=True)


def _take_texts(trials: pd.DataFrame, raw: pd.DataFrame, problems: list[Problem]) -> None:
    cleaners: dict[str, Callable[[str], str]] = dict.fromkeys(_LINES, clean_line)
    cleaners |= dict.fromkeys(_BLOCKS, clean_block)
    for name, clean in cleaners.items():
        trials[name] = clean_column(raw[name], clean)
        note_lost(problems, f"trials.{name}", raw[name], trials[name], raw["nct_id"], kind="empty_text")


def _clean_ids(cell: object) -> list[str]:
    return [known for item in clean_list(cell) if (known := read_nct_id(item))]


def select_for_classification(trials: pd.DataFrame) -> pd.DataFrame:
    """The columns that `classify_trials` reads, text that is missing as empty text."""
    frame = trials[list(CLASSIFIED_BY)].copy()
    for name in [name for name in CLASSIFIED_BY if frame[name].dtype == "str"]:
        frame[name] = frame[name].fillna("")
    return frame
