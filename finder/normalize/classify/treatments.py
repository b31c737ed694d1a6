"""What is tested: the interventions, without placebo, background drugs, and tests that every trial does."""

import re
from collections.abc import Mapping
from typing import Any

from finder.normalize.classify.passages import quote_words
from finder.normalize.classify.treatment_background import Named, keep_tested
from finder.normalize.classify.treatment_given_back import give_back
from finder.normalize.classify.treatment_mechanism import read_code, read_mechanism, read_route
from finder.normalize.classify.treatment_trial import Trial
from finder.normalize.classify.treatment_words import DRUGS, HELPERS, Treatments, list_mentions, read_values
from finder.vocabulary.grammar import load_cue

_BY_TYPE = {
    "RADIATION": "external_radiation",
    "DIAGNOSTIC_TEST": "imaging",
    "DIETARY_SUPPLEMENT": "supportive",
    "BEHAVIORAL": "supportive",
}
_BY_PURPOSE = {"DIAGNOSTIC": "imaging", "SCREENING": "imaging", "SUPPORTIVE_CARE": "supportive"}
_PROCEDURES = ("surgery", "external_radiation", "imaging", "supportive")
_NOTHING_DONE = frozenset({"comparison", "record_work", "observational"})
# A sentence that speaks of the study itself.
_ITSELF = re.compile(r"(?i)\b(?:this|present|current|our|we|is an?|will be)\b")
_OPENING = 60
_TRACER = load_cue("tracer")
# Indium-111 makes pictures, and was also tried as a treatment.
_INDIUM = load_cue("indium")


def find_treatments(row: Mapping[str, Any]) -> Treatments:
    """The treatments under test, each with the words of the record. Never empty: `other` where nothing is known."""
    trial = Trial(row)
    every = [(name, read_values(name, "intervention")) for name in trial.names]
    named = _read_named(trial, every)
    watched = _read_observation(trial, every)
    found = keep_tested(trial, named) or _read_elsewhere(trial, named, watched)
    if "supportive" in trial.titled and not set(found) & DRUGS:
        found["supportive"] = trial.titled["supportive"]
    if found and trial.names:
        found = {**read_code(trial, {value for _, values in named for value in values}), **found}
    found.update(read_route(trial, found))
    if watched and (trial.study_type != "INTERVENTIONAL" or not found or _only_looks(trial, every)):
        found.update({} if _tries_scan(trial, found) else watched)
    return found or {"other": _name_first(trial, named)}


def _read_named(trial: Trial, every: Named) -> Named:
    """Each intervention that can be under test, with its values."""
    named = []
    for (name, read), kind in zip(every, trial.types, strict=True):
        values = dict(read)
        if trial.has_graft and "graft_drug" in values:
            continue
        if _NOTHING_DONE & set(values) and not set(values) & DRUGS:
            continue
        if "ligand" in values:
            values.setdefault(_settle_ligand(trial), values.pop("ligand"))
        if "imaging" in values and (kind == "DIAGNOSTIC_TEST" or trial.purpose == "DIAGNOSTIC"):
            values.pop("radionuclide", None)
        if kind == "RADIATION" and trial.purpose == "TREATMENT" and set(values) == {"imaging"} and _INDIUM.search(name):
            values = {"radionuclide": values["imaging"]}
        if not set(values) - HELPERS and "elsewhere" not in values and kind in _BY_TYPE:
            values[_settle_type(trial, kind)] = quote_words(name, 0, 70)
        named.append((name, values))
    return named


def _settle_ligand(trial: Trial) -> str:
    if trial.purpose == "DIAGNOSTIC":
        return "imaging"
    for value in ("radionuclide", "imaging"):
        if value in trial.titled:
            return value
    return "radionuclide" if "radionuclide" in read_values(trial.details, "intervention") else "imaging"


def _settle_type(trial: Trial, kind: str) -> str:
    if kind == "RADIATION":
        for value in ("radionuclide", "liver_directed", "imaging"):
            if value in trial.titled and "external_radiation" not in trial.titled:
                return value
    return _BY_TYPE[kind]


def _read_elsewhere(trial: Trial, named: Named, watched: Treatments) -> Treatments:
    """Where the interventions tell nothing: what titles test, then what the record says of its drug, then its aim."""
    if any("elsewhere" in values for _, values in named):
        return {}
    dropped = {value for _, values in named for value in values}
    if watched:
        if trial.is_watched:
            dropped |= (trial.past | trial.anyway) & set(_PROCEDURES)
        weakly = dropped | {"supportive"}
        return (
            _without(trial.titled, dropped | trial.anyway)
            or _without(trial.titled, dropped)
            or _without(trial.titled_weakly, weakly)
        )
    # "RET inhibitor versus vandetanib": a drug with a code name can be of the same kind as what it is measured against.
    known = dropped - {"targeted"} if any(not values for _, values in named) else dropped
    if found := _without(trial.led, known) or give_back(trial, named):
        return found
    if named and (found := read_mechanism(trial, dropped)):
        return found
    if not set(trial.types) & {"DRUG", "BIOLOGICAL"} and (found := _without(trial.led_weakly, dropped)):
        return found
    if trial.purpose in _BY_PURPOSE:
        return {_BY_PURPOSE[trial.purpose]: (trial.purpose, "purpose")}
    tail = {v: words for v, words in trial.titled.items() if v in _PROCEDURES and v not in trial.anyway}
    return _without(tail, dropped)


def _without(found: Treatments, dropped: set[str]) -> Treatments:
    return {value: words for value, words in found.items() if value not in dropped | {"observational"}}


def _read_observation(trial: Trial, every: Named) -> Treatments:
    """That people are only watched, and where the record says so."""
    if trial.is_watched:
        return {"observational": (trial.study_type, "study type")}
    titled = trial.titled if trial.study_type else trial.titled_weakly
    if "observational" in titled:
        return {"observational": titled["observational"]}
    if every and all(_NOTHING_DONE & set(values) for _, values in every):
        for _, values in every:
            for value in ("observational", "record_work"):
                if value in values:
                    return {"observational": (values[value], "intervention")}
    if trial.study_type:
        return {}
    for place, text in enumerate(trial.prose):
        for mention in list_mentions(text, "summary"):
            if mention.value == "observational" and (
                _ITSELF.search(text, 0, mention.start) or (place == 0 and mention.start < _OPENING)
            ):
                return {"observational": (mention.words, "summary")}
    return {} if trial.names else {"observational": ("no intervention", "record")}


def _tries_scan(trial: Trial, found: Treatments) -> bool:
    """True for a scan with a tracer, in a study that calls itself no registry or follow-up: people are scanned for it,
    whatever the registry calls the study."""
    tried = set(found) == {"imaging"} and any(map(_TRACER.search, trial.names))
    return tried and "observational" not in trial.titled_weakly


def _only_looks(trial: Trial, every: Named) -> bool:
    """True for a follow-up of people who were treated before, whatever the registry calls it."""
    return "observational" in trial.titled_weakly and all(_NOTHING_DONE & set(values) for _, values in every)


def _name_first(trial: Trial, named: Named) -> tuple[str, str]:
    """The words behind `other`: the first intervention that tells nothing of itself, else the title."""
    for name in [*(name for name, values in named if not values), *(name for name, _ in named)]:
        return quote_words(name, 0, 70), "intervention"
    return (quote_words(trial.titles[0].text, 0, 70), "title") if trial.titles else ("nothing stated", "record")
