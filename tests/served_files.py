"""A server of lists that can be saved as files, and what it answers. No real trial, center or person."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pandas as pd
from center_pages import make_centers, make_outcomes, make_people
from e2e.browser import Dashboard
from e2e.fakes import HOSTILE, HOSTILE_ID, make_tables, make_trial
from starlette.requests import Request
from starlette.responses import Response

from dashboard.send_files import send_file
from finder.schema import SCHEMA_VERSION, shape_frame
from finder.settings import Settings
from finder.store.build import SnapshotBuilder
from finder.store.gazetteer import open_gazetteer
from finder.store.publish import publish

NOW = datetime.now(UTC)


class Answer:
    """What came back: status, headers in lower case, body."""

    def __init__(self, answer: HTTPResponse) -> None:
        self.status, self.body = answer.status, answer.read()
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        self.text = self.body.decode("utf-8", "replace")

    @property
    def name(self) -> str:
        return self.headers["content-disposition"].removeprefix('attachment; filename="').removesuffix('"')


def serve_lists(home: Path) -> Iterator[Dashboard]:
    """Trials, centers, people and changes, served by the command."""
    dashboard = Dashboard(home)
    publish_lists(dashboard.settings)
    open_gazetteer(dashboard.settings).close()
    dashboard.start()
    yield dashboard
    dashboard.stop()


def publish_lists(settings: Settings) -> None:
    """One snapshot of all that has a list."""
    trials, sites = make_tables()
    changes = [tell(HOSTILE_ID, "new", 3, after=HOSTILE), tell("NCT90000003", "status", 20, "RECRUITING", "COMPLETED")]
    people = [{**row, "nct_id": HOSTILE_ID, "site_id": ""} for row in make_people()]
    tables = {
        "trials": [*trials, make_trial(90_000_007, title="=1+1")],
        "sites": sites,
        "centers": make_centers(),
        "investigators": people,
        "changes": sorted(changes, key=lambda row: row["at"]),
        "sources": make_outcomes(),
    }
    with SnapshotBuilder(settings.snapshots) as builder:
        for name, rows in tables.items():
            builder.append(name, shape_frame(pd.DataFrame(rows), name))
        part = builder.finish(
            {
                "schema_version": SCHEMA_VERSION,
                "program_version": "0",
                "published_at": write_time(0),
                "data_version": "2026-11-19T09:00:05",
                "source": "clinicaltrials_gov",
                "changes_since": write_time(400),
                "counts": {name: len(rows) for name, rows in tables.items()},
                "left_out": {},
                "warnings": [],
            }
        )
        publish(part, NOW)


def write_time(days_ago: float) -> str:
    return f"{NOW - timedelta(days=days_ago):%Y-%m-%dT%H:%M:%SZ}"


def tell(nct_id: str, kind: str, days: float, before: str | None = None, after: str | None = None) -> dict[str, Any]:
    return {"at": write_time(days), "nct_id": nct_id, "kind": kind, "before": before, "after": after}


def ask(served: Dashboard, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=60)
    try:
        connection.request(method, path if path.startswith("/") else f"/files/{path}", headers=headers)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def send(path: str) -> Response:
    """The answer to one address, of this process."""
    name, _, query = path.partition("?")
    scope = {"type": "http", "method": "GET", "path": f"/files/{name}", "query_string": query.encode(), "headers": [],
             "path_params": {"file": name}, "server": ("127.0.0.1", 80), "scheme": "http"}  # fmt: skip
    return send_file(Request(scope))


def read_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
