"""Is a trial for people with the disease, and for which of them: the door of the classification.

Every value is read from the record's own words; `matched` keeps them, so that a reader can check each one. The words
themselves are data, in finder/vocabulary. A row depends on itself alone.
"""

from typing import Any

import pandas as pd

from finder.normalize.classify.design import read_placebo, read_random
from finder.normalize.classify.differentiation import judge_differentiation
from finder.normalize.classify.entry_rules import JUDGES, find_grades, read_entry
from finder.normalize.classify.mentions import Mention, list_mentions
from finder.normalize.classify.named_values import find_named, name_kind
from finder.normalize.classify.other_cancers import find_cancer_organs
from finder.normalize.classify.passages import (
    PASSES,
    READ_ALONE,
    Record,
    read_list,
    read_record,
    read_text,
    split_sentences,
)
from finder.normalize.classify.relevance import judge_relevance
from finder.normalize.classify.sites import find_sites
from finder.normalize.classify.treatments import find_treatments
from finder.vocabulary.concepts import prepare_scanner
from finder.vocabulary.profile import OTHER, load_profile

#: What `classify_trials` reads; a missing column or a value of a wrong type counts as absent.
INPUT_COLUMNS = (
    "title", "official_title", "acronym", "summary", "description", "conditions", "keywords", "mesh_terms",
    "interventions", "intervention_types", "intervention_text", "arms_text", "eligibility", "inclusion", "exclusion",
    "study_type", "primary_purpose", "allocation",
)  # fmt: skip

#: What it gives. `left_out` is a reason where `relevance` is missing, and missing elsewhere.
OUTPUT_COLUMNS = (
    "relevance", "left_out", "matched", "primary_sites", "treatments", "differentiation", "function", "syndromes",
    "sstr", "prior_prrt", "stage", "line_of_therapy", "grades", "has_placebo", "randomized",
)  # fmt: skip

_Words = tuple[str, str]

#: The values of a trial that is not shown; the lists are never changed.
_LEFT_OUT: dict[str, Any] = {
    **{name: [] for name in ("primary_sites", "treatments", "function", "syndromes", "grades")},
    **dict.fromkeys(("differentiation", *JUDGES), "not_stated"),
    **dict.fromkeys(("has_placebo", "randomized")),
}


def prepare_classification() -> None:
    """Make ready whatever does not depend on a trial, so that it can be done while trials are on their way.

    Takes about a second on one core. Raises DeclarationError, as the first classification would.
    """
    for subjects in (*PASSES, *((subject,) for subject in READ_ALONE)):
        prepare_scanner(*subjects)


def classify_trials(trials: pd.DataFrame, *, keep_all: bool = False) -> pd.DataFrame:
    """One row a trial, same index: OUTPUT_COLUMNS. Raises DeclarationError where the vocabulary is broken, else never.

    Lists are sorted. A trial out of scope, which nobody sees, has nothing but the reason in `left_out` and its words;
    with `keep_all` it is in scope as OTHER, with all that does not hang on the disease.
    """
    given = [name for name in INPUT_COLUMNS if name in trials.columns]
    cells = zip(*(trials[name].tolist() for name in given), strict=True) if given else [()] * len(trials)
    rows = [classify_trial(dict(zip(given, row, strict=True)), keep_all=keep_all) for row in cells]
    frame = pd.DataFrame(rows, columns=list(OUTPUT_COLUMNS), index=trials.index)
    text = dict.fromkeys(("relevance", "left_out", "differentiation", *JUDGES), "str")
    return frame.astype({**text, "has_placebo": "boolean", "randomized": "boolean"})


def classify_trial(row: dict[str, Any], *, keep_all: bool = False) -> dict[str, Any]:
    """The values of one trial, as `classify_trials` gives them."""
    record = read_record(row)
    mentions = list_mentions(record)
    relevance = judge_relevance(record, mentions)
    values = dict(_LEFT_OUT)
    values["relevance"], values["left_out"] = relevance.value, relevance.reason
    matched = [_say(relevance.value or relevance.reason or "", words) for words in relevance.words]
    if relevance.value:
        matched += _read_facets(row, record, mentions, values)
        matched += _read_rules(record, values)
        matched += _read_design(row, values)
    elif keep_all:
        values["relevance"], values["left_out"] = OTHER, None
        matched = [*_read_other(row, record, values), *_read_rules(record, values), *_read_design(row, values)]
    values["matched"] = list(dict.fromkeys(matched))
    return values


def _read_facets(row: dict[str, Any], record: Record, mentions: list[Mention], values: dict[str, Any]) -> list[str]:
    """What is tested, where the tumor started, what it looks like, and what it does."""
    treatments = find_treatments(row)
    sites = find_sites(record, mentions, values["relevance"])
    side, sides = _read_kind(record, mentions, values["relevance"])
    named = {subject: find_named(record, subject) for subject in ("function", "syndromes")}
    values["treatments"], values["primary_sites"] = sorted(treatments), sorted(sites)
    values["differentiation"] = side
    values.update((subject, sorted(found)) for subject, found in named.items())
    told = [*sorted(treatments.items()), *sorted(sites.items())]
    told += [(f"both, {name}" if side == "both" else name, words) for name, words in sides.items()]
    told += [pair for found in named.values() for pair in sorted(found.items())]
    return [_say(value, words) for value, words in told]


def _read_other(row: dict[str, Any], record: Record, values: dict[str, Any]) -> list[str]:
    """What is tested in a trial that is not about the disease, and the organs of the cancers that it names."""
    treatments, organs = find_treatments(row), find_cancer_organs(record)
    values["treatments"], values["primary_sites"] = sorted(treatments), sorted(organs)
    return [_say(value, words) for value, words in [*sorted(treatments.items()), *sorted(organs.items())]]


def _read_kind(record: Record, mentions: list[Mention], relevance: str) -> tuple[str, dict[str, _Words]]:
    """As the profile says that the kind of tumor is read."""
    axis = load_profile().columns.get("differentiation")
    if axis is None:
        return "not_stated", {}
    return judge_differentiation(record, mentions, relevance) if axis.reads == "sides" else name_kind(record, mentions)


def _read_rules(record: Record, values: dict[str, Any]) -> list[str]:
    """What the rules of entry ask for, bar or allow."""
    entry = read_entry(record)
    grades = find_grades(entry) if load_profile().has("grades") else {}
    values["grades"] = sorted(grades)
    told = [_say(value, words) for value, words in sorted(grades.items())]
    for column, judge in JUDGES.items():
        values[column], words = judge(entry)
        told += [_say(f"{column} {values[column]}", words)] if words else []
    return told


def _say(value: str, words: _Words) -> str:
    return f"{value}: {words[0]} ({words[1]})"


def _read_design(row: dict[str, Any], values: dict[str, Any]) -> list[str]:
    arms, names = read_list(row.get("arms_text")), read_list(row.get("interventions"))
    values["has_placebo"], placebo = read_placebo([*arms, *names])
    titles = [read_text(row.get("title")), read_text(row.get("official_title"))]
    prose = split_sentences(read_text(row.get("summary")))
    values["randomized"], chance = read_random(read_text(row.get("allocation")), titles, prose)
    said = [f"placebo: {placebo} (arms and interventions)"] if placebo else []
    return said + ([f"randomized: {chance} (design)"] if chance and values["randomized"] else [])
