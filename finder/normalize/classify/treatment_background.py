"""From all that a record names to what is under test: without control, background, and tests that every trial does."""

import re
from collections.abc import Iterable

from finder.normalize.classify.comparators import is_control, is_part, list_words
from finder.normalize.classify.treatment_trial import Trial
from finder.normalize.classify.treatment_words import DRUGS, HELPERS, Treatments, read_values

#: Each intervention with its values, and the words for each.
Named = list[tuple[str, dict[str, str]]]

_ADDED = (
    "targeted",
    "immunotherapy",
    "radionuclide",
    "liver_directed",
    "chemotherapy",
    "external_radiation",
    "imaging",
)
_PROCEDURES = frozenset({"surgery", "external_radiation"})
_DIAGNOSES = ("DIAGNOSTIC", "SCREENING")
_OUTCOME = re.compile(
    r"(?i)\b(?:outcomes?|efficacy|effect(?:s|iveness)?|safety|toxicity|results?|survival|experience)\b"
)
_LONG = 4


def keep_tested(trial: Trial, named: Named) -> Treatments:
    """The values under test, each with its words. Interventions come first, then what titles add to them."""
    titled = _keep_titled(trial, named)
    rivals = _list_rivals(trial, named)
    kept = _keep_named(trial, titled, trial.against | rivals)
    if not kept and not trial.led:
        kept = _keep_named(trial, titled, rivals & {"chemotherapy"})  # a copy of a drug is of its kind
    given = {value for _, values in named for value in values}
    shown = {"imaging"} if trial.purpose == "TREATMENT" else set()
    if trial.purpose == "DIAGNOSTIC" and "imaging" in kept:
        shown = {"radionuclide"}
    for value in _ADDED if named and not trial.is_watched else ():
        if value in trial.led and value not in given | shown:
            kept[value] = trial.led[value]
    if kept and "surgery" in trial.perhaps:
        kept.setdefault("surgery", trial.perhaps["surgery"])
    if trial.is_watched:
        _settle_watched(kept, trial)
    _settle_conditioning(kept, trial)
    _settle_analogue(kept, trial, given)
    _settle_imaging(kept, trial, given)
    _settle_support(kept, trial)
    anyway = trial.anyway - {"imaging"} - _list_experimental(trial, named)
    if set(kept) - anyway - {"imaging"}:
        for value in anyway & set(kept):
            del kept[value]
    return kept


def _list_rivals(trial: Trial, named: Named) -> set[str]:
    """What titles measure a treatment against that the vocabulary does not know."""
    unknown = [list_words(name) for name, values in named if not values]
    rivals = set()
    for title in trial.titles if unknown else ():
        first = {word for word in list_words(title.tested) if len(word) > _LONG}
        if any(first & words for words in unknown):
            rivals |= title.after_versus
    return rivals


def _list_experimental(trial: Trial, named: Named) -> set[str]:
    """Kinds of drug that the names of the only, experimental group hold together: they are tried as one."""
    if len(trial.arms) != 1 or not trial.arms[0].upper().startswith("EXPERIMENTAL"):
        return set()
    label = list_words(trial.arms[0].split(".")[0])
    given = [values for name, values in named if any(len(word) > _LONG for word in list_words(name) & label)]
    return {value for values in given for value in values} & DRUGS if len(given) > 1 else set()


def _settle_watched(kept: Treatments, trial: Trial) -> None:
    """Where titles of an observational study ask about a test or help, drugs they do not name are given anyway."""
    asked = {value for value in ("imaging", "supportive") if value in trial.led}
    for topic in asked:
        kept.setdefault(topic, trial.led[topic])
    if "imaging" in asked:
        for value in set(kept) & (DRUGS | _PROCEDURES) - set(trial.led):
            del kept[value]


