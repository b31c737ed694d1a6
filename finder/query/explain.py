"""Why a list is empty: how many trials would fit with one criterion left out."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from finder.query.compose import compose_question
from finder.query.criteria import NAMES, Criteria, Distance, write_address
from finder.query.distance import measure_distances
from finder.query.packed_lists import find_near, open_packed
from finder.query.places import Place, resolve_place
from finder.store.gazetteer import Gazetteer
from finder.store.question import Question
from finder.store.reader import Reader

#: Not asked, as `Criteria` has it. `near` alone hides no trial, and `sort` never does.
_LEFT_OUT: dict[str, Any] = {
    name: ("any",) if name == "status" else (None if name in ("within", "age", "sex", "updated-since") else ())
    for name in NAMES
    if name not in ("near", "sort")
}


@dataclass(frozen=True)
class Relaxation:
    """One criterion with its value as typed, and how many trials would fit without it (alone, for `never_met`)."""

    criterion: str
    value: str
    count: int


def explain_empty(
    reader: Reader, gazetteer: Gazetteer, criteria: Criteria, place: Place | None
) -> tuple[list[Relaxation], list[Relaxation]]:
    """The criteria that alone keep trials away, the one that keeps most away first; and those that no trial meets.

    The second list is only looked for where the first is empty.
    """
    emptied_by = [relaxation for relaxation in count_relaxed(reader, gazetteer, criteria, place) if relaxation.count]
    if emptied_by:
        return sorted(emptied_by, key=lambda relaxation: -relaxation.count), []
    nothing = criteria.model_copy(update={_field(name): left_out for name, left_out in _LEFT_OUT.items()})
    alone = []
    for name in _list_asked(criteria):
        only = nothing.model_copy(update={_field(name): getattr(criteria, _field(name))})
        count = _count(reader, gazetteer, only, place)
        alone.append(Relaxation(name, _say_value(criteria, name), count))
    return [], [relaxation for relaxation in alone if not relaxation.count]


def count_relaxed(
    reader: Reader, gazetteer: Gazetteer, criteria: Criteria, place: Place | None = None
) -> list[Relaxation]:
    """For each criterion that is asked, in their usual order, how many trials would fit without it.

    Raises PlaceError where `place` is not given and `criteria.near` cannot be resolved.
    """
    if place is None and criteria.near:
        place = resolve_place(criteria.near, gazetteer)
    relaxed = []
    for name in _list_asked(criteria):
        fewer = criteria.model_copy(update={_field(name): _LEFT_OUT[name]})
        count = _count(reader, gazetteer, fewer, place)
        relaxed.append(Relaxation(name, _say_value(criteria, name), count))
    return relaxed


def find_fitting(reader: Reader, question: Question, place: Place | None, within: Distance | None) -> set[str]:
    """Identifiers of the trials that `search` finds, without reading the trials."""
    if place is None or within is None:
        return set(reader.find_ids(question))
    if packed := open_packed(reader):
        nearest, _ = find_near(packed, question, place, within.km)
        return set(packed.list_ids(np.flatnonzero(nearest >= 0)))
    points = reader.find_points(question)
    return set(points.loc[measure_distances(place, points) <= within.km, "nct_id"])


def _count(reader: Reader, gazetteer: Gazetteer, criteria: Criteria, place: Place | None) -> int:
    question = compose_question(criteria, place, gazetteer, reader)
    if place is None or criteria.within is None:
        return reader.count_trials(question)
    return len(find_fitting(reader, question, place, criteria.within))


def _list_asked(criteria: Criteria) -> list[str]:
    return [name for name, left_out in _LEFT_OUT.items() if getattr(criteria, _field(name)) != left_out]


def _say_value(criteria: Criteria, name: str) -> str:
    said = ", ".join(value for other, value in write_address(criteria) if other == name) or "open"
    return f"{said} of {criteria.near}" if name == "within" else said


def _field(name: str) -> str:
    return name.replace("-", "_")
