"""What a person at a real terminal sees, and what happens when a reader or a key cuts the work short."""

import os
import pty
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from filelock import FileLock

from finder.lock import LOCK_NAME


def run_on_terminal(words: list[str], env: dict[str, str]) -> str:
    """Run the command with a pseudo-terminal as its output and return what it drew."""
    outside, inside = pty.openpty()
    ran = subprocess.Popen(
        [sys.executable, "-m", "finder", *words],
        stdout=inside,
        stderr=inside,
        stdin=inside,
        env={**env, "COLUMNS": "100"},
    )
    os.close(inside)
    drawn = b""
    try:
        while block := os.read(outside, 65536):
            drawn += block
    except OSError:
        pass  # Linux ends a pseudo-terminal with EIO.
    os.close(outside)
    assert ran.wait(60) == 0
    return drawn.decode()


def test_a_terminal_gets_a_table_with_status_in_words(environment) -> None:
    drawn = run_on_terminal(["search", "--near", "29.76,-95.37", "--within", "50mi"], {**environment, "TERM": "xterm"})
    assert "NCT99000001" in drawn
    assert "Taking people now" in drawn
    assert "Fake Hospital s1" in drawn
    assert "\x1b[1m" in drawn
    assert "no medical advice" in drawn


def test_no_color_is_respected(environment) -> None:
    drawn = run_on_terminal(["search", "--treatment", "imaging"], {**environment, "TERM": "xterm", "NO_COLOR": "1"})
    assert "NCT99000002" in drawn
    assert "\x1b[3" not in drawn


def test_a_reader_that_goes_away_is_no_failure(environment) -> None:
    command = f"{sys.executable} -m finder search --format jsonl | head -c 1; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environment, timeout=60)
    assert ran.stdout == "{"
    assert "Traceback" not in ran.stderr
    assert "rror" not in ran.stderr


def test_a_pipe_that_nobody_reads_ends_quietly(environment) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "finder", "search", "--format", "jsonl"]
    ran = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, env=environment, timeout=60)
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (141, b"")


def test_ctrl_c_ends_quietly(environment, tmp_path: Path) -> None:
    env = {**environment, "NET_FINDER_HOME": str(tmp_path)}
    ran = subprocess.Popen(
        [sys.executable, "-m", "finder", "refresh", "--source", "starter"],
        stderr=subprocess.PIPE,
        env=env,
        # A job that a shell starts in the background ignores Ctrl-C, and so would its children.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    wait_until_locked(tmp_path / LOCK_NAME)
    ran.send_signal(signal.SIGINT)
    _, told = ran.communicate(timeout=60)
    assert ran.returncode == 130
    assert b"Traceback" not in told
    assert not list(tmp_path.glob("snapshots/*.part*"))


def wait_until_locked(path: Path) -> None:
    """Until the refresh is in the middle of its work."""
    for _ in range(600):
        if path.exists():
            lock = FileLock(path)
            if not try_lock(lock):
                return
        time.sleep(0.05)
    raise AssertionError("The refresh never began.")


def try_lock(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=0)
    except TimeoutError:
        return False
    lock.release()
    return True
