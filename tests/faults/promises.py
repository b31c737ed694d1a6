"""What must hold whatever happens: the last good snapshot can be read and is whole, and the next refresh succeeds."""

import sqlite3
from contextlib import closing
from datetime import datetime

from refreshing import list_files
from registry import Registry

from finder.pipeline import Report, refresh
from finder.settings import Settings
from finder.store.publish import PART_SUFFIX, list_snapshots, looks_whole
from finder.store.reader import Reader, open_current

Files = dict[str, bytes]


def read_whole(settings: Settings) -> Reader:
    """The current snapshot, proven sound and complete."""
    reader = open_current(settings)
    assert looks_whole(reader.path)
    with closing(sqlite3.connect(f"{reader.path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        counts = {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in reader.meta["counts"]}
        records = {row[0] for row in db.execute("SELECT nct_id FROM records")}
    assert counts == reader.meta["counts"]
    assert list_trials(settings) == records
    return reader


def list_trials(settings: Settings) -> set[str]:
    return set(open_current(settings).read_table("trials")["nct_id"])


def list_ids(registry: Registry) -> set[str]:
    """The identifiers of all studies that the registry has."""
    return {study["protocolSection"]["identificationModule"]["nctId"] for study in registry.studies}


def require_as_before(settings: Settings, before: Files) -> None:
    """Not one byte of what was published is different, and it can be read.

    A scrap of what was begun may lie beside it where there was no way to tidy up; the next refresh takes it away.
    """
    assert list_published(settings) == before
    read_whole(settings)


def list_published(settings: Settings) -> Files:
    """All files of the folder of snapshots but what was only begun."""
    return {name: content for name, content in list_files(settings).items() if not name.endswith(PART_SUFFIX)}


def require_no_scraps(settings: Settings) -> None:
    """Nothing lies in the folder of snapshots but what was published."""
    left = {path.name for path in settings.snapshots.iterdir()}
    assert left - {"current", "checked"} == {path.name for path in list_snapshots(settings.snapshots)}


def require_next_succeeds(settings: Settings, registry: Registry, now: datetime | None = None) -> Report:
    """The registry behaves again and has news: a refresh publishes all of it, and nothing is left of the fault."""
    registry.misbehave("none")
    year, rest = registry.version.split("-", 1)
    registry.version = f"{int(year) + 1}-{rest}"
    report = refresh(settings, now=now)
    assert report.published
    assert list_trials(settings) == list_ids(registry)
    read_whole(settings)
    require_no_scraps(settings)
    return report
