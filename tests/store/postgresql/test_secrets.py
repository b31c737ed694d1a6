"""However the server fails, neither password nor user stands in what is said, logged or could be traced."""

import json
import socket
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from postgresql_servers import open_role, run_sql
from refreshing import make_fakes, open_home, shrink_walks
from registry import serve_registry
from store.postgresql.full_snapshot import publish_full

from finder.cli import run_command
from finder.errors import SettingError, StoreError
from finder.settings import Settings, load_settings
from finder.store.postgresql.migrate import migrate
from finder.store.postgresql.publish import publish_snapshot
from finder.store.postgresql.server import describe_server, open_engine, tell_server_failures
from finder.store.postgresql.versions import load_current

PASSWORD = "planted-pass-word-4711"


def change(address: str, **parts: object) -> str:
    """The address with another user, password, host, port or database."""
    was = urlsplit(address)
    named = {"user": was.username, "password": was.password, "host": was.hostname, "port": was.port or 5432} | parts
    path = f"/{parts['database']}" if "database" in parts else was.path
    return f"postgresql://{named['user']}:{named['password']}@{named['host']}:{named['port']}{path}"


def find_closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


#: How the address goes wrong, and what is said of it.
FAULTS: dict[str, tuple[Callable[[str], str], str]] = {
    "closed port": (lambda address: change(address, port=find_closed_port()), "cannot be reached"),
    "unknown host": (lambda address: change(address, host="fake.invalid"), "no such host"),
    "unknown database": (lambda address: change(address, database="net_finder_none"), "does not exist"),
    "unknown user": (lambda address: change(address, user="planted_user_x"), "refuses this user or password"),
}


@pytest.fixture
def address(database: str) -> Iterator[str]:
    """The database as a user with a password sees it, who may publish."""
    with open_role(database, PASSWORD) as address:
        name, user = urlsplit(database).path[1:], urlsplit(address).username
        run_sql(database, f"GRANT CREATE ON DATABASE {name} TO {user}")
        yield address


def require_silence(address: str, *texts: str) -> None:
    user = urlsplit(address).username
    for said in texts:
        assert PASSWORD not in said
        assert user is None or user not in said


def describe_trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + str(error)


@pytest.mark.parametrize("fault", FAULTS)
def test_no_failure_to_connect_names_user_or_password(address: str, fault: str) -> None:
    spoil, words = FAULTS[fault]
    wrong = spoil(address)
    for ask in (load_current, migrate):
        with pytest.raises(StoreError, match=words) as caught:
            ask(open_engine(wrong))
        require_silence(wrong, describe_trace(caught.value))
        assert PASSWORD not in repr(open_engine(wrong))
        assert str(urlsplit(wrong).hostname) in str(caught.value)
        assert caught.value.remedy
    open_engine(wrong).dispose()


@pytest.mark.parametrize("fault", ["closed port", "unknown user"])
@pytest.mark.parametrize(
    "words",
    [
        ("refresh", "--json"),
        ("refresh",),
        ("status", "--json"),
        ("doctor", "--json"),
        ("--debug", "search"),
        ("export", "x"),
    ],
)
def test_no_command_tells_them(
    address: str,
    fault: str,
    words: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    wrong = FAULTS[fault][0](address)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NET_FINDER_STORE", wrong)
    monkeypatch.setenv("NET_FINDER_OFFLINE", "0" if words[0] == "refresh" else "1")
    monkeypatch.setenv("NET_FINDER_CTGOV_URL", f"http://127.0.0.1:{find_closed_port()}/api/v2")
    load_settings.cache_clear()
    settings = open_home(load_settings())
    code = run_command(words)
    said = capfd.readouterr()
    logs = [path.read_text("utf-8") for path in tmp_path.rglob("*.jsonl")]
    assert code == (1 if words[0] == "doctor" else 3), said
    assert len(logs) == (words[0] == "refresh")
    assert "PostgreSQL at" in said.out + said.err
    require_silence(wrong, said.out, said.err, *logs, repr(settings))
    open_engine(wrong).dispose()


def test_no_run_log_of_a_good_refresh_tells_them(
    address: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    shrink_walks(monkeypatch.setattr)
    with serve_registry(make_fakes()) as running:
        monkeypatch.setenv("NET_FINDER_STORE", address)
        monkeypatch.setenv("NET_FINDER_CTGOV_URL", running.url)
        monkeypatch.setenv("NET_FINDER_MIN_INTERVAL", "0")
        load_settings.cache_clear()
        open_home(load_settings())
        for words in ("refresh --json", "status", "status --json", "doctor --json", "runs --json"):
            code = run_command(words.split())
            monkeypatch.setenv("NET_FINDER_OFFLINE", "1")
            load_settings.cache_clear()
            said = capfd.readouterr()
            require_silence(address, said.out, said.err)
            assert code in (0, 1), said
            if words.startswith(("status", "doctor")):
                assert f"{describe_server(open_engine(address).url)}" in said.out
    logs = [path.read_text("utf-8") for path in load_settings().runs.iterdir()]
    assert len(logs) == 1
    require_silence(address, *logs)
    assert '"exit_code": 0' in logs[0]


def test_no_failure_in_the_middle_names_them(address: str, database: str, tmp_path: Path) -> None:
    engine = open_engine(address)
    migrate(engine)
    name = publish_snapshot(engine, publish_full(tmp_path))
    user = urlsplit(address).username

    def ask(*, killed: bool) -> None:
        with tell_server_failures(engine), engine.connect() as connection:
            if killed:
                run_sql(database, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{user}'")
            connection.exec_driver_sql(f"SELECT '{PASSWORD}' FROM {name}.trials")

    with pytest.raises(StoreError, match="was lost") as lost:
        ask(killed=True)
    run_sql(database, f"ALTER SCHEMA {name} OWNER TO CURRENT_USER")
    with pytest.raises(StoreError, match="does not let this user") as denied:
        ask(killed=False)
    require_silence(address, describe_trace(lost.value), describe_trace(denied.value))


@pytest.mark.parametrize(
    "wrong",
    [
        f"postgresql://planted_user_x:{PASSWORD}@host:port/db",
        f"postgresql://planted_user_x:{PASSWORD}@[::1/db",
        f"postgresql://planted_user_x:{PASSWORD}@host:99999999/db",
        f"postgresql://planted_user_x:first@{PASSWORD}@127.0.0.1/db",
        f"postgresql://planted_user_x:first@127.0.0.1/{PASSWORD}@127.0.0.1/db",
        f"postgresql://planted_user_x:{PASSWORD}@127.0.0.1/db?fake_option=1",
    ],
)
def test_an_address_that_makes_no_sense_is_not_repeated(wrong: str) -> None:
    with pytest.raises((SettingError, StoreError)) as caught:
        load_current(open_engine(wrong))
    said = describe_trace(caught.value)
    assert PASSWORD not in said
    assert "planted_user_x" not in said


def test_a_wrong_setting_is_refused_at_the_door_without_its_value(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NET_FINDER_STORE", f"mysql://planted_user_x:{PASSWORD}@host/db")
    load_settings.cache_clear()
    assert run_command(("--debug", "status")) == 2
    said = capfd.readouterr()
    assert "NET_FINDER_STORE" in said.err
    assert PASSWORD not in said.out + said.err


def test_settings_do_not_show_them(address: str) -> None:
    settings = Settings(store=address)
    require_silence(address, repr(settings), str(settings), describe_server(open_engine(address).url))
    assert json.dumps(describe_server(open_engine(address).url))
