"""Fake studies in the shape of the registry's API, as many as wanted, that look like its real ones in number and size.

    python -m benchmarks.generate 3000 30000 > studies.jsonl

How many sites a trial has, how long its texts are, which status, phase or city: all follow `registry_figures.toml`.
The same seed gives the same studies. They are made one at a time, so half a million need no more memory than one.
All of it is marked as fake, and no person, hospital or text in it exists.
"""

import argparse
import csv
import json
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

Study = dict[str, Any]

FOLDER = Path(__file__).parent
#: The day the fake registry was read; nothing in it is later.
TODAY = date(2026, 11, 20)
FIRST_NUMBER = 10_000_001
_LINES_MADE = 3_000
_WITHOUT_POINT = 0.03
_PLACE_NAMES = {"city": "city", "state": "region", "country": "country"}
_OPEN = ("RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION")


def generate_studies(trials: int, sites: int, *, seed: int = 1, net_share: float = 1.0) -> Iterator[Study]:
    """So many fake studies, which have so many sites together; `net_share` of them are about neuroendocrine tumors."""
    draw = Draw(seed)
    for number, count in enumerate(share_sites(trials, sites, seed)):
        yield make_study(draw, FIRST_NUMBER + number, int(count), is_net=draw.random.random() < net_share)


def share_sites(trials: int, sites: int, seed: int) -> np.ndarray:
    """The number of sites of each trial; few have many. Together they are `sites`."""
    quantiles = read_figures()["quantiles"]["sites"]
    drawn = np.interp(np.random.default_rng(seed).random(trials), np.linspace(0, 1, len(quantiles)), quantiles)
    upto = np.round(np.cumsum(drawn) * (sites / drawn.sum())).astype(int)
    return np.diff(upto, prepend=0)


