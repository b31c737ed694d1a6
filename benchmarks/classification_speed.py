"""How many trials a second the classification reads on one core, beside the same words as plain `re`, row by row.

    python -m benchmarks.classification_speed STUDIES.jsonl[.gz] [STUDIES.jsonl[.gz] ...] [--runs 5] [--every 25]

STUDIES hold one study a line, as the registry's API gives it. Processor time, after one run to warm up, median of the
runs. The plain way takes every phrase of the vocabulary as a pattern of its own and searches each passage of a trial
with one after the other; it only finds the words, and applies no rule. As it is slow, it reads every 25th trial. On
those trials both ways must find the same words, or the measurement fails.
"""

import argparse
import re
import statistics
import time
from collections.abc import Callable, Hashable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.classification import build_frame, read_studies
from finder.normalize.classification import classify_trials
from finder.normalize.classify.passages import READ_SUBJECTS, Passage, read_record
from finder.vocabulary.concepts import Concept, list_phrases, load_subjects
from finder.vocabulary.phrases import Phrase

#: Trials a second on one core.
GOAL = 2000

Found = list[tuple[str, str, int, int]]


@cache
def list_patterns(subject: str) -> list[tuple[Concept, str, re.Pattern[str]]]:
    """Every phrase of one subject as a pattern that finds all its places."""
    return [
        (concept, kind, write_plainly(phrase))
        for concept in load_subjects()[subject].concept
        for phrase, kind in list_phrases(concept)
    ]


def write_plainly(phrase: Phrase) -> re.Pattern[str]:
    """A pattern for `finditer`; the look-ahead lets places overlap."""
    words = rf"(?i:[^\W_]*{re.escape(phrase.ending)})(?![^\W_])" if phrase.ending else phrase.pattern.pattern
    return re.compile(rf"(?<![^\W_])(?=({words}))")


def search_plainly(passage: Passage, subject: str) -> Found:
    """Hits of one subject in one passage, one pattern after the other."""
    found: list[tuple[Concept, str, int, int]] = []
    for concept, kind, pattern in list_patterns(subject):
        if passage.field in concept.fields:
            found += [(concept, kind, *place.span(1)) for place in pattern.finditer(passage.folded)]
    barred = [(concept.id, start, end) for concept, kind, start, end in found if kind == "unless"]
    return [
        (concept.id, kind, start, end)
        for concept, kind, start, end in found
        if kind != "unless" and not any(b == concept.id and s <= start and end <= e for b, s, e in barred)
    ]


def search_indexed(passage: Passage, subject: str) -> Found:
    """The same as the classification finds them."""
    return [(hit.concept.id, hit.kind, hit.start, hit.end) for hit in passage.find(subject)]


def find_words(
    rows: Iterable[dict[Hashable, Any]], search: Callable[[Passage, str], Found]
) -> list[tuple[str, str, str, Found]]:
    """All hits of all passages of these trials."""
    return [
        (passage.field, passage.text, subject, sorted(search(passage, subject)))
        for row in rows
        for passage in read_record({str(name): value for name, value in row.items()}).passages
        for subject in READ_SUBJECTS
    ]


def measure(action: Callable[[], object], runs: int) -> float:
    """Seconds of processor time: the median of some runs, after one to warm up."""
    action()
    taken = []
    for _ in range(runs):
        begun = time.process_time()
        action()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def compare(frame: pd.DataFrame, runs: int, every: int) -> bool:
    """Print both speeds; True where the goal is met. Raises AssertionError where the two ways find other words."""
    rows = frame.iloc[::every].to_dict("records")
    assert find_words(rows, search_plainly) == find_words(rows, search_indexed), "the two ways differ"
    plain = len(rows) / max(measure(lambda: find_words(rows, search_plainly), max(1, runs // 2)), 1e-9)
    indexed = len(rows) / max(measure(lambda: find_words(rows, search_indexed), runs), 1e-9)
    speed = len(frame) / max(measure(lambda: classify_trials(frame), runs), 1e-9)
    phrases = sum(len(list_patterns(subject)) for subject in READ_SUBJECTS)
    print(f"words alone, plain re:  {plain:8.1f} trials a second ({phrases} patterns, {len(rows)} trials)")
    print(f"words alone, indexed:   {indexed:8.1f} trials a second, {indexed / plain:.0f} times as fast, the same hits")
    print(
        f"classification:         {speed:8.1f} trials a second ({len(frame)} trials), {speed / plain:.0f} times as fast"
    )
    print(f"goal {GOAL} trials a second: {'pass' if speed >= GOAL else 'fail'}")
    return speed >= GOAL


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.classification_speed")
    parser.add_argument("studies", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--every", type=int, default=25, help="read every n-th trial in the plain way")
    options = parser.parse_args(arguments)
    return 0 if compare(build_frame(read_studies(options.studies)), options.runs, options.every) else 1


if __name__ == "__main__":
    raise SystemExit(main())
