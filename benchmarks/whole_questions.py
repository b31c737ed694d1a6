"""Questions of people and analysts to a generated snapshot of any size, each kind asked with other words every time."""

import resource
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from benchmarks.generate import read_cities, read_figures
from finder.query.compose import compose_question
from finder.query.criteria import parse_criteria
from finder.query.search import add_site_facts, list_trials
from finder.store.gazetteer import Gazetteer
from finder.store.reader import open_file

Words = dict[str, list[str]]
Make = Callable[[Random], Words]

_ORDERED_CITIES = [city for city in read_cities() if city["city"]]
_TEXTS = [*read_figures()["shares"]["intervention"], *read_figures()["shares"]["other_condition"]]
_ALL = ["net_specific", "net_included", "other"]


def _near(random: Random) -> Words:
    """Within 100 km of a city, the more often the more sites it has."""
    city = random.choices(_ORDERED_CITIES, [int(city["sites"]) for city in _ORDERED_CITIES])[0]
    return {"near": [f"{city['latitude']},{city['longitude']}"], "within": ["100km"]}


def _text(random: Random) -> Words:
    """A drug or disease, which some percent of all trials name; every other time with a word that most trials have."""
    text = random.choice(_TEXTS)
    return {"text": [f"{text} {random.choice(['dose', 'response', 'study'])}" if random.random() < 0.5 else text]}


def _choose(random: Random) -> Words:
    return {"phase": [random.choice(["1", "2", "3"])], "treatment": [random.choice(["chemotherapy", "targeted"])]}


def _country(random: Random) -> Words:
    return {"country": [random.choice(["US", "US", "DE", "FR", "CN", "ES"])]}


#: Kind of question -> how its words are made. Those marked with * also count all facets.
KINDS: Mapping[str, Make] = {
    "the product's own: near, open, NETs alone": lambda r: _near(r),
    "text + place + facets, any status *": lambda r: {
        **_text(r), **_near(r), **_choose(r), "status": ["any"], "relevance": _ALL,
    },
    "text + place, open *": lambda r: {**_text(r), **_near(r), "relevance": _ALL},
    "text, open *": lambda r: {**_text(r), "relevance": _ALL},
    "text, any status *": lambda r: {**_text(r), "status": ["any"], "relevance": _ALL},
    "place, any status *": lambda r: {**_near(r), "status": ["any"], "relevance": _ALL},
    "country + recruiting (tens of thousands) *": lambda r: {
        **_country(r), "status": ["recruiting"], "relevance": _ALL,
    },
    "country + age + status *": lambda r: {
        **_country(r), "age": [str(r.randrange(1, 95))], "status": ["completed"], "relevance": _ALL,
    },
    "region, open *": lambda r: {"region": [r.choice(["Texas", "California", "Ontario"])], "relevance": _ALL},
    "nearest first, no distance, open": lambda r: {"near": _near(r)["near"], "relevance": _ALL},
    "nearly all trials of the registry *": lambda r: {
        "status": ["any"], "sex": [r.choice(["female", "male"])], "relevance": _ALL,
    },
}  # fmt: skip


def measure_questions(path: Path, places: Path, asked: int) -> dict[str, Any]:
    """For each kind of question how many trials fit, and times in milliseconds."""
    kinds = {}
    with Gazetteer(places) as gazetteer:
        gazetteer.find("boston")
        for name, make in KINDS.items():
            kinds[name] = _measure_kind(path, gazetteer, make, asked, facets=name.endswith("*"))
    return {"kinds": kinds, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _measure_kind(path: Path, gazetteer: Gazetteer, make: Make, asked: int, *, facets: bool) -> dict[str, float]:
    random = Random(1)
    reader = open_file(path)
    clock, processor, fit = [], [], []
    for _ in range(asked + 1):
        criteria = parse_criteria(make(random))
        start, used = time.perf_counter(), time.process_time()
        answer = list_trials(reader, gazetteer, criteria)
        add_site_facts(reader, answer.trials.head(10))
        if facets:
            reader.count_facets(compose_question(criteria, answer.place, gazetteer, reader))
        clock.append(1000 * (time.perf_counter() - start))
        processor.append(1000 * (time.process_time() - used))
        fit.append(answer.total)
    return {
        "fit": int(np.median(fit)),
        "first": clock[0],
        "p50": float(np.percentile(clock[1:], 50)),
        "p95": float(np.percentile(clock[1:], 95)),
        "p50_processor": float(np.percentile(processor[1:], 50)),
        "p95_processor": float(np.percentile(processor[1:], 95)),
    }
