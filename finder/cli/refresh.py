"""`net-finder refresh`: read the sources once more and publish a whole new snapshot, or leave the last one."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import click

from finder.cli.options import json_option
from finder.cli.output import say_line, tell, write_bytes, write_json
from finder.cli.progress import show_progress
from finder.cli.snapshot import say_data_day
from finder.errors import DamagedError, NoSnapshotError
from finder.events import note, send_events
from finder.feeds import write_feeds
from finder.fetch.ping import send_ping
from finder.pipeline import Report, refresh
from finder.pipeline.run import program_version
from finder.run_log import log_run
from finder.settings import Settings, load_settings
from finder.sources import load_sources
from finder.store.reader import open_current

#: Failures of lesser sources that are told one by one.
_MOST_TOLD = 3


@click.command(
    "refresh",
    epilog="Example: net-finder refresh --source clinicaltrials_gov",
)
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Read only this source; see 'sources'.")
@click.option("--full", is_flag=True, help="Read everything anew, even what has not changed.")
@click.option("--accept-fewer", is_flag=True, help="Publish even where far fewer trials came than last time.")
@click.option(
    "--all/--no-all",
    "whole",
    default=None,
    help="Read and keep the whole registry, or no more of it. Unless told, as the last time.",
)
@json_option
def refresh_command(
    sources: tuple[str, ...], full: bool, accept_fewer: bool, whole: bool | None, as_json: bool
) -> None:
    """Read the sources and publish a new snapshot, or leave the last one as it is.

    Only what changed is read, and nothing where nothing is new. Exits with 3 where nothing could be published, and
    with 4 where another refresh is running. With --all, trials about anything are kept, and the first reading takes
    hours; lists still show the trials about the disease alone, unless other ones are asked for. With --json, what
    happens is told on standard error, one JSON line an event. The log of each refresh is kept; see 'runs'.
    """
    settings = load_settings()
    asked: dict[str, Any] = {"sources": list(sources), "full": full, "accept_fewer": accept_fewer}
    asked |= {} if whole is None else {"whole": whole}
    with _show_events(settings, wanted=as_json), log_run(settings, version=program_version(), **asked):
        before = read_counts(settings, quiet=as_json)
        with show_progress(quiet=as_json) as progress:
            report = refresh(
                settings, only=sources, full=full, accept_fewer=accept_fewer, whole=whole, progress=progress
            )
        unheard = write_feeds(settings)
        note("feeds", ok=not unheard, messages=unheard)
        unheard = [*unheard, *filter(None, [send_ping(settings)])]
    if as_json:
        write_bytes(write_json(describe_report(report, before, unheard)))
    else:
        tell(*shorten_messages(report), *unheard)
        print_report(report, before)


@contextmanager
def _show_events(settings: Settings, *, wanted: bool) -> Iterator[None]:
    """Write each event as one line of JSON to standard error, so that standard output stays one JSON object."""
    if not wanted:
        yield
        return

    def show(line: str) -> None:
        with suppress(OSError):
            print(line, file=sys.stderr, flush=True)

    with send_events(show, tuple(settings.list_secrets())):
        yield


def shorten_messages(report: Report) -> list[str]:
    """The messages for eyes: where several lesser sources failed, their names, and the command that tells why."""
    declared = load_sources()
    failed = {
        outcome.message: declared[outcome.name].title
        for outcome in report.outcomes
        if outcome.message in report.messages and outcome.name in declared and not declared[outcome.name].essential
    }
    if len(failed) <= _MOST_TOLD:
        return report.messages
    kept = [message for message in report.messages if message not in failed]
    return [
        *kept,
        f"{len(failed)} lists and registers could not be read: {', '.join(failed.values())}. Their last rows are kept "
        "where there are any. Run 'net-finder sources' to see why.",
    ]


def read_counts(settings: Settings, *, quiet: bool = False) -> dict[str, int]:
    """Rows of each table before the refresh; nothing, and told unless `quiet`, where no snapshot can be read."""
    try:
        return dict(open_current(settings).meta.get("counts") or {})
    except NoSnapshotError:
        return {}
    except DamagedError as error:
        if not quiet:
            tell(f"{error.message} A new one is made now.")
        return {}


def describe_report(report: Report, before: dict[str, int], more: Sequence[str] = ()) -> dict[str, Any]:
    """How a refresh ended, as data, with `more` messages."""
    counts: dict[str, int] = report.meta.get("counts") or {}
    return {
        "published": report.published,
        "unchanged_since": report.unchanged_since or None,
        "snapshot": str(report.path),
        "counts": counts,
        "change": {name: rows - before[name] for name, rows in counts.items() if name in before},
        "outcomes": [outcome.as_row() for outcome in report.outcomes],
        "messages": [*report.messages, *more],
        **{name: report.meta.get(name) for name in ("source", "data_version", "published_at", "left_out")},
    }


def print_report(report: Report, before: dict[str, int]) -> None:
    """What was published and what became different, one line a table; or that there is nothing new."""
    source = load_sources().get(str(report.meta.get("source")))
    if unchanged := say_unchanged(report):
        say_line(unchanged)
    if not report.published:
        say_line("No other source was due, so the last list stays as it is.")
        return
    if report.meta.get("scope"):
        say_line("This is a list of the whole registry; use --no-all for the trials about the disease alone.")
    say_line(f"Published data of {say_data_day(report.meta)} from {source.title if source else 'an unknown source'}.")
    for name, rows in (report.meta.get("counts") or {}).items():
        if name != "sources" and (rows or before.get(name)):
            say_line(f"{name}: {rows:,}{_say_change(rows, before.get(name))}")


def say_unchanged(report: Report) -> str:
    """That the source of the trials has nothing new, and since when; else nothing."""
    source = load_sources().get(str(report.meta.get("source")))
    if not report.unchanged_since or source is None:
        return ""
    return f"{source.title} has nothing new since {report.unchanged_since[:16].replace('T', ' ')} UTC."


def _say_change(rows: int, before: int | None) -> str:
    if before is None:
        return ""
    change = rows - before
    return f" ({change:+,} since the last refresh)" if change else " (as many as last time)"
