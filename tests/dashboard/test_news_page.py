"""What is new: changes day by day in plain words, of the trials that were asked for, and what none means."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from center_pages import asked_by, check_inert, open_home, open_page, read_info
from e2e.fakes import HOSTILE
from fake_snapshot import fake_site, fake_trial, publish_fake
from guide_pages import list_links, read_html
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard.parts.news_question import from_news, news_address, to_news
from finder.feeds import load_feeds, write_feeds
from finder.normalize.changes import KINDS
from finder.settings import Settings

NOW = datetime.now(UTC)
HOUSTON = "Fake Hospital 1, Houston, Texas, United States"
BERLIN = "Fake Hospital 2, Berlin, Germany"


def run_news() -> None:
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.news import show_news

    with tell_trouble():
        show_news()


def days_ago(days: float) -> str:
    return f"{NOW - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def tell(trial: int, kind: str, days: float = 1, before: str | None = None, after: str | None = None) -> dict[str, Any]:
    return {"at": days_ago(days), "nct_id": f"NCT{trial:08d}", "kind": kind, "before": before, "after": after}


CHANGES = [
    tell(1, "phases", 80, "PHASE1", "PHASE1 | PHASE2"),
    tell(1, "status", 20, "RECRUITING", "COMPLETED"),
    tell(9, "left", 5, "A trial that went", "Removed from the registry"),
    tell(2, "site_opened", 2, after=BERLIN),
    tell(2, "eligibility", 2, "10 characters", "12 characters"),
    tell(3, "new", 1, after="Fake trial 3"),
]


@pytest.fixture
def settings(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return open_home(tmp_path / "home", tmp_path_factory.getbasetemp(), monkeypatch)


def publish(settings: Settings, changes: list[dict[str, Any]], *, known_days: float | None = 400) -> None:
    trials = [
        fake_trial(1, status="COMPLETED"),
        fake_trial(2, primary_sites=["lung"], title=f"Lung {HOSTILE}"),
        fake_trial(3),
    ]
    berlin = {"city": "Berlin", "region": None, "country": "Germany", "country_code": "DE"}
    sites = [fake_site(1, 1), fake_site(2, 2, latitude=52.5, longitude=13.4, **berlin), fake_site(3, 3)]
    meta = {"published_at": days_ago(0), "data_version": days_ago(0)[:10]}
    if known_days is not None:
        meta["changes_since"] = days_ago(known_days)
    publish_fake(settings, trials, sites, changes=sorted(changes, key=lambda row: row["at"]), meta=meta)


@pytest.fixture
def world(settings: Settings) -> Settings:
    publish(settings, CHANGES)
    return settings


def read_changes(page: AppTest) -> list[str]:
    """The text of each change in display order."""
    html = read_html(page)
    days = re.findall(r'<section class="nf-text"><h3>.*?</section>', html, re.DOTALL)
    items = [item for day in days for item in re.findall(r"<li>(.*?)</li>", day, re.DOTALL)]
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", item)).split()) for item in items]


@pytest.mark.usefixtures("world")
def test_changes_stand_day_by_day_the_latest_first_in_plain_words() -> None:
    page = open_page(run_news)
    assert read_info(page).startswith("5 changes since ")
    new, place, rules, left, status = read_changes(page)
    assert new == "New in this list : Fake trial 3 NCT00000003 Status now: Taking people now."
    assert place.startswith("A place takes people now : Lung")
    assert place.endswith(BERLIN)
    assert rules.startswith("The text on who may join changed")
    assert "characters" not in rules
    assert left.startswith("Left this list : A trial that went NCT00000009")
    assert left.endswith("Removed from the registry")
    assert status.endswith("Before: Taking people now. Now: Finished.")
    heads = re.findall(r"<h3>([^<]+)</h3>", read_html(page))
    assert len(heads) == 4
    assert "Changes are known since" in read_html(page)


@pytest.mark.usefixtures("world")
def test_a_change_leads_to_its_trial_and_one_that_left_to_the_registry() -> None:
    links = [unescape(link) for link in list_links(open_page(run_news, site="lung"))]
    assert "trial?nct=NCT00000002&site=lung&status=any" in links
    links = [unescape(link) for link in list_links(open_page(run_news))]
    assert "https://clinicaltrials.gov/study/NCT00000009" in links
    assert not [link for link in links if link.startswith("trial?nct=NCT00000009")]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("days", "count"), [("7", 4), ("30", 5), ("90", 6)])
def test_looks_back_as_far_as_asked_and_keeps_it_in_the_address(days: str, count: int) -> None:
    page = open_page(run_news, since=days)
    assert len(read_changes(page)) == count
    assert asked_by(page) == ({} if days == "30" else {"since": [days]})
    again = check_inert(page.button_group(key="news_days").set_value("90").run())
    assert asked_by(again) == {"since": ["90"]}
    assert len(read_changes(again)) == 6


@pytest.mark.usefixtures("world")
def test_the_criteria_of_the_trials_keep_what_fits_and_say_what_cannot_be_told() -> None:
    page = open_page(run_news, country="Germany")
    assert [change.split(" : ")[0] for change in read_changes(page)] == [
        "A place takes people now",
        "The text on who may join changed",
    ]
    assert "1 trial left the list in this time" in read_html(page)
    assert asked_by(page) == {"country": ["Germany"]}


@pytest.mark.usefixtures("world")
def test_trials_that_closed_are_news_unless_only_open_ones_are_asked_for() -> None:
    page = open_page(run_news, site="pancreas")
    assert [change for change in read_changes(page) if "Finished" in change]
    assert asked_by(page) == {"site": ["pancreas"]}
    page = open_page(run_news, site="pancreas", status="open")
    assert [change for change in read_changes(page) if "Finished" in change] == []
    assert asked_by(page) == {"site": ["pancreas"], "status": ["open"]}
    page.session_state["ask_more"] = True
    page = check_inert(page.run())
    page = check_inert(page.multiselect(key="ask_status").set_value([]).run())
    assert asked_by(page) == {"site": ["pancreas"]}
    assert [change for change in read_changes(page) if "Finished" in change]


def test_none_none_known_and_not_known_for_all_the_time_are_told_apart(settings: Settings) -> None:
    publish(settings, [])
    page = open_page(run_news)
    assert read_info(page).startswith("No change is known since")
    assert "None means that we saw no change" in read_html(page)
    shutil.rmtree(settings.snapshots)
    publish(settings, [], known_days=None)
    page = open_page(run_news)
    assert "We do not know any changes yet" in read_info(page)
    assert "None means that we saw no change" not in read_html(page)
    shutil.rmtree(settings.snapshots)
    publish(settings, CHANGES, known_days=6)
    assert " only. We cannot tell what changed before" in read_html(open_page(run_news))


def test_many_changes_stand_on_pages_and_a_new_question_begins_at_the_first(settings: Settings) -> None:
    publish(settings, [tell(2, "site_opened", after=f"Fake place {number}") for number in range(60)])
    page = open_page(run_news, page="2")
    assert read_info(page).endswith("Here are 51 to 60.")
    assert len(read_changes(page)) == 10
    assert asked_by(page) == {"page": ["2"]}
    page = check_inert(page.multiselect(key="ask_site").set_value(["lung"]).run())
    assert asked_by(page) == {"site": ["lung"]}
    assert len(read_changes(open_page(run_news, page="99"))) == 10


def test_the_feeds_are_linked_where_they_were_written(world: Settings) -> None:
    assert not [link for link in list_links(open_page(run_news)) if link.endswith(".atom")]
    assert write_feeds(world) == []
    links = [link for link in list_links(open_page(run_news)) if link.endswith(".atom")]
    assert links == [f"feeds/{name}.atom" for name in load_feeds(world)]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("text", [HOSTILE, "x" * 200, "\x00", "'; DROP TABLE changes; --", "99999999999", "🙂"])
def test_hostile_words_in_the_address_do_no_harm(text: str) -> None:
    page = open_page(run_news, since=text, near=text, country=text, page=text, text=text, sort="updated")
    assert "since" not in asked_by(page)
    assert "sort" not in asked_by(page)


@pytest.mark.usefixtures("world")
def test_an_unknown_place_is_told_and_all_news_is_shown_meanwhile() -> None:
    page = open_page(run_news, near="Qqqqzzzz", within="10km")
    assert "We do not know a place called “Qqqqzzzz”" in read_html(page)
    assert len(read_changes(page)) == 5


def test_every_kind_has_its_words(settings: Settings) -> None:
    publish(settings, [tell(2, kind, 1, "one", "other") for kind in KINDS])
    told = {change.split(" : ")[0] for change in read_changes(open_page(run_news))}
    assert len(told) == len(KINDS)
    assert not [words for words in told if "changed" not in words and not words.startswith(("New", "Left", "A place"))]
    assert "The status changed" in told


def test_without_a_snapshot_the_page_is_calm(world: Settings) -> None:
    shutil.rmtree(world.snapshots)
    assert open_page(run_news).title[0].value == "There is no data yet"


@given(st.lists(st.sampled_from(["any", "open", "completed", "recruiting"]), max_size=3), st.booleans())
def test_an_address_of_news_means_the_same_when_it_is_read_again(status: list[str], with_site: bool) -> None:
    choices = {**({"site": ["lung"]} if with_site else {}), **({"status": status} if status else {})}
    assert from_news(to_news(choices)) == {**choices, "status": choices.get("status", ["open"])}


def test_a_link_to_the_news_asks_the_same_question_and_no_order() -> None:
    asked = {"site": ["pancreas"], "near": ["Lyon, France"], "sort": ["distance"]}
    read = parse_qs(urlsplit(news_address(asked)).query)
    assert read == {"site": ["pancreas"], "near": ["Lyon, France"], "status": ["open"]}
    assert from_news(read)["status"] == ["open"]
    assert news_address({"status": ["any"]}) == "news"
