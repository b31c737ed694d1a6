"""The way to a PostgreSQL server, and what it says when it fails: one sentence that never holds user or password."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import psycopg
from alembic.util import CommandError
from psycopg import errors
from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from finder.errors import BusyError, DamagedError, DiskFullError, SettingError, StoreError

#: Asked of the server where the address says nothing else. Names: PostgreSQL's documentation, libpq, 34.1.2.
_DEFAULTS = {
    "application_name": "net-finder",
    "connect_timeout": "5",
    # Measured: at the server's defaults the index of texts is passed over, and compiling costs more than it gives.
    "options": "-c random_page_cost=1.1 -c jit=off -c plan_cache_mode=force_custom_plan",
}
_SETTING = "Check that the server runs, and the address in NET_FINDER_STORE."


@cache
def open_engine(address: str) -> Engine:
    """The connections to one server, shared by all threads of the process. Asks nothing yet. Raises SettingError.

    `address`: postgresql://user:password@host:port/database, with libpq's options as its query.
    """
    try:
        url = make_url(address)
        url = url.set(drivername="postgresql+psycopg", query={**_DEFAULTS, **url.query})
        # A password with a sign of addresses in it would be taken for host and database, and shown as such.
        if not any(sign in f"{url.host}{url.database}" for sign in "@/"):
            return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ValueError):
        pass
    raise SettingError(
        "NET_FINDER_STORE=... cannot be used.",
        remedy="It takes postgresql://user:password@host/database, with %40 for @, %2F for / in the password.",
    )


def describe_server(url: URL) -> str:
    """Host and database for eyes: never the user, never the password."""
    port = f":{url.port}" if url.port else ""
    return f"PostgreSQL at {url.host}{port}, database {url.database or 'of that user'}"


@contextmanager
def tell_server_failures(engine: Engine, snapshot: str = "") -> Iterator[None]:
    """Turn every failure of the server in the block into StoreError, BusyError or DamagedError.

    `snapshot` names the version that is read: where a table of it is missing or odd, it is the one that is damaged.
    """
    try:
        yield
    except (SQLAlchemyError, psycopg.Error, CommandError) as error:
        failure = explain_server_failure(error, describe_server(engine.url), snapshot)
        # The failure of the driver names the user, and its statement may hold anything.
        raise failure from None


def explain_server_failure(error: Exception, server: str, snapshot: str = "") -> StoreError | BusyError:
    """The failure that names server and remedy; only sentences of our own, because those of a server name users."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    match cause:
        case errors.DiskFull():
            return DiskFullError(f"The disk of {server} is full.", remedy="Free some space there.")
        case errors.InsufficientPrivilege():
            return StoreError(
                f"{server} does not let this user do that.",
                remedy="A refresh needs the right to create schemas in the database (GRANT CREATE ON DATABASE).",
            )
        case errors.LockNotAvailable():
            return BusyError(f"Another refresh is publishing to {server}.", remedy="Wait until it has ended.")
        case errors.UndefinedTable() | errors.UndefinedColumn() | errors.InvalidSchemaName() if snapshot:
            return DamagedError(
                f"The snapshot {snapshot} of {server} cannot be read.",
                remedy="Run 'net-finder refresh' to make a new one.",
            )
    if isinstance(cause, psycopg.OperationalError):
        return _explain_connection(cause, server)
    if isinstance(cause, psycopg.ProgrammingError) and not cause.sqlstate:
        return StoreError(f"{server} cannot be asked: its address has an option that is none.", remedy=_SETTING)
    code = getattr(cause, "sqlstate", None)
    said = f"{type(cause).__name__}, {code}" if code else type(cause).__name__
    return StoreError(f"{server} could not do what it was asked ({said}).", remedy="Look into the log of that server.")


def _explain_connection(error: psycopg.OperationalError, server: str) -> StoreError:
    if error.sqlstate:
        return StoreError(
            f"The connection to {server} was lost ({type(error).__name__}).", remedy="Wait a moment, then try again."
        )
    # A refused connection has no code, only words, and those of the server may be in any language.
    said = str(error).lower()
    for words, problem, remedy in _REFUSED:
        if any(word in said for word in words):
            return StoreError(f"{server} {problem}.", remedy=remedy)
    return StoreError(f"{server} cannot be reached.", remedy=_SETTING)


_REFUSED = (
    (("ssl", "tls"), "does not encrypt as the address asks", _SETTING),
    (("authentication", "password", 'role "'), "refuses this user or password", "Check both in NET_FINDER_STORE."),
    (("does not exist",), "does not exist", "Create the database, or correct its name in NET_FINDER_STORE."),
    (("permission denied",), "does not let this user in", "Give it the right to connect (GRANT CONNECT ON DATABASE)."),
    (("translate host name", "resolve", "not known"), "cannot be found: no such host", _SETTING),
    (("timeout",), "does not answer", _SETTING),
    (("starting up", "shutting down", "recovery"), "is starting or stopping", "Wait a moment, then try again."),
    (("too many", "remaining connection"), "has no connection left", "Raise max_connections there, or wait."),
)


def find_extensions(connection: Connection) -> dict[str, str]:
    """The extensions that the database has, each with the schema that holds its functions."""
    rows = connection.execute(
        text("SELECT e.extname, n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace")
    )
    return {str(name): str(schema) for name, schema in rows}
