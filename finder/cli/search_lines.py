"""Trials and sites as tables for eyes: status in words, the nearest site first of all, and what may be out of date."""

from typing import Any, Protocol

import pandas as pd

from finder.cli.output import Cell, Lines
from finder.cli.words import say, say_code, say_codes, say_distance, say_place
from finder.export.plain import frame_records
from finder.query.places import Place
from finder.query.search import Answer


class Placed(Protocol):
    """An answer of finder.query that may have been asked from a place."""

    @property
    def place(self) -> Place | None: ...


def uses_miles(answer: Placed) -> bool:
    """Miles for a place in the United States, kilometers anywhere else."""
    return answer.place is not None and answer.place.country_code == "US"


def trial_lines(answer: Answer) -> Lines:
    """One row a trial. Columns about the nearest site are there only where a place was asked for."""
    near, miles = answer.place is not None, uses_miles(answer)
    heads: list[Cell] = [("Trial", "Title"), ("Status", "Take care"), ("Phase",)]
    heads.append(("Nearest site", "Distance", "Site status") if near else ("Sites", "Countries"))
    heads.append(("Updated",))
    return Lines(heads, [_trial_cells(row, near=near, miles=miles) for row in frame_records(answer.trials)])


def _trial_cells(row: dict[str, Any], *, near: bool, miles: bool) -> list[Cell]:
    return [
        (row["nct_id"], say(row["title"])),
        (say_code("status", row["status"]), say_codes("stale", row["stale"])),
        (say_codes("phases", row["phases"]) or "No phase",),
        _nearest_cell(row, miles=miles) if near else _places_cell(row),
        (say(row["last_update_posted"]),),
    ]


def _nearest_cell(row: dict[str, Any], *, miles: bool) -> Cell:
    if row["nearest_distance_km"] is None:
        return ("No site with a known place", "", "")
    place = [row[f"nearest_{part}"] for part in ("facility", "city", "region", "country")]
    status = "" if row["nearest_recruiting"] else say_code("status", row["nearest_status"])
    return (say_place(*place), say_distance(row["nearest_distance_km"], miles=miles), status)


def _places_cell(row: dict[str, Any]) -> Cell:
    total = row["sites_total"] or 0
    counted = f"{row['sites_recruiting'] or 0} of {total} take people" if total else "None listed"
    return (counted, say(row["countries"]))


def site_lines(rows: pd.DataFrame, *, miles: bool) -> Lines:
    """One row a site, with whom to call."""
    heads = [("Site", "Place"), ("Site status", "Distance"), ("Contact", "Phone"), ("Trial", "Title")]
    cells = [
        [
            (say(row["facility"]) or "Name not given", say_place(row["city"], row["region"], row["country"])),
            (say_code("status", row["status"]), say_distance(row["distance_km"], miles=miles)),
            (say(row["contact_name"]), say(row["contact_phone"])),
            (row["nct_id"], say(row["title"])),
        ]
        for row in frame_records(rows)
    ]
    return Lines(heads, cells)
