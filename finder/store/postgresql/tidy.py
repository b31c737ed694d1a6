"""Versions that are no longer needed go, without ever making a reader wait or fail."""

from sqlalchemy import Engine, delete, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import DropSchema

from finder.errors import FinderError
from finder.events import note
from finder.store.postgresql.server import tell_server_failures
from finder.store.postgresql.versions import VERSIONS, list_versions

#: How long to wait for readers of an old version; meanwhile new readers of it wait as well.
_PATIENCE = "200ms"


def drop_old(engine: Engine, *, keep: int) -> None:
    """Drop all versions but the last `keep`, of which the current one is always one; at least two stay.

    A page that was opened before the last publication may still read the one before. A version that is being read
    stays until the next time. Raises nothing: what is left costs space on the server and nothing else.
    """
    try:
        with tell_server_failures(engine), engine.connect() as connection:
            others = [version.name for version in list_versions(connection) if not version.is_current]
        for name in others[: -(max(keep, 2) - 1)]:
            _drop(engine, name)
    except FinderError as error:
        note("old_versions_left", message=str(error))


def _drop(engine: Engine, name: str) -> None:
    try:
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
            dropped = connection.execute(delete(VERSIONS).where(VERSIONS.c.name == name, ~VERSIONS.c.is_current))
            if dropped.rowcount:
                connection.execute(DropSchema(name, cascade=True))
    except DBAPIError as error:
        note("old_version_left", version=name, reason=type(error.orig).__name__)
