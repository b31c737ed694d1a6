"""Which snapshot is the current one: the table net_finder.versions, one row a published snapshot, one of them current.

Made by migrations/; asked at every click, so each question is one row over a small index.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    Engine,
    Identity,
    Integer,
    MetaData,
    Table,
    Text,
    select,
    update,
)
from sqlalchemy.exc import ProgrammingError

from finder.store.postgresql.server import tell_server_failures

#: The schema of what lasts; snapshots have schemas of their own.
SCHEMA = "net_finder"

VERSIONS = Table(
    "versions",
    MetaData(schema=SCHEMA),
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("published_at", DateTime(timezone=True), nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("program_version", Text, nullable=False),
    # Not JSONB, which forgets the order of keys.
    Column("meta", JSON, nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("checked_at", Text),
)


@dataclass(frozen=True)
class Version:
    """One published snapshot. `name` is that of its schema; `checked_at`: when nothing newer was found, UTC."""

    name: str
    published_at: datetime
    schema_version: int
    program_version: str
    meta: dict[str, Any]
    is_current: bool
    checked_at: str | None


_COLUMNS = tuple(VERSIONS.c[name] for name in Version.__dataclass_fields__)


def find_current(engine: Engine) -> str | None:
    """The name of the current version; None where there is none yet. Raises StoreError."""
    version = load_current(engine)
    return version.name if version else None


def load_current(engine: Engine) -> Version | None:
    """The current version; None where there is none yet. Raises StoreError."""
    with tell_server_failures(engine), engine.connect() as connection:
        return read_current(connection)


def read_current(connection: Connection) -> Version | None:
    """Like `load_current`, over an open connection. Raises what the driver raises."""
    try:
        row = connection.execute(select(*_COLUMNS).where(VERSIONS.c.is_current)).one_or_none()
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) in _NOT_YET:
            return None
        raise
    return Version(*row) if row else None


#: SQLSTATE of a table and a schema that are not there.
_NOT_YET = ("42P01", "3F000")


def list_versions(connection: Connection) -> list[Version]:
    """All versions in the order of their publication. Raises what the driver raises."""
    rows = connection.execute(select(*_COLUMNS).order_by(VERSIONS.c.number))
    return [Version(*row) for row in rows]


def write_checked(engine: Engine, name: str, checked_at: str) -> None:
    """Note the UTC time at which nothing newer was found than version `name`. Raises StoreError."""
    with tell_server_failures(engine), engine.begin() as connection:
        connection.execute(update(VERSIONS).where(VERSIONS.c.name == name).values(checked_at=checked_at))


def read_checked(engine: Engine, name: str) -> str | None:
    """The time that was last noted for a version; None where there is none. Raises StoreError."""
    with tell_server_failures(engine), engine.connect() as connection:
        return connection.execute(select(VERSIONS.c.checked_at).where(VERSIONS.c.name == name)).scalar()