class Draw:
    """Chance, held to the figures of the registry."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        figures = read_figures()
        self._shares = {name: (list(parts), list(parts.values())) for name, parts in figures["shares"].items()}
        self._quantiles: dict[str, list[float]] = figures["quantiles"]
        self._words = figures["text"]["words"].split()
        cities = read_cities()
        self._cities = cities, [int(city["sites"]) for city in cities]
        self._lines = [self._make_line(self.count("line_letters")) for _ in range(_LINES_MADE)]

    def pick(self, name: str) -> str:
        """One value, as often as its share."""
        values, weights = self._shares[name]
        return self.random.choices(values, weights)[0]

    def pick_some(self, name: str, most: int) -> list[str]:
        """At most so many different values."""
        values, weights = self._shares[name]
        return list(dict.fromkeys(self.random.choices(values, weights, k=most)))

    def count(self, name: str) -> int:
        """A whole number, as its quantiles have it."""
        quantiles = self._quantiles[name]
        place = self.random.random() * (len(quantiles) - 1)
        below = int(place)
        return round(quantiles[below] + (place - below) * (quantiles[below + 1] - quantiles[below]))

    def pick_city(self) -> dict[str, str]:
        cities, weights = self._cities
        return self.random.choices(cities, weights)[0]

    def write_lines(self, letters: int) -> list[str]:
        """Fake lines of about so many letters together."""
        lines, left = [], letters
        while left > 0:
            line = self.random.choice(self._lines)
            lines.append(line)
            left -= len(line) + 1
        return lines

    def _make_line(self, letters: int) -> str:
        return " ".join(self.random.choices(self._words, k=max(2, letters // 7))).capitalize()


def make_study(draw: Draw, number: int, sites: int, *, is_net: bool = True) -> Study:
    """One fake study, as the API would give it."""
    status = draw.pick("status")
    conditions = draw.pick_some("net_condition" if is_net else "other_condition", draw.count("conditions"))
    names = draw.pick_some("intervention", draw.count("interventions"))
    lead = f"Fake study {number}: {names[0] if names else 'follow-up'} in {conditions[0]}"
    room = draw.count("title_letters") - len(lead)
    title = f"{lead} {' '.join(draw.write_lines(room))[:room]}".strip() if room > 10 else lead
    section = {
        "identificationModule": {
            "nctId": f"NCT{number:08d}",
            "briefTitle": title,
            "officialTitle": " ".join(draw.write_lines(draw.count("official_title_letters"))),
            "orgStudyIdInfo": {"id": f"FAKE-{number}"},
        },
        "statusModule": {"overallStatus": status, **_make_dates(draw, status in _OPEN)},
        "sponsorCollaboratorsModule": {
            "leadSponsor": {"name": f"Fake Sponsor {draw.random.randrange(400)}", "class": draw.pick("sponsor_class")}
        },
        "descriptionModule": {
            "briefSummary": " ".join(draw.write_lines(draw.count("summary_letters"))),
            "detailedDescription": "\n\n".join(draw.write_lines(draw.count("description_letters"))),
        },
        "conditionsModule": {
            "conditions": conditions,
            "keywords": [f"fake {draw.random.randrange(2_000)}" for _ in range(draw.count("keywords"))],
        },
        "designModule": _make_design(draw),
        "armsInterventionsModule": {
            "interventions": [{"type": draw.pick("intervention_type"), "name": name} for name in names]
        },
        "eligibilityModule": _make_rules(draw),
        "contactsLocationsModule": {
            "centralContacts": [_make_contact(draw) for _ in range(draw.count("contacts"))],
            "overallOfficials": [_make_official(draw) for _ in range(draw.count("officials"))],
            "locations": [_make_site(draw, status) for _ in range(sites)],
        },
    }
    return {"protocolSection": section, "hasResults": status == "COMPLETED" and draw.random.random() < 0.3}


def _make_dates(draw: Draw, is_open: bool) -> Study:
    started = TODAY - timedelta(draw.count("days_since_start_open" if is_open else "days_since_start"))
    ends = started + timedelta(draw.count("days_from_start_to_end"))
    if is_open and ends < TODAY and draw.random.random() < 0.9:
        ends = TODAY + timedelta(draw.random.randrange(30, 1500))
    updated = max(started, TODAY - timedelta(draw.count("days_since_update")))
    return {
        "statusVerifiedDate": f"{updated:%Y-%m}",
        "startDateStruct": {"date": f"{started:%Y-%m}" if draw.random.random() < 0.4 else str(started)},
        "primaryCompletionDateStruct": {"date": str(ends)},
        "completionDateStruct": {"date": str(ends)},
        "studyFirstPostDateStruct": {"date": str(started)},
        "lastUpdatePostDateStruct": {"date": str(updated)},
    }


def _make_design(draw: Draw) -> Study:
    kind = draw.pick("study_type")
    design: Study = {"studyType": kind, "enrollmentInfo": {"count": draw.random.randrange(5, 600)}}
    if kind == "INTERVENTIONAL":
        design["phases"] = draw.pick("phases").split()
        design["designInfo"] = {
            "allocation": draw.pick("allocation"),
            "primaryPurpose": draw.pick("primary_purpose"),
            "maskingInfo": {"masking": draw.pick("masking")},
        }
    return design


def _make_rules(draw: Draw) -> Study:
    lines = draw.write_lines(draw.count("rules_letters"))
    half = (len(lines) + 1) // 2
    parts = {"Inclusion Criteria": lines[:half], "Exclusion Criteria": lines[half:]}
    text = "\n\n".join(f"{name}:\n\n" + "\n".join(f"* {line}" for line in some) for name, some in parts.items() if some)
    ages = {name: draw.pick(name.replace("Age", "_age")) for name in ("minimumAge", "maximumAge")}
    rules = {"eligibilityCriteria": text, "healthyVolunteers": False, "sex": draw.pick("sex"), **ages}
    return {name: value for name, value in rules.items() if value != ""}


def _make_site(draw: Draw, status: str) -> Study:
    city = draw.pick_city()
    site: Study = {
        "facility": f"Fake Hospital {draw.random.randrange(4)} of {city['city']}",
        **{ours: city[name] for ours, name in _PLACE_NAMES.items() if city[name]},
    }
    if status == "RECRUITING" and (own := draw.pick("site_status")):
        site["status"] = own
        site["contacts"] = [_make_contact(draw)]
    if draw.random.random() >= _WITHOUT_POINT:
        site["geoPoint"] = {"lat": float(city["latitude"]), "lon": float(city["longitude"])}
    return site


def _make_contact(draw: Draw) -> Study:
    return {"name": f"Fake Desk {draw.random.randrange(900)}", "role": "CONTACT", "phone": "000-000-0000"}


def _make_official(draw: Draw) -> Study:
    return {
        "name": f"Fake Person {draw.random.randrange(3_000)}",
        "affiliation": f"Fake Institute {draw.random.randrange(300)}",
        "role": "PRINCIPAL_INVESTIGATOR",
    }


@cache
def read_figures() -> dict[str, Any]:
    """What the registry looks like."""
    return tomllib.loads((FOLDER / "registry_figures.toml").read_text("utf-8"))


@cache
def read_cities() -> list[dict[str, str]]:
    """Where sites are, and how many."""
    with (FOLDER / "registry_cities.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def main(words: list[str] | None = None, write: Callable[[str], object] = sys.stdout.write) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", type=int)
    parser.add_argument("sites", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--net-share", type=float, default=1.0, help="how many of them are about these tumors, 0 to 1")
    asked = parser.parse_args(words)
    for study in generate_studies(asked.trials, asked.sites, seed=asked.seed, net_share=asked.net_share):
        write(json.dumps(study) + "\n")


if __name__ == "__main__":
    main()
