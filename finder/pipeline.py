"""One refresh, from the world to a published snapshot. The only file that knows the order of the stages.

Whatever fails, the last snapshot stands as it was: the new one is built in a file beside it, and nothing is
published before all checks have passed.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import mode
from typing import Any

import pandas as pd

from finder.check import yields
from finder.check.tables import check_tables
from finder.errors import DamagedError, FinderError, NoSnapshotError, QuestionError, UnreachableError
from finder.fetch.clinicaltrials_gov import Walk, fetch_studies, fetch_version
from finder.fetch.http import open_session
from finder.fetch.starter import read_starter
from finder.lock import end_cleanly_on_terminate, hold_lock
from finder.normalize import normalize_batch
from finder.normalize.centers import normalize_centers
from finder.outcome import Ending, Outcome
from finder.parse.clinicaltrials_gov import parse_studies
from finder.parse.starter import parse_centers, parse_starter
from finder.places import fold_name
from finder.schema import SCHEMA_VERSION, shape_frame
from finder.schema.raw import Problem, RawRows
from finder.settings import Settings
from finder.sources import Source, load_sources
from finder.store.build import SnapshotBuilder
from finder.store.gazetteer import Gazetteer, open_gazetteer
from finder.store.publish import publish, remove_parts, resolve_current
from finder.store.reader import open_current
from finder.vocabulary.search import load_plans

Progress = Callable[[str, int, int | None], None]

REGISTRY, STARTER, CENTERS = "clinicaltrials_gov", "starter", "starter_centers"

#: Studies normalized at a time: bounds the memory, large enough for pandas to pay.
BATCH = 200


@dataclass(frozen=True)
class Report:
    """How one refresh ended. A refresh that published nothing raises instead."""

    published: bool
    path: Path
    meta: dict[str, Any]
    outcomes: list[Outcome]
    messages: list[str]


@dataclass
class _Run:
    """What one refresh carries from stage to stage."""

    settings: Settings
    builder: SnapshotBuilder
    moment: datetime
    progress: Progress
    accept_fewer: bool
    last_path: Path | None = None
    last_meta: dict[str, Any] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Problem] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    outcomes: list[Outcome] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    @property
    def time(self) -> str:
        return f"{self.moment:%Y-%m-%dT%H:%M:%SZ}"


def _ignore_progress(label: str, done: int, total: int | None) -> None:
    """The default progress: told to nobody."""


def refresh(
    settings: Settings,
    *,
    only: Sequence[str] = (),
    full: bool = False,
    accept_fewer: bool = False,
    progress: Progress = _ignore_progress,
    reach_seconds: float | None = None,
    now: datetime | None = None,
) -> Report:
    """Read the sources, build a snapshot, check it, and publish it.

    `only` names sources of finder/sources: "starter" publishes the starter data, "starter_centers" reads only the
    centers again and keeps the trials of the last snapshot. `reach_seconds` bounds the wait for the first answer.
    `full` asks for everything to be read anew, which every refresh does so far. `now` is a UTC time.
    Raises BusyError, SourceError, CheckError, StoreError, QuestionError; the last snapshot then stands.
    """
    chosen = _choose_sources(only)
    moment = now or datetime.now(UTC)
    if STARTER in chosen:
        return publish_starter(settings, accept_fewer=accept_fewer, progress=progress, now=moment)
    if REGISTRY in chosen and settings.offline:
        raise UnreachableError(
            "The registry cannot be asked, because NET_FINDER_OFFLINE is set.",
            remedy="Unset NET_FINDER_OFFLINE to refresh from the registry.",
        )
    with _open_run(settings, moment, progress, accept_fewer) as run:
        facts = _read_registry(run, reach_seconds) if REGISTRY in chosen else _keep_trials(run)
        _read_centers(run)
        return _publish(run, facts)


def publish_starter(
    settings: Settings,
    *,
    accept_fewer: bool = False,
    reason: str = "The registry has not been asked yet.",
    progress: Progress = _ignore_progress,
    now: datetime | None = None,
) -> Report:
    """Publish the starter data that comes with the program; needs no network.

    `reason` is told in the row of the registry in the table `sources`. Raises like `refresh`; CheckError also where
    registry data would be replaced and `accept_fewer` is not set.
    """
    with _open_run(settings, now or datetime.now(UTC), progress, accept_fewer) as run:
        files = read_starter()
        raw = parse_starter(files.trials, files.sites)
        with open_gazetteer(settings) as gazetteer:
            trials = _add_batch(run, raw, gazetteer)
        # Not the latest day: a few trials were recorded later than all the others.
        recorded = mode(str(row.get("fetched_at") or "") for row in raw.trials)
        source = load_sources()[STARTER]
        yields.check_minimum(source, trials)
        yields.check_bad_records(len(run.bad), len(raw.trials))
        message = f"{trials:,} trials, most of them recorded on {recorded[:10]}. Refresh to read the registry."
        run.outcomes.append(Outcome(REGISTRY, Ending.UNAVAILABLE, message=reason))
        run.outcomes.append(Outcome(STARTER, Ending.DATA, trials, recorded, recorded, message))
        _read_centers(run)
        facts = {"data_version": recorded, "source": STARTER, "bad_records": len(run.bad), "requests": 0, "bytes": 0}
        return _publish(run, facts)


def _choose_sources(only: Sequence[str]) -> set[str]:
    known = load_sources()
    for name in only:
        if name not in known:
            raise QuestionError(f"There is no source {name!r}.", remedy=f"Sources are: {', '.join(known)}.")
    if STARTER in only and REGISTRY in only:
        raise QuestionError(
            f"The sources {STARTER} and {REGISTRY} cannot be read together.", remedy="Name one of the two."
        )
    return set(only) or {REGISTRY, CENTERS}


@contextmanager
def _open_run(settings: Settings, moment: datetime, progress: Progress, accept_fewer: bool) -> Iterator[_Run]:
    with end_cleanly_on_terminate(), hold_lock(settings.home):
        remove_parts(settings.snapshots)
        with SnapshotBuilder(settings.snapshots) as builder:
            run = _Run(settings, builder, moment, progress, accept_fewer)
            run.messages += filter(None, [resolve_current(settings.snapshots).message])
            try:
                last = open_current(settings)
                run.last_path, run.last_meta = last.path, dict(last.meta)
            except NoSnapshotError:
                pass
            except DamagedError as error:
                run.messages.append(f"{error.message} The new snapshot was not compared with it.")
            yield run


def _read_registry(run: _Run, reach_seconds: float | None) -> dict[str, Any]:
    source = load_sources()[REGISTRY]
    walk = _fetch_registry(run, source, reach_seconds)
    kept = run.builder.list_records()
    # A walk that was begun again may have left studies that the registry has no more.
    run.builder.drop_records(kept - walk.nct_ids)
    yields.check_complete(len(kept & walk.nct_ids), walk.studies)
    data_version = walk.data_version.timestamp or walk.data_version.api
    trials = done = 0
    with open_gazetteer(run.settings) as gazetteer:
        for studies in run.builder.iter_records(BATCH):
            raw = parse_studies(studies)
            for row in raw.trials:
                url = f"{source.homepage}/study/{row['nct_id']}"
                row.update(source=REGISTRY, source_url=url, data_version=data_version, fetched_at=run.time)
            trials += _add_batch(run, raw, gazetteer)
            done += len(studies)
            run.progress("Sorting studies", done, walk.studies)
    bad = len(run.bad) + walk.bad_records
    yields.check_bad_records(bad, walk.studies + walk.bad_records)
    yields.check_minimum(source, trials)
    run.messages += filter(None, [*walk.warnings, yields.check_maximum(source, trials)])
    message = f"{trials:,} of {walk.studies:,} studies are about neuroendocrine tumors."
    run.outcomes.append(Outcome(REGISTRY, Ending.DATA, trials, data_version, run.time, message))
    facts = {"data_version": data_version, "source": REGISTRY, "bad_records": bad}
    return {**facts, "requests": walk.requests, "bytes": walk.bytes}


def _fetch_registry(run: _Run, source: Source, reach_seconds: float | None) -> Walk:
    with open_session(run.settings, source, cached=False, deadline_seconds=reach_seconds) as session:
        fetch_version(session)
    with open_session(run.settings, source) as session:
        return fetch_studies(session, source, load_plans(), run.builder.put_records, run.progress)


def _add_batch(run: _Run, raw: RawRows, gazetteer: Gazetteer) -> int:
    """Normalize one batch into the snapshot; returns how many trials are in scope."""
    cities = gazetteer.load_cities(fold_name(str(row["city"])) for row in raw.sites if row.get("city"))
    batch = normalize_batch(raw, cities=cities, today=run.moment.date())
    run.builder.append("trials", batch.trials)
    run.builder.append("sites", batch.sites)
    run.builder.append("investigators", batch.investigators)
    run.builder.drop_records({row["nct_id"] for row in raw.trials} - set(batch.trials["nct_id"]))
    run.left_out.update(batch.left_out)
    for problem in [*raw.problems, *batch.problems]:
        run.problems[problem.kind] += 1
        run.examples.setdefault(problem.kind, problem)
        if problem.bad:
            run.bad.add(problem.nct_id or problem.where)
    return len(batch.trials)


def _keep_trials(run: _Run) -> dict[str, Any]:
    """Take everything but the centers over from the last snapshot."""
    last = open_current(run.settings)
    run.builder.copy_tables(last.path, ["trials", "sites", "investigators", "resources", "changes", "records"])
    rows = last.read_sources()
    run.builder.append("sources", rows[rows["name"] != CENTERS])
    run.left_out.update(last.meta["left_out"])
    run.problems.update(last.meta["problems"])
    kept = ("data_version", "source", "bad_records", "requests", "bytes")
    return {key: last.meta[key] for key in kept}


def _read_centers(run: _Run) -> None:
    """Read the list of centers; where that fails keep those of the last snapshot and say so."""
    source = load_sources()[CENTERS]
    try:
        centers = normalize_centers(parse_centers(read_starter().centers))
        yields.check_minimum(source, len(centers))
    except (FinderError, OSError, ValueError, KeyError) as error:
        reason = error.message if isinstance(error, FinderError) else f"{source.title} cannot be read ({error})."
        rows = run.last_meta["counts"]["centers"] if run.last_path else 0
        if run.last_path and rows:
            run.builder.copy_tables(run.last_path, ["centers"])
        ending = Ending.DEGRADED if rows else Ending.UNAVAILABLE
        told = f"{reason} The last {rows:,} centers are kept." if rows else reason
        run.outcomes.append(Outcome(CENTERS, ending, rows, message=told))
        run.messages.append(told)
        return
    run.builder.append("centers", centers)
    run.outcomes.append(Outcome(CENTERS, Ending.DATA, len(centers), str(centers["checked"].max()), run.time))


def _publish(run: _Run, facts: dict[str, Any]) -> Report:
    """Check the whole, finish the file, swap it in."""
    rows = pd.DataFrame([outcome.as_row() for outcome in run.outcomes])
    run.builder.append("sources", shape_frame(rows, "sources"))
    measures = run.builder.measure()
    check_tables(**asdict(measures))
    if run.last_meta:
        yields.compare_with_last(run.last_meta, facts["source"], measures.rows["trials"], accept_fewer=run.accept_fewer)
    for kind, count in run.problems.items():
        if example := run.examples.get(kind):
            run.messages.append(f"{kind}: {count:,} times, first in {example.nct_id or 'a record'} ({example.where}).")
    messages = list(dict.fromkeys(run.messages))
    meta = {
        "schema_version": SCHEMA_VERSION,
        "program_version": _program_version(),
        "published_at": run.time,
        **facts,
        "counts": measures.rows,
        "left_out": dict(run.left_out),
        "problems": dict(run.problems),
        "warnings": messages,
    }
    run.progress("Publishing", 0, None)
    path = publish(run.builder.finish(meta), run.moment)
    return Report(True, path, meta, run.outcomes, messages)


def _program_version() -> str:
    try:
        return version("net-finder")
    except PackageNotFoundError:
        return "unknown"
