"""Lists for staff: the question in the address, columns to choose, the plain table, both files, ready questions."""

import csv
import io
from datetime import date
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pandas as pd
import pytest
from e2e.fakes import HOSTILE, HOSTILE_ID, RICH_ID, make_site, make_trial, publish_fake
from guide_pages import check_calm, list_links, read_html, run_page, use_home
from streamlit.testing.v1 import AppTest

from dashboard.parts.ready_questions import load_ready_questions, read_data_day, write_ready_address
from dashboard.parts.staff_file import make_csv, make_excel
from dashboard.parts.staff_table import FIELDS, MOST_PLAIN, list_usual, render_plain_table, show_table, write_label
from dashboard.words import load_words
from finder.export.records import NOTICE
from finder.query.criteria import parse_criteria
from finder.settings import Settings
from finder.store.gazetteer import open_gazetteer

META = {"source": "clinicaltrials_gov", "published_at": "2026-11-20T06:00:00Z", "data_version": "2026-11-19"}
NEW_ID = "NCT80000001"


def run_staff() -> None:
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.staff import show_staff

    with tell_trouble():
        show_staff()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("staff")
    new = make_trial(80_000_001, status="RECRUITING", first_posted="2026-11-10", last_update_posted="2026-11-10")
    publish_fake(Settings(home=folder), extra=[new])
    open_gazetteer(Settings(home=folder)).close()
    return folder


@pytest.fixture(autouse=True)
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_home(home, monkeypatch)


def read_table(page: AppTest) -> pd.DataFrame:
    return page.dataframe[0].value


def read_count(page: AppTest) -> str:
    return page.info[0].value.replace("\\", "")


def asked_by(page: AppTest) -> dict[str, list[str]]:
    return {name: [value] if isinstance(value, str) else list(value) for name, value in page.query_params.items()}


def test_the_page_begins_with_open_trials_and_the_usual_columns() -> None:
    page = run_page(run_staff)
    table = read_table(page)
    assert list(table.columns) == list(list_usual("trial", near=False))
    assert read_count(page) == f"{len(table)} trials match. Trials made for these tumors come first."
    assert asked_by(page) == {}
    assert set(table["status"]) == {"Taking people now", "Opening soon"}
    assert "Phase 1 and 2" in set(table["phases"])
    assert f"https://clinicaltrials.gov/study/{RICH_ID}" in set(table["nct_id"])
    assert pd.api.types.is_numeric_dtype(table["sites_recruiting"])


def test_a_place_brings_the_distance_in_the_unit_of_the_place() -> None:
    page = run_page(run_staff, near="Boston, MA")
    assert "nearest_distance_km" in read_table(page)
    miles = read_table(page)["nearest_distance_km"].max()
    page.button_group(key="ask_unit").set_value("km").run()
    assert read_table(page)["nearest_distance_km"].max() == pytest.approx(miles * 1.609344, abs=0.2)
    assert "col" not in asked_by(check_calm(page))


def test_the_filters_are_those_of_the_find_page_and_write_the_address() -> None:
    page = run_page(run_staff)
    page.multiselect(key="ask_site").set_value(["lung"]).run()
    assert asked_by(page) == {"site": ["lung"]}
    assert set(read_table(page)["primary_sites"]) <= {"Lung", "Any place (no limit stated)"}
    assert "site=lung" in page.code[0].value


def test_columns_are_kept_in_the_address_as_codes_in_the_order_chosen() -> None:
    page = run_page(run_staff, col=["title", "nct_id", "sponsor"])
    assert list(read_table(page).columns) == ["title", "nct_id", "sponsor"]
    page.multiselect(key="staff_columns").set_value(["sponsor", "title"]).run()
    assert asked_by(page) == {"col": ["sponsor", "title"]}
    assert list(read_table(page).columns) == ["sponsor", "title"]
    page.multiselect(key="ask_site").set_value(["lung"]).run()
    assert asked_by(page) == {"site": ["lung"], "col": ["sponsor", "title"]}
    page.button(key="staff_to_usual").click().run()
    assert asked_by(page) == {"site": ["lung"]}
    assert list(read_table(page).columns) == list(list_usual("trial", near=False))


def test_no_column_at_all_means_the_usual_ones() -> None:
    page = run_page(run_staff, col=["title"])
    page.multiselect(key="staff_columns").set_value([]).run()
    assert asked_by(check_calm(page)) == {}
    assert len(read_table(page).columns) > 5


