"""The whole walk of the registry, page by page, against a strict stand-in that can move under our feet."""

from collections.abc import Callable
from typing import Any

import pytest
from registry import Study, make_study, serve_registry

from finder.errors import AnswerError, BlockedError, RefusedError, UnreachableError
from finder.fetch.clinicaltrials_gov import Walk, fetch_studies, fetch_version
from finder.sources import Source
from finder.vocabulary.search import Plan, load_plans

OpenTo = Callable[..., Any]
ALL = Plan(name="all", areas=("Condition",), words=("tumor",))


def walk(session: Any, source: Source, plans: list[Plan]) -> tuple[Walk, list[list[Study]]]:
    pages: list[list[Study]] = []
    return fetch_studies(session, source, plans, pages.append), pages


def ids_of(pages: list[list[Study]]) -> set[str]:
    return {study["protocolSection"]["identificationModule"]["nctId"] for page in pages for study in page}


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 10, 23])
def test_all_pages_come_one_at_a_time(open_to: OpenTo, source: Source, count: int) -> None:
    with serve_registry([make_study(n + 1) for n in range(count)]) as registry, open_to(registry) as session:
        found, pages = walk(session, source, [ALL])
    assert found.studies == count == len(ids_of(pages))
    assert found.plans == {"all": count}
    assert found.nct_ids == ids_of(pages)
    assert all(0 < len(page) <= 5 for page in pages)
    assert found.requests == len(registry.seen) == count // 5 + 3  # the pages, the empty last one, two versions
    assert found.bytes > 0
    assert found.bad_records == 0
    assert found.data_version.timestamp == registry.version
    assert found.warnings == []


def test_plans_are_joined_by_identifier(open_to: OpenTo, source: Source) -> None:
    studies = [make_study(1, "Carcinoid tumor (fake)"), make_study(2, "Insulinoma (fake)"), make_study(3, "Asthma")]
    plans = [
        Plan(name="first", areas=("Condition", "BriefTitle"), words=("carcinoid", "insulinoma")),
        Plan(name="second", areas=("Condition",), words=("insulinoma",)),
    ]
    with serve_registry(studies) as registry, open_to(registry) as session:
        found, _ = walk(session, source, plans)
    assert found.studies == 2
    assert found.plans == {"first": 2, "second": 1}


def test_the_projects_own_plans_are_understood(open_to: OpenTo, source: Source) -> None:
    with serve_registry([make_study(n) for n in (1, 2)]) as registry, open_to(registry) as session:
        found, _ = walk(session, source, load_plans())
    assert found.studies == 2
    assert set(found.plans) == {plan.name for plan in load_plans()}
    assert len(registry.pages_asked()) == len(load_plans())


def test_later_pages_repeat_all_but_the_count(open_to: OpenTo, source: Source) -> None:
    with serve_registry([make_study(n + 1) for n in range(7)]) as registry, open_to(registry) as session:
        walk(session, source, [ALL])
    first, second = (dict(request.params) for request in registry.pages_asked())
    assert first.pop("countTotal") == "true"
    assert second.pop("pageToken")
    assert first == second


def test_progress_is_told(open_to: OpenTo, source: Source) -> None:
    told: list[tuple[str, int, int | None]] = []
    with serve_registry([make_study(n + 1) for n in range(7)]) as registry, open_to(registry) as session:
        fetch_studies(session, source, [ALL], lambda _page: None, lambda *step: told.append(step))
    assert told == [("all", 5, 7), ("all", 7, 7)]


def test_a_plan_too_complicated_is_halved_down_to_one_word(open_to: OpenTo, source: Source) -> None:
    words = ("tumor", "carcinoid", "insulinoma", "gastrinoma", "VIPoma")
    plan = Plan(name="all", areas=("Condition", "Keyword"), words=words)
    with serve_registry([make_study(1)], most_terms=3) as registry, open_to(registry) as session:
        found, _ = walk(session, source, [plan])
        assert found.studies == 1
        registry.most_terms = 1
        with pytest.raises(RefusedError, match="Too complicated"):
            walk(session, source, [plan])


def test_another_refusal_is_not_halved(open_to: OpenTo, source: Source) -> None:
    plan = Plan(name="all", areas=("NoSuchArea",), words=("a1", "b1"))
    with serve_registry([]) as registry, open_to(registry) as session:
        with pytest.raises(RefusedError, match="no viable alternative"):
            walk(session, source, [plan])
        assert len(registry.pages_asked()) == 1


@pytest.mark.parametrize("fault", ["token_once", "new_data"])
def test_the_walk_begins_again_when_the_data_moves(open_to: OpenTo, source: Source, fault: str) -> None:
    studies = [make_study(n + 1) for n in range(12)]
    with serve_registry(studies, fault=fault) as registry, open_to(registry) as session:
        found, pages = walk(session, source, [ALL])
    assert found.studies == 12 == len(ids_of(pages))
    assert sum(map(len, pages)) > 12
    assert found.data_version.timestamp == registry.version
    assert "begun again" in found.warnings[0]


