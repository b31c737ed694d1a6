"""How a title is built: what it tests, for whom, against what, and what people take anyway."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

from finder.normalize.classify.comparators import VERSUS
from finder.normalize.classify.treatment_words import DRUGS, Mention, gather_values, list_mentions

# What follows speaks of people, their illness and their past.
_PEOPLE = re.compile(
    r"(?i)\b(?:(?<!first-)(?<!first )in(?! (?:combination|association|addition|conjunction|sequence)\b)|"
    r"for(?! injection)|among|after|before|prior to|"
    r"following|during|versus|vs|compared|not|(?<!or )(?<!and )without|who|previously|naive|refractory|resistant|"
    r"induced|associated|related|progress\w{0,9}|treated|receiving|undergoing|respon(?:se|d|ders) to)\b"
)
# What people take anyway.
_ANYWAY = re.compile(
    r"(?i)\b(?:undergoing|receiving|who (?:are|have|had|received)|treated (?:with|by)|during|under|"
    r"(?:controlled|managed|while|months|weeks|patients|stable) (?:on|by|with))\b"
)
# What stands just after these words is another step of care.
_NEAR = r"\W{1,3}(?:\w{1,20}\W{1,3}){0,3}\Z"
_PAST = r"after|following|refractory to|resistant to"
_AFTER = re.compile(rf"(?i)\b(?:{_PAST}){_NEAR}")
_STEP = re.compile(rf"(?i)\b(?:{_PAST}|before|prior to|preceding|undergoing|during|candidates? for|removed by){_NEAR}")
_STEP_REACH = 90
_PERHAPS = re.compile(
    r"(?i)\b(?:with or without|with and without|alone or (?:with|in combination with)|with/without)\b|\+/-|±"
)
# What stands after these words is given to everyone, if it is standard treatment.
_ON_TOP = re.compile(rf"(?i)\b(?:add(?:ed|ing|ition)?(?:-| )?(?:on)? to|on top of){_NEAR}")
_OR = re.compile(r"(?:[^\w,;]{1,2}[\w-]{1,12}){0,2}\W{1,3}or(?:\W{1,2}[\w-]{1,12}){0,2}\W{1,2}")
_ALONE = re.compile(r"(?i)\balone\b.{0,20}\bcombination\b|\bcombination\b.{0,40}\balone\b")
_FIRST = re.compile(r"(?i)\b([^\W\d_]{5,40})[ -](?:pre-?treatment|pre-?medication|pre-?conditioning|prophylaxis)\b")
_STANDARD = frozenset({"chemotherapy", "somatostatin_analogue", "external_radiation", "other"})


class Title:
    """One title with what it speaks of."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.mentions = list_mentions(text, "title")

    @cached_property
    def lead(self) -> list[Mention]:
        """What stands before the people: "Cabozantinib Plus Atezolizumab | in …"."""
        if not self.mentions:
            return []
        people = _PEOPLE.search(self.text)
        return self._between(0, people.start() if people else len(self.text))

    @property
    def anyway(self) -> list[Mention]:
        """What stands after words such as "undergoing"."""
        context = _ANYWAY.search(self.text) if self.mentions else None
        return self._between(context.end(), len(self.text)) if context else []

    @cached_property
    def steps(self) -> set[Mention]:
        """What only comes before or after the treatment under test: "before surgery"."""
        return self._follow(_STEP)

    @property
    def past(self) -> set[Mention]:
        """What people had before: "after chemotherapy"."""
        return self._follow(_AFTER)

    @property
    def tested(self) -> str:
        """The title up to "versus", empty where it does not say so."""
        versus = VERSUS.search(self.text)
        return self.text[: versus.start()] if versus else ""

    @property
    def after_versus(self) -> set[str]:
        """Kinds of drug that stand only after "versus"."""
        return name_drugs(self.mentions) - name_drugs(self._between(0, len(self.tested)))

    @property
    def rivals(self) -> set[str]:
        """Kinds of drug that stand only after "versus"; beside a drug on both sides, standard ones alone."""
        before, after = self._sides
        if not after:
            return set()
        tested = name_drugs(m for m in before if m not in self.steps)
        rivals = name_drugs(after) - tested if tested else set()
        return rivals & _STANDARD - self._added if self._both else rivals

    @property
    def shared(self) -> set[str]:
        """Kinds of drug that stand on both sides of "versus", beside a kind on one side only: all people get them."""
        before, after = self._sides
        return self._both if after and name_drugs(before) ^ name_drugs(after) else set()

    @property
    def compared(self) -> set[str]:
        """Kinds of drug that titles put side by side: "A or B"; also B and C of "A plus B versus A plus C"."""
        before, after = (name_drugs(side) - self._both for side in self._sides)
        beside = before | after if self._both and before and after else set()
        drugs = [m for m in self.lead if m.value in DRUGS] if _OR.search(self.text) else []
        for one, other in pairwise(drugs):
            if _OR.fullmatch(self.text, one.end, other.start):
                beside |= {one.value, other.value}
        return beside - _STANDARD

    @property
    def _added(self) -> set[str]:
        """Kinds after "versus" with nothing before it but what stands after it as well: "A versus A plus B"."""
        before, after = (name_drugs(side) for side in self._sides)
        return after - before if before <= self._both else set()

    @cached_property
    def _both(self) -> set[str]:
        """Kinds whose drugs are named on both sides, each of them."""
        before, after = ({m.words.lower(): m.value for m in side} for side in self._sides)
        alike = before.keys() & after.keys()
        unlike = {side[words] for side in (before, after) for words in side.keys() - alike}
        return {before[words] for words in alike} & DRUGS - unlike

    @property
    def base(self) -> set[str]:
        """Standard treatment before "with or without" or after "added to": everyone gets it, and the rest is asked."""
        topped = {m.value for m in self._follow(_ON_TOP)} & _STANDARD if " to" in self.text else set()
        if topped and {m.value for m in self.mentions} - topped:
            return topped
        if not self._perhaps[1] or self.tries_alone:
            return set()
        before, after = (gather_values(side, "title", weak=False) for side in self._perhaps)
        return set(before) - set(after) if after and set(before) <= _STANDARD and set(after) - set(before) else set()

    @property
    def together(self) -> set[str]:
        """Values of words such as "chemoradiotherapy", which name two treatments as one."""
        places = Counter((m.start, m.end) for m in self.mentions)
        return {m.value for m in self.mentions if places[m.start, m.end] > 1}

    @property
    def perhaps(self) -> set[str]:
        """Values right after "with or without": whether they help is the question."""
        some = [m for m in self._perhaps[1] if not m.weak]
        perhaps = _PERHAPS.search(self.text) if some else None
        people = _PEOPLE.search(self.text, perhaps.end()) if perhaps else None
        return {m.value for m in some if not people or m.start < people.start()}

    @cached_property
    def _perhaps(self) -> tuple[list[Mention], list[Mention]]:
        perhaps = _PERHAPS.search(self.text) if self.mentions else None
        if not perhaps:
            return [], []
        return self._between(0, perhaps.start()), self._between(perhaps.end(), len(self.text))

    @cached_property
    def tries_alone(self) -> bool:
        """True where drugs are given alone to some and together to others: each of them is the question then."""
        return bool(_ALONE.search(self.text))

    @property
    def given_first(self) -> set[str]:
        """Names, in lower case, that the title gives only to prepare for the treatment under test."""
        return {match[1].lower() for match in _FIRST.finditer(self.text)}

    def _follow(self, words: re.Pattern[str]) -> set[Mention]:
        return {m for m in self.mentions if words.search(self.text, max(0, m.start - _STEP_REACH), m.start)}

    @cached_property
    def _sides(self) -> tuple[list[Mention], list[Mention]]:
        versus = VERSUS.search(self.text) if len(self.mentions) > 1 else None
        if not versus:
            return [], []
        return self._between(0, versus.start()), self._between(versus.end(), len(self.text))

    def _between(self, start: int, end: int) -> list[Mention]:
        return [m for m in self.mentions if start <= m.start < end]


def name_drugs(mentions: Iterable[Mention]) -> set[str]:
    """The kinds of drug among these."""
    return set(gather_values(mentions, "title")) & DRUGS
