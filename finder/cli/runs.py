"""`net-finder runs`: how the last refreshes went, from the log that each of them leaves."""

from typing import Any

import click
import pandas as pd

from finder.cli.options import list_options
from finder.cli.output import Lines, choose_delivery, deliver, tell, tell_rest
from finder.cli.words import say
from finder.export.list_notes import ListNotes
from finder.run_history import COLUMNS, list_runs
from finder.settings import load_settings


@click.command(
    "runs",
    epilog="Example: net-finder runs --limit 5",
)
@list_options
def runs_command(form: str | None, as_json: bool, limit: int | None, output: str | None) -> None:
    """List each refresh of late, the last one first: when it ran, how long, its exit code, and what failed.

    "did not end" means that the process was killed or the machine stopped. The log names a file with each step.
    """
    delivery = choose_delivery(form=form, as_json=as_json, output=output, limit=limit)
    settings = load_settings()
    runs = list_runs(settings)
    shown = runs[: delivery.limit]
    deliver(
        delivery,
        frame=lambda: pd.DataFrame(shown, columns=list(COLUMNS)),
        records=lambda: shown,
        lines=lambda: run_lines(shown),
        notes=lambda _rows: ListNotes((("What this is", f"Refreshes of {settings.home}, the last one first."),)),
    )
    tell_rest(len(shown), len(runs), "runs")
    if not runs:
        tell(f"No refresh has left a log in {settings.runs} yet.")


def run_lines(runs: list[dict[str, Any]]) -> Lines:
    """The table of runs for eyes."""
    heads = [("Began (UTC)",), ("Result", "Exit code"), ("Seconds",), ("Trials",), ("Failed", "Error"), ("Log",)]
    rows = [
        [
            (say(run["started_at"])[:19].replace("T", " "),),
            (say(run["result"]), say(run["exit_code"])),
            (say(run["seconds"]),),
            (say(run["trials"]),),
            (say(run["failed"]), say(run["error"])),
            (say(run["log"]),),
        ]
        for run in runs
    ]
    return Lines(heads, rows)
