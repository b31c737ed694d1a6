"""`net-finder dashboard`: makes sure there is something to show, then runs the Streamlit pages in this process.

In this process, so that Ctrl-C and SIGTERM reach the server itself and nothing is left behind.
"""

import ipaddress
import signal
import socket
import sys
import threading
import time
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import click

from finder.cli.failures import name_failure
from finder.cli.output import tell
from finder.cli.progress import show_progress
from finder.cli.refresh import say_unchanged
from finder.cli.snapshot import credit_line
from finder.errors import (
    BusyError,
    CheckError,
    FinderError,
    NoSnapshotError,
    OtherDiseaseError,
    SourceError,
    StoreError,
)
from finder.pipeline import FIRST_LOOK, STARTER, publish_starter, refresh
from finder.settings import Settings, load_settings
from finder.sources import load_sources
from finder.store.reader import open_current
from finder.vocabulary.profile import load_profile

#: How long the registry may take to answer at all before the dashboard starts without it.
REACH_SECONDS = 20.0

#: What the pages rely on, whatever the visitor's own Streamlit settings say. No statistics leave the machine; without
#: a file watcher and forced garbage collection a page answers several times faster for many visitors.
SERVER_OPTIONS = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": "1",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "none",
    "client.disableDataExport": "true",
    "logger.hideWelcomeMessage": "true",
    "logger.level": "warning",
    "runner.postScriptGC": "false",
    "runner.magicEnabled": "false",
}


@click.command(
    "dashboard",
    epilog="Example: net-finder dashboard --port 8600",
)
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port to listen on.")
@click.option("--address", default="127.0.0.1", show_default=True, metavar="IP", help="Address to listen on.")
@click.option("--refresh", "refresh_first", is_flag=True, help="Read the registry first, where it answers in time.")
def dashboard_command(port: int, address: str, refresh_first: bool) -> None:
    """Start the dashboard and print its address. Stop it with Ctrl-C.

    With no data yet, it starts with the starter data that comes with the program.
    """
    script = find_pages()
    require_free_port(address, port)
    settings = load_settings()
    reason = try_refresh(settings) if refresh_first else ""
    prepare_snapshot(settings, reason)
    run_server(script, address, port)


def find_pages() -> Path:
    """The server of the installed dashboard, to be started. Raises click.ClickException."""
    spec = find_spec("dashboard")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    if folder is None or not (folder / "server.py").is_file():
        raise click.ClickException("The dashboard is not installed. Install net-finder again.")
    return folder / "server.py"


def require_free_port(address: str, port: int) -> None:
    """Raises click.UsageError where nothing can listen there, before a long refresh and not after it."""
    try:
        family = socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET
    except ValueError as error:
        raise click.UsageError(f"--address {address!r} is not an IP address such as 127.0.0.1.") from error
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise click.UsageError(
                f"Port {port} of {address} cannot be used ({error.strerror}). Choose another with --port."
            ) from error


def try_refresh(settings: Settings) -> str:
    """Refresh once, and give the reason where that did not work; the last snapshot then stands."""
    try:
        with show_progress() as progress:
            report = refresh(settings, only=FIRST_LOOK, progress=progress, reach_seconds=REACH_SECONDS)
    except (SourceError, CheckError, BusyError, StoreError) as error:
        reason = name_failure(error)
        tell(f"The list could not be refreshed. {reason} {error.remedy}")
        return reason
    tell(*report.messages, *filter(None, [say_unchanged(report)]))
    return ""


def prepare_snapshot(settings: Settings, reason: str = "") -> None:
    """Publish the starter data where there is no snapshot at all, and say what will be shown. Raises FinderError, also
    where there is none for the disease."""
    try:
        reader = open_current(settings)
    except NoSnapshotError as error:
        if isinstance(error, OtherDiseaseError) or STARTER not in load_sources():
            raise
        tell("There is no list yet, so the starter data that comes with the program is used.")
        _publish_starter(settings, reason)
        reader = open_current(settings)
    tell(credit_line(reader))


def _publish_starter(settings: Settings, reason: str) -> None:
    try:
        with show_progress() as progress:
            publish_starter(settings, progress=progress, reason=reason or "The registry has not been asked yet.")
    except BusyError as error:
        raise FinderError(
            "There is no list yet, and a refresh is making the first one.", remedy="Try again in some minutes."
        ) from error


def run_server(script: Path, address: str, port: int) -> None:
    """Serve the pages until told to stop. The address is printed once the server answers."""
    streamlit = load_streamlit()
    # The server ends in order at either signal, and then sends it again to whoever listened before.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    threading.Thread(target=_announce, args=(address, port), daemon=True).start()
    options = {**SERVER_OPTIONS, "server.address": address, "server.port": str(port)}
    words = ["run", str(script), *(f"--{name}={value}" for name, value in options.items())]
    streamlit.main(words, prog_name="streamlit", standalone_mode=False)


def load_streamlit() -> click.Command:
    """The command that Streamlit itself installs. Raises click.ClickException."""
    found = entry_points(group="console_scripts", name="streamlit")
    if not found:
        raise click.ClickException("The dashboard needs Streamlit. Install net-finder again.")
    command: click.Command = found["streamlit"].load()
    return command


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