def test_the_walk_begins_again_at_most_twice(open_to: OpenTo, source: Source) -> None:
    studies = [make_study(n + 1) for n in range(12)]
    with serve_registry(studies, fault="token") as registry, open_to(registry) as session:
        with pytest.raises(AnswerError, match=r"3 walks.*a page token was refused \(400\)"):
            walk(session, source, [ALL])
        assert sum("countTotal" in request.params for request in registry.seen) == 3


def test_a_walk_that_lost_a_study_is_an_error(open_to: OpenTo, source: Source) -> None:
    studies = [make_study(n + 1) for n in range(12)]
    with (
        serve_registry(studies, fault="short") as registry,
        open_to(registry) as session,
        pytest.raises(AnswerError, match="4 studies of 12"),
    ):
        walk(session, source, [ALL])


def test_studies_that_come_twice_are_counted_once(open_to: OpenTo, source: Source) -> None:
    studies = [make_study(n + 1) for n in range(12)]
    with serve_registry(studies, fault="duplicates") as registry, open_to(registry) as session:
        found, pages = walk(session, source, [ALL])
    assert found.studies == 12
    assert sum(map(len, pages)) > 12


def test_bad_records_cost_no_other(open_to: OpenTo, source: Source) -> None:
    bad: list[Any] = [make_study(n + 1) for n in range(3)]
    bad[0]["protocolSection"]["identificationModule"]["nctId"] = "NCT0"
    bad[1]["protocolSection"]["identificationModule"] = ["nctId"]
    del bad[2]["protocolSection"]["identificationModule"]
    studies = [*bad, *(make_study(n + 10) for n in range(9))]
    with serve_registry(studies) as registry, open_to(registry) as session:
        found, pages = walk(session, source, [ALL])
    assert (found.studies, found.bad_records) == (9, 3)
    assert len(ids_of(pages)) == 9


def test_pages_that_never_end_are_stopped(open_to: OpenTo, source: Source) -> None:
    studies = [make_study(n + 1) for n in range(12)]
    with serve_registry(studies, fault="loop") as registry, open_to(registry) as session:
        with pytest.raises(AnswerError, match="never end"):
            walk(session, source, [ALL])
        assert len(registry.seen) < 10


def test_a_walk_over_everything_is_refused(open_to: OpenTo, source: Source) -> None:
    studies = [make_study(n + 1) for n in range(12)]
    with (
        serve_registry(studies) as registry,
        open_to(registry) as session,
        pytest.raises(AnswerError, match="12 studies for 'all' are more than the 10 allowed"),
    ):
        walk(session, source.model_copy(update={"maximum_rows": 10}), [ALL])


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("down", UnreachableError), ("blocked", BlockedError), ("html", AnswerError), ("truncated", AnswerError),
        ("broken_json", AnswerError), ("list", AnswerError), ("no_total", AnswerError),
    ],
)  # fmt: skip
def test_a_source_that_cannot_be_read_is_never_an_empty_one(
    open_to: OpenTo, source: Source, fault: str, error: type[Exception]
) -> None:
    with serve_registry([make_study(1)], fault=fault) as registry, open_to(registry) as session:
        with pytest.raises(error) as failure:
            walk(session, source, [ALL])
        assert "Error" not in str(failure.value)
        assert failure.value.remedy.endswith(".")


def test_an_empty_registry_is_no_error(open_to: OpenTo, source: Source) -> None:
    with serve_registry([make_study(1)], fault="empty") as registry, open_to(registry) as session:
        found, pages = walk(session, source, [ALL])
    assert (found.studies, found.plans, pages) == (0, {"all": 0}, [])


@pytest.mark.parametrize("fault", ["flaky", "limited"])
def test_a_limping_registry_is_walked_to_the_end(open_to: OpenTo, source: Source, fault: str) -> None:
    with serve_registry([make_study(n + 1) for n in range(23)], fault=fault) as registry, open_to(registry) as session:
        found, _ = walk(session, source, [ALL])
    assert found.studies == 23
    assert found.requests == len(registry.seen)


def test_the_walk_and_the_version_pass_the_cache_by(open_to: OpenTo, source: Source) -> None:
    with serve_registry([make_study(1)]) as registry, open_to(registry, cached=True) as session:
        walk(session, source, [ALL])
        registry.studies.append(make_study(2))
        registry.version = "2026-11-23T09:00:05"
        assert walk(session, source, [ALL])[0].studies == 2
        assert fetch_version(session).timestamp == "2026-11-23T09:00:05"
