"""Settings that bound what is written, and what of them may never be told."""

import pytest

from finder.errors import SettingError
from finder.run_log import describe_settings
from finder.settings import Settings, load_settings

SECRET = "fake-secret-0123456789"


@pytest.mark.parametrize(
    ("variable", "value", "takes"),
    [
        ("NET_FINDER_KEEP_SNAPSHOTS", "1", "from 2 to 1000"),
        ("NET_FINDER_KEEP_SNAPSHOTS", "many", "from 2 to 1000"),
        ("NET_FINDER_KEEP_RUNS", "0", "from 1 to 100000"),
        ("NET_FINDER_KEEP_DAMAGED", "-1", "from 0 to 1000"),
        ("NET_FINDER_MAX_CACHE_MB", "0", "from 1 to 1000000"),
        ("NET_FINDER_MAX_CACHE_MB", "1.5", "from 1 to 1000000"),
        ("NET_FINDER_PROCESSES", "0", "from 1 to 32"),
        ("NET_FINDER_PROCESSES", "33", "from 1 to 32"),
        ("NET_FINDER_PROCESSES", "all", "from 1 to 32"),
    ],
)
def test_a_wrong_bound_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, takes: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingError) as caught:
        load_settings()
    assert f"{variable}='{value}' cannot be used. It takes a whole number {takes}." == str(caught.value)


@pytest.mark.parametrize(("cores", "processes"), [(None, 1), (1, 1), (2, 2), (64, 2)])
def test_the_dashboard_takes_two_processes_where_there_are_two_cores(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, processes: int
) -> None:
    monkeypatch.delenv("NET_FINDER_PROCESSES", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert Settings().processes == processes


@pytest.mark.parametrize("value", [f"ftp://example.org/{SECRET}", SECRET, f"https:///{SECRET}"])
def test_a_wrong_ping_address_is_refused_without_its_value(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("NET_FINDER_PING_URL", value)
    with pytest.raises(SettingError, match="NET_FINDER_PING_URL") as caught:
        load_settings()
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


def test_what_is_told_of_settings_has_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NET_FINDER_NCI_API_KEY", SECRET)
    monkeypatch.setenv("NET_FINDER_NCBI_API_KEY", "")
    settings = Settings(ping_url=f"https://ping.example/{SECRET}-ping", contact="desk@example.org")
    told = describe_settings(settings)
    assert (told["ping"], told["keys"], told["contact"]) == ("ping.example", ["NET_FINDER_NCI_API_KEY"], True)
    assert SECRET not in f"{told} {settings!r}"
    assert set(settings.list_secrets()) == {SECRET, f"{SECRET}-ping", f"https://ping.example/{SECRET}-ping"}


def test_a_source_is_wanted_where_neither_list_nor_wish_leaves_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings(sources="").is_wanted("gtr")
    assert not Settings(sources="enets, inca").is_wanted("gtr")
    assert not Settings(sources="").is_wanted("nppes", "NET_FINDER_NPPES")
    monkeypatch.setenv("NET_FINDER_NPPES", "1")
    assert Settings(sources="").is_wanted("nppes", "NET_FINDER_NPPES")
