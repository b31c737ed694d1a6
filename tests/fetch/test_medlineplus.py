"""The web service of MedlinePlus: a page a term, XML and nothing else."""

from pathlib import Path

import pytest
from api_session import open_api
from world import Reply
from world_apis import medlineplus_routes

from finder.errors import AnswerError, SourceError
from finder.fetch.medlineplus import CONTENT_TYPES, SPANISH, TERMS, fetch_medlineplus
from finder.parse.medlineplus import parse_medlineplus


def test_topics_of_all_terms_are_read_once(tmp_path: Path) -> None:
    with open_api("medlineplus", medlineplus_routes(), tmp_path, content_types=CONTENT_TYPES) as api:
        pages = fetch_medlineplus(api.session, api.source)
        asked = [request.params for request in api.site.seen]
        rows = parse_medlineplus(pages, api.source)
    assert [row["resource_id"] for row in rows] == ["medlineplus-faketopic0", "medlineplus-faketopic1"]
    assert [one["term"].strip('"') for one in asked] == list(TERMS)
    assert asked[0] == {"db": "healthTopics", "term": "neuroendocrine", "retmax": "10", "rettype": "brief"}
    assert '"Merkel cell"' in [one["term"] for one in asked]


def test_topics_in_spanish_have_their_own_database(tmp_path: Path) -> None:
    with open_api("medlineplus", medlineplus_routes(1), tmp_path, content_types=CONTENT_TYPES) as api:
        pages = fetch_medlineplus(api.session, api.source, ["carcinoid"], database=SPANISH)
        (row,) = parse_medlineplus(pages, api.source)
    assert row["language"] == "es"
    assert row["resource_id"] == "medlineplus-es-faketopic0"


def test_no_topic_is_no_failure(tmp_path: Path) -> None:
    with open_api("medlineplus", medlineplus_routes(0), tmp_path, content_types=CONTENT_TYPES) as api:
        assert parse_medlineplus(fetch_medlineplus(api.session, api.source), api.source) == []


@pytest.mark.parametrize("fault", ["html", "empty", "half", "huge", "errors_in_200", "changed", "gone", "down", "busy"])
def test_every_fault_of_the_server_is_a_named_error(tmp_path: Path, fault: str) -> None:
    with (
        open_api("medlineplus", medlineplus_routes(), tmp_path, content_types=CONTENT_TYPES, fault=fault) as api,
        pytest.raises(SourceError) as failure,
    ):
        fetch_medlineplus(api.session, api.source)
    assert failure.value.remedy


def test_another_kind_of_xml_is_refused(tmp_path: Path) -> None:
    routes = {"/ws/query": Reply(b"<?xml version='1.0'?><error>Fake trouble</error>", 200, "text/xml")}
    with (
        open_api("medlineplus", routes, tmp_path, content_types=CONTENT_TYPES) as api,
        pytest.raises(AnswerError, match="no result of a search"),
    ):
        fetch_medlineplus(api.session, api.source)
