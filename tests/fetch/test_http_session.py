"""The polite session against a real server on loopback that misbehaves in every known way."""

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from registry import Registry, make_study, serve_registry

from finder.errors import AnswerError, BlockedError, RefusedError, UnreachableError
from finder.fetch.patience import Patience, read_retry_after
from finder.sources import Source

OpenTo = Callable[..., Any]


def test_passing_trouble_is_waited_out(open_to: OpenTo) -> None:
    with serve_registry([], fault="flaky") as registry, open_to(registry) as session:
        assert [session.get("version").status_code for _ in range(6)] == [200] * 6
        assert session.requests_sent == len(registry.seen) > 6


def test_a_server_that_is_down_is_left_after_few_tries(open_to: OpenTo) -> None:
    with serve_registry([], fault="down") as registry, open_to(registry) as session:
        with pytest.raises(UnreachableError, match="answers 500 each time") as failure:
            session.get("version")
        assert len(registry.seen) == 5
        assert failure.value.remedy
        assert failure.value.source == "ClinicalTrials.gov"


def test_trouble_ends_with_the_time_allowed_for_it(open_to: OpenTo) -> None:
    patience = Patience(tries=1000, first_wait=0.02, longest_wait=0.02, longest_trouble=0.2)
    with (
        serve_registry([], fault="down") as registry,
        open_to(registry, patience=patience) as session,
        pytest.raises(UnreachableError),
    ):
        session.get("version")
    assert len(registry.seen) < 20


def test_retry_after_is_obeyed(open_to: OpenTo) -> None:
    with serve_registry([], fault="limited", retry_after="1") as registry, open_to(registry) as session:
        session.get("version")
        first, second = registry.seen
        assert second.at - first.at >= 0.99


def test_retry_after_has_a_limit(open_to: OpenTo) -> None:
    patience = Patience(longest_retry_after=0.05)
    with serve_registry([], fault="limited", retry_after="999999") as registry:
        with open_to(registry, patience=patience) as session:
            session.get("version")
        assert len(registry.seen) == 2


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3), (" 7 ", 7), ("100000", 60), ("9" * 400, 60), ("soon", None), ("-5", None), ("", None), ("1.5", None),
        ("Wed, 32 Foo 2026 99:99:99 GMT", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
    ],
)  # fmt: skip
def test_retry_after_in_any_form(value: str, seconds: float | None) -> None:
    response = requests.Response()
    response.headers["Retry-After"] = value
    assert read_retry_after(response, 60) == seconds


def test_retry_after_as_a_date() -> None:
    response = requests.Response()
    response.headers["Retry-After"] = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    seconds = read_retry_after(response, 60)
    assert seconds is not None
    assert 25 < seconds <= 30


def kept_distance(registry: Registry, began: float, interval: float) -> bool:
    """Whether each request came no sooner than its turn, counted from `began`; a slow machine only makes it later."""
    return all(request.at >= began + turn * interval for turn, request in enumerate(registry.seen))


@pytest.mark.parametrize("interval", [0.05, 0.3])
def test_requests_keep_their_distance_without_bursts(open_to: OpenTo, interval: float) -> None:
    with serve_registry([]) as registry, open_to(registry, min_interval=interval) as session:
        began = time.monotonic()
        for _ in range(4):
            session.get("version")
    assert len(registry.seen) == 4
    assert kept_distance(registry, began, interval)


def test_the_distance_holds_between_two_sessions_and_for_tries(open_to: OpenTo) -> None:
    with serve_registry([], fault="flaky") as registry:
        began = time.monotonic()
        for _ in range(3):
            with open_to(registry, min_interval=0.1) as session:
                session.get("version")
    assert len(registry.seen) == 4
    assert kept_distance(registry, began, 0.1)


def test_waiting_for_a_turn_ends_with_the_deadline(open_to: OpenTo) -> None:
    with serve_registry([]) as registry, open_to(registry, min_interval=3600, deadline_seconds=1.0) as session:
        session.get("version")
        with pytest.raises(UnreachableError, match="time"):
            session.get("version")


