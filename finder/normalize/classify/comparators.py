"""What a tested drug is measured against, or given with: it is in the record and is not what is tested."""

import re
from collections.abc import Collection

_CONTROL_ARM = ("ACTIVE_COMPARATOR", "PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION")
_STANDARD = frozenset({"chemotherapy", "somatostatin_analogue"})
_VERSUS = re.compile(r"(?i)\b(?:versus|vs)\b")
_WORD = re.compile(r"[^\W_]+")


def split_versus(title: str) -> tuple[str, list[str]]:
    """What a title says before "versus", which is tested, and what it says after, which it is measured against."""
    tested, *rivals = _VERSUS.split(title)
    return tested, rivals


def is_part(name: str, values: Collection[str], names: list[str]) -> bool:
    """True for a standard drug that also stands in a combination, so that every group gets it."""
    words = list_words(name)
    return _is_standard(values) and any(words < list_words(other) for other in names)


def is_control(arms: list[str], name: str, values: Collection[str]) -> bool:
    """True for what only the control group gets, and for a standard drug that every group gets."""
    return len(arms) > 1 and _is_in_control_arms(arms, list_words(name), standard=_is_standard(values))


def list_words(text: str) -> set[str]:
    """The words of a text in lower case."""
    return {word.lower() for word in _WORD.findall(text)}


def _is_standard(values: Collection[str]) -> bool:
    return bool(values) and set(values) <= _STANDARD


def _is_in_control_arms(arms: list[str], words: set[str], *, standard: bool) -> bool:
    keys = {w for w in words if len(w) > 4}
    if not keys:
        return False
    control = [arm for arm in arms if arm.upper().startswith(_CONTROL_ARM)]
    tested = [arm for arm in arms if not arm.upper().startswith(_CONTROL_ARM)]
    if not control or not tested:
        return False
    in_control = any(keys & list_words(arm) for arm in control)
    in_tested = [arm for arm in tested if keys & list_words(arm)]
    return in_control and (not in_tested or (standard and len(in_tested) == len(tested)))
