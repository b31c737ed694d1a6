"""Each check names the thing, the numbers and the remedy, and stays silent where all is well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.check.tables import check_dates, check_keys, check_references, check_tables, check_values
from finder.check.yields import (
    check_bad_records,
    check_complete,
    check_maximum,
    check_minimum,
    check_replacement,
    check_share,
    compare_with_last,
)
from finder.errors import CheckError
from finder.sources import load_sources

REGISTRY = load_sources()["clinicaltrials_gov"]


def test_a_good_snapshot_passes() -> None:
    check_tables(rows={"trials": 10}, repeated={}, dangling={}, unknown={}, odd_dates={})


def test_faults_of_tables_are_named() -> None:
    with pytest.raises(CheckError, match="3 rows of the table trials") as caught:
        check_keys({"trials": 3})
    assert caught.value.remedy
    with pytest.raises(CheckError, match=r"2 rows .* sites\.nct_id"):
        check_references({"sites.nct_id": 2})
    with pytest.raises(CheckError, match=r"4 values of trials\.relevance .* maybe, perhaps"):
        check_values({"trials.relevance": {"perhaps": 1, "maybe": 3}})


def test_a_single_odd_date_does_not_stop_the_others() -> None:
    check_dates({"trials.start_day": 2}, {"trials": 100})
    with pytest.raises(CheckError, match=r"3 of 100 dates in trials\.start_day"):
        check_dates({"trials.start_day": 3}, {"trials": 100})


def test_minimum_and_maximum_of_the_declaration() -> None:
    check_minimum(REGISTRY, REGISTRY.minimum_rows)
    with pytest.raises(CheckError, match=r"ClinicalTrials\.gov gave 99 usable rows, and at least 100"):
        check_minimum(REGISTRY, 99)
    assert check_maximum(REGISTRY, REGISTRY.maximum_rows) == ""
    assert "20,001" in check_maximum(REGISTRY, 20_001)


@given(before=st.integers(0, 10_000), after=st.integers(0, 10_000))
def test_fewer_than_seventy_percent_is_refused_unless_told(before: int, after: int) -> None:
    check_share(before, after, accept_fewer=True)
    if after * 10 < before * 7:
        with pytest.raises(CheckError, match="fewer than 70%"):
            check_share(before, after, accept_fewer=False)
    else:
        check_share(before, after, accept_fewer=False)


def test_starter_data_does_not_replace_registry_data_unless_told() -> None:
    check_replacement("starter", "clinicaltrials_gov", "2026-11-20T00:00:00Z", accept_fewer=False)
    check_replacement("starter", "starter", "2026-11-20T00:00:00Z", accept_fewer=False)
    check_replacement("clinicaltrials_gov", "starter", "2026-11-20T00:00:00Z", accept_fewer=True)
    with pytest.raises(CheckError, match="read from the registry on 2026-11-20"):
        check_replacement("clinicaltrials_gov", "starter", "2026-11-20T00:00:00Z", accept_fewer=False)


def test_the_last_snapshot_is_compared_by_its_kind() -> None:
    last = {"source": "starter", "published_at": "2026-11-20T00:00:00Z", "counts": {"trials": 286}}
    compare_with_last(last, "clinicaltrials_gov", 120, accept_fewer=False)
    with pytest.raises(CheckError, match="120 trials and the last one 286"):
        compare_with_last(last, "starter", 120, accept_fewer=False)
    with pytest.raises(CheckError, match="starter data"):
        compare_with_last({**last, "source": "clinicaltrials_gov"}, "starter", 286, accept_fewer=False)


@pytest.mark.parametrize(("bad", "total", "refused"), [(0, 0, False), (2, 100, False), (3, 100, True), (1, 1, True)])
def test_more_than_two_percent_bad_records_are_refused(bad: int, total: int, refused: bool) -> None:
    if refused:
        with pytest.raises(CheckError, match="more than 2%"):
            check_bad_records(bad, total)
    else:
        check_bad_records(bad, total)


def test_lost_studies_are_refused() -> None:
    check_complete(10, 10)
    check_complete(11, 10)
    with pytest.raises(CheckError, match="10 studies were read and only 9"):
        check_complete(9, 10)
