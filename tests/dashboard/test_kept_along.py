"""The short list goes along: no page loses it, no link leaves it behind, and one that was emptied stays empty."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
import streamlit as st
from app_pages import open_app, turn_to
from e2e.fakes import HOSTILE, HOSTILE_ID, RICH_ID, SILENT_ID
from hypothesis import example, given
from hypothesis import strategies as some
from way_pages import check_calm, find_keep, follow, list_trials, make_home, read_address, read_html, use_home

from dashboard import kept_along
from dashboard.kept_along import hand_on_kept
from dashboard.parts.link_notes import TAKES

KEPT = [RICH_ID, SILENT_ID]
PAIRS = [("keep", nct_id) for nct_id in KEPT]
TEXTS = some.text(some.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12)
#: What a page needs beside the list to show anything.
NEEDS = {"trial": {"nct": [HOSTILE_ID]}, "compare": {"nct": KEPT}, "print": {"nct": KEPT}}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def _served(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use_home(home, monkeypatch)
    yield
    st.cache_resource.clear()


@contextmanager
def keeping(numbers: list[str]) -> Iterator[None]:
    token = kept_along._kept.set(tuple(numbers))
    yield
    kept_along._kept.reset(token)


def list_own_links(html: str) -> list[str]:
    """Links to other pages of the dashboard, but for files, and for the sheets and the table, which name their own
    trials."""
    links = [address.replace("&amp;", "&") for address in re.findall(r'<a[^>]* href="([^"]*)"', html)]
    own = [address for address in links if not urlsplit(address).scheme and not address.startswith("#")]
    pages = [address for address in own if not address.startswith("files/")]
    others = [address for address in pages if urlsplit(address).path not in ("print", "compare", "feeds/")]
    # The link of a card that changes the list is no link to another page.
    changes = {address.replace("&amp;", "&") for address in re.findall(r'data-nf-stays href="([^"]*)"', html)}
    return [address for address in others if address not in changes]


@pytest.mark.usefixtures("_served")
@pytest.mark.parametrize("page", sorted(TAKES))
def test_every_page_keeps_the_list_and_hands_it_on(page: str) -> None:
    shown = check_calm(open_app(page, {**NEEDS.get(page, {}), "keep": KEPT}).run())
    assert read_address(shown)["keep"] == KEPT
    html = read_html(shown)
    assert "does not use" not in html
    links = list_own_links(html)
    assert len(links) >= 2
    assert [link for link in links if parse_qs(urlsplit(link).query).get("keep") != KEPT] == []


@pytest.mark.usefixtures("_served")
def test_a_choice_keeps_the_list_in_the_address() -> None:
    page = open_app("centers", {"keep": KEPT}).run()
    page = check_calm(page.multiselect(key="centers_kind").set_value(["net_program"]).run())
    assert read_address(page) == {"kind": ["net_program"], "keep": KEPT}


@pytest.mark.usefixtures("_served")
def test_a_link_at_the_top_drops_the_address_and_not_the_list() -> None:
    page = open_app("", {"site": ["pancreas"], "keep": [RICH_ID]}).run()
    for path in ("centers", "glossary", "news", ""):
        page.query_params.clear()
        page = check_calm(turn_to(page, path).run())
        assert read_address(page)["keep"] == [RICH_ID], path
    assert "Your short list (1)" in read_html(page)


@pytest.mark.usefixtures("_served")
@pytest.mark.parametrize(("path", "stays"), [("", False), ("trial", False), ("centers", True), ("about", True)])
def test_an_address_that_lost_the_list_emptied_it_only_where_it_can_be_emptied(path: str, stays: bool) -> None:
    page = open_app(path, {**NEEDS.get(path, {}), "keep": KEPT}).run()
    del page.query_params["keep"]
    page = check_calm(page.run())
    assert read_address(page).get("keep", []) == (KEPT if stays else [])


@pytest.mark.usefixtures("_served")
def test_a_list_that_was_emptied_stays_empty() -> None:
    page = open_app().run()
    first = list_trials(page)[0]
    page = follow(page, find_keep(page, first))
    page.query_params.clear()
    page = turn_to(page, "centers").run()
    assert read_address(page)["keep"] == [first]
    page.query_params.clear()
    page = turn_to(page, "").run()
    page = follow(page, find_keep(page, first))
    assert read_address(page) == {}
    page = check_calm(turn_to(page, "centers").run())
    assert "keep" not in read_address(page)
    assert [address for address in list_own_links(read_html(page)) if "keep=" in address] == []


@pytest.mark.usefixtures("_served")
def test_a_number_that_cannot_be_kept_is_told_and_not_handed_on() -> None:
    page = check_calm(open_app("centers", {"keep": [RICH_ID, HOSTILE]}).run())
    assert "is not a trial number" in read_html(page)
    assert read_address(page) == {"keep": [RICH_ID]}


@given(some.lists(some.tuples(TEXTS, TEXTS), max_size=4), some.sampled_from(["", "trial", "./", "centers"]))
@example([("keep", "NCT00000001")], "trial")
def test_a_link_keeps_all_it_had_and_a_list_of_its_own(pairs: list[tuple[str, str]], path: str) -> None:
    address = f"{path}?{urlencode(pairs)}"
    with keeping(KEPT):
        handed = hand_on_kept(address)
        assert hand_on_kept(handed) == handed
    read = parse_qsl(urlsplit(handed).query, keep_blank_values=True)
    names_own = any(name == "keep" for name, _ in pairs)
    assert read == ([*pairs] if names_own or address == "?" else [*pairs, *PAIRS])
    assert urlsplit(handed).path == urlsplit(address).path


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/?keep=x", "mailto:a@example.org", "tel:+15550100", "#part", "", "print?nct=NCT00000001",
        "./compare?nct=NCT00000001&nct=NCT00000002",
    ],
)  # fmt: skip
def test_an_address_of_others_and_one_that_decides_stay(address: str) -> None:
    with keeping(KEPT):
        assert hand_on_kept(address) == address
