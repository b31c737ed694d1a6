"""The list of GARD: found by the page that leads to it, never taken from anywhere else, and always a table."""

from pathlib import Path

import pytest
from api_session import Api, open_api
from world import Reply
from world_apis import ABOUT, gard_routes

from finder.errors import AnswerError, SourceError
from finder.fetch.gard import CONTENT_TYPES, EDITION, fetch_gard
from finder.parse.gard import find_files, parse_gard
from finder.schema.raw import Page

WORDS = ("neuroendocrine tumor", "endocrine neoplasia", "phaeo-chromo-cytoma")


def fetch(api: Api) -> list[Page]:
    return fetch_gard(api.session, api.source, find_files, edition=f"{api.site.url}/old-edition")


def test_the_file_that_the_page_leads_to_is_read(tmp_path: Path) -> None:
    with open_api("gard", gard_routes(), tmp_path, content_types=CONTENT_TYPES) as api:
        rows = parse_gard(fetch(api), api.source, WORDS)
        assert [request.query for request in api.site.seen] == ["", "ids=068&asPdf=false"]
        assert api.session.warnings == []
    assert [row["disease_id"] for row in rows] == ["GARD:0013445", "GARD:0000123", "GARD:0000125"]


@pytest.mark.parametrize(
    "about",
    [
        "<html><body>This fake page is drawn by a script.</body></html>",
        ABOUT.replace("/fake/download", "https://elsewhere.example/fake/download"),
        ABOUT.replace("/fake/download", "ftp://127.0.0.1/fake/download"),
        ABOUT.replace("GARD Rare Disease List", "Fake notes"),
    ],
)
def test_a_page_that_leads_nowhere_leaves_the_known_edition(tmp_path: Path, about: str) -> None:
    routes = {**gard_routes(about=about), "/old-edition": Reply(b"ID,DisplayName\nGARD:1,Fake NET\n", 200, "text/csv")}
    with open_api("gard", routes, tmp_path, content_types=CONTENT_TYPES) as api:
        assert [row["name"] for row in parse_gard(fetch(api), api.source, ["NET"])] == ["Fake NET"]
        assert "edition of June 2026" in api.session.warnings[0]


def test_the_page_may_be_gone(tmp_path: Path) -> None:
    routes = {**gard_routes(), "/old-edition": Reply(b"ID,DisplayName\nGARD:1,Fake NET\n", 200, "text/csv")}
    with open_api("gard", routes, tmp_path, content_types=CONTENT_TYPES) as api:
        api.site.faults["/about"] = "gone"
        assert len(fetch(api)) == 1
    assert EDITION.startswith("https://")


@pytest.mark.parametrize("fault", ["html", "gone", "empty", "half", "huge", "error", "down", "forbidden"])
def test_a_file_that_is_none_is_a_named_error(tmp_path: Path, fault: str) -> None:
    with open_api("gard", gard_routes(), tmp_path, content_types=CONTENT_TYPES) as api:
        api.site.faults["/fake/download/"] = fault
        with pytest.raises(SourceError) as failure:
            fetch(api)
        assert failure.value.remedy


def test_a_page_of_errors_is_not_kept_as_the_file(tmp_path: Path) -> None:
    with open_api("gard", gard_routes(), tmp_path, content_types=CONTENT_TYPES, cached=True) as api:
        api.site.faults["/fake/download/"] = "html"
        with pytest.raises(AnswerError, match="no table"):
            fetch(api)
        api.site.faults.clear()
        assert fetch(api)[0].content_type == "text/csv"
