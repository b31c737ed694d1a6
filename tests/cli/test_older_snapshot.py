"""Commands and the start of the dashboard over a snapshot of an older or newer schema: answers, or one sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from old_snapshot import publish_version_2
from registry import make_study
from streamlit.testing.v1 import AppTest

import dashboard
from finder.cli.dashboard import prepare_snapshot
from finder.errors import DamagedError
from finder.schema import SCHEMA_VERSION
from finder.settings import Settings, load_settings

OLDER = "An older version of this program made it; 'net-finder refresh' adds what it did not know."


@pytest.fixture
def publish_old(tmp_path: Path) -> Callable[[int], Settings]:
    def publish(version: int) -> Settings:
        settings = Settings(home=tmp_path / "old")
        publish_version_2(settings.snapshots, [make_study(number) for number in range(1, 6)], version=version)
        return settings

    return publish


@pytest.mark.parametrize(
    "words",
    [
        ["search", "--near", "Houston, TX", "--within", "100mi"],
        ["search", "--text", "fake study 3", "--format", "csv"],
        ["show", "NCT00000001"],
        ["fit", "--site", "pancreas"],
        ["changes", "--since", "2026-01-01"],
        ["centers", "--near", "Houston, TX", "--within", "100mi"],
        ["investigators"],
        ["resources"],
        ["genetic-tests"],
        ["sources"],
        ["status"],
        ["doctor"],
        ["export", "lists"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_every_command_reads_an_older_one(
    call: Callable[..., Any],
    publish_old: Callable[[int], Settings],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: list[str],
) -> None:
    settings = publish_old(2)
    monkeypatch.chdir(tmp_path)
    ran = call(*words, env={"NET_FINDER_HOME": str(settings.home)})
    assert ran.code == 0, ran.err
    assert "Traceback" not in ran.err
    if "csv" not in words:
        assert OLDER in ran.out + ran.err


@pytest.mark.parametrize(
    ("version", "remedy"), [(1, "Run 'net-finder refresh'"), (SCHEMA_VERSION + 1, "Update this program")]
)
def test_one_that_cannot_be_read_is_one_sentence(
    call: Callable[..., Any], publish_old: Callable[[int], Settings], version: int, remedy: str
) -> None:
    settings = publish_old(version)
    env = {"NET_FINDER_HOME": str(settings.home)}
    for words in (["search"], ["status"], ["sources"], ["dashboard", "--port", "8765"]):
        ran = call(*words, env=env)
        assert (ran.code, ran.out) == (5, "")
        assert len(ran.err.splitlines()) == 1
        assert remedy in ran.err
    with pytest.raises(DamagedError):
        prepare_snapshot(settings)


def test_the_dashboard_starts_with_an_older_one_and_says_what_to_do(
    publish_old: Callable[[int], Settings], capsys: pytest.CaptureFixture[str]
) -> None:
    prepare_snapshot(publish_old(2))
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert said[0].endswith(OLDER)


def test_a_refresh_makes_one_of_ours(call: Callable[..., Any], publish_old: Callable[[int], Settings]) -> None:
    settings = publish_old(2)
    env = {"NET_FINDER_HOME": str(settings.home)}
    ran = call("refresh", "--source", "resource_list", "--json", env=env)
    assert ran.code == 0, ran.err
    report = json.loads(call("status", "--json", env=env).out)
    assert (report["schema_version"], report["counts"]["trials"]) == (SCHEMA_VERSION, 5)
    assert OLDER not in report["credit"]


def test_the_first_page_is_drawn_from_an_older_one(
    publish_old: Callable[[int], Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NET_FINDER_HOME", str(publish_old(2).home))
    load_settings.cache_clear()
    page = AppTest.from_file(str(Path(dashboard.__file__).parent / "app.py"), default_timeout=120).run()
    load_settings.cache_clear()
    assert not page.exception
    assert any("Fake study 3" in block.proto.body for block in page.get("html"))
