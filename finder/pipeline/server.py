"""Where the store is a server that several machines share: a refresh goes on from what it has, and publishes there.

The snapshot is built and checked in a file of this machine all the same; see finder/store/postgresql. That is imported
only where a server is set.
"""

from dataclasses import dataclass, field
from pathlib import Path

from finder.errors import DamagedError, StoreError
from finder.events import note
from finder.settings import Settings
from finder.store.publish import place_snapshot


@dataclass(frozen=True)
class Last:
    """What a server had when a refresh began: the name of its current version ("" for none), and words about it."""

    name: str = ""
    messages: tuple[str, ...] = ()


def bring_last(settings: Settings) -> Last:
    """Make the current version of the server the current snapshot of this machine; nothing where none is set.

    Call under the lock of a refresh. Raises StoreError, SettingError: before anything is asked of the world.
    """
    if not settings.store_server:
        return Last()
    from finder.store.postgresql.migrate import migrate
    from finder.store.postgresql.restore import restore_version
    from finder.store.postgresql.server import describe_server, open_engine
    from finder.store.postgresql.versions import load_current

    engine = open_engine(settings.store_server)
    migrate(engine)
    version = load_current(engine)
    if version is None:
        return Last(messages=(f"This is the first snapshot of {describe_server(engine.url)}.",))
    try:
        restore_version(engine, version, settings.snapshots, keep=settings.keep_snapshots)
    except DamagedError as error:
        return Last(version.name, (f"{error.message} The new snapshot was not compared with it.",))
    return Last(version.name)


@dataclass
class Placed:
    """A published snapshot: its file on this machine, and words about it."""

    path: Path
    messages: list[str] = field(default_factory=list)


def publish_everywhere(settings: Settings, part: Path, name: str, last: Last) -> Placed:
    """Publish the finished file `part` under its name: first on the server where one is set, then on this machine.

    Raises StoreError, and BusyError where another machine published since `last`; then nothing is published anywhere.
    """
    if not settings.store_server:
        return Placed(place_snapshot(part, name, keep=settings.keep_snapshots))
    from finder.store.postgresql.migrate import list_lacking
    from finder.store.postgresql.publish import publish_snapshot
    from finder.store.postgresql.server import open_engine

    engine = open_engine(settings.store_server)
    publish_snapshot(engine, part, file_name=name, after=last.name, keep=settings.keep_snapshots)
    try:
        return Placed(place_snapshot(part, name, keep=settings.keep_snapshots), list_lacking(engine))
    except StoreError as error:
        # The server has it, and readers ask there; the next refresh brings it here.
        note("not_kept_here", message=str(error))
        return Placed(part.with_name(name), [f"The server has the new snapshot, but not this machine. {error.message}"])


def note_checked(settings: Settings, last: Last, checked_at: str) -> None:
    """Tell the server, where one is set, that nothing newer was found than its version. Raises StoreError."""
    if settings.store_server:
        from finder.store.postgresql.server import open_engine
        from finder.store.postgresql.versions import write_checked

        write_checked(open_engine(settings.store_server), last.name, checked_at)
