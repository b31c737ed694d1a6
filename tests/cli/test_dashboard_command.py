"""`net-finder dashboard` as a real server on loopback: it starts with nothing, says so, and stops when told to."""

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import click
import pytest

from finder.cli.serve import serve as serve_pages
from finder.cli.serve import take_port


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(words: list[str], env: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The dashboard started in `folder`; killed at the end, and after some minutes at the latest."""
    command = [sys.executable, "-m", "finder", "dashboard", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, cwd=folder
    ) as server:
        watchdog = threading.Timer(150, server.kill)
        watchdog.start()
        try:
            yield server
        finally:
            watchdog.cancel()
            server.kill()


def read_until(stream, words: str) -> str:
    """What a process says up to the first line with these words, or all it says."""
    said = ""
    for line in stream:
        said += line
        if words in line:
            break
    return said


def ask(port: int, path: str) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_starts_with_starter_data_in_an_empty_folder_and_says_so(environment, tmp_path: Path) -> None:
    folder, port = tmp_path / "empty", find_free_port()
    folder.mkdir()
    env = {**environment, "NET_FINDER_HOME": str(tmp_path / "home")}
    with serve(["--port", str(port), "--refresh"], env, folder) as server:
        assert f"NET Finder is at http://127.0.0.1:{port}\n" in read_until(server.stdout, "NET Finder is at")
        assert ask(port, "/_stcore/health") == (200, b"ok")
        server.send_signal(signal.SIGTERM)
        rest, told = server.communicate(timeout=60)
    assert server.returncode == 0
    assert "Traceback" not in rest + told
    assert "The list could not be refreshed." in told
    assert "There is no list yet, so the starter data" in told
    assert "This is starter data, most of it recorded on 20" in told
    assert not list(folder.iterdir())


def test_shows_the_last_snapshot_and_stops_at_ctrl_c(environment, tmp_path: Path) -> None:
    port = find_free_port()
    with serve(["--port", str(port)], environment, tmp_path) as server:
        read_until(server.stdout, "NET Finder is at")
        server.send_signal(signal.SIGINT)
        rest, told = server.communicate(timeout=60)
    assert server.returncode == 0
    assert "Traceback" not in rest + told
    assert "starter" not in told
    assert "Data of 2026-11-19 from ClinicalTrials.gov" in told


def test_a_taken_port_is_named_before_anything_is_done(call, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = call("dashboard", "--port", str(port), env={"NET_FINDER_HOME": str(tmp_path / "home")})
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert str(port) in ran.err
    assert "--port" in ran.err
    assert not (tmp_path / "home").exists()


def test_a_port_that_another_program_was_quicker_to_serve_is_named_too() -> None:
    port = find_free_port()
    with take_port("127.0.0.1", port) as first, take_port("127.0.0.1", port) as second:
        first.listen()
        with pytest.raises(click.UsageError, match=f"Port {port} of 127.0.0.1 cannot be used"):
            serve_pages(second, 2)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--port", "0"], "--port"),
        (["--port", "web"], "--port"),
        (["--address", "my.house"], "--address"),
        (["--processes", "0"], "--processes"),
        (["--processes", "33"], "--processes"),
        (["--processes", "all"], "--processes"),
    ],
)
def test_a_wrong_port_address_or_number_of_processes(call, words: list[str], named: str) -> None:
    ran = call("dashboard", *words)
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert named in ran.err


def test_a_damaged_snapshot_is_told_and_kept(call, publish_in, tmp_path: Path) -> None:
    snapshot = publish_in()
    snapshot.write_bytes(b"damaged")
    ran = call("dashboard", "--port", str(find_free_port()), env={"NET_FINDER_HOME": str(tmp_path)})
    assert ran.code == 5
    assert snapshot.name in ran.err
    assert "net-finder refresh" in ran.err
    assert snapshot.read_bytes() == b"damaged"