def test_a_deadline_that_is_over_sends_nothing(open_to: OpenTo) -> None:
    with serve_registry([]) as registry, open_to(registry, deadline_seconds=0) as session:
        with pytest.raises(UnreachableError, match="time allowed"):
            session.get("version")
        assert registry.seen == []


def test_a_dripping_server_cannot_hold_us(open_to: OpenTo) -> None:
    with (
        serve_registry([], fault="drip") as registry,
        open_to(registry, deadline_seconds=0.4) as session,
        pytest.raises(UnreachableError, match="time"),
    ):
        session.get("version")


def test_a_silent_server_is_left(open_to: OpenTo) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with (
            open_to(address, patience=Patience(tries=2, first_wait=0.01, read_seconds=0.1)) as session,
            pytest.raises(UnreachableError, match="does not answer in time"),
        ):
            session.get("version")


def test_nobody_listens(open_to: OpenTo) -> None:
    with serve_registry([]) as registry:
        address = registry.url
    with open_to(address) as session, pytest.raises(UnreachableError, match="cannot be reached"):
        session.get("version")


def test_a_half_sent_answer_is_asked_for_again(open_to: OpenTo) -> None:
    with serve_registry([], fault="truncated_once") as registry, open_to(registry) as session:
        assert session.get("version").json()["apiVersion"]
        assert len(registry.seen) == 2


@pytest.mark.parametrize(("fault", "tries"), [("truncated", 5), ("bad_gzip", 5), ("html", 1)])
def test_an_answer_that_is_none(open_to: OpenTo, fault: str, tries: int) -> None:
    with serve_registry([], fault=fault) as registry, open_to(registry) as session:
        with pytest.raises(AnswerError):
            session.get("version")
        assert len(registry.seen) == tries


def test_an_answer_too_large_even_when_it_comes_packed(open_to: OpenTo, source: Source) -> None:
    small = source.model_copy(update={"max_answer_bytes": 1_000_000})
    with serve_registry([], fault="bomb") as registry, open_to(registry, source=small) as session:
        with pytest.raises(AnswerError, match="larger than 1,000,000 bytes"):
            session.get("version")
        assert len(registry.seen) == 1


def test_a_refused_request_says_what_the_source_said(open_to: OpenTo) -> None:
    with serve_registry([]) as registry, open_to(registry) as session:
        with pytest.raises(RefusedError, match=r"`query\.recrs` is unknown parameter") as failure:
            session.get("studies", {"query.recrs": "open"})
        assert failure.value.status == 400
        assert len(registry.seen) == 1


@pytest.mark.parametrize(
    "target",
    ["https://127.0.0.1:1/", "ftp://127.0.0.1/x", "file:///etc/passwd", "http://10.0.0.1/", "http://169.254.169.254/",
     "http://[fd00::1]/", "http://192.168.1.1/", "http://nowhere.invalid/", "http:///"],
)  # fmt: skip
def test_no_redirect_to_another_scheme_or_a_private_address(open_to: OpenTo, target: str) -> None:
    with (
        serve_registry([], fault="redirect", redirect_to=target) as registry,
        open_to(registry) as session,
        pytest.raises(UnreachableError if "nowhere" in target else AnswerError),
    ):
        session.get("version")


def test_a_redirect_on_loopback_is_followed_but_not_for_ever(open_to: OpenTo) -> None:
    with serve_registry([]) as there, serve_registry([], fault="redirect") as here, open_to(here) as session:
        here.redirect_to = f"{there.url}/version"
        assert session.get("version").json()["apiVersion"] == "2.0.5"
        here.redirect_to = f"{here.url}/version"
        with pytest.raises(AnswerError, match="sends us on"):
            session.get("version")
        assert len(here.seen) == 5


def test_switched_off_network_sends_nothing(open_to: OpenTo) -> None:
    with serve_registry([]) as registry, open_to(registry, offline=True) as session:
        with pytest.raises(UnreachableError, match="switched off"):
            session.get("version")
        assert registry.seen == []