def test_rows_of_places_are_kept_in_the_address_and_have_columns_of_their_own() -> None:
    page = run_page(run_staff, col=["title", "sponsor"])
    page.button_group(key="staff_rows").set_value("site").run()
    assert asked_by(page) == {"rows": ["site"]}
    table = read_table(check_calm(page))
    assert list(table.columns) == list(list_usual("site", near=False))
    assert read_count(page).startswith(f"{len(table)} places. ")
    assert "Fake Clinic Boston" in set(table["facility"])
    again = run_page(run_staff, rows="site")
    assert read_table(again).equals(table)


def test_parts_of_a_link_that_mean_nothing_are_left_out_and_told() -> None:
    page = run_page(run_staff, rows="person<b>", col=["title", "<script>", "facility"], color="red")
    html = read_html(page)
    for words in ("rows “person&lt;b&gt;”", "column “&lt;script&gt;”", "column “facility”", "“color”"):
        assert words in html
    assert asked_by(page) == {"col": ["title"]}


def test_hostile_records_stay_text_in_table_and_plain_table() -> None:
    page = run_page(run_staff, col=["nct_id", "title", "summary", "interventions", "sponsor"], text="Hostile")
    assert HOSTILE[:40] in read_table(page)["title"][0]
    page.toggle(key="staff_plain").set_value(True).run()
    html = read_html(check_calm(page))
    assert escape(HOSTILE)[:200] in html
    assert f"trial?nct={HOSTILE_ID}&amp;text=Hostile" in html


def test_the_plain_table_takes_the_place_of_the_other_with_heads_a_caption_and_the_same_rows() -> None:
    page = run_page(run_staff, site="lung")
    assert "<table" not in read_html(page)
    rows = len(read_table(page))
    page.toggle(key="staff_plain").set_value(True).run()
    html = read_html(page)
    assert html.count('<th scope="col">') == len(list_usual("trial", near=False))
    assert html.count('<th scope="row">') == rows
    assert "<caption>All " in html
    assert not page.dataframe


def test_a_long_plain_table_is_cut_and_says_so() -> None:
    frame = pd.DataFrame([make_trial(number) for number in range(10_000_000, 10_000_150)])
    frame = frame.reindex(columns=list(FIELDS["trial"])).assign(summary="x " * 400)
    html = render_plain_table(frame, ["nct_id", "summary", "enrollment"], "trial", "km", [("site", "lung")])
    assert html.count('<th scope="row">') == MOST_PLAIN
    assert f"The first {MOST_PLAIN} of 150 rows" in html
    assert "x " * 200 not in html
    assert "<td>10,000,040</td>" in html


def test_what_is_new_counts_first_postings_and_says_where_it_does_not_know() -> None:
    page = run_page(run_staff, status="any")
    page.date_input(key="staff_since").set_value(date(2026, 11, 5)).run()
    assert asked_by(page) == {"status": ["any"], "updated-since": ["2026-11-05"]}
    count = read_count(check_calm(page))
    assert "1 of them was first posted since November 5, 2026." in count
    assert "this data does not say it." in count
    page.date_input(key="staff_since").set_value(date(2026, 11, 18)).run()
    assert "This data does not say when they were first posted." in read_count(page)
    page.date_input(key="staff_since").set_value(None).run()
    assert asked_by(page) == {"status": ["any"]}


@pytest.mark.parametrize("day", ["0001-01-01", "1950-01-01", "9999-12-31"])
def test_a_day_that_no_calendar_offers_does_no_harm(day: str) -> None:
    page = AppTest.from_function(run_staff, default_timeout=60)
    page.query_params["updated-since"] = day
    check_calm(page.run())
    assert asked_by(page) == {"updated-since": [day]}


def test_an_empty_list_says_why_and_offers_a_way_out() -> None:
    page = run_page(run_staff, country="Iceland", rows="site")
    assert read_count(page) == "No trial matches all of this."
    assert len(page.dataframe) == 0
    page.button(key="without_country").click().run()
    assert asked_by(page) == {"rows": ["site"]}
    assert len(read_table(page))


def test_an_unknown_place_still_shows_the_list() -> None:
    page = run_page(run_staff, near="Qqqqzzzz")
    assert "We do not know a place called" in read_html(page)
    assert len(read_table(page))


def make_rows() -> pd.DataFrame:
    frame = pd.DataFrame(
        [make_trial(10_000_001, title="=1+1"), make_trial(10_000_002, countries=["France", "Germany"])]
    )
    return frame.reindex(columns=list(FIELDS["trial"]))


