"""Nights of a registry that changes at random and misbehaves at random, under a clock that is sometimes wrong."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from registry import Registry, Study, make_study

STATUSES = ("RECRUITING", "NOT_YET_RECRUITING", "ACTIVE_NOT_RECRUITING", "COMPLETED", "TERMINATED", "UNKNOWN")
CITIES = (("Lyon", "France"), ("Houston", "United States"), ("Uppsala", "Sweden"), ("Sydney", "Australia"))
FAULTS = (
    "flaky", "limited", "down", "blocked", "html", "truncated", "token", "short", "duplicates", "empty", "bad_records",
    "broken_json", "list", "bad_gzip", "no_total", "loop", "endless", "new_data",
)  # fmt: skip
#: Hours by which the clock of the machine may be wrong for a night.
WRONG_CLOCKS = (-24 * 400, -24 * 3, -2, 3, 24 * 9, 24 * 400)


@dataclass
class Year:
    """The registry from night to night. All chance comes from `chance`."""

    registry: Registry
    start: datetime
    chance: random.Random
    night: int = 0
    next_number: int = 1
    faults: dict[str, int] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        return self.start + timedelta(days=self.night)

    def open(self, studies: int) -> None:
        """The registry on its first day."""
        for _ in range(studies):
            self._add()
        self._publish()

    def live_through_day(self, *, silent: bool) -> None:
        """One more day: edits, and mostly new data; `silent` edits leave the day of the update as it was."""
        self.night += 1
        self.registry.misbehave("none")
        if self.chance.random() < 0.2:  # a weekend
            return
        for _ in range(self.chance.randrange(4)):
            self.chance.choice([self._add, self._remove, self._move, self._change, self._change, self._change])()
        if silent and self.chance.random() < 0.1:
            study = self.chance.choice(self.registry.studies)
            study["derivedSection"]["conditionBrowseModule"]["meshes"].append({"id": "D002276", "term": "Carcinoid"})
        self._publish()

    def play_fault(self) -> str:
        """Let the registry misbehave on a third of the nights, from a random page on, for a moment or the night."""
        if self.chance.random() > 1 / 3:
            return "none"
        fault = self.chance.choice(FAULTS)
        self.registry.misbehave(fault, self.chance.choice([0, 1, 2, 3]), self.chance.choice([0, 0, 1]))
        self.faults[fault] = self.faults.get(fault, 0) + 1
        return fault

    def read_clock(self) -> datetime:
        """What the clock of the machine says tonight."""
        wrong = self.chance.choice(WRONG_CLOCKS) if self.chance.random() < 0.1 else 0
        return self.moment + timedelta(hours=wrong, minutes=self.chance.randrange(60))

    def _publish(self) -> None:
        self.registry.version = f"{self.moment:%Y-%m-%d}T09:00:05"

    def _stamp(self, study: Study) -> None:
        study["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"] = {"date": f"{self.moment:%Y-%m-%d}"}

    def _add(self) -> None:
        places = [self.chance.choice(CITIES) for _ in range(self.chance.randrange(3))]
        sites = [
            {"facility": f"Fake Hospital {city}", "city": city, "country": country, "status": "RECRUITING"}
            for city, country in places
        ]
        study = make_study(self.next_number, contactsLocationsModule={"locations": sites})
        self.next_number += 1
        self.registry.studies.append(study)
        self._stamp(study)

    def _remove(self) -> None:
        if len(self.registry.studies) > 25:
            self.registry.studies.remove(self.chance.choice(self.registry.studies))

    def _move(self) -> None:
        """A study goes on under another identifier, and can be found by its earlier one."""
        study = self.chance.choice(self.registry.studies)
        identification: dict[str, Any] = study["protocolSection"]["identificationModule"]
        identification["nctIdAliases"] = [*identification.get("nctIdAliases", []), identification["nctId"]]
        identification["nctId"] = f"NCT{self.next_number:08}"
        self.next_number += 1
        self._stamp(study)

    def _change(self) -> None:
        study = self.chance.choice(self.registry.studies)
        study["protocolSection"]["statusModule"]["overallStatus"] = self.chance.choice(STATUSES)
        self._stamp(study)
