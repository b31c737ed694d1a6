"""Placebo and chance: two facts about the design that people ask first."""

import re

_PLACEBO = re.compile(r"(?i)\bplacebo\b|\bsham\b")
_NO_PLACEBO = re.compile(r"(?i)\b(?:no|without|not)\s+(?:\w+\s+){0,2}(?:placebo|sham)\b|\bplacebo[- ]free\b")
_RANDOM = re.compile(r"(?i)\brandomi[sz](?:ed|ation|e)\b")
_NOT_RANDOM = re.compile(r"(?i)\bnon[- ]?randomi[sz]|\bnot (?:be )?randomi[sz]|\bunrandomi[sz]|\bwithout randomi[sz]")

#: Values of the registry's field `allocation`.
_ALLOCATION = {"RANDOMIZED": True, "NON_RANDOMIZED": False, "NA": False}


def read_placebo(texts: list[str]) -> tuple[bool | None, str]:
    """Whether arms or interventions name a placebo or sham; None where there are neither."""
    if not texts:
        return None, ""
    for text in texts:
        if (match := _PLACEBO.search(text)) and not _NO_PLACEBO.search(text):
            return True, match.group()
    return False, ""


def read_random(allocation: str, titles: list[str], prose: list[str]) -> tuple[bool | None, str]:
    """Whether people are put into groups by chance; the registry's own field first, then what the record says."""
    known = _ALLOCATION.get(allocation.strip().upper())
    if known is not None:
        return known, allocation
    for text in [*titles, *prose]:
        if "random" not in text.lower():
            continue
        if match := _NOT_RANDOM.search(text):
            return False, match.group()
        if match := _RANDOM.search(text):
            return True, match.group()
    return None, ""
