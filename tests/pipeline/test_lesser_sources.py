"""All lesser sources in one refresh, on loopback: what they bring, and what each of their failures costs."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from refreshing import QUICK
from registry import Registry
from whole_world import serve_everything
from world import World

from finder.errors import QuestionError, SettingError
from finder.fetch.pages import open_page_session
from finder.outcome import Ending
from finder.pipeline import Report, readers, refresh
from finder.settings import Settings
from finder.sources import load_sources
from finder.store.reader import open_current

#: Answers bear the time at which they really came.
NOW = datetime.now(UTC).replace(microsecond=0)
LESSER = sorted(name for name, source in load_sources().items() if source.setting and source.reads != "trials")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Failures are the usual thing here, so nobody waits long between two tries."""
    monkeypatch.setattr(readers, "open_page_session", partial(open_page_session, patience=QUICK))


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with serve_everything(monkeypatch) as running:
        yield running


@pytest.fixture
def everything(world: World, make_settings: Callable[..., Settings]) -> Settings:
    return make_settings()


@pytest.fixture
def small_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with serve_everything(monkeypatch, only=["enets", "orphadata", "inca"]) as running:
        yield running


@pytest.fixture
def few(small_world: World, make_settings: Callable[..., Settings]) -> Settings:
    return make_settings()


def endings(report: Report) -> dict[str, Ending]:
    return {outcome.name: outcome.outcome for outcome in report.outcomes}


def test_every_source_is_read_into_its_table(everything: Settings) -> None:
    report = refresh(everything, now=NOW)
    assert {name: ending for name, ending in endings(report).items() if ending is not Ending.DATA} == {}
    assert set(endings(report)) == set(load_sources()) - {"starter"}
    reader = open_current(everything)
    assert {*LESSER} - {"link_check"} <= {
        *(str(cell) for name in ("listings", "resources", "genetic_tests", "diseases")
          for cell in reader.read_table(name)["source"].unique())
    }  # fmt: skip
    resources = reader.read_table("resources")
    listed = resources[resources["source"] == "resource_list"]
    assert set(listed["link_status"]) == {"alive"}
    assert listed["last_alive"].notna().all()
    centers = reader.read_table("centers")
    assert reader.read_table("listings")["center_id"].isin(set(centers["center_id"])).all()
    accredited = centers[centers["accreditation"].map(bool).astype(bool)]
    assert accredited["accreditation_year"].notna().all()


def test_a_young_source_is_not_asked_again_and_keeps_its_rows(everything: Settings, world: World) -> None:
    first = refresh(everything, now=NOW)
    asked = {name: len(site.seen) for name, site in world.sites.items()}
    second = refresh(everything, now=NOW + timedelta(hours=1))
    assert {name: len(site.seen) for name, site in world.sites.items()} == asked
    assert second.meta["counts"] == first.meta["counts"]
    assert {o.name: o.fetched_at for o in second.outcomes if o.name in LESSER} == {
        o.name: o.fetched_at for o in first.outcomes if o.name in LESSER
    }


@pytest.mark.parametrize(
    "fault",
    ["forbidden", "gone", "error", "down", "login", "redirects", "huge", "half", "empty", "changed", "html",
     "errors_in_200", "robots_forbid", "robots_error", "to_private", "to_ftp"],
)  # fmt: skip
def test_a_source_that_fails_keeps_its_last_rows_and_stops_no_other(
    few: Settings, small_world: World, fault: str
) -> None:
    first = refresh(few, now=NOW)
    before = open_current(few)
    site = small_world.sites["enets"]
    site.fault = fault
    few.response_cache.unlink()  # robots.txt is kept for a day
    later = NOW + timedelta(days=40)
    report = refresh(few, only=["enets"], now=later)
    outcome = next(outcome for outcome in report.outcomes if outcome.name == "enets")
    assert outcome.outcome is Ending.DEGRADED
    assert outcome.rows == next(o.rows for o in first.outcomes if o.name == "enets")
    assert outcome.fetched_at == next(o.fetched_at for o in first.outcomes if o.name == "enets")
    assert "enets.org" in outcome.message or "ENETS" in outcome.message
    after = open_current(few)
    for name in ("listings", "centers", "resources", "genetic_tests", "diseases"):
        assert after.read_table(name).equals(before.read_table(name)), name
    assert set(endings(report)) == set(endings(first))


