"""What changed on the registry since a day, and the identifiers of all, of one version of its data."""

from collections.abc import Callable
from typing import Any

import pytest
from registry import Study, make_study, serve_registry

from finder.errors import AnswerError, RefusedError, UnreachableError
from finder.fetch.clinicaltrials_gov import Walk, fetch_changes, fetch_current_ids
from finder.fetch.registry_messages import build_page, list_names, read_update_day, write_expression
from finder.sources import Source
from finder.vocabulary.search import Plan, load_plans

OpenTo = Callable[..., Any]
ALL = Plan(name="all", areas=("Condition",), words=("tumor",))


def make_dated(number: int, day: Any, **ids: Any) -> Study:
    study = make_study(number)
    study["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"] = {"date": day}
    study["protocolSection"]["identificationModule"] |= ids
    return study


def walk(session: Any, source: Source, plans: list[Plan], since: str) -> tuple[Walk, list[Study]]:
    kept: list[Study] = []
    return fetch_changes(session, source, plans, since, kept.extend), kept


def test_only_what_changed_comes_whole_and_all_identifiers_come(open_to: OpenTo, source: Source) -> None:
    studies = [make_dated(n, f"2026-11-{n:02}") for n in range(1, 24)]
    with serve_registry(studies) as registry, open_to(registry) as session:
        found, kept = walk(session, source, [ALL], "2026-11-17")
    assert [read_update_day(study) for study in kept] == [f"2026-11-{n:02}" for n in range(17, 24)]
    assert found.read == {f"NCT{n:08}" for n in range(17, 24)}
    assert found.days == {f"NCT{n:08}": f"2026-11-{n:02}" for n in range(1, 24)}
    assert found.studies == 23
    assert found.requests == len(registry.seen) == 2 + 2 + 1  # versions, pages of five, one page of identifiers
    sizes = {seen.params["fields"]: seen.params["pageSize"] for seen in registry.pages_asked()}
    assert sizes.pop("NCTId|LastUpdatePostDate") == "1000"
    assert set(sizes.values()) == {"5"}


def test_a_study_without_a_day_is_known_and_never_changed(open_to: OpenTo, source: Source) -> None:
    studies = [make_dated(1, "2026-11-19"), make_dated(2, None), make_dated(3, ["2026"]), make_dated(4, "x" * 1000)]
    with serve_registry(studies) as registry, open_to(registry) as session:
        registry.search = lambda _expression: studies  # type: ignore[method-assign]
        found, _ = walk(session, source, [ALL], "2026-11-17")
    assert found.days["NCT00000002"] == found.days["NCT00000003"] == found.days["NCT00000004"] == ""


def test_nothing_changed_is_no_failure(open_to: OpenTo, source: Source) -> None:
    with serve_registry([make_study(1)]) as registry, open_to(registry) as session:
        found, kept = walk(session, source, load_plans(), "2026-11-17")
    assert (found.studies, kept, found.read) == (1, [], frozenset())
    assert len(registry.pages_asked()) == 2 * len(load_plans())


def test_new_data_between_changes_and_identifiers_begin_the_walk_again(open_to: OpenTo, source: Source) -> None:
    with serve_registry([make_dated(n, "2026-11-18") for n in range(1, 4)]) as registry, open_to(registry) as session:
        answer = registry.page

        def publish(params: dict[str, str]) -> dict[str, Any]:
            if params["fields"].startswith("NCTId") and registry.version.startswith("2026-11-19"):
                registry.studies[0] = make_dated(1, "2026-11-20")
                registry.version = "2026-11-20T09:00:05"
            return answer(params)

        registry.page = publish  # type: ignore[method-assign]
        found, _ = walk(session, source, [ALL], "2026-11-17")
    assert found.data_version.timestamp == "2026-11-20T09:00:05"
    assert found.days["NCT00000001"] == "2026-11-20"
    assert found.warnings != []


def test_identifiers_that_contradict_the_changes_are_not_believed(open_to: OpenTo, source: Source) -> None:
    with serve_registry([make_dated(1, "2026-11-18")]) as registry, open_to(registry) as session:
        answer = registry.select
        registry.select = lambda params: answer(params) if "RANGE" in params["filter.advanced"] else []  # type: ignore[method-assign]
        with pytest.raises(AnswerError, match="not among all studies"):
            walk(session, source, [ALL], "2026-11-17")


@pytest.mark.parametrize(
    ("fault", "error"), [("short", AnswerError), ("no_total", AnswerError), ("down", UnreachableError)]
)
def test_a_registry_that_fails_is_an_error(open_to: OpenTo, source: Source, fault: str, error: type) -> None:
    with (
        serve_registry([make_study(1)], fault=fault) as registry,
        open_to(registry) as session,
        pytest.raises(error),
    ):
        walk(session, source, [ALL], "2026-11-17")


def test_a_refused_range_is_an_error(open_to: OpenTo, source: Source) -> None:
    with serve_registry([make_study(1)]) as registry, open_to(registry) as session, pytest.raises(RefusedError):
        walk(session, source, [ALL], "yesterday")


def test_moved_kept_and_removed_identifiers_are_told_apart(open_to: OpenTo, source: Source) -> None:
    studies = [make_dated(1, "2026-01-01", nctIdAliases=["NCT00000007", "NCT", None]), make_study(2), None]
    with serve_registry(studies) as registry, open_to(registry) as session:
        current = fetch_current_ids(session, ["NCT00000007", "NCT00000008", "NCT00000002", "NCT00000009"])
    assert current == {"NCT00000007": "NCT00000001", "NCT00000002": "NCT00000002"}


def test_an_identifier_in_use_is_no_earlier_one(open_to: OpenTo, source: Source) -> None:
    studies = [make_study(2), make_dated(1, "2026-01-01", nctIdAliases=["NCT00000002"])]
    with serve_registry(studies) as registry, open_to(registry) as session:
        assert fetch_current_ids(session, ["NCT00000002"]) == {"NCT00000002": "NCT00000002"}


@pytest.mark.parametrize(("asked", "requests"), [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3)])
def test_identifiers_are_looked_up_a_hundred_at_a_time(
    open_to: OpenTo, source: Source, asked: int, requests: int
) -> None:
    with serve_registry([make_study(n) for n in range(1, 251)]) as registry, open_to(registry) as session:
        assert len(fetch_current_ids(session, [f"NCT{n:08}" for n in range(1, asked + 1)])) == asked
        assert len(registry.seen) == requests


def test_the_words_of_a_question_for_changes() -> None:
    plan = Plan(name="fake", areas=("Condition", "Keyword"), words=("carcinoid", "insulinoma"))
    assert write_expression(plan, "2026-11-17") == (
        '((AREA[Condition]("carcinoid" OR "insulinoma")) OR (AREA[Keyword]("carcinoid" OR "insulinoma"))) '
        "AND (AREA[LastUpdatePostDate]RANGE[2026-11-17,MAX])"
    )
    page = build_page(plan, 1000, None, fields=("NCTId",))
    assert (page["fields"], page["pageSize"], page["countTotal"]) == ("NCTId", "1000", "true")


@pytest.mark.parametrize(
    "study", [None, [], "text", {}, {"protocolSection": 5}, {"protocolSection": {"statusModule": []}}]
)
def test_an_odd_study_has_no_day_and_no_names(study: Any) -> None:
    assert read_update_day(study) == ""
    assert list_names(study) == (None, set())
