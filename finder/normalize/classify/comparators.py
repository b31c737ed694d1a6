"""What a tested drug is measured against, or given with: it is in the record and is not what is tested."""

import re
from collections.abc import Collection

VERSUS = re.compile(
    r"(?i)\b(?:versus|vs|compared (?:to|with)|in comparison (?:to|with)|"
    r"(?:to|or) (?:the )?(?:physician|investigator)\W{0,2}s?\W{0,2}choice)\b"
)
_CONTROL_ARM = ("ACTIVE_COMPARATOR", "PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION")
_STANDARD = frozenset({"chemotherapy", "somatostatin_analogue"})
_LONG = 4
_WORD = re.compile(r"[^\W_]+")


#: The words of the groups that are measured against, and of those under test.
Sides = tuple[list[set[str]], list[set[str]]]


def split_arms(arms: list[str]) -> Sides:
    """Control and tested arms, by the type that stands before their names. Both empty where one of them is."""
    control = [arm for arm in arms if arm.upper().startswith(_CONTROL_ARM)]
    if not control or len(control) == len(arms):
        return [], []
    tested = [arm for arm in arms if not arm.upper().startswith(_CONTROL_ARM)]
    return [list_words(arm) for arm in control], [list_words(arm) for arm in tested]


def are_equals(arms: list[str]) -> bool:
    """True for several groups that are all of one type: each is measured against the others."""
    types = {arm.partition(":")[0].upper() for arm in arms}
    return len(arms) > 1 and (types == {"EXPERIMENTAL"} or types == {"ACTIVE_COMPARATOR"})


def is_part(words: set[str], values: Collection[str], others: list[set[str]]) -> bool:
    """True for the words of a standard drug that also stands in a combination, so that every group gets it."""
    return _is_standard(values) and any(words < other for other in others)


def is_control(sides: Sides, words: set[str], values: Collection[str]) -> bool:
    """True for what only the control group gets, and for a standard drug that every group gets."""
    control, tested = sides
    if not control:
        return False
    keys = {word for word in words if len(word) > _LONG}
    if not any(keys & arm for arm in control):
        return False
    given = sum(1 for arm in tested if keys & arm)
    return not given or (_is_standard(values) and given == len(tested))


def list_words(text: str) -> set[str]:
    """The words of a text in lower case."""
    return {word.lower() for word in _WORD.findall(text)}


def _is_standard(values: Collection[str]) -> bool:
    return bool(values) and set(values) <= _STANDARD
