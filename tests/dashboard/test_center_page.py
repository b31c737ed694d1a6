"""One center: what each source says, its trials with whom to call, its people, and the way back."""

import shutil
from html import unescape
from pathlib import Path

import pytest
from center_pages import CLOSED, LUNG, OPEN, SCRIPT_LINK, make_center, open_home, open_page, publish_world, run_once
from e2e.fakes import HOSTILE, make_site, make_trial
from guide_pages import list_links, read_html

from finder.query.investigators import ORIGIN
from finder.settings import Settings


def run_center() -> None:
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.center import show_center

    with tell_trouble():
        show_center()


def run_trial() -> None:
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.trial import show_trial

    with tell_trouble():
        show_trial()


@pytest.fixture
def settings(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return open_home(tmp_path / "home", tmp_path_factory.getbasetemp(), monkeypatch)


@pytest.fixture
def world(settings: Settings) -> Settings:
    """A home with all fake centers."""
    publish_world(settings)
    return settings


@pytest.mark.usefixtures("world")
def test_each_source_speaks_for_itself() -> None:
    page = open_page(run_center, id="expert")
    html = unescape(read_html(page))
    assert [header.value for header in page.header] == [
        "How to reach it", "NET trials at this center", "Who leads trials here", "What each source says",
    ]  # fmt: skip
    says = html[html.index("The words are those of the source") :]
    first, second = says.split("<h3>")[1:]
    assert "ENETS CoE, seen in 2013" in first
    assert "“Fake Center expert, Lyon”" in first
    assert "November 20, 2026" in first
    assert "an old list" in first
    assert "ENETS" not in second
    assert "the center’s own page" in second
    assert "November 19, 2026" in second
    assert 'href="https://lists.example.org/page"' in second


@pytest.mark.usefixtures("world")
def test_open_trials_come_first_and_contacts_stand_with_their_trial_only() -> None:
    html = unescape(read_html(open_page(run_center, id="expert")))
    places = [html.index(f"trial?nct={number}") for number in (OPEN, CLOSED)]
    assert places == sorted(places)
    assert html.index(f"trial?nct={LUNG}") < places[1]
    assert "Takes people here now" in html
    assert "Not here now. The whole trial: Finished" in html
    assert html.count("tel:+15550100100") == 1
    assert f"mailto:nurse@example.org?subject=Question%20about%20trial%20{OPEN}" in html
    assert html.count("Fake Nurse") == html.count('class="nf-center-call"') == 1


@pytest.mark.usefixtures("world")
def test_people_stand_with_their_roles_and_the_origin_of_their_names() -> None:
    html = unescape(read_html(open_page(run_center, id="expert")))
    assert ORIGIN in html
    assert "Ann Fake" in html
    assert "Principal investigator: leads the study" in html
    assert "Study chair" in html


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("address", "way"),
    [
        ({}, "centers?"),
        ({"near": "Lyon", "kind": "enets_coe"}, "centers?near=Lyon&kind=enets_coe"),
        ({"from_": "people", "near": "Lyon", "name": "ann"}, "people?near=Lyon&name=ann"),
        ({"from_": "trial", "nct": OPEN, "near": "Lyon", "updated_since": "2026-01-01"},
         f"trial?nct={OPEN}&near=Lyon&updated-since=2026-01-01"),
        ({"from_": "https://bad.example.org", "near": "Lyon"}, "centers?near=Lyon"),
        ({"from_": "trial", "nct": SCRIPT_LINK}, "centers?"),
    ],
)  # fmt: skip
def test_the_way_back_leads_to_the_list_with_its_question(address: dict[str, str], way: str) -> None:
    assert unescape(list_links(open_page(run_center, id="expert", **address))[0]) == way


@pytest.mark.usefixtures("world")
def test_a_hostile_center_is_inert() -> None:
    page = open_page(run_center, id="hostile")
    html = unescape(read_html(page))
    assert HOSTILE[:40] in html
    assert [link for link in list_links(page) if "javascript" in link] == []


@pytest.mark.usefixtures("world")
def test_a_center_that_only_trials_name_says_so() -> None:
    html = read_html(open_page(run_center, id="trials"))
    assert "No list names it." in html
    assert "We know of no phone number and no page." in html


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("name", ["", "no-such-center", HOSTILE, "x" * 5000, "\x00", "' OR 1=1 --", "🙂"])
def test_an_unknown_center_gets_a_way_on(name: str) -> None:
    page = open_page(run_center, id=name)
    assert page.title[0].value == "We do not have this center"
    assert "centers" in list_links(page)
    assert len(read_html(page)) < 5000


@pytest.mark.usefixtures("world")
def test_the_page_of_a_trial_leads_to_the_centers_of_its_sites_and_back() -> None:
    here = {"nct": OPEN, "near": "Lyon, France"}
    assert f"center?id=expert&from=trial&nct={OPEN}&near=Lyon%2C+France" in list_trial_links(**here)
    way = "center?id=expert&from=people&near=Lyon%2C+France"
    assert list_trial_links(**here, center="expert", from_="people")[0] == way
    assert list_trial_links(**here, from_="centers")[0] == "centers?near=Lyon%2C+France"
    assert list_trial_links(**here)[0] == "./?near=Lyon%2C+France"


def list_trial_links(**address: str) -> list[str]:
    """Where the links of the page of a trial lead."""
    return [unescape(link) for link in list_links(run_once(run_trial, **address))]


def test_a_long_list_of_trials_opens_with_a_tap(settings: Settings) -> None:
    trials = [make_trial(10_000_200 + number, status="RECRUITING") for number in range(11)]
    sites = [make_site(trial["nct_id"], 0, 3, recruiting=True, center_id="busy") for trial in trials]
    publish_world(settings, trials=trials, sites=sites, centers=[make_center("busy")], listings=[], investigators=[])
    assert "Show 3 more" in read_html(open_page(run_center, id="busy"))


def test_without_a_snapshot_the_page_is_calm(world: Settings) -> None:
    shutil.rmtree(world.snapshots)
    assert open_page(run_center, id="expert").title[0].value == "There is no data yet"
