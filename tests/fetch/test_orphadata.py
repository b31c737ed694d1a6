"""Orphadata: by name to a code, and only where the name is the one asked for; then what it knows of the code."""

from pathlib import Path

import pytest
from api_session import open_api
from world_apis import make_disease, orphadata_routes, send_json, wrap_orphadata

from finder.errors import AnswerError, SourceError
from finder.fetch.orphadata import NAMES, fetch_orphadata
from finder.parse.orphadata import parse_orphadata

NAME = "Fake neoplasia, type 1"
BY_NAME = "/rd-cross-referencing/orphacodes/names/Fake%20neoplasia%2C%20type%201"


def test_a_disease_is_looked_up_by_name(tmp_path: Path) -> None:
    with open_api("orphadata", orphadata_routes({99: NAME})(NAME), tmp_path) as api:
        rows = parse_orphadata(fetch_orphadata(api.session, api.source, [NAME]), api.source)
        assert [request.path for request in api.site.seen] == [
            BY_NAME, "/rd-epidemiology/orphacodes/99", "/rd-associated-genes/orphacodes/99",
        ]  # fmt: skip
        assert {request.query for request in api.site.seen} == {"lang=en"}
    assert rows[0]["disease_id"] == "ORPHA:99"
    assert rows[0]["genes"] == ["MEN1"]


def test_the_nearest_name_is_another_disease(tmp_path: Path) -> None:
    routes = orphadata_routes({99: NAME})("Fake tumor", NAME)
    with open_api("orphadata", routes, tmp_path) as api:
        assert fetch_orphadata(api.session, api.source, ["Fake tumor"]) == []
        assert len(api.site.seen) == 1


@pytest.mark.parametrize("name", ["fake neoplasia TYPE 1", "Fake neoplasia, type 1 synonym"])
def test_spelling_and_synonyms_do_not_matter(tmp_path: Path, name: str) -> None:
    with open_api("orphadata", orphadata_routes({99: NAME})(name), tmp_path) as api:
        assert len(fetch_orphadata(api.session, api.source, [name])) == 3


def test_two_names_of_one_disease_are_one(tmp_path: Path) -> None:
    names = [NAME, f"{NAME} synonym"]
    with open_api("orphadata", orphadata_routes({99: NAME})(*names), tmp_path) as api:
        assert len(fetch_orphadata(api.session, api.source, names)) == 3


def test_nothing_known_of_a_disease_or_a_name_is_no_failure(tmp_path: Path) -> None:
    routes = orphadata_routes({99: NAME}, without=("rd-epidemiology", "rd-associated-genes"), nearest=False)
    with open_api("orphadata", routes(NAME, *NAMES), tmp_path) as api:
        assert fetch_orphadata(api.session, api.source) == []
        (row,) = parse_orphadata(fetch_orphadata(api.session, api.source, [NAME]), api.source)
    assert row["prevalence"] == row["genes"] == []


@pytest.mark.parametrize("name", ["../../secret", "a/b?c=d#e", "名前", "%2e%2e", ""])
def test_no_name_leads_to_another_path(tmp_path: Path, name: str) -> None:
    with open_api("orphadata", {}, tmp_path) as api:
        assert fetch_orphadata(api.session, api.source, [name]) == []
        assert api.site.seen[0].path.startswith("/rd-cross-referencing/orphacodes/names/")
        assert api.site.seen[0].path.count("/") == 4


@pytest.mark.parametrize(
    "answer",
    [{}, [], {"data": []}, {"data": {"results": []}}, {"data": {"results": "x"}}, {"error": {"code": 503}},
     wrap_orphadata({"Preferred term": NAME, "ORPHAcode": "99"}), wrap_orphadata({"Preferred term": NAME})],
)  # fmt: skip
def test_an_answer_of_another_shape_is_refused(tmp_path: Path, answer: object) -> None:
    with open_api("orphadata", {BY_NAME: send_json(answer)}, tmp_path) as api, pytest.raises(AnswerError):
        fetch_orphadata(api.session, api.source, [NAME])


def test_a_record_may_come_as_a_list_of_one(tmp_path: Path) -> None:
    routes = orphadata_routes({99: NAME})(NAME)
    routes[BY_NAME] = send_json(wrap_orphadata([make_disease(99, NAME)["rd-cross-referencing"]]))
    with open_api("orphadata", routes, tmp_path) as api:
        assert len(parse_orphadata(fetch_orphadata(api.session, api.source, [NAME]), api.source)) == 1


@pytest.mark.parametrize("fault", ["html", "empty", "half", "huge", "errors_in_200", "changed", "down", "error"])
def test_every_fault_of_the_server_is_a_named_error(tmp_path: Path, fault: str) -> None:
    routes = orphadata_routes({99: NAME})(NAME)
    with open_api("orphadata", routes, tmp_path, fault=fault) as api, pytest.raises(SourceError) as failure:
        fetch_orphadata(api.session, api.source, [NAME])
    assert failure.value.remedy
