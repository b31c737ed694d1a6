"""Why a list near a place is empty: which criteria alone keep everybody away."""

from collections.abc import Callable
from typing import TypeVar

from finder.query.explain import Relaxation
from finder.query.nearby import CenterCriteria, InvestigatorCriteria, write_nearby_address

Asked = TypeVar("Asked", CenterCriteria, InvestigatorCriteria)

# `near` alone hides nothing, and `sort` never does.
_NEVER_EMPTY = ("near", "sort")


def explain_empty(criteria: Asked, count: Callable[[Asked], int]) -> list[Relaxation]:
    """For each criterion that is asked, how many would fit without it, the most first; those that would still be none
    go. `count` tells how many fit the criteria it is given."""
    typed: dict[str, list[str]] = {}
    for name, value in write_nearby_address(criteria):
        typed.setdefault(name, []).append(value)
    if criteria.status == ("open",):
        typed["status"] = ["open"]
    relaxed = []
    for field, declared in type(criteria).model_fields.items():
        name = field.replace("_", "-")
        if name not in typed or name in _NEVER_EMPTY:
            continue
        left = criteria.model_copy(update={field: ("any",) if name == "status" else declared.default})
        value = ", ".join(typed[name])
        relaxed.append(Relaxation(name, f"{value} of {criteria.near}" if name == "within" else value, count(left)))
    return sorted((one for one in relaxed if one.count), key=lambda one: -one.count)
