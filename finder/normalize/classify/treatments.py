"""What is tested: the interventions, without placebo, background drugs, and tests that every trial does."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from finder.normalize.classify.passages import Passage, read_list, read_text, split_sentences

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
_CONTROL_ARM = ("ACTIVE_COMPARATOR", "PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION")
_BY_TYPE = {
    "RADIATION": "external_radiation",
    "DIAGNOSTIC_TEST": "imaging",
    "DIETARY_SUPPLEMENT": "supportive",
    "BEHAVIORAL": "supportive",
}
_WORD = re.compile(r"[^\W_]+")

#: value -> record's own words and their field
Treatments = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class _Trial:
    names: list[str]
    types: list[str]
    titles: list[str]
    arms: list[str]
    prose: list[str]
    details: str
    study_type: str
    purpose: str
    titled: Treatments = field(default_factory=dict)

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
        values = read_values(name, "intervention")
        if "comparison" in values and not set(values) & set(_DRUGS):
            continue
        values.pop("comparison", None)
        if "ligand_alone" in values:
            values = {_settle_ligand(trial): values.pop("ligand_alone"), **values}
        if not values and kind.upper() in _BY_TYPE:
            values[_BY_TYPE[kind.upper()]] = name[:70]
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
    for name, values in named:
        names = [other for other, _ in named]
        if _is_part(name, values, names) or _is_control(trial, name, values):
            continue
        parts = {v for part, held in named if _is_part(part, held, [name]) for v in held}
        for value, words in values.items():
            if value not in parts or set(values) <= parts:
                kept.setdefault(value, (words, "intervention"))
    for value, lead in _read_lead(trial).items() if named else ():
        kept.setdefault(value, lead)
    _settle_conditioning(kept, trial)
    drugs = set(kept) & set(_DRUGS)
    if "imaging" in kept and (drugs or set(kept) & {"surgery", "external_radiation"}):
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
        for value, words in _read_all([lead], "title").items():
            if value in ("targeted", "immunotherapy", "radionuclide", "liver_directed"):
                found.setdefault(value, words)
    return found


def _keep_titled(trial: _Trial, named: list[tuple[str, dict[str, str]]]) -> list[tuple[str, dict[str, str]]]:
    """Where titles name some of the drugs, these are what is tested, and the rest is what goes with them."""
    titles = {w.lower() for title in trial.titles for w in _WORD.findall(title)}
    titled = [
        (name, values)
        for name, values in named
        if set(values) & set(_DRUGS) and {w.lower() for w in _WORD.findall(name) if len(w) > 4} & titles
    ]
    if not titled:
        return named
    known = {*trial.titled, *(value for _, values in titled for value in values)}
    dropped = {*_DRUGS, "other"} - known
    return [(name, {v: w for v, w in values.items() if v not in dropped}) for name, values in named]


def _is_titled_analogue(trial: _Trial) -> bool:
    return "somatostatin_analogue" in trial.titled


def _settle_conditioning(kept: Treatments, trial: _Trial) -> None:
    if "conditioning" in kept:
        words = kept.pop("conditioning")
        if not ("immunotherapy" in kept and any(_CELLS.search(t) for t in (*trial.names, *trial.titles))):
            kept.setdefault("chemotherapy", words)


def _is_part(name: str, values: dict[str, str], names: list[str]) -> bool:
    """True for a standard drug that also stands in a combination, so that every group gets it."""
    words = {w.lower() for w in _WORD.findall(name)}
    return _is_standard(values) and any(words < {w.lower() for w in _WORD.findall(other)} for other in names)


def _is_standard(values: dict[str, str]) -> bool:
    return bool(values) and set(values) <= {"chemotherapy", "somatostatin_analogue"}


def _is_control(trial: _Trial, name: str, values: dict[str, str]) -> bool:
    """True for what only the control group gets, and for a standard drug that every group gets."""
    words = {w.lower() for w in _WORD.findall(name)}
    return len(trial.arms) > 1 and _is_in_control_arms(trial, words, standard=_is_standard(values))


def _is_in_control_arms(trial: _Trial, words: set[str], *, standard: bool) -> bool:
    keys = {w for w in words if len(w) > 4}
    if not keys:
        return False
    control = [arm for arm in trial.arms if arm.upper().startswith(_CONTROL_ARM)]
    tested = [arm for arm in trial.arms if not arm.upper().startswith(_CONTROL_ARM)]
    if not control or not tested:
        return False
    in_control = any(_names_any(arm, keys) for arm in control)
    in_tested = [arm for arm in tested if _names_any(arm, keys)]
    return in_control and (not in_tested or (standard and len(in_tested) == len(tested)))


def _names_any(arm: str, keys: set[str]) -> bool:
    return bool(keys & {w.lower() for w in _WORD.findall(arm)})


def _read_mechanism(trial: _Trial) -> Treatments:
    """For code names: what the record says the drug is."""
    for texts, source in ((trial.details.splitlines(), "intervention"), (trial.arms, "arm"), (trial.prose, "summary")):
        found = {
            value: words
            for value, words in _read_all(texts, source).items()
            if value not in ("observational", "surgery", "somatostatin_analogue", "imaging") or source == "intervention"
        }
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
        return named[0][0][:70], "intervention"
    return (trial.titles[0][:70], "title") if trial.titles else ("nothing stated", "record")