def _keep_named(trial: Trial, named: Named, against: set[str]) -> Treatments:
    kept: Treatments = {}
    words_of = [list_words(name) for name, _ in named]
    parts = [is_part(words, values, words_of) for words, (_, values) in zip(words_of, named, strict=True)]
    first = {word for title in trial.titles for word in title.given_first} if len(named) > 1 else set()
    for words, part, (_, values) in zip(words_of, parts, named, strict=True):
        control = is_control(trial.sides, words, values) and not trial.compared & set(values)
        if first & words or control or (part and not _is_tried_alone(trial, values)):
            continue
        within = [
            held for other, small, (_, held) in zip(words_of, parts, named, strict=True) if small and other < words
        ]
        known = {value for held in within for value in held}
        for value, quoted in values.items():
            fresh = value not in known or set(values) <= known or _is_tried_alone(trial, [value])
            if fresh and value not in against and value not in HELPERS - {"conditioning"}:
                kept.setdefault(value, (quoted, "intervention"))
    return kept


def _is_tried_alone(trial: Trial, values: Iterable[str]) -> bool:
    return any(title.tries_alone for title in trial.titles) and set(values) <= set(trial.titled)


def _keep_titled(trial: Trial, named: Named) -> Named:
    """Where titles name some of the drugs, these are what is tested, and the rest is what goes with them."""
    drugs = [(name, values) for name, values in named if not DRUGS.isdisjoint(values)]
    if not drugs or len(named) == 1:
        return named
    titles = [title.text.lower() for title in trial.titles]
    words = {word for title in titles for word in list_words(title) if len(word) > _LONG}
    titled = [
        values
        for name, values in drugs
        if not words.isdisjoint(list_words(name)) or any(name.lower() in title for title in titles)
    ]
    if not titled:
        return named
    known = {*trial.titled, *(value for values in titled for value in values)}
    if trial.names_ligand:
        known.add("radionuclide")
    earlier = {"chemotherapy"} & trial.past
    dropped = ({*DRUGS, "other"} - known) | (_PROCEDURES - trial.asked) | earlier
    return [(name, {v: w for v, w in values.items() if v not in dropped}) for name, values in named]


def _settle_conditioning(kept: Treatments, trial: Trial) -> None:
    if "conditioning" in kept:
        words = kept.pop("conditioning")
        if not ("immunotherapy" in kept and _gives_cells(trial)):
            kept.setdefault("chemotherapy", words)


def _gives_cells(trial: Trial) -> bool:
    if any(m.value == "immune_cells" for title in trial.titles for m in title.mentions):
        return True
    return any("immune_cells" in read_values(name, "intervention") for name in trial.names)


def _settle_analogue(kept: Treatments, trial: Trial, given: set[str]) -> None:
    """A somatostatin analogue beside other treatment is what people take anyway, unless it is in the question."""
    others = given & ({*DRUGS, "supportive", "surgery"} - {"somatostatin_analogue"})
    if "somatostatin_analogue" not in kept or not others or any(title.tries_alone for title in trial.titles):
        return
    if "somatostatin_analogue" in trial.perhaps:
        return
    if trial.compares or "somatostatin_analogue" not in trial.titled:
        del kept["somatostatin_analogue"]


def _settle_imaging(kept: Treatments, trial: Trial, given: set[str]) -> None:
    """Scans beside a treatment only follow it, unless titles or the purpose say that they are the question."""
    if "imaging" not in kept:
        return
    titled, drugs = set(trial.led if trial.purpose == "TREATMENT" else trial.titled), set(kept) & DRUGS
    if trial.is_watched and "imaging" not in titled and set(trial.led) & (DRUGS | _PROCEDURES) and _asks_outcome(trial):
        del kept["imaging"]
    elif given & (DRUGS | _PROCEDURES):
        if "imaging" not in titled and trial.purpose not in _DIAGNOSES:
            del kept["imaging"]
        elif drugs and not titled & (DRUGS | _PROCEDURES) and trial.purpose in ("", *_DIAGNOSES):
            for value in set(kept) - {"imaging"}:
                del kept[value]


def _asks_outcome(trial: Trial) -> bool:
    return any(_OUTCOME.search(title.text) for title in trial.titles)


def _settle_support(kept: Treatments, trial: Trial) -> None:
    drugs = set(kept) & DRUGS - {"somatostatin_analogue"} - trial.anyway
    if drugs and "supportive" not in trial.titled:
        kept.pop("supportive", None)