def test_every_identity_once_then_a_named_error(open_to: OpenTo) -> None:
    with serve_registry([], fault="blocked") as registry, open_to(registry, contact="a@example.org") as session:
        for _ in range(2):
            with pytest.raises(BlockedError) as failure:
                session.get("version")
        agents = [request.user_agent for request in registry.seen]
        assert len(agents) == len(set(agents)) == 3
        assert agents[0].startswith(f"{requests.utils.default_user_agent()} net-finder/")
        assert agents[0].endswith("(+a@example.org)")
        assert agents[1] == requests.utils.default_user_agent()
        assert agents[2].startswith("Python-urllib/")
        assert "network" in failure.value.remedy


@pytest.mark.parametrize("accepted", ["python-requests", "Python-urllib"])
def test_the_identity_that_works_is_remembered(open_to: OpenTo, accepted: str) -> None:
    def refuse(agent: str) -> bool:
        return "net-finder" in agent or not agent.startswith(accepted)

    with serve_registry([make_study(1)], refuse_agent=refuse) as registry:
        with open_to(registry) as session:
            assert session.get("version").json()["apiVersion"] == "2.0.5"
            session.get("version")
        tried = len(registry.seen)
        with open_to(registry) as session:
            session.get("version")
        assert len(registry.seen) == tried + 1


def test_urllib_is_held_to_the_same_rules(open_to: OpenTo, source: Source) -> None:
    only_urllib = {"refuse_agent": lambda agent: not agent.startswith("Python-urllib")}
    with serve_registry([], fault="truncated", **only_urllib) as registry, open_to(registry) as session:
        with pytest.raises(AnswerError, match="cut off"):
            session.get("version")
        registry.fault, registry.redirect_to = "redirect", "http://10.0.0.1/"
        with pytest.raises(AnswerError, match="private address"):
            session.get("version")
        registry.fault = "down"
        with pytest.raises(UnreachableError, match="500"):
            session.get("version")
        registry.fault = "none"
        assert session.get("version").json()
        with pytest.raises(RefusedError, match="unknown parameter"):
            session.get("studies", {"x": "y"})


def test_an_answer_is_kept_and_stands_in_when_the_source_is_down(open_to: OpenTo, source: Source) -> None:
    brief = source.model_copy(update={"max_age_hours": 0.0001})
    with serve_registry([]) as registry:
        with open_to(registry, cached=True) as session:
            assert session.get("version").json() == session.get("version").json()
            assert len(registry.seen) == 1
            session.get("version", fresh=True)
            assert len(registry.seen) == 2
        with open_to(registry, cached=True, source=brief) as session:
            session.get("version", {"format": "json"})
            time.sleep(0.5)
            registry.fault = "down"
            assert session.get("version", {"format": "json"}).json()["apiVersion"] == "2.0.5"
            assert "An answer of" in session.warnings[0]
            with pytest.raises(UnreachableError):
                session.get("version", {"format": "json"}, fresh=True)


@pytest.mark.parametrize("fault", ["html", "truncated", "blocked", "down"])
def test_a_bad_answer_is_never_kept(open_to: OpenTo, fault: str, tmp_path: Path) -> None:
    with (
        serve_registry([], fault=fault) as registry,
        open_to(registry, cached=True) as session,
        pytest.raises((AnswerError, BlockedError, UnreachableError)),
    ):
        session.get("version")
    assert b"apiVersion" not in (tmp_path / "http/responses.sqlite").read_bytes()
    with serve_registry([]) as registry, open_to(registry, cached=True) as session:
        assert session.get("version").json()["apiVersion"] == "2.0.5"


def test_secrets_never_reach_the_cache_file(open_to: OpenTo, tmp_path: Path) -> None:
    def accept_all(registry: Registry) -> None:
        registry.page = lambda _params: {"studies": []}  # type: ignore[method-assign]

    with serve_registry([]) as registry, open_to(registry, cached=True) as session:
        accept_all(registry)
        for name in ("api_key", "API_KEY", "apiKey", "access_token"):
            session.get("studies", {name: "planted-secret"})
    assert b"planted-secret" not in (tmp_path / "http/responses.sqlite").read_bytes()
