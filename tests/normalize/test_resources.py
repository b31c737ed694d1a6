"""Resources with what their addresses answered, now or the last time."""

from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.resources import build_resources
from finder.schema import empty_frame, table
from finder.schema.raw import RESOURCE_KEYS

ROW = {
    "resource_id": "fake-group", "title": "Fake Group", "organisation": "Fake Group", "kind": "support_group",
    "audience": "patients", "country": "GB", "language": "en", "url": "https://fake.example/a", "description": "Fake.",
    "named_in": ["S0"], "source": "resource_list",
}  # fmt: skip
CHECK = {
    "resource_id": "fake-group", "link_status": "alive", "link_note": "", "final_url": "https://fake.example/a",
    "page_title": "Fake title", "page_date": "2026-03", "checked_at": "2026-11-20T06:00:00Z",
}  # fmt: skip
NONE = empty_frame("resources")


def build(rows: list[dict[str, Any]], checks: list[dict[str, Any]], last: pd.DataFrame = NONE) -> dict[str, Any]:
    frame = build_resources(rows, checks, last)
    assert list(frame.columns) == table("resources").names
    return frame.astype("object").where(frame.notna(), None).iloc[0].to_dict()


def test_a_checked_resource() -> None:
    row = build([ROW], [CHECK])
    assert (row["country"], row["country_code"], row["named_in"]) == ("United Kingdom", "GB", ["S0"])
    assert (row["link_status"], row["page_title"], row["page_date"]) == ("alive", "Fake title", "2026-03")
    assert row["last_alive"] == "2026-11-20"


def test_one_that_was_never_asked_says_so() -> None:
    row = build([ROW], [])
    assert (row["link_status"], row["last_alive"], row["checked_at"]) == ("not_checked", None, None)


def test_a_dead_link_says_since_when_and_keeps_its_title() -> None:
    last = build_resources([ROW], [CHECK], NONE)
    gone = {
        **CHECK,
        "link_status": "gone",
        "link_note": "Not found.",
        "page_title": None,
        "checked_at": "2026-12-01T06:00:00Z",
    }
    row = build([ROW], [gone], last)
    assert (row["link_status"], row["last_alive"], row["checked_at"][:10]) == ("gone", "2026-11-20", "2026-12-01")
    assert row["page_title"] == "Fake title"
    again = build([ROW], [{**gone, "checked_at": "2026-12-08T06:00:00Z"}], build_resources([ROW], [gone], last))
    assert again["last_alive"] == "2026-11-20"


def test_the_last_check_stands_until_the_next_one() -> None:
    last = build_resources([ROW], [CHECK], NONE)
    row = build([{**ROW, "title": "New title"}], [], last)
    assert (row["title"], row["link_status"], row["last_alive"]) == ("New title", "alive", "2026-11-20")


def test_another_address_knows_nothing_of_the_old_one() -> None:
    last = build_resources([ROW], [CHECK], NONE)
    row = build([{**ROW, "url": "https://fake.example/b"}], [], last)
    assert (row["link_status"], row["last_alive"], row["page_title"]) == ("not_checked", None, None)


def test_rows_without_title_address_or_identifier_and_repeated_rows_are_left_out() -> None:
    rows = [ROW, {**ROW, "title": "Again"}, *({**ROW, key: None} for key in ("title", "url", "resource_id"))]
    assert len(build_resources(rows, [], NONE)) == 1
    assert build_resources([], [CHECK], NONE).empty


_CELLS = st.one_of(st.none(), st.text(max_size=12), st.integers(), st.lists(st.text(max_size=5), max_size=2))
_ROWS = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(RESOURCE_KEYS, _CELLS)), max_size=5)


@settings(deadline=None, max_examples=40)
@given(_ROWS, _ROWS)
def test_odd_rows_never_raise(rows: list[dict[str, Any]], checks: list[dict[str, Any]]) -> None:
    once = build_resources(rows, checks, NONE)
    assert len(build_resources(rows, checks, once)) == len(once) <= len(rows)
