"""Databases of their own on a real PostgreSQL server, for tests; NET_FINDER_TEST_POSTGRESQL says where one is.

Its user must be allowed to create databases and roles. Without such a server, tests that need one are skipped by name.
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

psycopg = pytest.importorskip("psycopg", reason="the packages for PostgreSQL are not installed")

ADDRESS = os.environ.get("NET_FINDER_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")
OWN_PASSWORD = "fake-pass-word-1234"
HOST = urlsplit(ADDRESS).netloc.rpartition("@")[2]


@cache
def is_served() -> bool:
    """Whether a server answers."""
    try:
        psycopg.connect(ADDRESS, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def need_server() -> None:
    """Skip the test where there is no server."""
    if not is_served():
        pytest.skip(f"no PostgreSQL server answers at {HOST}, see NET_FINDER_TEST_POSTGRESQL")


@contextmanager
def open_database() -> Iterator[str]:
    """The address of a new, empty database, which is dropped at the end."""
    from finder.store.postgresql.server import open_engine

    need_server()
    name = f"net_finder_test_{os.getpid()}_{secrets.token_hex(4)}"
    run_sql(ADDRESS, f"CREATE DATABASE {name} TEMPLATE template0")
    address = urlsplit(ADDRESS)._replace(path=f"/{name}").geturl()
    try:
        yield address
    finally:
        open_engine(address).dispose()
        run_sql(ADDRESS, f"DROP DATABASE {name} WITH (FORCE)")


def run_sql(address: str, statement: str) -> list[tuple[Any, ...]]:
    """The rows of one statement, where it has any."""
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


@dataclass
class OwnServer:
    """A server of one test, which asks for a password. `stop` and `start` leave its port and its data as they are."""

    programs: Path
    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"postgresql://postgres:{OWN_PASSWORD}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self.run(
            "pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", str(self.folder / "log"), "-w", "start"
        )

    def stop(self) -> None:
        """As an administrator restarts it: whoever is connected is cut off."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "-w", "stop")

    def run(self, program: str, *words: str) -> None:
        # PostgreSQL does not run as the superuser.
        user = {"user": "postgres"} if os.geteuid() == 0 else {}
        command = [str(self.programs / program), *words]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": self.folder}
        subprocess.run(command, check=True, timeout=100, **quiet, **user)  # type: ignore[call-overload]


@contextmanager
def run_own_server() -> Iterator[OwnServer]:
    """A server that runs as long as the block. Skips the test where PostgreSQL's programs are not installed."""
    found = shutil.which("initdb") or max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None)
    if found is None:
        pytest.skip("initdb of PostgreSQL is not installed")
    if os.geteuid() == 0 and "postgres" not in {entry.pw_name for entry in pwd.getpwall()}:
        pytest.skip("PostgreSQL does not run as the superuser, and there is no user postgres")
    with tempfile.TemporaryDirectory(prefix="net-finder-pg-", dir="/tmp") as name, socket.socket() as free:
        folder = Path(name)
        (folder / "password").write_text(OWN_PASSWORD)
        (folder / "password").chmod(0o644)
        folder.chmod(0o777)
        free.bind(("127.0.0.1", 0))
        server = OwnServer(Path(found).parent, folder, free.getsockname()[1])
        free.close()
        server.run("initdb", "-D", str(folder / "data"), "-A", "scram-sha-256", f"--pwfile={folder / 'password'}", "-N")
        server.start()
        try:
            yield server
        finally:
            with suppress(subprocess.CalledProcessError):
                server.stop()


@contextmanager
def open_role(address: str, password: str = "fake-pass-word-1234") -> Iterator[str]:
    """The address of that database for a new user without any right; the user is dropped at the end."""
    from finder.store.postgresql.server import open_engine

    role = f"net_finder_role_{secrets.token_hex(4)}"
    run_sql(address, f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
    parts = urlsplit(address)
    plain = parts._replace(netloc=f"{role}:{password}@{parts.netloc.rpartition('@')[2]}").geturl()
    try:
        yield plain
    finally:
        open_engine(plain).dispose()
        run_sql(address, f"DROP OWNED BY {role} CASCADE")
        run_sql(address, f"DROP ROLE {role}")


@pytest.fixture
def database() -> Iterator[str]:
    with open_database() as address:
        yield address
