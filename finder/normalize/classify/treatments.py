"""What is tested: the interventions, without placebo, background drugs, and tests that every trial does."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from finder.normalize.classify.comparators import is_control, is_part, list_words, split_versus
from finder.normalize.classify.passages import Passage, quote_words, read_list, read_text, split_sentences
from finder.vocabulary.phrases import fold_text

_SUBJECT = ("treatments",)
_WATCHED = ("OBSERVATIONAL", "PATIENT_REGISTRY")
_HELPERS = ("ligand", "comparison", "conditioning")
_DRUGS = ("radionuclide", "targeted", "chemotherapy", "immunotherapy", "liver_directed", "somatostatin_analogue")
_CELLS = re.compile(r"(?i)\bCAR\b|chimeric|lymphocyte|vaccine|\bTIL\b|T[- ]cell|neoantigen|engineered|adoptive")
_COMPARES = re.compile(
    r"(?i)\bversus\b|\bvs\b|\bcompar(?:ed|ing|ison|ative)\b|\brandomi[sz]ed\b|\bwith or without\b|\+/-|\bplacebo\b"
)
_PEOPLE = re.compile(
    r"(?i)\b(?:in|for|among|after|following|versus|vs|compared|not|without|who|previously|naive|refractory|resistant|"
    r"induced|associated|related|progress\w+|treated)\b"
)
_BY_TYPE = {
    "RADIATION": "external_radiation",
    "DIAGNOSTIC_TEST": "imaging",
    "DIETARY_SUPPLEMENT": "supportive",
    "BEHAVIORAL": "supportive",
}
_CODE = re.compile(r"[A-Za-z]{2,6}[ -]?\d{2,8}[A-Za-z]?(?:\s*\([^()]{1,30}\))?")
_GRAFT = re.compile(r"(?i)\btransplant(?:ed|ation)? (?:recipients?|patients?)\b|\brecipients? of an? \w+ transplant")
_GRAFT_DRUG = re.compile(r"(?i)\b(?:sirolimus|everolimus|rapamycin|tacrolimus)\b")
_ROUTE = re.compile(
    r"(?i)\bintra-? ?arterial\b|\bhepatic arter(?:y|ial) infusion\b|"
    r"\b(?:into|via|through) (?:the |an )?(?:hepatic artery|artery of the liver)\b"
)

#: value -> record's own words and their field
Treatments = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class _Trial:
    names: list[str]
    types: list[str]
    titles: list[str]
    arms: list[str]
    prose: list[str]
    keywords: list[str]
    details: str
    study_type: str
    purpose: str
    titled: Treatments = field(default_factory=dict)

    @cached_property
    def has_graft(self) -> bool:
        """True for people with a transplant, whose mTOR inhibitors protect the graft."""
        return any(_GRAFT.search(title) for title in self.titles)

    @property
    def compares(self) -> bool:
        return any(_COMPARES.search(text) for text in (*self.titles, *self.prose[:4]))


def find_treatments(row: Mapping[str, Any]) -> Treatments:
    """The treatments under test, each with the words of the record. Never empty: `other` where nothing is known."""
    titles = [t for t in (read_text(row.get("title")), read_text(row.get("official_title"))) if t]
    trial = _Trial(
        names=read_list(row.get("interventions")),
        types=read_list(row.get("intervention_types")),
        titles=titles,
        arms=read_list(row.get("arms_text")),
        prose=split_sentences(read_text(row.get("summary"))),
        keywords=read_list(row.get("keywords")),
        details=read_text(row.get("intervention_text")),
        study_type=read_text(row.get("study_type")).upper(),
        purpose=read_text(row.get("primary_purpose")).upper(),
        titled=_read_all(titles, "title"),
    )
    named = _read_named(trial)
    found = _drop_background(trial, named)
    found = found or {k: v for k, v in trial.titled.items() if k != "observational"}
    if not found and trial.names:
        found = _read_mechanism(trial)
    if "supportive" in trial.titled and not set(found) & set(_DRUGS):
        found["supportive"] = trial.titled["supportive"]
    if found and trial.names and _CODE.fullmatch(trial.names[0]) and not read_values(trial.names[0], "intervention"):
        found = {**_read_code(trial, {value for _, values in named for value in values}), **found}
    if set(found) & {"radionuclide", "chemotherapy"} and (route := _read_route(trial)):
        found.setdefault("liver_directed", route)
    found.update(_read_observation(trial, found))
    return found or {"other": _name_first(trial, named)}


def read_values(text: str, source: str) -> dict[str, str]:
    """Concepts of one text with the words for each; ligands are settled by the isotope beside them."""
    passage = Passage(source, text, _SUBJECT)
    values: dict[str, str] = {}
    for hit in passage.hits:
        values.setdefault(hit.concept.id, passage.quote(hit))
    if "observational_title" in values:
        values.setdefault("observational", values.pop("observational_title"))
        values.pop("observational_title", None)
    if "somatostatin_analogue" in values and source == "intervention" and {"imaging", "radionuclide"} & set(values):
        del values["somatostatin_analogue"]
    if "ligand" in values:
        if "radionuclide" not in values and "imaging" not in values:
            values["ligand_alone"] = values["ligand"]
        del values["ligand"]
    return values


def _read_all(texts: Iterable[str], source: str) -> Treatments:
    found: Treatments = {}
    for text in texts:
        for value, words in read_values(text, source).items():
            if value not in _HELPERS and value != "ligand_alone":
                found.setdefault(value, (words, source))
    return found


def _read_named(trial: _Trial) -> list[tuple[str, dict[str, str]]]:
    """Each intervention that is under test, with its values."""
    by_type = trial.types if len(trial.types) == len(trial.names) else [""] * len(trial.names)
    named = []
    for name, kind in zip(trial.names, by_type, strict=True):
        if trial.has_graft and _GRAFT_DRUG.search(name):
            continue
        values = read_values(name, "intervention")
        if "comparison" in values and not set(values) & set(_DRUGS):
            continue
        values.pop("comparison", None)
        if "ligand_alone" in values:
            values = {_settle_ligand(trial): values.pop("ligand_alone"), **values}
        if not values and kind.upper() in _BY_TYPE:
            values[_BY_TYPE[kind.upper()]] = quote_words(name, 0, 70)
        named.append((name, values))
    return named


def _settle_ligand(trial: _Trial) -> str:
    if trial.purpose == "DIAGNOSTIC":
        return "imaging"
    if "radionuclide" in trial.titled:
        return "radionuclide"
    if "imaging" in trial.titled:
        return "imaging"
    return "radionuclide" if "radionuclide" in read_values(trial.details, "intervention") else "imaging"


def _drop_background(trial: _Trial, named: list[tuple[str, dict[str, str]]]) -> Treatments:
    kept: Treatments = {}
    everything = {value for _, values in named for value in values}
    named = _keep_titled(trial, named)
    against = _find_rival(trial)
    for name, values in named:
        names = [other for other, _ in named]
        if is_part(name, values, names) or is_control(trial.arms, name, values):
            continue
        parts = {v for part, held in named if is_part(part, held, [name]) for v in held}
        for value, words in values.items():
            if value not in against and (value not in parts or set(values) <= parts):
                kept.setdefault(value, (words, "intervention"))
    for value, lead in _read_lead(trial).items() if named else ():
        kept.setdefault(value, lead)
    _settle_conditioning(kept, trial)
    drugs = set(kept) & set(_DRUGS)
    given = {value for _, values in named for value in values} & set(_DRUGS)
    if "imaging" in kept and (given or set(kept) & {"surgery", "external_radiation"}):
        diagnostic = trial.purpose in ("DIAGNOSTIC", "SCREENING") or "imaging" in trial.titled
        if not diagnostic:
            del kept["imaging"]
        elif drugs and not set(trial.titled) & drugs and trial.purpose == "DIAGNOSTIC":
            kept = {"imaging": kept["imaging"]}
    if "supportive" in kept and drugs - {"somatostatin_analogue"} and "supportive" not in trial.titled:
        del kept["supportive"]
    others = everything & ({*_DRUGS, "supportive", "surgery"} - {"somatostatin_analogue"})
    if "somatostatin_analogue" in kept and others and (trial.compares or not _is_titled_analogue(trial)):
        del kept["somatostatin_analogue"]
    return kept


def _read_lead(trial: _Trial) -> Treatments:
    """Drugs that the title names before it comes to the people: "Cabozantinib Plus Atezolizumab | in …"."""
    found: Treatments = {}
    for title in () if trial.study_type in _WATCHED else trial.titles:
        lead = _PEOPLE.split(title, maxsplit=1)[0]
        if trial.has_graft:
            lead = _GRAFT_DRUG.sub(" ", lead)
        for value, words in _read_all([lead], "title").items():
            if value in ("targeted", "immunotherapy", "radionuclide", "liver_directed"):
                found.setdefault(value, words)
    return found


def _keep_titled(trial: _Trial, named: list[tuple[str, dict[str, str]]]) -> list[tuple[str, dict[str, str]]]:
    """Where titles name some of the drugs, these are what is tested, and the rest is what goes with them."""
    titles = {word for title in trial.titles for word in list_words(title)}
    titled = [
        (name, values)
        for name, values in named
        if set(values) & set(_DRUGS) and {word for word in list_words(name) if len(word) > 4} & titles
    ]
    if not titled:
        return named
    known = {*trial.titled, *(value for _, values in titled for value in values)}
    dropped = {*_DRUGS, "other"} - known
    return [(name, {v: w for v, w in values.items() if v not in dropped}) for name, values in named]


def _find_rival(trial: _Trial) -> set[str]:
    """Kinds of drug that the titles name only as what the tested one is measured against."""
    rivals: set[str] = set()
    for title in trial.titles:
        before, after = split_versus(title)
        tested = set(read_values(before, "title")) & set(_DRUGS) if after else set()
        if tested:
            rivals |= {value for text in after for value in read_values(text, "title") if value in _DRUGS} - tested
    return rivals


def _is_titled_analogue(trial: _Trial) -> bool:
    return "somatostatin_analogue" in trial.titled


def _settle_conditioning(kept: Treatments, trial: _Trial) -> None:
    if "conditioning" in kept:
        words = kept.pop("conditioning")
        if not ("immunotherapy" in kept and any(_CELLS.search(t) for t in (*trial.names, *trial.titles))):
            kept.setdefault("chemotherapy", words)


def _read_route(trial: _Trial) -> tuple[str, str] | None:
    """A drug that is given into the artery of the liver treats the liver alone."""
    for texts, source in ((trial.titles, "title"), (trial.arms, "arm"), (trial.prose, "summary")):
        for text in texts:
            if route := _ROUTE.search(fold_text(text)):
                return quote_words(text, *route.span()), source
    return None


def _read_code(trial: _Trial, known: set[str]) -> Treatments:
    """What the record says of its first drug, which has a code name beside drugs with known ones."""
    code = trial.names[0].split("(")[0].strip().lower()
    lines = [line for line in trial.details.splitlines() if code in line.lower()]
    sentences = [text for text in trial.prose if code in text.lower()]
    for texts, source in ((trial.keywords, "keyword"), (lines, "intervention"), (sentences, "summary")):
        for value, words in _read_all(texts, source).items():
            if value in _DRUGS:
                return {} if value in known else {value: words}
    return {}


def _tells_class(value: str, source: str) -> bool:
    """True where this field can tell the class of a drug: prose also speaks of other drugs, and of scans."""
    if source == "keyword":
        return value in _DRUGS and value != "somatostatin_analogue"
    return source == "intervention" or value not in ("observational", "surgery", "somatostatin_analogue", "imaging")


def _read_mechanism(trial: _Trial) -> Treatments:
    """For code names: what the record says the drug is."""
    told = (
        (trial.details.splitlines(), "intervention"),
        (trial.arms, "arm"),
        (trial.keywords, "keyword"),
        (trial.prose, "summary"),
    )
    for texts, source in told:
        found = {v: words for v, words in _read_all(texts, source).items() if _tells_class(v, source)}
        if found:
            first = next(iter(found))
            return {first: found[first]}
    return {}


def _read_observation(trial: _Trial, found: Treatments) -> Treatments:
    if trial.study_type in _WATCHED:
        return {"observational": (trial.study_type, "study type")}
    if "observational" in trial.titled:
        return {"observational": trial.titled["observational"]}
    if not trial.study_type and set(found) <= {"surgery", "imaging"}:
        prose = _read_all(trial.prose, "summary")
        if "observational" in prose:
            return {"observational": prose["observational"]}
    if not trial.names and trial.study_type != "INTERVENTIONAL":
        return {"observational": ("no intervention", "record")}
    return {}


def _name_first(trial: _Trial, named: list[tuple[str, dict[str, str]]]) -> tuple[str, str]:
    """The words behind `other`: the first intervention under test, else the title."""
    if named:
        return quote_words(named[0][0], 0, 70), "intervention"
    return (quote_words(trial.titles[0], 0, 70), "title") if trial.titles else ("nothing stated", "record")
