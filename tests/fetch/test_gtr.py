"""The Genetic Testing Registry and what it shares with MedGen: searches, pages, batches, errors with status 200."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from api_session import Api, open_api
from world import FAULTS, Reply, Seen
from world_apis import eutils_routes, make_test, send_json

from finder.errors import AnswerError, BlockedError, RefusedError, SourceError, UnreachableError
from finder.fetch.gtr import SYMBOLS, fetch_gtr
from finder.parse.gtr import parse_gtr


def list_asked(api: Api, path: str) -> list[dict[str, str]]:
    return [request.params for request in api.site.seen if request.path == path]


def test_tests_of_all_genes_are_read_once(tmp_path: Path) -> None:
    with open_api("gtr", eutils_routes(found=3), tmp_path) as api:
        pages = fetch_gtr(api.session, api.source)
        assert [row["test_id"] for row in parse_gtr(pages, api.source)] == [f"GTR00000000{n}" for n in (1, 2, 3)]
        assert [asked["term"] for asked in list_asked(api, "/esearch.fcgi")] == [f"{gene}[SYMB]" for gene in SYMBOLS]
        (summaries,) = list_asked(api, "/esummary.fcgi")
        assert summaries == {"db": "gtr", "id": "1,2,3", "retmode": "json", "tool": "net-finder"}
        assert api.session.warnings == []


def test_a_long_list_is_walked_and_summed_up_in_batches(tmp_path: Path) -> None:
    with open_api("gtr", eutils_routes(found=230), tmp_path, page_size=100) as api:
        pages = fetch_gtr(api.session, api.source, ["MEN1"])
        searches = list_asked(api, "/esearch.fcgi")
        assert [(asked["retstart"], asked["retmax"]) for asked in searches] == [
            ("0", "100"), ("100", "100"), ("200", "100"),
        ]  # fmt: skip
        assert len(pages) == 3
        assert len(parse_gtr(pages, api.source)) == 230


def test_a_list_that_is_cut_short_says_so(tmp_path: Path) -> None:
    with open_api("gtr", eutils_routes(found=50), tmp_path) as api:
        pages = fetch_gtr(api.session, api.source, ["MEN1"], most_per_gene=20)
        assert len(parse_gtr(pages, api.source)) == 20
        assert "has 50 for MEN1[SYMB]; the first 20 were read" in api.session.warnings[0]


def test_no_test_is_no_failure(tmp_path: Path) -> None:
    with open_api("gtr", eutils_routes(found=0), tmp_path) as api:
        assert fetch_gtr(api.session, api.source) == []
        assert list_asked(api, "/esummary.fcgi") == []


@pytest.mark.parametrize(
    ("contact", "told"), [("fake@fake.example", True), ("https://fake.example", False), ("", False), ("a b@c.d", False)]
)
def test_only_an_email_address_is_told_as_one(tmp_path: Path, contact: str, told: bool) -> None:
    with open_api("gtr", eutils_routes(), tmp_path) as api:
        fetch_gtr(api.session, api.source, ["MEN1"], contact=contact)
        assert all((request.params.get("email") == contact) is told for request in api.site.seen)
        assert all("api_key" not in request.params for request in api.site.seen)


def test_the_key_is_sent_and_kept_nowhere(tmp_path: Path) -> None:
    key = "0123456789fakekey"
    with open_api("gtr", eutils_routes(), tmp_path, cached=True) as api:
        pages = fetch_gtr(api.session, api.source, ["MEN1"], api_key=key)
        again = fetch_gtr(api.session, api.source, ["MEN1"], api_key="another-key")
        assert [request.params["api_key"] for request in api.site.seen] == [key, key]
    assert key not in repr(pages)
    assert [page.body for page in again] == [page.body for page in pages]
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not any(key.encode() in file for file in files)


def test_a_key_that_the_server_repeats_is_not_told(tmp_path: Path) -> None:
    key = "0123456789fakekey"

    def refuse(request: Seen) -> Reply:
        return send_json({"error": "API key invalid", "api-key": request.params["api_key"]}, 400)

    with (
        open_api("gtr", {"/esearch.fcgi": refuse}, tmp_path) as api,
        pytest.raises(RefusedError, match="API key invalid") as failure,
    ):
        fetch_gtr(api.session, api.source, ["MEN1"], api_key=key)
    assert key not in str(failure.value)
    assert failure.value.__cause__ is None


def test_a_key_is_in_no_warning_where_an_old_answer_stands_in(tmp_path: Path) -> None:
    key = "0123456789fakekey"
    with open_api("gtr", eutils_routes(), tmp_path, cached=True, max_age_hours=1e-9) as api:
        fetch_gtr(api.session, api.source, ["MEN1"], api_key=key)
        for path in ("/esearch.fcgi", "/esummary.fcgi"):
            api.site.routes[path] = lambda request: send_json({"api-key": request.params["api_key"]}, 400)
        assert fetch_gtr(api.session, api.source, ["MEN1"], api_key=key)
        assert "(key)" in " ".join(api.session.warnings)
        assert key not in " ".join(api.session.warnings)


@pytest.mark.parametrize(
    ("answer", "error", "told"),
    [
        ({"error": "API rate limit exceeded"}, RefusedError, "rate limit"),
        ({"esearchresult": {"ERROR": "Fake backend failed"}}, RefusedError, "backend failed"),
        ({"esearchresult": {"count": "9", "idlist": []}}, AnswerError, "lost"),
        ({"esearchresult": {"count": "1", "idlist": ["1; drop"]}}, AnswerError, "no number"),
        ({"esearchresult": {"count": "1", "idlist": [1]}}, AnswerError, "no number"),
        ({"esearchresult": {"count": "1", "idlist": "1"}}, AnswerError, "no list"),
        ({"esearchresult": {"count": "many", "idlist": ["1"]}}, AnswerError, "how many"),
        ({"esearchresult": {"count": True, "idlist": ["1"]}}, AnswerError, "how many"),
        ({"esearchresult": []}, AnswerError, "no list"),
        ({}, AnswerError, "no list"),
        ([], AnswerError, "no JSON object"),
        ({"esearchresult": {"count": "0", "idlist": [], "errorlist": {"fieldsnotfound": ["Z"]}}}, RefusedError, "Z"),
        (
            {"esearchresult": {"count": "1", "idlist": ["1"], "errorlist": {"phrasesnotfound": ["MEN1"]}}},
            RefusedError,
            "left 'MEN1' out",
        ),
        (
            {"esearchresult": {"count": "1", "idlist": ["1"], "warninglist": {"phrasesignored": ["MEN1"]}}},
            RefusedError,
            "left 'MEN1' out",
        ),
    ],
)  # fmt: skip
def test_errors_told_with_status_200(tmp_path: Path, answer: Any, error: type[SourceError], told: str) -> None:
    routes = {**eutils_routes(), "/esearch.fcgi": send_json(answer)}
    with open_api("gtr", routes, tmp_path) as api, pytest.raises(error, match=told) as failure:
        fetch_gtr(api.session, api.source, ["MEN1"])
    assert failure.value.source == "Genetic Testing Registry"
    assert failure.value.remedy


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"error": "Fake trouble"}, "Fake trouble"),
        ({"result": {"uids": ["1"], "1": {"uid": "1", "error": "cannot get it"}}}, "each of its summaries"),
        ({"result": {"uids": []}}, "each of its summaries"),
        ({"result": {"1": {}}}, "no summaries"),
        ({"result": None}, "no summaries"),
    ],
)  # fmt: skip
def test_summaries_that_are_none(tmp_path: Path, answer: Any, told: str) -> None:
    routes = {**eutils_routes(found=1), "/esummary.fcgi": send_json(answer)}
    with open_api("gtr", routes, tmp_path) as api, pytest.raises(SourceError, match=told):
        fetch_gtr(api.session, api.source, ["MEN1"])


def test_one_summary_that_is_an_error_costs_no_other(tmp_path: Path) -> None:
    def make(uid: int) -> dict[str, Any]:
        return {"uid": str(uid), "error": "cannot get document summary"} if uid == 2 else make_test(uid)

    with open_api("gtr", eutils_routes(make, found=3), tmp_path) as api:
        rows = parse_gtr(fetch_gtr(api.session, api.source, ["MEN1"]), api.source)
    assert [row["test_id"] for row in rows] == ["GTR000000001", "GTR000000003"]


def test_an_error_with_status_200_is_not_kept_as_an_answer(tmp_path: Path) -> None:
    good = eutils_routes(found=1)
    with open_api("gtr", good, tmp_path, cached=True) as api:
        api.site.routes["/esearch.fcgi"] = send_json({"error": "API rate limit exceeded"})
        with pytest.raises(RefusedError):
            fetch_gtr(api.session, api.source, ["MEN1"])
        api.site.routes["/esearch.fcgi"] = good["/esearch.fcgi"]
        assert len(fetch_gtr(api.session, api.source, ["MEN1"])) == 1


def test_a_kept_answer_has_the_time_at_which_it_came(tmp_path: Path) -> None:
    with open_api("gtr", eutils_routes(found=1), tmp_path, cached=True) as api:
        first = fetch_gtr(api.session, api.source, ["MEN1"])
        asked = len(api.site.seen)
        second = fetch_gtr(api.session, api.source, ["MEN1"])
        assert len(api.site.seen) == asked
    assert [page.fetched_at[:16] for page in second] == [page.fetched_at[:16] for page in first]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", second[0].fetched_at)


EXPECTED = {
    "forbidden": BlockedError, "gone": RefusedError, "down": UnreachableError, "error": UnreachableError,
    "busy": UnreachableError, "html": AnswerError, "half": AnswerError, "empty": AnswerError,
    "errors_in_200": SourceError, "changed": AnswerError, "redirects": AnswerError, "to_private": AnswerError,
    "to_ftp": AnswerError, "login": AnswerError, "huge": AnswerError,
}  # fmt: skip


@pytest.mark.parametrize("fault", EXPECTED)
def test_every_fault_of_a_server_is_a_named_error(tmp_path: Path, fault: str) -> None:
    assert fault in FAULTS
    with open_api("gtr", eutils_routes(), tmp_path, fault=fault) as api, pytest.raises(EXPECTED[fault]) as failure:
        fetch_gtr(api.session, api.source, ["MEN1"])
    assert failure.value.remedy


def test_too_many_requests_are_waited_out(tmp_path: Path) -> None:
    routes = eutils_routes(found=1)
    search = routes["/esearch.fcgi"]
    busy = [Reply(b"Too Many Requests", 429, "text/plain", {"Retry-After": "0"})]
    with open_api("gtr", routes, tmp_path) as api:
        api.site.routes["/esearch.fcgi"] = lambda request: busy.pop() if busy else search(request)  # type: ignore[operator]
        assert len(fetch_gtr(api.session, api.source, ["MEN1"])) == 1
        assert len(list_asked(api, "/esearch.fcgi")) == 2


@pytest.mark.parametrize(
    ("charset", "readable"), [("windows-1252", True), ("", False), ("utf-8", False), ("no-such", False)]
)
def test_the_charset_is_that_of_the_header(tmp_path: Path, charset: str, readable: bool) -> None:
    body = json.dumps({"result": {"uids": ["1"], "1": make_test(1, offerer="Laboratoire Fané")}}, ensure_ascii=False)
    kind = f"application/json; charset={charset}" if charset else "application/json"
    routes = {**eutils_routes(found=1), "/esummary.fcgi": Reply(body.encode("cp1252"), 200, kind)}
    with open_api("gtr", routes, tmp_path) as api:
        if readable:
            (row,) = parse_gtr(fetch_gtr(api.session, api.source, ["MEN1"]), api.source)
            assert row["laboratory"] == "Laboratoire Fané"
        else:
            with pytest.raises(AnswerError, match="not JSON"):
                fetch_gtr(api.session, api.source, ["MEN1"])
