"""Which trials a place brings, and why: those that name it, those for a group that covers it, those without a limit.

For neuroendocrine tumors the one group is "gep", the gut and pancreas; another disease declares its own.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from finder.vocabulary.profile import load_profile

#: Values of primary_sites that cover others, and which.
GROUPS = load_profile().groups
#: The code of a match by a group.
BY_GROUP = load_profile().group_match


def list_groups(organ: str) -> tuple[str, ...]:
    """The groups that cover this place."""
    return tuple(group for group, members in GROUPS.items() if organ in members)


def widen_organs(asked: Sequence[str]) -> tuple[str, ...]:
    """Values of primary_sites that answer to these organs; "" is a trial that names none and so sets no limit."""
    return tuple(dict.fromkeys([*asked, "any", "", *_list_related(asked)]))


def explain_match(asked: Sequence[str], organs: Iterable[str]) -> list[str]:
    """Why a trial with these primary sites answers: "exact", by a group, "any", in this order; [] if none was asked."""
    return list(_find_reasons(tuple(asked), tuple(organs))) if asked else []


@lru_cache(4096)
def _find_reasons(asked: tuple[str, ...], organs: tuple[str, ...]) -> tuple[str, ...]:
    """A list of thousands of trials has some dozens of kinds."""
    related = set(_list_related(asked))
    reasons = {
        "exact": any(organ in asked for organ in organs),
        BY_GROUP: any(organ in related and organ not in asked for organ in organs),
        "any": not organs or ("any" in organs and "any" not in asked),
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def _list_related(asked: Sequence[str]) -> list[str]:
    """The groups that cover what is asked, and what the groups that are asked cover."""
    covering = [group for organ in asked for group in list_groups(organ)]
    return [*covering, *(member for group in asked for member in GROUPS.get(group, ()))]
