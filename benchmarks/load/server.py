"""A server in a process of its own, and what it costs: memory and processor time, as the system counts them."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICK = os.sysconf("SC_CLK_TCK")
#: Seconds of processor time in one second that a server without visitors may use.
_QUIET = 0.1


@dataclass(frozen=True)
class Server:
    """A running server, with all processes that it started."""

    url: str
    pid: int

    def memory(self) -> float:
        """Megabytes that it holds now; what its processes share is counted once for each."""
        return sum(int(_read(pid, "statm").split()[1]) for pid in _list_family(self.pid)) * _PAGE / 1e6

    def processor(self) -> float:
        """Seconds of processor time that it has used."""
        fields = [_read(pid, "stat").rpartition(")")[2].split() for pid in _list_family(self.pid)]
        return sum(int(one[11]) + int(one[12]) for one in fields) / _TICK


def _list_family(pid: int) -> list[int]:
    children = map(int, _read(pid, f"task/{pid}/children").split())
    return [pid, *(one for child in children for one in _list_family(child))]


def _read(pid: int, file: str) -> str:
    return Path(f"/proc/{pid}/{file}").read_text()


@contextmanager
def serve_dashboard(home: Path) -> Iterator[Server]:
    """The dashboard, as its command starts it: with as many processes as it takes here, or as the settings say."""
    port = find_port()
    with _start([sys.executable, "-m", "finder", "dashboard", "--port", str(port)], port, home) as server:
        yield server


@contextmanager
def serve_plain(home: Path) -> Iterator[Server]:
    """The plain app, with Streamlit's defaults; only statistics to its makers stay off, as nothing may leave."""
    port, script = find_port(), Path(__file__).parents[1] / "plain_app.py"
    options = ["--server.headless=true", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}", *options]
    with _start(command, port, home) as server:
        yield server


def find_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _start(command: Sequence[str], port: int, home: Path) -> Iterator[Server]:
    root = Path(__file__).resolve().parents[2]
    path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(root)]))
    environment = {**os.environ, "NET_FINDER_HOME": str(home), "PYTHONPATH": path}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, env=environment, cwd=home, stdout=log, stderr=log)
        try:
            wait_for(process, f"http://127.0.0.1:{port}/_stcore/health")
            server = Server(f"http://127.0.0.1:{port}", process.pid)
            _wait_for_quiet(server)
            yield server
        except Exception as error:
            log.seek(0)
            error.add_note(log.read()[-4000:].decode(errors="replace"))
            raise
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for_quiet(server: Server) -> None:
    """Where one of several processes answers, others are still being started."""
    for _ in range(60):
        before = server.processor()
        time.sleep(1)
        if server.processor() - before < _QUIET:
            return


def wait_for(process: subprocess.Popen[bytes], address: str) -> None:
    """Until the process answers there. Raises RuntimeError."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")
