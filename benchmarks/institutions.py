"""How well names of institutions are told apart and put together, by pairs labelled by hand.

    python -m benchmarks.institutions [PAIRS.csv]

PAIRS has name, city, region and country code of two names (`name_a` ... `country_b`), `same` (yes or no) and a note.
"Same" means one place that a patient would go to: a university with its hospital, its medical school and its own
cancer center under that name is one; two hospitals of one trust, a network and one of its houses, a campus and the
whole, adults' and children's hospitals are not.

All names of the file are grouped at once, as in a refresh, with the points that a refresh would find for the cities.
A third of the pairs, by a hash of the two names and cities, is kept out of tuning; its errors are counted, not listed.
"""

import argparse
import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from finder.normalize.coordinates import find_cities
from finder.normalize.institution_match import THRESHOLD
from finder.normalize.institutions import group_institutions
from finder.places import fold_name
from finder.store.gazetteer import Gazetteer

LABELS = Path(__file__).with_name("labels") / "institution_pairs.csv"
SIDES = ("a", "b")
FIELDS = ("name", "city", "region", "country")
#: Tried beside the threshold in use.
NEIGHBORS = (75, 80, 85, 90, 95, 100)
Pair = dict[str, str]


@dataclass(frozen=True)
class Agreement:
    """How many pairs were rightly joined, wrongly joined and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.3f}  recall {self.recall:.3f}  F1 {self.f1:.3f}  "
            f"(right {self.right}, wrong {self.wrong}, missed {self.missed})"
        )


def read_pairs(path: Path) -> list[Pair]:
    """The labelled pairs. Raises ValueError for a label that is neither yes nor no."""
    with path.open(encoding="utf-8", newline="") as lines:
        pairs = list(csv.DictReader(lines))
    for pair in pairs:
        if pair["same"] not in ("yes", "no"):
            raise ValueError(f"{path.name}: {pair['name_a']!r}: same is {pair['same']!r}, not yes or no")
    return pairs


def is_kept_out(pair: Pair) -> bool:
    """True for the third of the pairs that is kept out of tuning, whichever side a name stands on."""
    text = "|".join(sorted(f"{pair[f'name_{side}']}, {pair[f'city_{side}']}" for side in SIDES))
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 3 == 0


def build_frame(pairs: Iterable[Pair]) -> pd.DataFrame:
    """Each name of the pairs once, in the shape that `group_institutions` reads, indexed by name and place."""
    rows = sorted({tuple(pair[f"{field}_{side}"] for field in FIELDS) for pair in pairs for side in SIDES})
    frame = pd.DataFrame(rows, columns=["name", "city", "region", "country_code"], dtype="str")
    with Gazetteer(None) as gazetteer:
        cities = gazetteer.load_cities({fold_name(city) for city in frame["city"]})
    found = find_cities(frame, cities)
    frame["region"] = frame["region"].mask(frame["region"] == "", found["region"])
    return frame.assign(latitude=found["latitude"], longitude=found["longitude"]).set_axis(pd.Index(rows), axis=0)


def join_pairs(pairs: Iterable[Pair], groups: "dict[tuple[str, ...], int]") -> list[tuple[Pair, bool]]:
    """Each pair, and whether its two names came into one group."""
    keys = [(pair, [tuple(pair[f"{field}_{side}"] for field in FIELDS) for side in SIDES]) for pair in pairs]
    return [(pair, a in groups and groups.get(a) == groups.get(b)) for pair, (a, b) in keys]


def score_pairs(joined: Iterable[tuple[Pair, bool]]) -> Agreement:
    """Agreement of the groups with the labels."""
    answers = [(pair["same"] == "yes", together) for pair, together in joined]
    return Agreement(
        right=answers.count((True, True)), wrong=answers.count((False, True)), missed=answers.count((True, False))
    )


def group_names(frame: pd.DataFrame, threshold: float) -> "dict[tuple[str, ...], int]":
    """The group of each name that has one."""
    groups = group_institutions(frame.reset_index(drop=True), threshold=threshold)
    return {key: int(group) for key, group in zip(frame.index, groups, strict=True) if pd.notna(group)}


def print_errors(joined: Iterable[tuple[Pair, bool]]) -> None:
    for pair, together in joined:
        if together != (pair["same"] == "yes"):
            a, b = (f"{pair[f'name_{side}']} [{pair[f'city_{side}']}, {pair[f'country_{side}']}]" for side in SIDES)
            note = f" - {pair['note']}" if pair["note"] else ""
            print(f"    ! {'wrongly joined' if together else 'missed'}: {a} | {b}{note}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.institutions")
    parser.add_argument("pairs", type=Path, nargs="?", default=LABELS)
    pairs = read_pairs(parser.parse_args(arguments).pairs)
    frame = build_frame(pairs)
    parts = {
        "tuned": [pair for pair in pairs if not is_kept_out(pair)],
        "kept-out": [pair for pair in pairs if is_kept_out(pair)],
    }
    for threshold in sorted({*NEIGHBORS, THRESHOLD}):
        groups = group_names(frame, threshold)
        for name, part in parts.items():
            joined = join_pairs(part, groups)
            used = "  <- used" if threshold == THRESHOLD else ""
            print(f"threshold {threshold:5.1f}  {name:8} {len(part):4} pairs  {score_pairs(joined)}{used}")
    print("\nErrors at the threshold used, without the part kept out:")
    print_errors(join_pairs(parts["tuned"], group_names(frame, THRESHOLD)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
