"""What a list of trials shows, in one sentence: how many, where, for whom, in which order, and what one step more or
one choice more would change. Counts are made from answers that are there, so that they cost at most one more question.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.parts.address import Choices
from dashboard.parts.center_filters import write_within
from dashboard.parts.choices import STEPS
from dashboard.words import say
from finder.query.criteria import Criteria, parse_criteria
from finder.query.organs import widen_organs
from finder.query.search import Answer
from finder.vocabulary.wording import load_wording

#: A list longer than this is told how it could be shorter.
MANY = 60
_SPLITS_SHOWN, _OPTIONS_SHOWN = 2, 4
#: Criteria that have their own words in the sentence, or say nothing of which trials are shown.
_TOLD = ("near", "within", "country", "region", "city", "site", "status", "sort")
_PHASES = {"1": "PHASE1", "2": "PHASE2", "3": "PHASE3"}
_SILENT = ("not_stated", "", "both")


@dataclass(frozen=True)
class Wider:
    """What a longer way would add: the next step that adds a trial ("200mi"), how many it adds, and how many any
    distance adds."""

    step: str
    more: int
    anywhere: int


@dataclass(frozen=True)
class Split:
    """A criterion that is not in use, and its values with the number of trials that each would leave."""

    criterion: str
    options: tuple[tuple[str, int], ...]


def write_summary(answer: Answer, choices: Choices) -> str:
    """One sentence that says what the list shows."""
    if not answer.total:
        return say("find.count_none")
    lead = "summary.open" if answer.criteria.status == ("open",) else "summary.match"
    one = answer.total == 1
    parts = [say(f"{lead}_one") if one else say(lead, n=f"{answer.total:,}"), _write_where(answer, choices)]
    parts += [_write_organs(answer), _write_others(choices, one)]
    return f"{''.join(parts)}."


def _write_where(answer: Answer, choices: Choices) -> str:
    if answer.place is not None and answer.criteria.within is not None:
        distance = write_within(next(iter(choices.get("within", [])), str(answer.criteria.within)))
        return say("summary.within", distance=distance, place=answer.place.name)
    areas = next((choices[name] for name in ("city", "region", "country") if name in choices), [])
    return say("summary.area", area=_join(areas)) if areas else ""


def _write_organs(answer: Answer) -> str:
    """The organs that were asked; trials without a limit are in the list as well, and that is said."""
    if not answer.criteria.site:
        return ""
    wording = load_wording()
    labels = [wording.label("primary_sites", code) for code in answer.criteria.site]
    organs = _join([label[:1].lower() + label[1:] for label in labels])
    is_wide = any(list(fits) == ["any"] for fits in answer.trials["site_match"])
    return say("summary.organs_or_any" if is_wide else "summary.organs", organs=organs)


def _write_others(choices: Choices, one: bool) -> str:
    count = len([name for name in choices if name not in _TOLD])
    if not count:
        return ""
    other = say("summary.other_one") if count == 1 else say("summary.other", n=count)
    return say("summary.fits_one" if one else "summary.fits", other=other)


def _join(words: Sequence[str]) -> str:
    return f" {say('summary.or')} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def widen(criteria: Criteria) -> Criteria | None:
    """The same question at any distance; None where no distance was asked."""
    return criteria.model_copy(update={"within": None}) if criteria.near and criteria.within else None


def count_wider(answer: Answer, anywhere: Answer) -> Wider | None:
    """What a longer way adds; `anywhere` answers `widen`. None where nothing is farther away."""
    within = answer.criteria.within
    more = anywhere.total - answer.total
    if within is None or more <= 0:
        return None
    distances = anywhere.trials["nearest_distance_km"].astype("float64")
    for number in STEPS[within.unit]:
        step = f"{number}{within.unit}"
        if (km := _measure(step)) > within.km and (added := int(distances.le(km).sum()) - answer.total) > 0:
            return Wider(step, added, more)
    return Wider("", more, more)


def _measure(step: str) -> float:
    within = parse_criteria({"near": ["0,0"], "within": [step]}).within
    return within.km if within else 0.0


def write_wider(wider: Wider, is_empty: bool) -> str:
    """What stands farther away, as one or two sentences."""
    parts = []
    if wider.step:
        name = "summary.first" if is_empty else "summary.more"
        parts.append(_count(name, wider.more, distance=write_within(wider.step)))
    if not wider.step or wider.anywhere > wider.more:
        parts.append(_count("summary.first_any" if is_empty else "summary.more_any", wider.anywhere))
    return " ".join(parts)


def list_splits(answer: Answer, choices: Choices) -> list[Split]:
    """The criteria not in use that leave the fewest trials to the person who answers them, best first."""
    found = []
    for criterion, count in _COUNTERS.items():
        if criterion in choices or (criterion == "within" and answer.place is None):
            continue
        options = [(value, number) for value, number in count(answer) if 0 < number < answer.total]
        if options:
            best = sorted(options, key=lambda option: -option[1])[:_OPTIONS_SHOWN]
            left = sum(number**2 for _, number in best) / sum(number for _, number in best)
            found.append((left, Split(criterion, tuple(best))))
    return [split for _, split in sorted(found, key=lambda pair: pair[0])][:_SPLITS_SHOWN]


def write_option(split: Split, value: str, number: int) -> str:
    """One value of a split as the label of a button."""
    groups = {"site": "primary_sites", "treatment": "treatments", "differentiation": "differentiation"}
    if group := groups.get(split.criterion):
        label = load_wording().label(group, value)
    else:
        label = write_within(value) if split.criterion == "within" else load_wording().label("phases", _PHASES[value])
    return _count("summary.option", number, label=label)


def _count(name: str, number: int, **values: object) -> str:
    return say(f"{name}_one", **values) if number == 1 else say(name, n=f"{number:,}", **values)


def _count_lists(column: "pd.Series[Any]", wide: Callable[[str], Iterable[str]]) -> list[tuple[str, int]]:
    """Each value of a column of lists with how many rows answer to it; a row that names none answers to all."""
    rows = [frozenset(cell) for cell in column]
    values = sorted({value for row in rows for value in row} - {"any", "other"})
    return [(value, sum(not row or not row.isdisjoint(wide(value)) for row in rows)) for value in values]


def _count_cells(answer: Answer) -> list[tuple[str, int]]:
    kinds = list(answer.trials["differentiation"].fillna(""))
    return [(kind, sum(cell in (kind, *_SILENT) for cell in kinds)) for kind in ("net", "nec")]


def _count_distances(answer: Answer) -> list[tuple[str, int]]:
    unit = "mi" if answer.place is not None and answer.place.country_code in ("US", "GB") else "km"
    distances = answer.trials["nearest_distance_km"].astype("float64")
    return [(f"{n}{unit}", int(distances.le(_measure(f"{n}{unit}")).sum())) for n in STEPS[unit]]


_COUNTERS: Mapping[str, Callable[[Answer], list[tuple[str, int]]]] = {
    "site": lambda answer: _count_lists(answer.trials["primary_sites"], lambda organ: widen_organs([organ])),
    "treatment": lambda answer: _count_lists(answer.trials["treatments"], lambda code: [code]),
    "within": _count_distances,
    "differentiation": _count_cells,
    "phase": lambda answer: [(p, sum(code in cell for cell in answer.trials["phases"])) for p, code in _PHASES.items()],
}
