"""Every trial tests something: where nothing is left, what was held for background or control is tested after all."""

import re

from finder.normalize.classify.comparators import list_words
from finder.normalize.classify.treatment_background import Named
from finder.normalize.classify.treatment_trial import Trial
from finder.normalize.classify.treatment_words import DRUGS, HELPERS, Treatments

_LONG = 4
_EXPERIMENTAL = "EXPERIMENTAL"
_JOINS = re.compile(r"(?i)\+|&|\b(?:and|plus|with)\b")


def give_back(trial: Trial, named: Named) -> Treatments:
    """Treatments of experimental groups, else those of more than control groups, else all; drugs come first.

    Empty beside a medicine that the vocabulary does not know, as that is then what is tested.
    """
    if any(not values for _, values in named) or _joins_more([name for name, _ in named]):
        return {}
    control, tested = trial.sides
    experimental = [list_words(arm) for arm in trial.arms if arm.upper().startswith(_EXPERIMENTAL)]
    for groups in (experimental, tested):
        if groups and (found := _gather_drugs([entry for entry in named if _is_given(entry[0], groups)])):
            return found
    beside = [entry for entry in named if not _is_given(entry[0], control)]
    return _gather_drugs(beside) or _gather_drugs(named)


def _joins_more(names: list[str]) -> bool:
    """True where a name joins another intervention of the record to something of its own."""
    words = [list_words(name) for name in names]
    joining = [held for name, held in zip(names, words, strict=True) if _JOINS.search(name)]
    return any(other < held for held in joining for other in words)


def _is_given(name: str, groups: list[set[str]]) -> bool:
    keys = {word for word in list_words(name) if len(word) > _LONG}
    return any(keys & words for words in groups)


def _gather_drugs(named: Named) -> Treatments:
    found: Treatments = {}
    for _, values in named:
        for value, words in values.items():
            if value not in HELPERS:
                found.setdefault(value, (words, "intervention"))
    return {value: words for value, words in found.items() if value in DRUGS} or found
