"""`refresh --all`: every study of the registry is kept, and the product's questions still find its own trials alone."""

from datetime import UTC, datetime, timedelta

import pytest
from refreshing import list_files
from registry import Registry, make_study

from finder.errors import CheckError, QuestionError
from finder.pipeline import refresh
from finder.query.centers import find_centers
from finder.query.criteria import parse_criteria
from finder.query.fit import sort_trials
from finder.query.nearby import CenterCriteria
from finder.query.person import Person
from finder.query.search import search
from finder.settings import Settings
from finder.store import packing
from finder.store.gazetteer import open_gazetteer
from finder.store.packed_snapshot import PackedSnapshot
from finder.store.reader import open_current

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ABOUT = 120


@pytest.fixture
def registry(registry: Registry) -> Registry:
    """Beside 120 fake studies about the disease, 80 that are not."""
    for number in range(1001, 1081):
        place = {"facility": "Fake Eye Clinic", "city": "Lyon", "country": "France"}
        study = make_study(number, "Cancer of the pancreas (fake)" if number % 2 else "Asthma (fake)")
        study["protocolSection"]["contactsLocationsModule"] = {"locations": [place]}
        study["protocolSection"]["armsInterventionsModule"] = {"interventions": [{"type": "DRUG", "name": "Cisplatin"}]}
        del study["derivedSection"]
        registry.studies.append(study)
    return registry


def list_found(settings: Settings, **words: list[str]) -> list[str]:
    with open_gazetteer(settings) as gazetteer:
        return search(open_current(settings), gazetteer, parse_criteria(words)).trials["nct_id"].tolist()


def test_every_study_is_kept_and_sorted(settings: Settings, registry: Registry) -> None:
    report = refresh(settings, whole=True, now=NOW)
    assert report.meta["counts"]["trials"] == len(registry.studies) == 200
    assert report.meta["scope"] == "whole registry"
    assert report.meta["left_out"] == {}
    assert not any("filter.advanced" in seen.params for seen in registry.seen)
    told = next(outcome for outcome in report.outcomes if outcome.name == "clinicaltrials_gov")
    assert told.message == "120 of 200 studies are about neuroendocrine tumors. The others are kept, too."
    trials = open_current(settings).read_table("trials").set_index("nct_id")
    assert trials["relevance"].value_counts().to_dict() == {"net_specific": 120, "other": 80}
    cancer, asthma = trials.loc["NCT00001001"], trials.loc["NCT00001002"]
    assert cancer["primary_sites"] == ["pancreas"]
    assert "chemotherapy: Cisplatin (intervention)" in cancer["matched"]
    assert (asthma["primary_sites"], asthma["treatments"]) == ([], ["chemotherapy"])


@pytest.mark.parametrize("packed_from", [1, 50_000])
def test_other_trials_are_shown_on_wish_alone(
    settings: Settings, registry: Registry, monkeypatch: pytest.MonkeyPatch, packed_from: int
) -> None:
    monkeypatch.setattr(packing, "PACKED_FROM", packed_from)
    refresh(settings, whole=True, now=NOW)
    reader = open_current(settings)
    assert isinstance(reader.snapshot, PackedSnapshot) == (packed_from == 1)
    assert len(list_found(settings)) == ABOUT
    assert list_found(settings, near=["Lyon"], within=["50km"]) == []
    assert len(list_found(settings, relevance=["other"], near=["Lyon"], within=["50km"])) == 80
    assert len(list_found(settings, relevance=["other", "net_specific", "net_included"])) == 200
    assert reader.read_trial("NCT00001001") is not None
    with open_gazetteer(settings) as gazetteer:
        centers = find_centers(reader, gazetteer, CenterCriteria()).centers
        assert "trial_site" not in set(centers["kind"]), "a place of other trials knows no tumors"
    sorting = sort_trials(reader, Person(age=50))
    assert len(sorting.fits) + len(sorting.ask) + len(sorting.ruled_out) == ABOUT


def test_what_was_asked_for_once_goes_on(settings: Settings, registry: Registry) -> None:
    refresh(settings, whole=True, now=NOW)
    registry.version = "2026-11-20T09:00:05"
    changed = [registry.studies[3], registry.studies[150]]
    for study in changed:
        study["protocolSection"]["statusModule"] = {
            "overallStatus": "COMPLETED", "lastUpdatePostDateStruct": {"date": "2026-11-20"},
        }  # fmt: skip
    asked = len(registry.seen)
    report = refresh(settings, now=LATER)
    assert report.messages == []
    assert (report.meta["scope"], report.meta["counts"]["trials"]) == ("whole registry", 200)
    whole = [seen for seen in registry.seen[asked:] if "StatusModule" in seen.params.get("fields", "")]
    assert {seen.params["filter.advanced"] for seen in whole} == {"AREA[LastUpdatePostDate]RANGE[2026-11-17,MAX]"}
    reader = open_current(settings)
    trials = reader.read_table("trials").set_index("nct_id")
    assert list(trials.index[trials["status"] == "COMPLETED"]) == ["NCT00000004", "NCT00001031"]
    news = reader.read_table("changes")[["nct_id", "kind"]].values.tolist()
    assert news == [["NCT00000004", "status"]], "news is about trials of the disease"


def test_back_to_the_disease_alone_and_the_way_there_are_no_news(settings: Settings, registry: Registry) -> None:
    refresh(settings, now=NOW)
    small = open_current(settings).read_table("trials")
    refresh(settings, whole=True, now=LATER)
    asked = len(registry.seen)
    report = refresh(settings, whole=False, now=NOW + timedelta(hours=2))
    assert "scope" not in report.meta
    assert not any("filter.ids" in seen.params for seen in registry.seen[asked:])
    reader = open_current(settings)
    assert reader.read_table("changes").empty
    assert report.meta["changes_since"] == "2026-11-20T14:00:00Z"
    assert reader.read_table("trials").drop(columns="fetched_at").equals(small.drop(columns="fetched_at"))


def test_a_whole_walk_that_lost_most_studies_is_not_published(settings: Settings, registry: Registry) -> None:
    refresh(settings, whole=True, now=NOW)
    before = list_files(settings)
    registry.version = "2026-11-20T09:00:05"
    del registry.studies[100:]
    with pytest.raises(CheckError, match="fewer than 70%"):
        refresh(settings, full=True, now=LATER)
    assert list_files(settings) == before


def test_the_whole_registry_without_the_registry_is_refused(settings: Settings) -> None:
    with pytest.raises(QuestionError, match="not read"):
        refresh(settings, only=["starter_centers"], whole=True)


def test_the_small_list_knows_of_no_scope(settings: Settings, registry: Registry) -> None:
    report = refresh(settings, now=NOW)
    assert "scope" not in report.meta
    assert report.meta["counts"]["trials"] == ABOUT
    assert all(seen.params.get("filter.advanced") for seen in registry.seen if seen.path.endswith("/studies"))
