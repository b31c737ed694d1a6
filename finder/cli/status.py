"""`net-finder status`: how old the snapshot is, what it holds, and whether every source could be read."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click

from finder.cli.options import json_option
from finder.cli.output import Lines, draw_lines, say_line, write_bytes, write_json
from finder.cli.snapshot import OLDER, STARTER, credit_line, is_starter, measure_age
from finder.cli.source_health import judge_sources
from finder.cli.words import say, say_age
from finder.export.plain import frame_records
from finder.export.records import NOTICE
from finder.run_history import list_runs
from finder.settings import Settings, load_settings
from finder.sources import Source, load_sources
from finder.store.reader import Reader, open_current

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def parse_age(text: str) -> timedelta:
    """An age such as 90m, 36h or 7d. Raises ValueError."""
    found = re.fullmatch(r"\s*(\d{1,6})\s*([mhd])\s*", text, re.ASCII)
    if found is None:
        raise ValueError(f"{text!r} is not an age; write 90m, 36h or 7d.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


class _Age(click.ParamType[timedelta]):
    name = "age"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        try:
            return parse_age(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command(
    "status",
    epilog="Example: net-finder status --max-age 36h",
)
@click.option("--max-age", type=_Age(), metavar="AGE", help="Exit with 1 where the data is older: 90m, 36h or 7d.")
@json_option
@click.pass_context
def status_command(context: click.Context, max_age: timedelta | None, as_json: bool) -> None:
    """Tell age, counts and sources of the current snapshot.

    Exits with 1 where the data is older than --max-age, where a source that all depends on could not be read, or where
    another one could not and its rows have grown old or never came. Each is named. A source that is off by a setting
    counts for nothing.
    """
    settings = load_settings()
    report = describe_snapshot(open_current(settings), max_age, lambda source: is_read(settings, source))
    report["last_refresh"] = next((run for run in list_runs(settings) if run["result"] != "running"), None)
    if as_json:
        write_bytes(write_json(report))
    else:
        _print_report(report)
    context.exit(0 if report["ok"] else 1)


def is_read(settings: Settings, source: Source) -> bool:
    """Whether a refresh with these settings reads a source."""
    return source.name != STARTER and settings.is_wanted(source.name, source.opt_in)


def describe_snapshot(
    reader: Reader, max_age: timedelta | None = None, is_on: Callable[[Source], bool] = lambda _source: True
) -> dict[str, Any]:
    """All that `status` says, as data; `ok` is false where anything is in `failures`. `troubles` are only told."""
    meta, sources, checked_at = reader.meta, frame_records(reader.read_sources()), reader.read_checked_at()
    age = measure_age(meta, sources, checked_at=checked_at)
    failures, troubles, not_asked = judge_sources(sources, load_sources(), is_on=is_on)
    if max_age is not None and (age is None or age > max_age):
        source = load_sources().get(str(meta.get("source")))
        named = f"{source.title} ({source.name})" if source else "an unknown source"
        failures.append(f"The data of {named} is older than {say_age(max_age)}. Run 'net-finder refresh'.")
    if reader.is_older:
        troubles.append(f"{OLDER[0].upper()}{OLDER[1:]}")
    return {
        "ok": not failures,
        "failures": failures,
        "troubles": troubles,
        "not_asked": not_asked,
        "starter": is_starter(meta),
        "age_seconds": None if age is None else round(age.total_seconds()),
        "age": "unknown" if age is None else say_age(age),
        "credit": credit_line(reader),
        "snapshot": reader.where,
        "checked_at": checked_at,
        **{name: meta.get(name) for name in _META},
        "sources": sources,
        "notice": NOTICE,
    }


_META = (
    "source", "data_version", "published_at", "schema_version", "program_version", "counts", "left_out", "bad_records",
    "problems", "warnings", "requests", "bytes", "shared_pages",
)  # fmt: skip


def _print_report(report: dict[str, Any]) -> None:
    say_line(report["credit"])
    say_line(f"Age of the data: {report['age']}.")
    if report["checked_at"]:
        say_line(f"Nothing newer was found at {report['checked_at']}.")
    say_line(f"Snapshot: {report['snapshot']}")
    say_line()
    counts = report["counts"] or {}
    draw_lines(Lines([("Table",), ("Rows",)], [[(name,), (f"{rows:,}",)] for name, rows in counts.items()]))
    if report["left_out"]:
        reasons = ", ".join(f"{reason.replace('_', ' ')} {count:,}" for reason, count in report["left_out"].items())
        say_line(f"Left out because they are not about these tumors: {reasons}.")
    say_line()
    draw_lines(_source_lines(report["sources"]))
    # The table above has the message of each source, so only what counts is said again.
    told = {row.get("message") for row in report["sources"]}
    warnings = [text for text in report["warnings"] or [] if text not in told]
    names = ", ".join(report["not_asked"])
    unread = [f"Not asked yet: {names}. Run 'net-finder refresh' to read them."] if names else []
    for sentence in [*warnings, *unread, *_tell_last_refresh(report["last_refresh"]), *report["failures"]]:
        say_line(sentence)
    say_line(NOTICE)


def _tell_last_refresh(run: dict[str, Any] | None) -> list[str]:
    """That the last refresh did not go well, and why; nothing where it did."""
    if run is None or run["exit_code"] == 0:
        return []
    at = say(run["started_at"])[:16].replace("T", " ")
    return [f"The last refresh, begun at {at} UTC, {run['result']}. {say(run['error'])}".strip()]


def _source_lines(sources: list[dict[str, Any]]) -> Lines:
    """The table of sources for eyes."""
    names = ("name", "outcome", "rows", "data_version", "fetched_at", "message")
    heads = ("Source", "Outcome", "Rows", "Data of", "Read at", "What happened")
    return Lines([(head,) for head in heads], [[(say(row.get(name)),) for name in names] for row in sources])
