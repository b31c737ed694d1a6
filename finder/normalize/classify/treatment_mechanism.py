"""What a record says of a drug whose name tells nothing: its class, and that it is given into the liver."""

import re

from finder.normalize.classify.passages import quote_words
from finder.normalize.classify.treatment_trial import Trial
from finder.normalize.classify.treatment_words import DRUGS, Treatments, list_mentions, read_all, read_values

_CODE = re.compile(r"[A-Za-z]{2,6}[ -]?\d{2,8}[A-Za-z]?(?![^\W_])(?:\s*\([^()]{1,30}\))?")
_MEDICINES = frozenset({"DRUG", "BIOLOGICAL"})
_PROCEDURES = frozenset({"surgery", "external_radiation", "imaging"})
_PROSE = {"somatostatin_analogue", *_PROCEDURES}
_INTO_LIVER = ("radionuclide", "chemotherapy")


def read_mechanism(trial: Trial, known: set[str]) -> Treatments:
    """The first class that descriptions, arms, keywords or the summary name, but for those `known` to be no answer."""
    possible = DRUGS if trial.types and set(trial.types) <= _MEDICINES else DRUGS | _PROCEDURES
    told = (
        (trial.details.splitlines(), "intervention"),
        (trial.arms, "arm"),
        (trial.keywords, "keyword"),
        (trial.prose, "summary"),
    )
    for texts, source in told:
        found = read_all(texts, source, weak=False)
        for value, words in found.items():
            if value in possible - known and _tells_class(value, source):
                return {value: words}
    return {} if "targeted" in known else _read_blocker(trial)


def _read_blocker(trial: Trial) -> Treatments:
    """Targeted, where a code name is tried in cancer and the record says only that it blocks something."""
    if not any(_CODE.match(name) for name in trial.names) or not trial.is_on_cancer:
        return {}
    titles = [title.text for title in trial.titles]
    told = ((titles, "title"), (trial.details.splitlines(), "intervention"), (trial.arms, "arm"))
    for texts, source in (*told, (trial.keywords, "keyword"), (trial.prose, "summary")):
        for text in texts:
            for mention in list_mentions(text, source):
                if mention.value == "blocker":
                    return {"targeted": (mention.words, source)}
    return {}


def read_code(trial: Trial, known: set[str]) -> Treatments:
    """What the record says of its first drug, which has a code name beside drugs with known ones."""
    start = _CODE.match(trial.names[0])
    if not start or read_values(start.group(), "intervention"):
        return {}
    code = start.group().split("(")[0].strip().lower()
    lines = [line for line in trial.details.splitlines() if code in line.lower()]
    sentences = [text for text in trial.prose if code in text.lower()]
    for texts, source in ((trial.keywords, "keyword"), (lines, "intervention"), (sentences, "summary")):
        for value, words in read_all(texts, source).items():
            if value in DRUGS:
                return {} if value in known else {value: words}
    return {}


def read_route(trial: Trial, found: Treatments) -> Treatments:
    """A drug that is given into the artery of the liver treats the liver alone."""
    if "liver_directed" in found or not any(value in found for value in _INTO_LIVER):
        return {}
    titles = [title.text for title in trial.titles]
    for texts, source in ((titles, "title"), (trial.arms, "arm"), (trial.prose, "summary")):
        for text in texts:
            for mention in list_mentions(text, source):
                if mention.value == "liver_route":
                    return {"liver_directed": (quote_words(text, mention.start, mention.end), source)}
    return {}


def _tells_class(value: str, source: str) -> bool:
    """True where this field can tell the class of a drug: prose also speaks of other drugs, and of scans."""
    if source == "keyword":
        return value in DRUGS and value != "somatostatin_analogue"
    return source == "intervention" or value not in _PROSE
