"""A server that asks for a password and is restarted: what no shared server of the tests can be asked to do."""

import traceback
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from postgresql_servers import OWN_PASSWORD, OwnServer, run_own_server
from store.postgresql.full_snapshot import publish_full

from finder.errors import StoreError
from finder.store.postgresql import publish as publishing
from finder.store.postgresql.migrate import migrate
from finder.store.postgresql.publish import publish_snapshot
from finder.store.postgresql.server import open_engine
from finder.store.postgresql.versions import find_current, load_current


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    with run_own_server() as running:
        yield running


@pytest.mark.parametrize("wrong", ["planted-pass-word-4711", ""])
def test_a_wrong_password_is_told_and_not_repeated(server: OwnServer, wrong: str) -> None:
    for address in (server.address.replace(OWN_PASSWORD, wrong), server.address.replace(f":{OWN_PASSWORD}", wrong)):
        with pytest.raises(StoreError, match="refuses this user or password") as caught:
            load_current(open_engine(address))
        said = "".join(traceback.format_exception(caught.value))
        assert "planted-pass" not in said
        assert '"postgres"' not in said


def test_encryption_that_the_server_has_not_is_told(server: OwnServer) -> None:
    with pytest.raises(StoreError, match="does not encrypt as the address asks"):
        load_current(open_engine(f"{server.address}?sslmode=require"))


def test_a_restart_in_the_middle_publishes_nothing_and_the_next_succeeds(
    server: OwnServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(server.address)
    migrate(engine)
    first = publish_snapshot(engine, publish_full(tmp_path / "first"))
    path, reached, stopped = publish_full(tmp_path / "second", 2), Event(), Event()
    real = publishing._switch

    def wait_in_the_middle(*arguments: object) -> None:
        reached.set()
        assert stopped.wait(100)
        real(*arguments)

    def restart() -> None:
        assert reached.wait(100)
        server.stop()
        stopped.set()

    monkeypatch.setattr(publishing, "_switch", wait_in_the_middle)
    thread = Thread(target=restart)
    thread.start()
    with pytest.raises(StoreError, match="was lost"):
        publish_snapshot(engine, path)
    thread.join()
    monkeypatch.undo()
    with pytest.raises(StoreError, match="cannot be reached"):
        publish_snapshot(engine, path)
    server.start()
    assert find_current(engine) == first
    second = publish_snapshot(engine, path)
    assert find_current(engine) == second != first
    engine.dispose()
