"""Rows that leave the program say whose they are, also where several sources were put together."""

import pandas as pd

from finder.export.credits import list_credits, list_warnings, note_rows
from finder.export.records import NOTICE
from finder.sources import load_sources

REGISTRY = load_sources()["clinicaltrials_gov"]
GENERAL = load_sources()["nppes"]


def test_each_source_is_credited_once_in_order() -> None:
    cells = ["nppes", "clinicaltrials_gov | nppes", "clinicaltrials_gov", None, float("nan"), "no_such_source", ""]
    assert list_credits(cells) == [GENERAL.credit, REGISTRY.credit]
    assert list_credits(["clinicaltrials_gov, nppes"]) == [REGISTRY.credit, GENERAL.credit]
    assert list_credits([]) == []


def test_warnings_are_told_with_the_title() -> None:
    assert list_warnings(["clinicaltrials_gov", "nppes", "nppes"]) == [f"{GENERAL.title}: {GENERAL.warning}"]


def test_each_row_carries_its_own() -> None:
    rows = pd.DataFrame({"source": ["nppes", None], "distance_km": pd.array([1.26, None], dtype="Float64")})
    noted = note_rows(rows, advice="Fake advice.")
    assert noted["credit"].tolist() == [GENERAL.credit, ""]
    assert noted["warning"].tolist()[0].endswith(GENERAL.warning)
    assert noted["advice"].tolist() == ["Fake advice."] * 2
    assert noted["distance_km"].tolist()[0] == 1.3
    assert list(noted.columns)[-1] == "notice"
    assert noted["notice"].eq(NOTICE).all()
    assert list(rows.columns) == ["source", "distance_km"]
    assert list(note_rows(rows.head(0)).columns) == ["source", "distance_km", "credit", "warning", "notice"]
