"""Fake tables of a whole registry, in the shape that a refresh writes, as many rows as wanted.

Sites a trial, lengths of texts, statuses, phases and cities follow `registry_figures.toml`, what is derived of a record
follows `whole_figures.toml`. Words come as often as in any language: few of them often, most of them rarely (Zipf's
law). They are made some thousand trials at a time, so half a million need no more memory. No person, hospital or text
in it exists.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.generate import FIRST_NUMBER, FOLDER, TODAY, read_cities, read_figures, share_sites
from finder.check.tables import check_tables
from finder.normalize.staleness import TAKES_PEOPLE
from finder.places import find_country_code
from finder.schema import SCHEMA_VERSION
from finder.store.build import SnapshotBuilder
from finder.store.publish import publish
from finder.store.snapshot_reader import WHOLE_REGISTRY

Tables = dict[str, pd.DataFrame]
Texts = npt.NDArray[np.object_]

BATCH = 4_000
_LINES_MADE = 60_000
_WORDS_MADE = 30_000
_WITHOUT_POINT = 0.03
_LISTS = ("primary_sites", "treatments", "function", "syndromes", "grades")
_SYLLABLES = ("fa", "ke", "mo", "ri", "ta", "lu", "pe", "so", "ni", "va", "do", "ze")


def generate_tables(trials: int, sites: int, *, seed: int = 1) -> Iterator[Tables]:
    """The tables trials and sites of so many fake trials with so many sites together, a batch at a time, by number."""
    counts = share_sites(trials, sites, seed)
    draw = _Draw(seed)
    for start in range(0, trials, BATCH):
        of_batch = counts[start : start + BATCH]
        ids = np.array([f"NCT{FIRST_NUMBER + start + n:08d}" for n in range(len(of_batch))], dtype=object)
        made = draw.make_trials(ids)
        yield {"trials": made, "sites": draw.make_sites(made, of_batch)}


class _Draw:
    """Chance, held to the figures of the registry, a column at a time."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self._figures = read_figures()
        self._derived = tomllib.loads((FOLDER / "whole_figures.toml").read_text("utf-8"))
        self._lines = self._make_lines()
        self._lengths = np.array([len(line) + 1 for line in self._lines])
        cities = read_cities()
        self._cities = pd.DataFrame(cities)
        self._cities["country_code"] = [find_country_code(city["country"]) for city in cities]
        self._cities[["latitude", "longitude"]] = self._cities[["latitude", "longitude"]].astype("float64")
        weights = self._cities["sites"].astype("float64").to_numpy()
        self._weights = weights / weights.sum()

    def make_trials(self, ids: Texts) -> pd.DataFrame:
        size = len(ids)
        is_net = self.random.random(size) < self._derived["net_share"]
        status = self.pick("status", size)
        kind = self.pick("study_type", size)
        phases = [
            p.split() if k == "INTERVENTIONAL" else [] for p, k in zip(self.pick("phases", size), kind, strict=True)
        ]
        diseases = np.where(is_net, self.pick("net_condition", size), self.pick("other_condition", size))
        drugs = self.pick("intervention", size)
        lead = np.array([f"{drug} in {disease}" for drug, disease in zip(drugs, diseases, strict=True)], dtype=object)
        days = self.count("days_since_update", size)
        updated = [str(TODAY - timedelta(int(day))) for day in days]
        made: dict[str, Any] = {
            "nct_id": ids,
            "title": [
                f"Fake: {one}. {more}" for one, more in zip(lead, self.write("title_letters", size), strict=True)
            ],
            "official_title": self.write("official_title_letters", size),
            "summary": self.write("summary_letters", size),
            "description": self.write("description_letters", size),
            "status": status,
            "study_type": kind,
            "phases": phases,
            "allocation": self.pick("allocation", size),
            "primary_purpose": self.pick("primary_purpose", size),
            "masking": self.pick("masking", size),
            "conditions": [[disease] for disease in diseases],
            "keywords": [[f"fake {n}"] for n in self.random.integers(0, 2_000, size)],
            "interventions": [[drug] for drug in drugs],
            "intervention_types": [[word] for word in self.pick("intervention_type", size)],
            "sponsor": [f"Fake Sponsor {n}" for n in self.random.integers(0, 4_000, size)],
            "sponsor_class": self.pick("sponsor_class", size),
            "enrollment": self.random.integers(5, 600, size),
            "start_date": updated,
            "start_day": updated,
            "first_posted": updated,
            "last_update_posted": updated,
            "status_verified": [day[:7] for day in updated],
            "sex": self.pick("sex", size),
            "has_results": self.random.random(size) < 0.1,
            "min_age_years": self._read_ages("minimum_age", size),
            "max_age_years": self._read_ages("maximum_age", size),
            "eligibility": self.write("rules_letters", size),
            "source": "clinicaltrials_gov",
            "source_url": [f"https://clinicaltrials.gov/study/{nct_id}" for nct_id in ids],
            "data_version": f"{TODAY}T09:00:05",
            "fetched_at": f"{TODAY}T12:00:00Z",
        }
        half = [text.rfind(" ", 0, len(text) // 2) for text in made["eligibility"]]
        made["inclusion"] = [text[: at + 1] for text, at in zip(made["eligibility"], half, strict=True)]
        made["exclusion"] = [text[at + 1 :] for text, at in zip(made["eligibility"], half, strict=True)]
        for name in self._derived["other"]:
            values = np.where(is_net, self._pick_of("net", name, size), self._pick_of("other", name, size))
            made[name] = [[value] if value else [] for value in values] if name in _LISTS else values
        return pd.DataFrame(made)

    def make_sites(self, trials: pd.DataFrame, counts: npt.NDArray[np.int_]) -> pd.DataFrame:
        owner = np.repeat(np.arange(len(counts)), counts)
        turn = np.concatenate([np.arange(count) for count in counts]) if len(owner) else owner
        size = len(owner)
        cities = self._cities.take(self.random.choice(len(self._cities), size, p=self._weights)).reset_index(drop=True)
        ids, study = trials["nct_id"].to_numpy()[owner], trials["status"].to_numpy()[owner]
        own = np.where(study == "RECRUITING", self.pick("site_status", size), "")
        status = np.where(own == "", study, own)
        house = self.random.integers(0, 40, size)
        nowhere = self.random.random(size) < _WITHOUT_POINT
        is_open = np.isin(study, list(TAKES_PEOPLE)) & np.isin(status, list(TAKES_PEOPLE))
        return pd.DataFrame(
            {
                "site_id": [f"{nct_id}-{n:04d}" for nct_id, n in zip(ids, turn, strict=True)],
                "nct_id": ids,
                "facility": [f"Fake Hospital {n} of {city}" for n, city in zip(house, cities["city"], strict=True)],
                **{name: cities[name].replace("", None) for name in ("city", "region", "country", "country_code")},
                **{name: cities[name].mask(nowhere) for name in ("latitude", "longitude")},
                "point_source": np.where(nowhere, "none", "source"),
                "status": status,
                "recruiting": is_open,
                "contact_name": ["Fake Desk" if one else None for one in is_open],
                "contact_phone": ["000-000-0000" if one else None for one in is_open],
            }
        )

    def pick(self, name: str, size: int) -> Texts:
        """Values, each as often as its share."""
        return self._choose(self._figures["shares"][name], size)

    def _pick_of(self, kind: str, name: str, size: int) -> Texts:
        return self._choose(self._derived[kind][name], size)

    def _choose(self, shares: Mapping[str, float], size: int) -> Texts:
        weights = np.array(list(shares.values()))
        return np.array(list(shares), dtype=object)[self.random.choice(len(weights), size, p=weights / weights.sum())]

    def count(self, name: str, size: int) -> npt.NDArray[np.int_]:
        """Whole numbers, as their quantiles have them."""
        quantiles = self._figures["quantiles"][name]
        return np.interp(self.random.random(size), np.linspace(0, 1, len(quantiles)), quantiles).round().astype(int)

    def write(self, name: str, size: int) -> list[str]:
        """Fake texts of about so many letters."""
        wanted = self.count(name, size)
        mean = float(self._lengths.mean())
        lines = self.random.integers(0, len(self._lines), int(wanted.sum() / mean) + 2 * size)
        ends = np.cumsum(np.maximum(1, (wanted / mean).round().astype(int)))
        texts = []
        for start, end, letters in zip([0, *ends[:-1].tolist()], ends.tolist(), wanted.tolist(), strict=True):
            texts.append("\n".join(self._lines[n] for n in lines[start:end])[:letters])
        return texts

    def _read_ages(self, name: str, size: int) -> "pd.Series[Any]":
        years = {
            said: float(said.split()[0]) / (12 if "Month" in said else 1)
            for said in self._figures["shares"][name]
            if said
        }
        return pd.Series([years.get(said) for said in self.pick(name, size)], dtype="Float64")

    def _make_lines(self) -> list[str]:
        known = self._figures["text"]["words"].split()
        rare = ["".join(self.random.choice(_SYLLABLES, 4)) for _ in range(_WORDS_MADE)]
        words = np.array([*known, *rare], dtype=object)
        shares = 1 / np.arange(1, len(words) + 1)
        lengths = np.maximum(2, self.count("line_letters", _LINES_MADE) // 7)
        drawn = words[self.random.choice(len(words), int(lengths.sum()), p=shares / shares.sum())]
        ends = np.cumsum(lengths)
        return [" ".join(part) for part in np.split(drawn, ends[:-1])]


def build_snapshot(folder: Path, trials: int, sites: int) -> Path:
    """A snapshot with these tables, built and checked as a refresh does it. Raises StoreError."""
    with SnapshotBuilder(folder) as builder:
        for tables in generate_tables(trials, sites):
            for name, frame in tables.items():
                builder.append(name, frame)
        measures = builder.measure()
        check_tables(**asdict(measures))
        facts = {"source": "clinicaltrials_gov", "scope": WHOLE_REGISTRY, "data_version": f"{TODAY}T09:00:05"}
        meta = {
            "schema_version": SCHEMA_VERSION,
            "counts": measures.rows,
            "published_at": f"{TODAY}T12:00:00Z",
            **facts,
        }
        return publish(builder.finish(meta), datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC))
