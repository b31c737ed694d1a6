"""Real Redis servers for tests: each its own, on a free port of loopback, that writes nothing to the disk."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

import pytest

from finder.settings import load_settings

redis = pytest.importorskip("redis", reason="the package redis is not installed")

needs_redis = pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is not installed")
PASSWORD = "fake-pass-word-1234"


@dataclass
class RedisServer:
    """One server. `address` is what NET_FINDER_HTTP_CACHE takes; `stop` and `start` leave its port as it is."""

    port: int
    folder: str
    options: tuple[str, ...]
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"redis://{self._login}127.0.0.1:{self.port}/0"

    @property
    def _login(self) -> str:
        return f":{PASSWORD}@" if "--requirepass" in self.options else ""

    @cached_property
    def client(self) -> "redis.Redis":
        return redis.Redis.from_url(self.address)

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        command += ["--dir", self.folder, *self.options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(500):
            try:
                self.client.ping()
                return
            except redis.ConnectionError:
                time.sleep(0.02)
        raise AssertionError("redis-server did not start")

    def stop(self) -> None:
        """Kill it, as a power cut would; it has saved nothing."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """Let it answer nobody any more, without closing a connection."""
        if self.process is not None:
            self.process.send_signal(signal.SIGSTOP)

    def dump(self) -> bytes:
        """All keys and values, to search in."""
        kinds = {b"string": "get", b"hash": "hgetall", b"zset": "zrange"}
        client, found = self.client, []
        for key in client.scan_iter():
            kind = kinds[client.type(key)]
            value = client.zrange(key, 0, -1) if kind == "zrange" else getattr(client, kind)(key)
            found += [key, value if isinstance(value, bytes) else repr(value).encode()]
        return b"\n".join(found)


@contextmanager
def serve_redis(*options: str) -> Iterator[RedisServer]:
    """A server with these options of its command line, stopped at the end."""
    folder = tempfile.mkdtemp(prefix="net-finder-redis-")
    server = RedisServer(find_free_port(), folder, options)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def hold_for_ever(address: str, lifetime: float) -> None:
    """Hold the lock on the server; for a process of its own."""
    from finder.shared_lock import hold_shared_lock

    with hold_shared_lock(address, lifetime):
        time.sleep(600)


def set_environment(variables: dict[str, str], lifetime: float, dies_at: str = "") -> None:
    """Let this process run with these settings, and with a lock that lives for so many seconds.

    It is killed before it writes a key that begins with `dies_at`.
    """
    from finder import shared_lock

    os.environ.update(variables)
    load_settings.cache_clear()
    shared_lock.LIFETIME_SECONDS = lifetime
    write = redis.Redis.set

    def die_or_write(client: redis.Redis, key: str, *arguments: object, **options: object) -> object:
        if dies_at and key.startswith(dies_at):
            os.kill(os.getpid(), signal.SIGKILL)
        return write(client, key, *arguments, **options)

    redis.Redis.set = die_or_write


def take_over(server: RedisServer) -> None:
    """Let another machine take the lock of a refresh, as if its holder had stood still for too long."""
    from finder.shared_lock import KEY, LAST_KEY

    for key in (KEY, LAST_KEY):
        server.client.set(key, b"fake-machine-2:1:token", px=60_000)


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Silent:
    """A server that takes every connection and never says a word; `calls` counts them."""

    port: int
    calls: list[socket.socket] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"


@contextmanager
def serve_silence() -> Iterator[Silent]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        silent = Silent(int(listener.getsockname()[1]))

        def accept() -> None:
            while True:
                try:
                    silent.calls.append(listener.accept()[0])
                except OSError:
                    return

        taking = threading.Thread(target=accept, daemon=True)
        taking.start()
        try:
            yield silent
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            taking.join()
            for call in silent.calls:
                call.close()
