"""Changes since a day: of all trials, or of those that fit; what cannot be known is said."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fake_snapshot import fake_site, fake_trial, publish_fake

from finder.errors import QuestionError
from finder.normalize.changes import KINDS as TOLD_KINDS
from finder.query.cells import read_text
from finder.query.changes import COLUMNS, KINDS, ChangeAnswer, find_changes_since, parse_since
from finder.query.criteria import parse_criteria
from finder.settings import Settings
from finder.store.gazetteer import Gazetteer
from finder.store.reader import Reader, open_file

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
ADDRESS = "https://example.org/study/{nct_id}"


def fake_change(at: str, trial: int, kind: str, before: str | None = None, after: str | None = None) -> dict[str, Any]:
    return {"at": at, "nct_id": f"NCT{trial:08d}", "kind": kind, "before": before, "after": after}


CHANGES = [
    fake_change("2026-10-01T06:00:00Z", 1, "phases", "PHASE1", "PHASE2"),
    fake_change("2026-11-18T06:00:00Z", 1, "status", "RECRUITING", "COMPLETED"),
    fake_change("2026-11-19T06:00:00Z", 9, "left", "Fake trial 9", "Removed from the registry"),
    fake_change("2026-11-20T06:00:00Z", 2, "new", None, "Fake trial 2"),
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    settings = Settings(home=tmp_path_factory.mktemp("changes"))
    trials = [fake_trial(1, status="COMPLETED"), fake_trial(2, primary_sites=["lung"]), fake_trial(3)]
    meta = {"changes_since": "2026-09-01T06:00:00Z"}
    return open_file(publish_fake(settings, trials, [fake_site(1, 2)], changes=CHANGES, meta=meta))


@pytest.fixture
def ask(reader: Reader, gazetteer: Gazetteer) -> Iterator[Any]:
    def find(since: str, **words: str) -> ChangeAnswer:
        asked = {name.replace("_", "-"): [value] for name, value in words.items()}
        criteria = parse_criteria({"status": ["any"], **asked})
        return find_changes_since(reader, gazetteer, criteria, since, ADDRESS)

    return find


def list_trials(answer: ChangeAnswer) -> list[str]:
    return [
        f"{nct_id[-1]} {kind}" for nct_id, kind in zip(answer.changes["nct_id"], answer.changes["kind"], strict=True)
    ]


def test_without_criteria_all_changes_since_the_day_are_listed_the_latest_first(ask: Any) -> None:
    answer = ask("2026-11-18")
    assert list(answer.changes.columns) == list(COLUMNS)
    assert list_trials(answer) == ["2 new", "9 left", "1 status"]
    assert answer.changes["title"].tolist() == ["Fake trial 2", "Fake trial 9", "Fake trial 1"]
    assert answer.changes["source_url"][1] == "https://example.org/study/NCT00000009"
    assert answer.unjudged == 0
    assert answer.is_whole
    assert not ask("2026-08-01").is_whole


@pytest.mark.parametrize(
    ("words", "listed"),
    [
        ({"site": "lung"}, ["2 new"]),
        ({"status": "open"}, ["2 new"]),
        ({"status": "completed"}, ["1 status"]),
        ({"near": "Houston, TX", "within": "50mi"}, ["2 new"]),
        ({"country": "Germany"}, []),
    ],
)
def test_criteria_keep_changes_of_trials_that_fit_and_count_those_that_left(
    ask: Any, words: dict[str, str], listed: list[str]
) -> None:
    answer = ask("2026-11-18", **words)
    assert list_trials(answer) == listed
    assert answer.unjudged == 1


def test_a_place_hears_of_its_own_sites_and_of_the_last_one_that_closed_there(
    tmp_path: Any, gazetteer: Gazetteer
) -> None:
    lyon = {"city": "Lyon", "region": None, "country": "France", "country_code": "FR", "latitude": 45.75,
            "longitude": 4.85}  # fmt: skip
    sites = [
        fake_site(1, 1, recruiting=False, status="COMPLETED"),
        fake_site(2, 1, **lyon),
        fake_site(3, 2),
        fake_site(4, 2, **lyon),
    ]
    houston, france = ", Houston, Texas, United States", ", Lyon, France"
    changes = [
        fake_change("2026-11-20T06:00:00Z", 1, "site_closed", f"Fake Hospital 1{houston}"),
        fake_change("2026-11-20T06:00:00Z", 1, "site_opened", None, f"Fake Hospital 2{france}"),
        fake_change("2026-11-20T06:00:00Z", 2, "site_opened", None, f"Fake Hospital 3{houston}"),
        fake_change("2026-11-20T06:00:00Z", 2, "site_opened", None, f"Fake Hospital 4{france}"),
        fake_change("2026-11-20T06:00:00Z", 3, "site_closed", f"No more in the record{houston}"),
    ]
    trials = [fake_trial(1), fake_trial(2, status="RECRUITING"), fake_trial(3)]
    reader = open_file(publish_fake(Settings(home=tmp_path), trials, sites, changes=changes))

    def find(**words: str) -> tuple[list[str], int]:
        asked = {name: [value] for name, value in words.items()}
        answer = find_changes_since(
            reader, gazetteer, parse_criteria({"status": ["any"], **asked}), "2026-11-01", ADDRESS
        )
        told = [
            "".join(read_text(row[side]) for side in ("before", "after"))[:15]
            for row in answer.changes.to_dict("records")
        ]
        return sorted(
            f"{nct[-1]} {name}" for nct, name in zip(answer.changes["nct_id"], told, strict=True)
        ), answer.gone

    near = (["1 Fake Hospital 1", "2 Fake Hospital 3"], 1)
    assert find(near="Houston, TX", within="50mi") == near
    assert find(country="US") == find(region="Texas") == find(city="Houston") == near
    assert find(country="France") == (["1 Fake Hospital 2", "2 Fake Hospital 4"], 1)
    assert find(near="Houston, TX", within="50mi", site="lung") == ([], 0)
    assert len(find(near="Houston, TX")[0]) == 5, "without a distance a place only orders"


def test_a_snapshot_that_was_never_compared_says_so(tmp_path: Any, gazetteer: Gazetteer) -> None:
    reader = open_file(publish_fake(Settings(home=tmp_path), [fake_trial(1)]))
    answer = find_changes_since(reader, gazetteer, parse_criteria({"status": ["any"]}), "2026-11-18", ADDRESS)
    assert (answer.total, answer.known_since, answer.is_whole) == (0, None, False)
    assert list(answer.changes.columns) == list(COLUMNS)


def test_every_kind_has_its_words() -> None:
    assert set(KINDS) == set(TOLD_KINDS)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("7d", "2026-11-14"), ("1 day", "2026-11-20"), ("2w", "2026-11-07"), ("0d", "2026-11-21"),
        ("2026-01-31", "2026-01-31"), (" 7D ", "2026-11-14"), ("99999d", "1926-12-16"),
    ],
)  # fmt: skip
def test_since_takes_days_back_or_a_day(text: str, day: str) -> None:
    assert parse_since(text, NOW) == day


@pytest.mark.parametrize("text", ["", "yesterday", "7", "-7d", "2026-02-30", "2026", "7h", "999999d", "٧d", "x" * 500])
def test_since_refuses_all_else(text: str) -> None:
    with pytest.raises(QuestionError, match="since"):
        parse_since(text, NOW)
