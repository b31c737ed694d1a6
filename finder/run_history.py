"""What the logs of past refreshes say, one row a run; a log without a last line is of a run that did not end."""

import json
from pathlib import Path
from typing import Any

from finder.lock import is_refreshing
from finder.run_log import list_logs
from finder.settings import Settings

#: Columns of a row, in order. `failed` has names of sources; a time is UTC; what a log does not say is None.
COLUMNS = (
    "started_at", "result", "exit_code", "seconds", "trials", "snapshot", "failed", "error", "requests", "bytes",
    "version", "log",
)  # fmt: skip
_FAILED = ("degraded", "unavailable")
#: No log of a refresh is nearly as long; what follows is not read.
_LONGEST = 20_000_000


def list_runs(settings: Settings) -> list[dict[str, Any]]:
    """The runs that are kept, the latest first, with COLUMNS. Raises nothing."""
    runs = [describe_run(path) for path in reversed(list_logs(settings))]
    unended = [run for run in runs if run["result"] == "did not end"]
    if unended and is_refreshing(settings):
        unended[0]["result"] = "running"
    return runs


def describe_run(path: Path) -> dict[str, Any]:
    """One run from its log. `result`: published, nothing new, failed, or did not end."""
    run: dict[str, Any] = {**dict.fromkeys(COLUMNS), "result": "did not end", "failed": [], "log": str(path)}
    run["requests"] = run["bytes"] = 0
    published = False
    for event in _read_events(path):
        match event.get("event"):
            case "run_started":
                run |= {"started_at": event.get("at"), "version": event.get("version")}
            case "source_ended":
                if event.get("outcome") in _FAILED:
                    run["failed"].append(str(event.get("source")))
                for name in ("requests", "bytes"):
                    run[name] += event[name] if isinstance(event.get(name), int) else 0
            case "published":
                published = True
                rows = event.get("rows")
                run |= {
                    "snapshot": event.get("snapshot"),
                    "trials": rows.get("trials") if isinstance(rows, dict) else None,
                }
            case "unchanged":
                run["snapshot"] = event.get("snapshot")
            case "run_ended":
                code = event.get("exit_code")
                done = "published" if published else "nothing new"
                run |= {name: event.get(name) for name in ("exit_code", "seconds", "error")}
                run["result"] = done if code == 0 else "failed"
    return run


def _read_events(path: Path) -> list[dict[str, Any]]:
    """The events of a log; lines that are none, such as one cut off by a kill, are passed over."""
    try:
        with path.open("rb") as file:
            lines = file.read(_LONGEST).splitlines()
    except OSError:
        return []
    events = []
    for line in lines:
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict):
            events.append(event)
    return events
