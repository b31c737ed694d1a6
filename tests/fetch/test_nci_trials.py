"""The list of trials of the NCI: pages, and a key that goes to the NCI alone."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from api_session import open_api
from world import Reply, Site, serve_world
from world_apis import nci_routes, send_json

from finder.errors import AnswerError, BlockedError, SettingError, SourceError
from finder.fetch.nci_trials import fetch_nci_trials
from finder.parse.nci_trials import parse_nci_trials

KEY = "fake-key"


def test_all_pages_are_read(tmp_path: Path) -> None:
    with open_api("nci_trials", nci_routes(120), tmp_path) as api:
        pages = fetch_nci_trials(api.session, api.source, api_key=KEY)
        asked = [request.params for request in api.site.seen]
        (row,) = parse_nci_trials(pages, api.source)
        fields = [value for name, value in parse_qsl(api.site.seen[0].query) if name == "include"]
    assert [(one["from"], one["size"]) for one in asked] == [("0", "50"), ("50", "50"), ("100", "50")]
    assert row["name"] == "Fake Cancer Center 0"
    assert {one["current_trial_status"] for one in asked} == {"Active"}
    assert "sites.org_name" in fields
    assert not any("contact" in field for field in fields)


def test_no_trial_is_no_failure(tmp_path: Path) -> None:
    with open_api("nci_trials", nci_routes(0), tmp_path) as api:
        assert fetch_nci_trials(api.session, api.source, api_key=KEY) == []


def test_a_list_that_is_cut_short_says_so(tmp_path: Path) -> None:
    with open_api("nci_trials", nci_routes(120), tmp_path) as api:
        assert len(fetch_nci_trials(api.session, api.source, api_key=KEY, most_trials=50)) == 1
        assert "has 120 trials; the first 50 were read" in api.session.warnings[0]


@pytest.mark.parametrize("key", ["", "  ", "ключ", "a\nb"])
def test_a_key_that_cannot_be_sent_is_a_setting(tmp_path: Path, key: str) -> None:
    with (
        open_api("nci_trials", nci_routes(), tmp_path) as api,
        pytest.raises(SettingError, match="NET_FINDER_NCI_API_KEY") as failure,
    ):
        fetch_nci_trials(api.session, api.source, api_key=key)
    assert not key.strip() or key.strip() not in str(failure.value)


def test_a_key_that_is_refused_is_told_without_it(tmp_path: Path) -> None:
    with open_api("nci_trials", nci_routes(), tmp_path) as api, pytest.raises(BlockedError) as failure:
        fetch_nci_trials(api.session, api.source, api_key="wrong-secret")
    assert "NET_FINDER_NCI_API_KEY" in failure.value.remedy
    assert "wrong-secret" not in repr(failure.value)


def test_the_key_is_kept_nowhere(tmp_path: Path) -> None:
    key = "planted-secret-key"
    with open_api("nci_trials", nci_routes(key=key), tmp_path, cached=True) as api:
        pages = fetch_nci_trials(api.session, api.source, api_key=key)
        again = fetch_nci_trials(api.session, api.source, api_key=key)
        assert [page.body for page in again] == [page.body for page in pages]
        assert len(api.site.seen) == 1
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"recruitment_status" in file for file in files)
    assert not any(key.encode() in file for file in files)
    assert key not in repr(pages)


def test_the_key_does_not_follow_to_another_server(tmp_path: Path) -> None:
    thief = Site({"/trials": send_json({"data": [], "total": 0})})
    with serve_world({"thief.example": thief}):
        routes = {"/trials": Reply(b"", 302, headers={"Location": f"{thief.url}/trials"})}
        with open_api("nci_trials", routes, tmp_path) as api, pytest.raises(AnswerError):
            fetch_nci_trials(api.session, api.source, api_key=KEY)
    assert thief.seen == []


@pytest.mark.parametrize(
    "answer",
    [{}, [], {"data": {}}, {"data": [1]}, {"data": [], "total": "x"}, {"data": [], "total": 9},
     {"data": [], "total": -1}, {"error": "Fake trouble", "data": [], "total": 0}],
)  # fmt: skip
def test_an_answer_of_another_shape_is_refused(tmp_path: Path, answer: object) -> None:
    with open_api("nci_trials", {"/trials": send_json(answer)}, tmp_path) as api, pytest.raises(AnswerError):
        fetch_nci_trials(api.session, api.source, api_key=KEY)


@pytest.mark.parametrize(
    "fault", ["html", "empty", "half", "huge", "errors_in_200", "changed", "down", "error", "gone"]
)
def test_every_fault_of_the_server_is_a_named_error(tmp_path: Path, fault: str) -> None:
    with open_api("nci_trials", nci_routes(), tmp_path, fault=fault) as api, pytest.raises(SourceError) as failure:
        fetch_nci_trials(api.session, api.source, api_key=KEY)
    assert failure.value.remedy
