"""The register of US organizations: state by state, within its bounds, its errors told with status 200."""

from pathlib import Path

import pytest
from api_session import open_api
from world import Reply, Seen
from world_apis import make_organization, nppes_routes, send_json

from finder.errors import AnswerError, RefusedError, SourceError, UnreachableError
from finder.fetch.nppes import STATES, fetch_nppes
from finder.parse.nppes import parse_nppes


def test_organizations_of_each_state_and_taxonomy(tmp_path: Path) -> None:
    with open_api("nppes", nppes_routes(2), tmp_path) as api:
        pages = fetch_nppes(api.session, api.source, ["FL", "GA"])
        asked = [request.params for request in api.site.seen]
        assert len(parse_nppes(pages, api.source)) == 8
    assert [(one["taxonomy_description"], one["state"]) for one in asked] == [
        ("Nuclear Medicine", "FL"), ("Medical Oncology", "FL"), ("Nuclear Medicine", "GA"), ("Medical Oncology", "GA"),
    ]  # fmt: skip
    assert asked[0] == {
        "version": "2.1", "enumeration_type": "NPI-2", "taxonomy_description": "Nuclear Medicine",
        "address_purpose": "LOCATION", "state": "FL", "limit": "200", "skip": "0",
    }  # fmt: skip
    assert len(set(STATES)) == 52


def test_pages_within_the_bounds_of_the_register(tmp_path: Path) -> None:
    with open_api("nppes", nppes_routes(1500), tmp_path) as api:
        pages = fetch_nppes(api.session, api.source, ["FL"], ["Nuclear Medicine"])
        assert [request.params["skip"] for request in api.site.seen] == ["0", "200", "400", "600", "800", "1000"]
        assert len(parse_nppes(pages, api.source)) == 1200
        assert "has more organizations for Nuclear Medicine in FL" in api.session.warnings[0]


def test_a_full_last_page_is_followed_by_an_empty_one(tmp_path: Path) -> None:
    with open_api("nppes", nppes_routes(200), tmp_path) as api:
        assert len(fetch_nppes(api.session, api.source, ["FL"], ["Nuclear Medicine"])) == 1
        assert len(api.site.seen) == 2
        assert api.session.warnings == []


def test_no_organization_is_no_failure(tmp_path: Path) -> None:
    with open_api("nppes", nppes_routes(0), tmp_path) as api:
        assert fetch_nppes(api.session, api.source, ["FL"]) == []


def test_an_error_with_status_200_is_a_refusal(tmp_path: Path) -> None:
    with open_api("nppes", nppes_routes(), tmp_path, fault="errors_in_200") as api:
        with pytest.raises(RefusedError, match="Fake error") as failure:
            fetch_nppes(api.session, api.source, ["FL"])
        assert failure.value.status == 200


def test_states_that_were_not_read_are_named(tmp_path: Path) -> None:
    search = nppes_routes(1)["/"]

    def fail_later(request: Seen) -> Reply:
        if request.params["state"] == "GA":
            return Reply(b"busy", 503, "text/plain")
        return search(request)  # type: ignore[operator, return-value]

    with open_api("nppes", {"/": fail_later}, tmp_path) as api:
        assert len(fetch_nppes(api.session, api.source, ["FL", "GA", "NC"], ["Nuclear Medicine"])) == 1
        assert api.session.warnings[0].endswith("Not read: GA, NC.")
        with pytest.raises(UnreachableError):
            fetch_nppes(api.session, api.source, ["GA", "FL"], ["Nuclear Medicine"])


def test_a_register_that_repeats_itself_is_left(tmp_path: Path) -> None:
    rows = [make_organization(number) for number in range(200)]
    routes = {"/": send_json({"result_count": 200, "results": rows})}
    with open_api("nppes", routes, tmp_path) as api, pytest.raises(AnswerError, match="same page again"):
        fetch_nppes(api.session, api.source, ["FL"])


@pytest.mark.parametrize(
    "answer", [{}, [], {"results": {}}, {"results": [], "result_count": "x"}, {"results": []}, {"Errors": "Fake"}]
)
def test_an_answer_of_another_shape_is_refused(tmp_path: Path, answer: object) -> None:
    with open_api("nppes", {"/": send_json(answer)}, tmp_path) as api, pytest.raises(SourceError):
        fetch_nppes(api.session, api.source, ["FL"])


@pytest.mark.parametrize("fault", ["html", "empty", "half", "huge", "changed", "down", "error", "gone"])
def test_every_fault_of_the_server_is_a_named_error(tmp_path: Path, fault: str) -> None:
    with open_api("nppes", nppes_routes(), tmp_path, fault=fault) as api, pytest.raises(SourceError) as failure:
        fetch_nppes(api.session, api.source, ["FL"])
    assert failure.value.remedy
