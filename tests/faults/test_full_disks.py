"""The disk fills up at each stage of a refresh: told in one line, the last snapshot stands, and space mends it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.disks import BALLAST, make_ways, may_mount, mount_small_disk
from faults.processes import run_refresh
from faults.promises import list_published, read_whole, require_as_before, require_next_succeeds
from refreshing import build_places, build_published, list_files
from registry import Registry

from finder.settings import Settings


@pytest.fixture(params=["mounted", "limited"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "mounted" and not may_mount(tmp_path / "probe"):
        pytest.skip("no right to mount a disk here")
    return str(request.param)


@pytest.fixture
def home(way: str, tmp_path: Path, registry: Registry, small_walks: None) -> Iterator[Settings]:
    """A home with a snapshot of yesterday, on a disk of its own where the way is to mount one."""
    folder = tmp_path / "disk"
    settings = Settings(
        home=folder / "home", ctgov_url=registry.url, min_interval=0, sources="clinicaltrials_gov"
    )  # fmt: skip

    def furnish() -> Settings:
        settings.home.mkdir(parents=True)
        settings.gazetteer.symlink_to(build_places())
        shutil.copytree(build_published(), settings.snapshots)
        return settings

    if way == "limited":
        yield furnish()
    else:
        with mount_small_disk(folder, 16):
            yield furnish()


@pytest.mark.parametrize("stage", ["build", "sort", "verify", "publish"])
def test_a_disk_that_fills_up_leaves_the_last_snapshot(
    home: Settings, registry: Registry, tmp_path: Path, way: str, stage: str
) -> None:
    if (way, stage) == ("limited", "publish"):
        pytest.skip("the pointer is smaller than any limit that lets a process speak")
    before = list_files(home)
    ended = run_refresh(home, prepare=make_ways(tmp_path / "disk")[way](stage))
    assert ended.code == 3, ended.said
    full = f"The disk of the folder {home.snapshots} is full. Free some space"
    assert full in ended.said or (way == "limited" and "Check that the disk has space" in ended.said)
    assert "Traceback" not in ended.said
    require_as_before(home, before)
    (tmp_path / "disk" / BALLAST).unlink(missing_ok=True)
    require_next_succeeds(home, registry)


@pytest.mark.parametrize("stage", ["cache", "log"])
def test_a_disk_that_was_full_before_leaves_the_last_snapshot(
    home: Settings, registry: Registry, tmp_path: Path, way: str, stage: str
) -> None:
    before = list_files(home)
    ended = run_refresh(home, prepare=make_ways(tmp_path / "disk")[way](stage))
    assert ended.code == 3, ended.said
    assert "Traceback" not in ended.said
    assert "space" in ended.said
    require_as_before(home, before)
    (tmp_path / "disk" / BALLAST).unlink(missing_ok=True)
    require_next_succeeds(home, registry)


def test_a_disk_that_is_full_when_nothing_is_new(home: Settings, registry: Registry, tmp_path: Path, way: str) -> None:
    assert run_refresh(home).code == 0
    before = list_files(home)
    ended = run_refresh(home, prepare=make_ways(tmp_path / "disk")[way]("checked"))
    assert ended.code == (3 if way == "mounted" else 0), ended.said
    assert {name: content for name, content in list_published(home).items() if name != "checked"} == before
    read_whole(home)
    (tmp_path / "disk" / BALLAST).unlink(missing_ok=True)
    require_next_succeeds(home, registry)
