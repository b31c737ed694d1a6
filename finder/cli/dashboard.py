"""`net-finder dashboard`: makes sure that there is something to show, then serves the pages until told to stop."""

from importlib.util import find_spec
from pathlib import Path

import click

from finder.cli.failures import name_failure
from finder.cli.output import tell
from finder.cli.progress import show_progress
from finder.cli.refresh import say_unchanged
from finder.cli.serve import serve, take_port
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
from finder.settings import MOST_PROCESSES, Settings, load_settings
from finder.sources import load_sources
from finder.store.gazetteer import open_gazetteer
from finder.store.reader import open_current

#: How long the registry may take to answer at all before the dashboard starts without it.
REACH_SECONDS = 20.0


@click.command(
    "dashboard",
    epilog="Example: net-finder dashboard --port 8600",
)
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port to listen on.")
@click.option("--address", default="127.0.0.1", show_default=True, metavar="IP", help="Address to listen on.")
@click.option(
    "--processes",
    type=click.IntRange(1, MOST_PROCESSES),
    help="Processes that share the port.  [default: 2, or 1 on a single core]",
)
@click.option("--refresh", "refresh_first", is_flag=True, help="Read the registry first, where it answers in time.")
def dashboard_command(port: int, address: str, processes: int | None, refresh_first: bool) -> None:
    """Start the dashboard and print its address. Stop it with Ctrl-C.

    With no data yet, it starts with the starter data that comes with the program.
    """
    require_pages()
    settings = load_settings()
    processes = processes or settings.processes
    with take_port(address, port) as listener:
        reason = try_refresh(settings) if refresh_first else ""
        prepare_snapshot(settings, reason)
        if processes > 1:
            prepare_places(settings)
        serve(listener, processes)


def require_pages() -> None:
    """Raises click.ClickException where the dashboard is not installed."""
    spec = find_spec("dashboard")
    if not (spec and spec.origin and Path(spec.origin).with_name("server.py").is_file()):
        raise click.ClickException("The dashboard is not installed. Install net-finder again.")


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


def prepare_places(settings: Settings) -> None:
    """Make the look-up of places where there is none, or each process would make it for itself."""
    if not settings.gazetteer.is_file():
        tell("The list of places is being made. This takes some seconds, the first time only.")
        open_gazetteer(settings).close()
