"""Lists as files, each by its address alone: the same bytes as the command, and the links that lead to them."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from center_pages import open_page
from e2e.browser import Dashboard
from guide_pages import list_links, use_home
from served_files import ask, read_rows, send, serve_lists

from dashboard.list_files import render_file_link

NEAR = "near=Lyon%2C+France&within=300km"
#: What a person could send on, name by name, with the words of the command that ask the same.
ASKED: dict[str, tuple[str, tuple[str, ...]]] = {
    "trials.csv?near=Rochester%2C+MN&within=500mi&site=pancreas&phase=2": (
        "net-trials",
        ("search", "--near", "Rochester, MN", "--within", "500mi", "--site", "pancreas", "--phase", "2"),
    ),
    "trials.csv?status=any": ("net-trials", ("search", "--status", "any")),
    "trials.csv?country=Iceland": ("net-trials", ("search", "--country", "Iceland")),
    "trials.csv?text=Fake&page=2&keep=NCT90000001&lang=en&utm_source=x": ("net-trials", ("search", "--text", "Fake")),
    "news.csv": ("net-news", ("changes", "--since", "30d")),
    "news.csv?status=open&since=7": ("net-news", ("changes", "--since", "7d", "--status", "open")),
    f"centers.csv?{NEAR}": ("net-centers", ("centers", "--near", "Lyon, France", "--within", "300km")),
    f"people.csv?{NEAR}": ("net-trial-leaders", ("investigators", "--near", "Lyon, France", "--within", "300km")),
}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    yield from serve_lists(tmp_path_factory.mktemp("files"))


def read_sheet(content: bytes, name: str) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows()]


@pytest.mark.parametrize("path", ASKED)
def test_a_file_by_its_address_is_what_the_command_writes(served: Dashboard, path: str) -> None:
    stem, words = ASKED[path]
    answer = ask(served, path)
    assert answer.status == 200, answer.text
    assert answer.body == served.run_command(*words, "--format", "csv")
    assert answer.name == f"{stem}-{datetime.now(UTC):%Y-%m-%d}.csv"
    assert (len(read_rows(answer.body)) > 0) is ("Iceland" not in path)
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("rows", "name"), [("", "net-trials-2026-11-19"), ("&rows=site", "net-sites-2026-11-19")])
def test_files_for_staff_hold_the_columns_of_the_address(served: Dashboard, rows: str, name: str) -> None:
    question = f"status=any{rows}&col=title&col=nct_id"
    in_csv, in_excel = (ask(served, f"staff-trials.{ending}?{question}") for ending in ("csv", "xlsx"))
    assert (in_csv.name, in_excel.name) == (f"{name}.csv", f"{name}.xlsx")
    head, *cells = read_sheet(in_excel.body, "List")
    assert head == list(read_rows(in_csv.body)[0])[:2] == ["title", "nct_id"]
    assert [row["nct_id"] for row in read_rows(in_csv.body)] == [row[1] for row in cells]
    assert len(cells) > 20
    about = {row[0]: row[1] for row in read_sheet(in_excel.body, "About this list")}
    assert about["Address of this list"] == f"{served.url}/lists?{question}"
    assert in_excel.body == ask(served, f"staff-trials.xlsx?{question}").body


def test_files_for_staff_have_the_usual_columns_where_none_are_named(served: Dashboard) -> None:
    assert "nearest_city" not in read_rows(ask(served, "staff-trials.csv").body)[0]
    assert "nearest_city" in read_rows(ask(served, "staff-trials.csv?near=Boston%2C+MA").body)[0]


def test_the_address_inside_a_workbook_is_the_one_outside_of_a_proxy(served: Dashboard) -> None:
    proxied = {"Host": "trials.example.org", "X-Forwarded-Proto": "https"}
    about = read_sheet(ask(served, "staff-trials.xlsx?site=lung&col=nct_id", **proxied).body, "About this list")
    assert ["Address of this list", "https://trials.example.org/lists?site=lung&col=nct_id"] in about


def test_only_reading_is_taken_and_its_head_tells_the_size(served: Dashboard) -> None:
    whole = ask(served, "trials.csv")
    head = ask(served, "trials.csv", "HEAD")
    assert (head.status, head.body, head.name) == (200, b"", whole.name)
    assert head.headers["content-length"] == str(len(whole.body))
    assert ask(served, "trials.csv", "POST").status == 405


def test_search_engines_are_kept_from_files(served: Dashboard) -> None:
    assert "Disallow: /files/" in ask(served, "/robots.txt").text.splitlines()
    assert ask(served, "trials.csv?status=any").headers["x-robots-tag"] == "noindex"


def test_the_plain_page_offers_the_same_file(served: Dashboard) -> None:
    page = ask(served, "/plain?near=Houston,+TX&within=100mi&status=any&lang=es").text
    (address,) = [link for link in unescape(page).split('"') if link.startswith("files/")]
    assert address == "files/trials.csv?near=Houston%2C+TX&within=100mi&status=any&lang=es"
    assert read_rows(ask(served, address.removeprefix("files/")).body)
    assert "files/" not in ask(served, "/plain?country=Iceland").text


def run_find() -> None:
    from dashboard.views.find import show_find

    show_find()


def run_news() -> None:
    from dashboard.views.news import show_news

    show_news()


def run_centers() -> None:
    from dashboard.views.centers import show_centers

    show_centers()


def run_people() -> None:
    from dashboard.views.people import show_people

    show_people()


def run_staff() -> None:
    from dashboard.views.staff import show_staff

    show_staff()


@pytest.mark.parametrize(
    ("page", "asked", "addresses"),
    [
        (run_find, {"near": "Boston, MA", "site": ["lung", "pancreas"], "page": "2"},
         ["trials.csv?near=Boston%2C+MA&site=lung&site=pancreas"]),
        (run_find, {"near": "Qqqqzzzz", "site": "lung"}, ["trials.csv?site=lung"]),
        (run_find, {"country": "Iceland"}, []),
        (run_news, {}, ["news.csv?since=30"]),
        (run_news, {"status": "open", "since": "7"}, ["news.csv?status=open&since=7"]),
        (run_centers, {"near": "Lyon, France"}, ["centers.csv?near=Lyon%2C+France"]),
        (run_people, {"keep": "NCT90000001"}, ["people.csv"]),
        (run_staff, {"site": "lung", "rows": "site", "col": ["nct_id", "city"]},
         ["staff-trials.xlsx?site=lung&rows=site&col=nct_id&col=city",
          "staff-trials.csv?site=lung&rows=site&col=nct_id&col=city"]),
    ],
)  # fmt: skip
def test_a_page_links_to_the_file_of_the_list_on_it(
    served: Dashboard, page: Any, asked: dict[str, Any], addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_home(served.home, monkeypatch)
    links = [unescape(link) for link in list_links(open_page(page, **asked)) if link.startswith("files/")]
    assert links == [f"files/{address}" for address in addresses]
    for address in addresses:
        assert send(address).status_code == 200


def test_a_link_to_a_file_is_escaped_and_whole() -> None:
    link = render_file_link("trials.csv", [("text", '"><script>'), ("text", "x" * 3000)], "<Save>")
    assert link.count("<") == 2
    assert "x" * 3000 in link
    assert urlencode([("text", '"><script>')]) in link
