"""What a list of trials shows, in one sentence: how many, where, for whom, in which order, and what one step more or
one choice more would change. Counts are made from answers that are there, so that they cost at most one more question.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import nan
from typing import Any

import pandas as pd

from dashboard.parts.address import Choices
from dashboard.parts.center_card import say_number
from dashboard.parts.center_filters import write_within
from dashboard.parts.choices import STEPS
from dashboard.words import say
from finder.places import say_country
from finder.query.criteria import Criteria, parse_criteria
from finder.query.organs import GROUPS, widen_organs
from finder.query.search import Answer
from finder.vocabulary.wording import load_wording

#: A list longer than this is told how it could be shorter.
MANY = 60
_SPLITS_SHOWN, _OPTIONS_SHOWN = 2, 4
#: Criteria that have their own words in the sentence, or say nothing of which trials are shown.
_TOLD = ("near", "within", "country", "region", "city", "site", "status", "sort")
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
    if answer.criteria.status == ("open",):
        lead = say_number("summary.open_one", "summary.open", answer.total)
    else:
        lead = say_number("summary.match_one", "summary.match", answer.total)
    others = _write_others(choices, answer.total == 1)
    parts = [lead, _write_where(answer, choices), _write_organs(answer), others]
    return f"{''.join(parts)}."


def _write_where(answer: Answer, choices: Choices) -> str:
    if answer.place is not None and answer.criteria.within is not None:
        distance = write_within(next(iter(choices.get("within", [])), str(answer.criteria.within)))
        return say("summary.within", distance=distance, place=answer.place.name)
    named = next((name for name in ("city", "region", "country") if name in choices), "")
    areas = [say_country(area) if named == "country" else area for area in choices.get(named, [])]
    return say("summary.area", area=_join(areas)) if areas else ""


def _write_organs(answer: Answer) -> str:
    """The organs that were asked; trials without a limit are in the list as well, and that is said."""
    if not answer.criteria.site:
        return ""
    wording = load_wording()
    labels = [wording.label("primary_sites", code) for code in answer.criteria.site]
    organs = _join([label[:1].lower() + label[1:] for label in labels])
    is_wide = "any" not in answer.criteria.site and any(list(fits) == ["any"] for fits in answer.trials["site_match"])
    return say("summary.organs_or_any" if is_wide else "summary.organs", organs=organs)


def _write_others(choices: Choices, one: bool) -> str:
    count = len([name for name in choices if name not in _TOLD])
    if not count:
        return ""
    other = say_number("summary.other_one", "summary.other", count)
    return say("summary.fits_one" if one else "summary.fits", other=other)


def _join(words: Sequence[str]) -> str:
    return f" {say('summary.or')} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def widen(criteria: Criteria) -> Criteria | None:
    """The same question at any distance; None where no distance was asked."""
    return criteria.model_copy(update={"within": None}) if criteria.near and criteria.within else None


def count_wider(answer: Answer, distances: "pd.Series[float]") -> Wider | None:
    """What a longer way adds; `distances` are those of `widen`, one a trial. None where nothing is farther away."""
    within = answer.criteria.within
    more = len(distances) - answer.total
    if within is None or more <= 0:
        return None
    for number in STEPS[within.unit]:
        step = f"{number}{within.unit}"
        if (added := int(distances.le(_measure(step)).sum()) - answer.total) > 0:
            return Wider(step, added, more)
    return Wider("", more, more)


def _measure(step: str) -> float:
    within = parse_criteria({"near": ["0,0"], "within": [step]}).within
    return within.km if within else 0.0


def write_wider(wider: Wider, is_empty: bool) -> str:
    """What stands farther away, as one or two sentences."""
    parts = []
    if wider.step:
        names = ("summary.first_one", "summary.first") if is_empty else ("summary.more_one", "summary.more")
        parts.append(say_number(*names, wider.more, distance=write_within(wider.step)))
    if not wider.step or wider.anywhere > wider.more:
        names = ("summary.more_any_one", "summary.more_any")
        if is_empty:
            names = ("summary.first_any_one", "summary.first_any")
        parts.append(say_number(*names, wider.anywhere))
    return " ".join(parts)


def write_wider_button(wider: Wider) -> str:
    """The tap that goes one step farther."""
    return say("summary.go", distance=write_within(wider.step)) if wider.step else say("summary.go_any")


def write_state(answer: Answer, choices: Choices, wider: Wider | None, page: int, size: int) -> str:
    """All that a screen reader tells of a list: the sentence, what is farther away, which part of the list is on the
    screen (`size` trials a page), in which order, and measured from where."""
    total = answer.total
    first = (page - 1) * size + 1
    parts = [
        write_summary(answer, choices),
        write_wider(wider, not total) if wider else "",
        say("find.count_page", first=first, last=min(total, first + size - 1)) if total > size else "",
        say(f"find.order_{answer.order}") if total > 1 else "",
    ]
    if answer.place is not None and total and answer.criteria.within is None:
        parts.append(say("find.place", place=answer.place.name))
    return " ".join(part for part in parts if part)


def list_splits(answer: Answer, choices: Choices) -> list[Split]:
    """Criteria that are not in use and that a person can answer, with those first that leave the fewest trials to the
    person who answers. The phase is none of them: nobody should leave out a trial for its number."""
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
    group = groups.get(split.criterion)
    label = load_wording().label(group, value) if group else write_within(value)
    return say_number("summary.option_one", "summary.option", number, label=label)


def _count_lists(
    column: "pd.Series[Any]", wide: Callable[[str], Iterable[str]], not_asked: Set[str] = frozenset()
) -> list[tuple[str, int]]:
    """Each value of a column of lists with how many rows answer to it; a row that names none answers to all.

    `not_asked` are values that records have and no person would answer.
    """
    alike = Counter(map(frozenset, column.tolist()))
    values = sorted({value for row in alike for value in row} - {"any", "other"} - not_asked)
    counts = []
    for value in values:
        fits = set(wide(value))
        counts.append((value, sum(count for row, count in alike.items() if not row or not row.isdisjoint(fits))))
    return counts


def _count_cells(answer: Answer) -> list[tuple[str, int]]:
    alike = Counter(answer.trials["differentiation"].fillna("").tolist())
    return [(kind, sum(alike[cell] for cell in (kind, *_SILENT))) for kind in ("net", "nec")]


def _count_distances(answer: Answer) -> list[tuple[str, int]]:
    unit = "mi" if answer.place is not None and answer.place.country_code in ("US", "GB") else "km"
    distances = answer.trials["nearest_distance_km"].to_numpy(dtype="float64", na_value=nan)
    return [(f"{n}{unit}", int((distances <= _measure(f"{n}{unit}")).sum())) for n in STEPS[unit]]


_COUNTERS: Mapping[str, Callable[[Answer], list[tuple[str, int]]]] = {
    "site": lambda answer: _count_lists(answer.trials["primary_sites"], lambda code: widen_organs([code]), set(GROUPS)),
    "treatment": lambda answer: _count_lists(answer.trials["treatments"], lambda code: [code]),
    "within": _count_distances,
    "differentiation": _count_cells,
}