def test_the_csv_holds_the_columns_then_source_question_time_and_notice() -> None:
    question = [("site", "lung"), ("status", "any")]
    content = make_csv(make_rows(), ["title", "countries", "source_url"], question, META)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert list(rows[0]) == ["title", "countries", "source_url", "source", "data_version", "fetched_at", "credit",
                             "warning", "question", "data_read", "notice"]  # fmt: skip
    assert rows[0]["title"] == "'=1+1"
    assert rows[1]["countries"] == "France | Germany"
    assert rows[1]["question"] == "Where the tumor started: Lung. Status: Any."
    assert rows[1]["data_read"] == "2026-11-20T06:00:00Z"
    assert rows[1]["notice"] == NOTICE
    assert "ClinicalTrials.gov" in rows[1]["credit"]


def test_the_workbook_holds_exactly_the_columns_and_says_the_rest_beside() -> None:
    content = make_excel(make_rows(), ["title", "countries"], [("site", "lung")], META, what="trials", link="lists?x=1")
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = [[cell.value for cell in row] for row in book["List"].iter_rows()]
    assert rows[0] == ["title", "countries"]
    assert (rows[1][0], rows[2][1]) == ("=1+1", "France | Germany")
    about = {row[0].value: row[1].value for row in book["About this list"].iter_rows()}
    assert about["Address of this list"] == "lists?x=1"
    assert about["Notice"] == NOTICE
    assert about["Question"].startswith("Where the tumor started: Lung.")
    assert "ClinicalTrials.gov" in about["Credit"]


@pytest.mark.parametrize("rows", ["trial", "site"])
def test_every_column_has_words_and_can_be_shown(rows: str) -> None:
    labels = [write_label(column, rows) for column in FIELDS[rows]]
    assert len(set(labels)) == len(labels)
    full = [make_trial(10_000_001)] if rows == "trial" else [make_site("NCT10000001", 0, 0, recruiting=True)]
    for cells in (full, [{}]):
        frame = pd.DataFrame(cells).reindex(columns=list(FIELDS[rows]))
        for unit in ("mi", "km"):
            shown = show_table(frame, FIELDS[rows], unit)
            assert list(shown.columns) == list(FIELDS[rows])
            assert "nan" not in {str(cell).casefold() for cell in shown.iloc[0] if not pd.isna(cell)}


def test_no_label_is_for_a_column_that_is_not_there() -> None:
    names = {name.split(".")[1] for name in load_words() if name.startswith(("staff_column.", "staff_site."))}
    assert names == {*FIELDS["trial"], *FIELDS["site"]}


@pytest.mark.parametrize("question", load_ready_questions(), ids=lambda question: question.title)
def test_a_ready_question_is_understood_and_leads_to_the_same_question(question) -> None:
    address = write_ready_address(question, date(2026, 11, 19))
    asked = parse_qs(urlsplit(address).query)
    rows = asked.pop("rows", ["trial"])
    assert rows in (["trial"], ["site"])
    criteria = parse_criteria(asked)
    assert criteria != parse_criteria({})
    assert bool(criteria.updated_since) == bool(question.updated_days)


def test_ready_questions_stand_as_links_and_count_from_the_day_of_the_data() -> None:
    page = run_page(run_staff)
    links = [link for link in list_links(page) if link.startswith("lists?")]
    assert len(links) == len(load_ready_questions()) >= 8
    assert any("updated-since=2026-10-20" in link for link in links)
    assert read_data_day({"published_at": "2026-11-20T06:00:00Z"}) == date(2026, 11, 20)
    assert read_data_day({}) is None


def test_an_open_ready_question_shows_its_list() -> None:
    page = run_page(run_staff, treatment="radionuclide", status="recruiting")
    assert len(read_table(page))
    assert set(read_table(page)["status"]) == {"Taking people now"}


def test_without_data_the_page_is_calm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_home(tmp_path / "empty", monkeypatch)
    page = run_page(run_staff)
    assert page.title[0].value == "There is no data yet"
    assert NEW_ID not in read_html(page)


def test_the_way_to_the_news_of_this_question_and_to_all_feeds() -> None:
    page = run_page(run_staff, site="pancreas", rows="site")
    links = list_links(page)
    assert "news?site=pancreas&status=open" in [address.replace("&amp;", "&") for address in links]
    assert "feeds/" in links
