"""MedGen: the concepts of each term, in one batch. What it shares with the Genetic Testing Registry is tried there."""

from pathlib import Path

import pytest
from api_session import open_api
from world_apis import eutils_routes, make_concept, send_json

from finder.errors import RefusedError
from finder.fetch.medgen import TERMS, fetch_medgen
from finder.parse.medgen import parse_medgen


def test_concepts_of_all_terms_are_read_once(tmp_path: Path) -> None:
    with open_api("medgen", eutils_routes(make_concept, found=3), tmp_path) as api:
        pages = fetch_medgen(api.session, api.source, contact="fake@fake.example")
        rows = parse_medgen(pages, api.source)
        asked = [request.params for request in api.site.seen]
    assert [row["disease_id"] for row in rows] == ["MedGen:C0000001", "MedGen:C0000002", "MedGen:C0000003"]
    assert [one["term"] for one in asked[:-1]] == [f"{term}[title]" for term in TERMS]
    assert {one["db"] for one in asked} == {"medgen"}
    assert {one["email"] for one in asked} == {"fake@fake.example"}


def test_a_term_without_a_concept_is_no_failure(tmp_path: Path) -> None:
    with open_api("medgen", eutils_routes(make_concept, found=1, known="sclerosis"), tmp_path) as api:
        assert len(fetch_medgen(api.session, api.source)) == 1
        assert fetch_medgen(api.session, api.source, ["fake"]) == []


def test_a_refusal_with_status_200_is_told(tmp_path: Path) -> None:
    routes = {**eutils_routes(make_concept), "/esearch.fcgi": send_json({"esearchresult": {"ERROR": "Fake trouble"}})}
    with open_api("medgen", routes, tmp_path) as api, pytest.raises(RefusedError, match=r"MedGen: .*Fake trouble"):
        fetch_medgen(api.session, api.source)
