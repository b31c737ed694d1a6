"""Help and information: groups, cards, filters in the address, dead and hostile links, and what could not be read."""

from html import escape
from pathlib import Path

import pytest
from e2e.fakes import HOSTILE
from guide_pages import check_calm, list_heads, list_links, read_html, run_page, use_home
from guide_rows import RESOURCES, SCRIPT, make_outcomes, make_resource, publish_guide
from hypothesis import given
from hypothesis import strategies as some

from dashboard.parts.resource_card import find_address, render_resource
from dashboard.parts.web_address import check_web_address, link_page, write_host
from finder.outcome import Ending


def run_resources() -> None:
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.resources import show_resources

    with tell_trouble():
        show_resources()


@pytest.fixture
def full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with all fake rows, hostile ones too."""
    publish_guide(use_home(tmp_path / "full", monkeypatch))
    return tmp_path / "full"


@pytest.mark.usefixtures("full")
def test_resources_stand_under_their_kind_the_most_wanted_first() -> None:
    page = run_page(run_resources)
    heads = list_heads(page)
    assert heads[:2] == ["Support groups (3)", "Read about NETs (8)"]
    assert "Choir of fakes (1)" in heads
    assert page.info[0].value == r"13 pages and groups\."
    html = read_html(page)
    assert "Show 3 more" in html
    for words in ("Named by GARD, NETRF", "The page is dated June 3, 2021", "Language: French, German",
                  "You need an account there.", "The link worked on November 20, 2026", "Many countries",
                  "The page refuses programs, so it could not be checked (checked November 20, 2026).",
                  "The address has not been checked yet."):  # fmt: skip
        assert words in html


@pytest.mark.usefixtures("full")
def test_a_dead_link_is_text_with_its_days_and_a_moved_one_leads_on() -> None:
    page = run_page(run_resources)
    html = read_html(page)
    assert "Dead link (checked November 20, 2026, last seen alive October 2, 2026)." in html
    assert "It used to be at https://gone.example.org/" in html
    links = list_links(page)
    assert [link for link in links if "gone.example.org" in link or "old.example.org" in link] == []
    assert "https://new.example.org/here" in links


@pytest.mark.usefixtures("full")
def test_hostile_rows_stay_text() -> None:
    page = run_page(run_resources)
    html = read_html(page)
    assert escape(HOSTILE) in html
    assert [link for link in list_links(page) if "hacked" in link] == []


@pytest.mark.usefixtures("full")
def test_the_address_asks_and_the_widgets_write_it() -> None:
    page = run_page(run_resources, country="France", kind="support_group")
    assert list_heads(page) == ["Support groups (2)"]
    assert page.multiselect(key="res_country").value == ["France"]
    page.multiselect(key="res_country").set_value([]).run()
    check_calm(page)
    assert "country" not in page.query_params
    assert list_heads(page) == ["Support groups (3)"]
    page.text_input(key="res_text").set_value("gone").run()
    assert page.query_params["text"] in ("gone", ["gone"])
    assert list_heads(page) == ["Support groups (1)"]
    page.multiselect(key="res_audience").set_value(["everyone"]).run()
    assert page.info[0].value == r"No page or group fits all of this\."
    page.button(key="res_clear").click().run()
    assert dict(page.query_params) == {}
    assert page.info[0].value == r"13 pages and groups\."


@pytest.mark.usefixtures("full")
def test_parts_of_a_link_that_mean_nothing_are_left_out_and_told() -> None:
    page = run_page(run_resources, country="Atlantis <b>", kind="support_group", color="red", text=["one", "two"])
    html = read_html(page)
    assert "Your link asks for country “Atlantis &lt;b&gt;”" in html
    assert "“color”" in html
    assert "Your link asks for text in a way" in html
    assert set(page.query_params) == {"kind", "text"}


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("text", [HOSTILE, "\x00", "x" * 5000, "'; DROP TABLE resources; --", "🙂", "%"])
def test_hostile_words_in_the_address_do_no_harm(text: str) -> None:
    run_page(run_resources, country=text, kind=text, audience=text, text=text)


def test_none_fits_none_known_and_could_not_look_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {}
    for name, ending in (("read", Ending.EMPTY), ("unread", Ending.UNAVAILABLE)):
        publish_guide(use_home(tmp_path / name, monkeypatch), resources=[], sources=make_outcomes(resource_list=ending))
        page = run_page(run_resources)
        said[name] = read_html(page) + "".join(info.value for info in page.info)
    publish_guide(use_home(tmp_path / "never", monkeypatch), resources=[], sources=make_outcomes())
    said["never"] = read_html(run_page(run_resources))
    assert "There are no pages or groups in this data" in said["read"]
    assert "could not look" not in said["read"]
    assert "We could not look for pages and groups" in said["unread"]
    assert "There are no pages" not in said["unread"]
    assert "No source of pages and groups has been read" in said["never"]


def test_a_lesser_source_that_failed_is_told_here_and_not_in_the_banner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = make_outcomes(resource_list=Ending.DATA, medlineplus=Ending.UNAVAILABLE)
    publish_guide(use_home(tmp_path / "part", monkeypatch), sources=outcomes)
    html = read_html(run_page(run_resources))
    banner = html.split("nf-banner", 1)[1].split("</section>", 1)[0]
    assert "MedlinePlus" not in banner
    assert "Could not be read: MedlinePlus." in html
    assert "So some pages and groups may be missing here or may be old." in html


def test_where_nobody_checked_a_link_it_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [make_resource(n, link_status="not_checked", checked_at=None, last_alive=None) for n in range(4)]
    publish_guide(use_home(tmp_path / "new", monkeypatch), resources=rows)
    html = read_html(run_page(run_resources))
    assert html.count("Nobody has checked yet") == 1
    assert "has not been checked yet" not in html


def test_without_a_snapshot_the_page_is_calm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_home(tmp_path / "empty", monkeypatch)
    assert run_page(run_resources).title[0].value == "There is no data yet"


@pytest.mark.parametrize(
    "address",
    ["", SCRIPT, "JaVaScRiPt:alert(1)", "data:text/html,x", "//evil.example.org", "ftp://example.org/x", "https://",
     "https://localhost/", "https://you@example.org/", "https://example.org/a b", 'https://example.org/"x', None,
     "https://[", "https://example.org/\u202egnp", "https://example.org/" + "x" * 3000, float("nan"), "/trial"],
)  # fmt: skip
def test_only_plain_pages_of_the_web_become_links(address: object) -> None:
    if address == "https://example.org/\u202egnp":  # the mark is dropped, so what is shown is what is opened
        assert check_web_address(address) == "https://example.org/gnp"
        return
    assert check_web_address(address) == ""
    assert link_page(address, "label") == "label"
    row = make_resource(1, url=address, final_url=address, link_status="moved")
    assert find_address(row) == ""
    assert "<a " not in render_resource(row, tell_unchecked=True)


def test_whose_page_it_is_stands_beside_the_link() -> None:
    assert write_host("https://www.Example.org:8443/a?b") == "example.org"
    assert "new.example.org" in render_resource(
        next(row for row in RESOURCES if row["link_status"] == "moved"), tell_unchecked=True
    )


@given(some.dictionaries(some.sampled_from(sorted(make_resource(1))), some.none() | some.text(max_size=60)))
def test_no_cell_whatever_it_holds_breaks_a_card(cells: dict[str, str | None]) -> None:
    html = render_resource(make_resource(1, **cells), tell_unchecked=True)
    assert html.startswith('<li class="nf-res-card">')
    assert html.count("<a ") <= 1
    assert "<script" not in html
