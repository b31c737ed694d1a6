"""Lists for staff with a real browser: sort, choose columns, save both files and read them, share the address."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from e2e.browser import Dashboard, Visitor
from e2e.fakes import HOSTILE, HOSTILE_ID
from e2e.test_dashboard_in_browser import DARK, LEAST_CONTRAST, PHONE, SMALL_PHONE, choose
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SITES = (
    "/lists?near=Rochester%2C+MN&site=pancreas&rows=site&col=nct_id&col=title&col=facility&col=distance_km&col=status"
)
PLAIN = "Show the rows as a plain table"


def save(page: Page, link: str) -> tuple[str, bytes]:
    """Name and content of a file that a link gives."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def read_sheet(content: bytes, name: str) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows()]


def open_plain(visitor: Visitor, path: str) -> Page:
    page = visitor.open(path)
    page.get_by_text(PLAIN).click()
    page.locator(".nf-staff-plain table").wait_for()
    visitor.settle()
    return page


def test_both_files_hold_the_rows_on_the_screen_and_the_question(visitor: Visitor, dashboard: Dashboard) -> None:
    page = open_plain(visitor, SITES)
    on_screen = page.locator(".nf-staff-plain tbody th").all_inner_texts()
    csv_name, csv_file = save(page, "Save as CSV")
    excel_name, excel_file = save(page, "Save as Excel")
    assert (csv_name, excel_name) == ("net-sites-2026-11-19.csv", "net-sites-2026-11-19.xlsx")
    in_csv = list(csv.DictReader(io.StringIO(csv_file.decode("utf-8-sig"), newline="")))
    head, *in_excel = read_sheet(excel_file, "List")
    chosen = ["nct_id", "title", "facility", "distance_km", "status"]
    assert head == list(in_csv[0])[:5] == chosen
    assert [row["nct_id"] for row in in_csv] == [row[0] for row in in_excel] == on_screen
    assert len(on_screen) > 3
    assert [float(row["distance_km"]) for row in in_csv] == [row[3] for row in in_excel]
    asked = "Near: Rochester, MN. Where the tumor started: Pancreas. Status: Taking people now or soon."
    assert {row["question"] for row in in_csv} == {asked}
    about = {row[0]: row[1] for row in read_sheet(excel_file, "About this list")}
    assert about["Question"] == asked
    assert about["Data read"] == in_csv[0]["data_read"]
    assert "no medical advice" in about["Notice"]
    assert about["Address of this list"].startswith(f"{dashboard.url}/lists?near=Rochester")
    ran = dashboard.run_command("search", "--near", "Rochester, MN", "--site", "pancreas", "--rows", "site", "--json")
    assert ran.decode().count('"site_id"') == len(in_csv)
    hostile = next(row for row in in_excel if row[0] == HOSTILE_ID)
    assert hostile[1] == f"Hostile trial {HOSTILE}"


def test_the_address_inside_the_workbook_opens_the_same_list(visitor: Visitor, dashboard: Dashboard) -> None:
    page = open_plain(visitor, SITES)
    rows = page.locator(".nf-staff-plain tbody tr").all_inner_texts()
    shown = page.locator("[data-testid=stCode]").inner_text().strip()
    _, content = save(page, "Save as Excel")
    about = {row[0]: row[1] for row in read_sheet(content, "About this list")}
    assert about["Address of this list"] == shown
    again = open_plain(visitor, shown.removeprefix(dashboard.url))
    assert again.locator(".nf-staff-plain tbody tr").all_inner_texts() == rows


def test_a_choice_of_columns_goes_to_table_address_and_file(visitor: Visitor) -> None:
    page = visitor.open("/lists?col=nct_id")
    choose(visitor, "Columns", "Run by")
    page.wait_for_url("**col=nct_id&col=sponsor**")
    visitor.settle()
    _, content = save(page, "Save as Excel")
    assert read_sheet(content, "List")[0] == ["nct_id", "sponsor"]
    page.reload()
    visitor.settle()
    expect(page.get_by_role("button", name="Back to the usual columns")).to_be_visible()


def test_a_tap_on_a_head_sorts_the_table(visitor: Visitor) -> None:
    page = visitor.open("/lists?status=any&col=enrollment&col=title")
    grid = page.locator("[data-testid=stDataFrame]")
    cells = grid.locator("[role=gridcell][aria-colindex='1']")
    cells.first.wait_for(state="attached")
    before = cells.all_inner_texts()
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 20, box["y"] + 15)
    expect(cells.first).not_to_have_text(before[0])
    texts = cells.all_inner_texts()
    assert texts != before
    numbers = [float(text.replace(",", "")) for text in texts if text and text != "None"]
    assert numbers == sorted(numbers)


def test_hostile_records_do_nothing(visitor: Visitor) -> None:
    page = open_plain(visitor, "/lists?text=Hostile&col=nct_id&col=title&col=summary&col=interventions")
    assert page.evaluate("window.hacked") is None
    expect(page.locator(".nf-staff-plain img, .nf-staff-plain style, .nf-staff-plain script")).to_have_count(0)
    page.locator(".nf-staff-plain th a").first.click()
    page.wait_for_url(f"**/trial?nct={HOSTILE_ID}**")


def test_a_ready_question_opens_its_list(visitor: Visitor) -> None:
    page = visitor.open("/lists")
    page.get_by_text("Ready questions").click()
    page.get_by_role("link", name="PRRT trials that take people now").click()
    page.wait_for_url("**status=recruiting&treatment=radionuclide**")
    visitor.settle()
    assert "match" in visitor.count()


@pytest.mark.parametrize("visitor", [{}, PHONE, SMALL_PHONE], indirect=True)
def test_the_page_does_not_scroll_sideways_and_has_targets_to_tap(visitor: Visitor) -> None:
    page = open_plain(visitor, SITES)
    page.get_by_text("Ready questions").click()
    measure = "all => all.map(e => e.scrollWidth - e.clientWidth)"
    assert page.eval_on_selector_all("html, [data-testid=stMain]", measure) == [0, 0]
    small = "all => all.map(e => [e.getBoundingClientRect().height, e.innerText]).filter(([h]) => h && h < 24)"
    assert page.eval_on_selector_all(".nf-staff-ready a, .nf-staff-ready summary, .nf-staff-plain a", small) == []


@pytest.mark.parametrize("visitor", [{}, DARK], indirect=True)
def test_text_has_contrast_enough_and_headings_stand_in_order(visitor: Visitor) -> None:
    page = open_plain(visitor, SITES)
    assert page.evaluate(LEAST_CONTRAST) >= 4.5
    levels = page.eval_on_selector_all(
        "[data-testid=stMain] :is(h1,h2,h3,h4,h5,h6)", "all => all.map(e => Number(e.tagName[1]))"
    )
    assert levels == [1, 2, 3, 3, 3]


def test_the_plain_table_can_be_reached_and_moved_by_keyboard(visitor: Visitor) -> None:
    page = open_plain(visitor, SITES)
    region = page.get_by_role("region", name="The list")
    region.focus()
    expect(region).to_be_focused()
    expect(page.get_by_role("columnheader", name="Hospital or clinic").last).to_be_visible()
