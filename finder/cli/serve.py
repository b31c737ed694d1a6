"""The server of the dashboard: one process, or several that share one port, as uvicorn runs and watches them.

With several, the pages are loaded in those alone. This process then only starts them, puts another in the place of one
that died, and stops them.
"""

import ipaddress
import os
import secrets
import signal
import socket
import sys
import threading
import time
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from multiprocessing import active_children
from multiprocessing.resource_tracker import ensure_running

import click
from uvicorn import Config, Server
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import SIGNALS

from finder.settings import hand_on
from finder.vocabulary.profile import load_profile

_APP = "dashboard.server:app"
#: Seconds without a sign of life after which a process is held to be stuck and another takes its place.
_STUCK_SECONDS = 20
#: Seconds in which a browser must answer whether it is still there.
_PING_SECONDS = 30.0
_STOPS = (signal.SIGINT, signal.SIGTERM)


def take_port(address: str, port: int) -> socket.socket:
    """The port, held from before a long refresh on, though nobody is let in yet. Raises click.UsageError."""
    try:
        family = socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET
    except ValueError as error:
        raise click.UsageError(f"--address {address!r} is not an IP address such as 127.0.0.1.") from error
    # The protocol is named because asyncio sends small messages at once only where it is.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind((address, port))
    except OSError as error:
        listener.close()
        raise _name_taken(address, port, error) from error
    return listener


def serve(listener: socket.socket, processes: int) -> None:
    """Serve the pages until told to stop. The address is printed once a page can be opened."""
    config = Config(
        _APP,
        workers=processes,
        ws="websockets-sansio",
        ws_ping_interval=_PING_SECONDS,
        ws_ping_timeout=_PING_SECONDS,
        ws_per_message_deflate=False,
        log_level="warning",
        access_log=False,
        use_colors=False,
        timeout_worker_healthcheck=_STUCK_SECONDS,
    )
    address, port = listener.getsockname()[:2]
    try:
        # Whoever comes from now on waits until there is an answer.
        listener.listen(config.backlog)
    except OSError as error:
        raise _name_taken(address, port, error) from error
    # What one process signs another must be able to read.
    hand_on("STREAMLIT_SERVER_COOKIE_SECRET", secrets.token_hex())
    threading.Thread(target=_announce, args=(address, port), daemon=True).start()
    # A server of one process ends in order at either signal, and then sends it again to whoever listened before.
    for number in _STOPS:
        signal.signal(number, lambda *_: sys.exit(0))
    if processes > 1:
        _run_several(config, listener)
    else:
        Server(config).run([listener])


def _run_several(config: Config, listener: socket.socket) -> None:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    supervisor = Multiprocess(config, [listener])
    # It would live on without its terminal, and hear nothing while it waits for a process.
    for number, handler in before.items():
        signal.signal(number, handler)
    # Ctrl-C reaches all processes of a terminal, and would break off those that are still being loaded. The tracker, a
    # process that Python starts beside the first other one, would let it through again.
    ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    threading.Thread(target=_pass_on_interrupts, daemon=True).start()
    try:
        supervisor.run()
    finally:
        for number in _STOPS:
            signal.signal(number, lambda *_: _stop_all())
        listener.close()
        _stop_all()
        for process in active_children():
            process.join()
    if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
        sys.exit(STARTUP_FAILURE)


def _pass_on_interrupts() -> None:
    while True:
        signal.sigwait({signal.SIGINT})
        os.kill(os.getpid(), signal.SIGTERM)


def _stop_all() -> None:
    for process in active_children():
        process.terminate()


def _name_taken(address: str, port: int, error: OSError) -> click.UsageError:
    return click.UsageError(f"Port {port} of {address} cannot be used ({error.strerror}). Choose another with --port.")


def _announce(address: str, port: int, patience: float = 60.0) -> None:
    """Print the address as soon as somebody can open it."""
    ip = ipaddress.ip_address(address)
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(str(ip), address)  # noqa: S104 (nothing is bound here)
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if _answers(host, port):
            name = load_profile().words.product
            print(f"{name} is at http://{f'[{host}]' if ip.version == 6 else host}:{port}", flush=True)
            return
        time.sleep(0.1)


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