@pytest.mark.parametrize("name", LESSER)
def test_a_source_that_was_never_there_is_unavailable(
    make_settings: Callable[..., Settings], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve_everything(monkeypatch, only=[name]) as world:
        for site in world.sites.values():
            site.fault = "down"
        report = refresh(make_settings(), now=NOW)
    outcome = next(outcome for outcome in report.outcomes if outcome.name == name)
    assert outcome.outcome is Ending.UNAVAILABLE
    assert (outcome.rows, outcome.fetched_at) == (0, None)
    assert any(load_sources()[name].title in message for message in report.messages)
    assert endings(report)["clinicaltrials_gov"] is Ending.DATA


def test_a_source_that_fails_is_asked_again_the_next_night(few: Settings, small_world: World) -> None:
    refresh(few, now=NOW)
    small_world.sites["enets"].fault = "gone"
    failed = refresh(few, only=["enets"], now=NOW + timedelta(days=40))
    small_world.sites["enets"].fault = "none"
    report = refresh(few, now=NOW + timedelta(days=41))
    assert endings(failed)["enets"] is Ending.DEGRADED
    assert endings(report)["enets"] is Ending.DATA


def test_a_dead_link_says_when_it_was_last_alive(
    make_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings(sources="clinicaltrials_gov,resource_list,link_check")
    with serve_everything(monkeypatch, only=["link_check"]) as world:
        refresh(settings, now=NOW)
        world.sites["www.nanets.net"].fault = "gone"
        refresh(settings, only=["link_check"], now=NOW + timedelta(days=30))
    rows = open_current(settings).read_table("resources").set_index("resource_id")
    dead = rows[rows["url"].str.contains("www.nanets.net")]
    assert set(dead["link_status"]) == {"gone"}
    assert dead["last_alive"].notna().all()
    assert (dead["last_alive"] <= dead["checked_at"].str.slice(0, 10)).all()


def test_a_source_that_is_read_on_wish_only(
    make_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve_everything(monkeypatch, only=["nppes"]) as world:
        monkeypatch.delenv("NET_FINDER_NPPES")
        settings = make_settings()
        assert "nppes" not in endings(refresh(settings, now=NOW))
        with pytest.raises(QuestionError, match="only on wish") as caught:
            refresh(settings, only=["nppes"], now=NOW)
        assert "NET_FINDER_NPPES" in caught.value.remedy
        assert world.sites["nppes"].seen == []


def test_the_setting_of_sources(make_settings: Callable[..., Settings], small_world: World) -> None:
    report = refresh(make_settings(sources="clinicaltrials_gov, enets"), now=NOW)
    assert set(endings(report)) == {"clinicaltrials_gov", "enets"}
    with pytest.raises(SettingError, match="wikipedia"):
        refresh(make_settings(sources="wikipedia"), now=NOW)


def test_names_of_one_institution_are_one_center_with_its_trials(few: Settings, registry: Registry) -> None:
    site = {"facility": "FAKE ENETS HOSPITAL 3", "city": "Madrid", "country": "Spain", "status": "RECRUITING"}
    registry.studies[0]["protocolSection"]["contactsLocationsModule"] = {"locations": [site]}
    refresh(few, now=NOW)
    centers = open_current(few).read_table("centers")
    (center,) = centers[centers["name"].str.casefold() == "fake enets hospital 3"].to_dict("records")
    assert (center["open_trials"], center["kind"], center["accreditation_year"]) == (1, "enets_coe", 2013)


def test_a_stopped_refresh_sends_no_further_request(
    make_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve_everything(monkeypatch, only=["enets", "gtr"]) as world:
        settings = make_settings(min_interval=0.2)

        def stop(label: str, done: int, total: int | None) -> None:
            if label == "Reading lists and pages" and world.sites["enets"].pages_asked():
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            refresh(settings, only=["enets", "gtr", "clinicaltrials_gov"], progress=stop, now=NOW)
        assert 0 < len(world.sites["gtr"].seen) < 12, "a whole reading takes more than fourteen"
        assert endings(refresh(make_settings(), now=NOW))["gtr"] is Ending.DATA
