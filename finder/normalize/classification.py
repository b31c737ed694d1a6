"""Is a trial for people with a neuroendocrine tumor, and for which of them: the door of the classification.

Every value is read from the record's own words; `matched` keeps them, so that a reader can check each one. The words
themselves are data, in finder/vocabulary. A row depends on itself alone.
"""

from typing import Any

import pandas as pd

from finder.normalize.classify.design import read_placebo, read_random
from finder.normalize.classify.differentiation import judge_differentiation
from finder.normalize.classify.entry_rules import judge_prior_prrt, judge_receptors
from finder.normalize.classify.mentions import is_taken, list_mentions
from finder.normalize.classify.passages import Record, read_list, read_record, read_text, split_sentences
from finder.normalize.classify.relevance import judge_relevance
from finder.normalize.classify.sites import find_sites
from finder.normalize.classify.treatments import find_treatments
from finder.vocabulary.concepts import load_mesh

#: What `classify_trials` reads; a missing column or a value of a wrong type counts as absent.
INPUT_COLUMNS = (
    "title", "official_title", "acronym", "summary", "description", "conditions", "keywords", "mesh_terms",
    "interventions", "intervention_types", "intervention_text", "arms_text", "eligibility", "inclusion", "exclusion",
    "study_type", "primary_purpose", "allocation",
)  # fmt: skip

#: What it gives. `left_out` is a reason where `relevance` is missing, and missing elsewhere.
OUTPUT_COLUMNS = (
    "relevance", "left_out", "matched", "primary_sites", "treatments", "differentiation", "function", "syndromes",
    "sstr", "prior_prrt", "has_placebo", "randomized",
)  # fmt: skip

_Words = tuple[str, str]


def classify_trials(trials: pd.DataFrame) -> pd.DataFrame:
    """One row a trial, same index: OUTPUT_COLUMNS. Raises DeclarationError where the vocabulary is broken, else never.

    Lists are sorted. A trial out of scope has empty lists, `not_stated`, its treatments, and the reason in `left_out`.
    """
    given = [name for name in INPUT_COLUMNS if name in trials.columns]
    cells = zip(*(trials[name].tolist() for name in given), strict=True) if given else [()] * len(trials)
    rows = [classify_trial(dict(zip(given, row, strict=True))) for row in cells]
    frame = pd.DataFrame(rows, columns=list(OUTPUT_COLUMNS), index=trials.index)
    text = dict.fromkeys(("relevance", "left_out", "differentiation", "sstr", "prior_prrt"), "str")
    return frame.astype({**text, "has_placebo": "boolean", "randomized": "boolean"})


def classify_trial(row: dict[str, Any]) -> dict[str, Any]:
    """The values of one trial, as `classify_trials` gives them."""
    record = read_record(row)
    mentions = list_mentions(record)
    relevance = judge_relevance(record, mentions)
    treatments = find_treatments(row)
    matched = [_say(relevance.value or relevance.reason or "", words) for words in relevance.words]
    matched += [_say(value, words) for value, words in sorted(treatments.items())]
    values: dict[str, Any] = {
        "relevance": relevance.value,
        "left_out": relevance.reason,
        "primary_sites": [],
        "treatments": sorted(treatments),
        "differentiation": "not_stated",
        "function": [],
        "syndromes": [],
        "sstr": "not_stated",
        "prior_prrt": "not_stated",
    }
    if relevance.value:
        sites = find_sites(record, mentions, relevance.value)
        matched += [_say(value, words) for value, words in sorted(sites.items())]
        values["primary_sites"] = sorted(sites)
        values["differentiation"], sides = judge_differentiation(record, mentions, relevance.value)
        matched += [_say(_name_side(value, values["differentiation"]), words) for value, words in sides.items()]
        for subject in ("function", "syndromes"):
            named = _find_named(record, subject)
            values[subject] = sorted(named)
            matched += [_say(value, words) for value, words in sorted(named.items())]
        for column, (value, words) in (("sstr", judge_receptors(record)), ("prior_prrt", judge_prior_prrt(record))):
            values[column] = value
            matched += [_say(f"{column} {value}", words)] if words else []
    matched += _read_design(row, values)
    values["matched"] = list(dict.fromkeys(matched))
    return values


def _say(value: str, words: _Words) -> str:
    return f"{value}: {words[0]} ({words[1]})"


def _name_side(side: str, value: str) -> str:
    return f"both, {side}" if value == "both" else side


def _find_named(record: Record, subject: str) -> dict[str, _Words]:
    """Values that a record names as such, without those it keeps out."""
    found: dict[str, _Words] = {}
    for passage in record.passages:
        for hit in passage.find(subject):
            if is_taken(passage, hit):
                found.setdefault(hit.concept.id, (passage.quote(hit), passage.field))
    for term in record.mesh:
        for concept in load_mesh(subject).get(term.lower(), ()):
            found.setdefault(concept.id, (term, "mesh"))
    return found


def _read_design(row: dict[str, Any], values: dict[str, Any]) -> list[str]:
    arms, names = read_list(row.get("arms_text")), read_list(row.get("interventions"))
    values["has_placebo"], placebo = read_placebo([*arms, *names])
    titles = [read_text(row.get("title")), read_text(row.get("official_title"))]
    prose = split_sentences(read_text(row.get("summary")))
    values["randomized"], chance = read_random(read_text(row.get("allocation")), titles, prose)
    said = [f"placebo: {placebo} (arms and interventions)"] if placebo else []
    return said + ([f"randomized: {chance} (design)"] if chance and values["randomized"] else [])
