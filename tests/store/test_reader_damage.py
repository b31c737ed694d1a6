"""A snapshot that cannot be read is told in one sentence, with what to do."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_snapshot import fake_trial, publish_fake

from finder.errors import DamagedError
from finder.schema import SCHEMA_VERSION
from finder.settings import Settings
from finder.store.question import Question
from finder.store.reader import Reader, open_current, open_file

ALL = Question()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole snapshot, to be copied and broken."""
    return publish_fake(Settings(home=tmp_path_factory.mktemp("good")), [fake_trial(1), fake_trial(2)])


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5000])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def scribble(path: Path) -> None:
    path.write_bytes(b"<html>Sign in to the network</html>" * 1000)


def break_header(path: Path) -> None:
    path.write_bytes(b"\0" * 100 + path.read_bytes()[100:])


def break_pages(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:100] + os.urandom(len(content) - 100))


def make_foreign(path: Path) -> None:
    path.unlink()
    change(path, "CREATE TABLE photos (name)")


def make_newer(path: Path) -> None:
    change(path, f"UPDATE meta SET value = '{SCHEMA_VERSION + 1}' WHERE key = 'schema_version'")


def make_much_newer(path: Path) -> None:
    change(path, "DROP TABLE facets")
    make_newer(path)


def make_older(path: Path) -> None:
    change(path, "UPDATE meta SET value = '0' WHERE key = 'schema_version'")


def forget_version(path: Path) -> None:
    change(path, "DELETE FROM meta WHERE key = 'schema_version'")


def break_meta(path: Path) -> None:
    change(path, "UPDATE meta SET value = '{' WHERE key = 'source'")


def drop_table(path: Path) -> None:
    change(path, "DROP TABLE centers")


def change(path: Path, sql: str) -> None:
    db = sqlite3.connect(path)
    with db:
        db.execute(sql)
    db.close()


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (cut, "damaged or cut off"),
        (empty, "damaged or cut off"),
        (scribble, "damaged or cut off"),
        (break_header, "damaged or cut off"),
        (break_pages, "damaged|cannot be read"),
        (make_foreign, "no snapshot of this program"),
        (make_newer, "newer version"),
        (make_much_newer, "newer version"),
        (make_older, "older version"),
        (forget_version, "older version"),
        (break_meta, "cannot be read"),
        (drop_table, "no snapshot of this program"),
        (Path.unlink, "damaged or cut off"),
    ],
)
def test_a_bad_file_is_told(good: Path, tmp_path: Path, harm: Callable[[Path], None], says: str) -> None:
    copy = tmp_path / "copy.sqlite"
    shutil.copyfile(good, copy)
    harm(copy)
    with pytest.raises(DamagedError, match=says) as caught:
        open_file(copy)
    assert "net-finder refresh" in caught.value.remedy
    assert "copy.sqlite" in caught.value.message
    assert caught.value.exit_code == 5


def read_everything(reader: Reader) -> None:
    reader.find_trials(ALL)
    reader.find_trials(Question(texts=("fake",)))
    reader.count_facets(ALL)


def test_damage_inside_is_told_at_the_question(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    path = publish_fake(settings, [fake_trial(n, summary="fake " * 500) for n in range(1, 200)])
    reader = open_current(settings)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 4)
        file.write(os.urandom(path.stat().st_size // 2))
    with pytest.raises(DamagedError, match="cannot be read"):
        read_everything(reader)


def test_a_list_cell_that_holds_no_list_is_damage(good: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    shutil.copyfile(good, copy)
    change(copy, "UPDATE trials SET phases = '[1], [2]' WHERE nct_id = 'NCT00000001'")
    with pytest.raises(DamagedError, match="no lists"):
        open_file(copy).find_trials(ALL)
    with pytest.raises(DamagedError):
        open_file(copy).read_trial("NCT00000001")
