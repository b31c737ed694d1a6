"""What one refresh carries from stage to stage, how it begins, and how it ends in a published snapshot."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd

from finder.check import yields
from finder.check.tables import check_tables
from finder.errors import CheckError, DamagedError, NoSnapshotError, OtherDiseaseError
from finder.events import note
from finder.fetch.response_cache import trim_response_cache
from finder.fetch.shared_pages import SharedPages
from finder.lock import Held, end_cleanly_on_terminate, hold_locks
from finder.outcome import Ending, Outcome
from finder.pipeline.server import Last, bring_last, note_checked, publish_everywhere
from finder.schema import SCHEMA_VERSION, shape_frame
from finder.schema.raw import Problem, Row
from finder.settings import Settings
from finder.store.build import SnapshotBuilder
from finder.store.checked import write_checked
from finder.store.gazetteer import Gazetteer, open_gazetteer
from finder.store.older import REMEDY
from finder.store.publish import delete_old, find_current, name_snapshot, remove_parts, resolve_current
from finder.store.reader import Reader, open_file
from finder.vocabulary.profile import load_profile

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Report:
    """How one refresh ended; one that fails raises instead.

    `path`, `meta` and `outcomes` are those of the current snapshot: where the registry and all others had nothing new,
    `published` is false and it is the last one. `unchanged_since`: the UTC time of the registry's data where it has
    nothing newer than the last snapshot, else empty.
    """

    published: bool
    path: Path
    meta: dict[str, Any]
    outcomes: list[Outcome]
    messages: list[str]
    unchanged_since: str = ""


@dataclass
class Run:
    """One refresh. `last` is the snapshot that stands until this one is published, where it can be read.

    `left`: why trials of the last snapshot are in this one no more, by identifier. `unchanged_since` as in a report.
    `on_server`: what a store that is a server had at the beginning. `shared`: the registry's pages, where several
    machines share them.
    """

    settings: Settings
    builder: SnapshotBuilder
    gazetteer: Gazetteer
    moment: datetime
    progress: Progress
    accept_fewer: bool
    lock: Held
    last: Reader | None = None
    left_out: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Problem] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    outcomes: list[Outcome] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    resources: list[Row] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)
    unchanged_since: str = ""
    on_server: Last = field(default_factory=Last)
    shared: SharedPages | None = None

    @property
    def time(self) -> str:
        return f"{self.moment:%Y-%m-%dT%H:%M:%SZ}"


def ignore_progress(label: str, done: int, total: int | None) -> None:
    """The default progress: told to nobody."""


def note_problems(run: Run, problems: Iterable[Problem]) -> None:
    """Count what was odd in records. The example of a kind is the first by identifier, in whatever order they come."""
    for problem in problems:
        run.problems[problem.kind] += 1
        known = run.examples.get(problem.kind)
        if known is None or _place_problem(problem) < _place_problem(known):
            run.examples[problem.kind] = problem
        if problem.bad:
            run.bad.add(problem.nct_id or problem.where)


def _place_problem(problem: Problem) -> tuple[str, str]:
    return problem.nct_id or "", problem.where


def find_outcome(run: Run, name: str) -> Outcome | None:
    """How a source ended last time; None where it was not read."""
    if run.last is None:
        return None
    rows = run.last.read_sources()
    found = rows[rows["name"] == name].astype("object")
    if found.empty:
        return None
    row = {str(key): cell for key, cell in found.where(found.notna(), None).iloc[0].items()}
    return Outcome(**{**row, "outcome": Ending(row["outcome"]), "rows": int(row["rows"] or 0)})


@contextmanager
def open_run(settings: Settings, moment: datetime, progress: Progress, accept_fewer: bool) -> Iterator[Run]:
    """A run under the lock, with an empty snapshot to fill; what is not published is deleted at the end."""
    with end_cleanly_on_terminate(), hold_locks(settings) as lock:
        remove_parts(settings.snapshots)
        on_server = bring_last(settings)
        with SnapshotBuilder(settings.snapshots) as builder, open_gazetteer(settings) as gazetteer:
            run = Run(settings, builder, gazetteer, moment, progress, accept_fewer, lock, on_server=on_server)
            run.messages += filter(None, [resolve_current(settings.snapshots).message, *on_server.messages])
            try:
                run.last = open_last(settings)
            except OtherDiseaseError as error:
                run.messages.append(f"{error.message} All was read anew, and nothing was compared with it.")
            except NoSnapshotError:
                pass
            except DamagedError as error:
                run.messages.append(f"{error.message} The new snapshot was not compared with it.")
            try:
                yield run
            except CheckError as error:
                note("checked", verdict="refused", message=str(error))
                if run.shared:
                    run.shared.forget()
                raise
            finally:
                _tidy(settings)


def open_last(settings: Settings) -> Reader:
    """The last snapshot, as a file of this machine wherever readers look. Raises NoSnapshotError, DamagedError."""
    path = find_current(settings.snapshots)
    if path is None:
        raise NoSnapshotError(f"There is no snapshot in {settings.snapshots} yet.", remedy=REMEDY)
    return open_file(path)


def _tidy(settings: Settings) -> None:
    """Keep what is written within the bounds that are set."""
    delete_old(settings.snapshots, keep=settings.keep_snapshots)
    if said := trim_response_cache(settings):
        note("tidied", message=said)


def publish_run(run: Run, facts: dict[str, Any]) -> Report:
    """Check the whole, finish the file, swap it in. Raises CheckError, StoreError, BusyError."""
    rows = pd.DataFrame([outcome.as_row() for outcome in run.outcomes])
    run.builder.append("sources", shape_frame(rows, "sources"))
    measures = run.builder.measure()
    check_tables(**asdict(measures))
    if run.last is not None:
        trials = measures.rows["trials"]
        yields.compare_with_last(run.last.meta, facts["source"], trials, accept_fewer=run.accept_fewer)
    note("checked", verdict="passed", rows=measures.rows)
    if run.shared:
        run.shared.leave()
    for kind, count in sorted(run.problems.items()):
        if example := run.examples.get(kind):
            run.messages.append(f"{kind}: {count:,} times, first in {example.nct_id or 'a record'} ({example.where}).")
    messages = list(dict.fromkeys([*run.messages, *run.lock.warnings]))
    meta = {
        "schema_version": SCHEMA_VERSION,
        "program_version": program_version(),
        "profile": load_profile().name,
        "published_at": run.time,
        **facts,
        "counts": measures.rows,
        "left_out": dict(sorted(run.left_out.items())),
        "problems": dict(sorted(run.problems.items())),
        "warnings": messages,
    }
    run.progress("Publishing", 0, None)
    built = run.builder.finish(meta)
    run.lock.require()
    placed = publish_everywhere(run.settings, built, name_snapshot(built, run.moment), run.on_server)
    facts = {name: meta.get(name) for name in ("source", "data_version", "left_out", "problems")}
    note("published", snapshot=placed.path.name, rows=measures.rows, messages=messages, **facts)
    return Report(True, placed.path, meta, run.outcomes, [*messages, *placed.messages], run.unchanged_since)


def report_unchanged(run: Run, last: Reader) -> Report:
    """Publish nothing: note that the last snapshot is still that of today. Raises StoreError, BusyError."""
    run.lock.require()
    write_checked(last.path, run.time)
    note_checked(run.settings, run.on_server, run.time)
    note("unchanged", snapshot=last.path.name, since=run.unchanged_since)
    names = last.read_sources()["name"].tolist()
    outcomes = [outcome for name in names if (outcome := find_outcome(run, str(name)))]
    return Report(False, last.path, last.meta, outcomes, [*run.messages, *run.lock.warnings], run.unchanged_since)


def program_version() -> str:
    """The version of the installed program."""
    try:
        return version("net-finder")
    except PackageNotFoundError:
        return "unknown"
