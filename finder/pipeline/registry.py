"""Trials on their way in: from the registry, from the starter data, or kept from the last snapshot."""

from statistics import mode
from typing import Any

from finder.check import yields
from finder.fetch.clinicaltrials_gov import Walk, fetch_studies, fetch_version
from finder.fetch.http import open_session
from finder.fetch.starter import read_starter
from finder.normalize import normalize_batch
from finder.outcome import Ending, Outcome
from finder.parse.clinicaltrials_gov import parse_studies
from finder.parse.starter import parse_starter
from finder.pipeline.run import Run, find_outcome
from finder.places import fold_name
from finder.schema.raw import RawRows
from finder.sources import Source, load_sources
from finder.store.reader import open_current
from finder.vocabulary.search import load_plans

REGISTRY, STARTER = "clinicaltrials_gov", "starter"

#: Studies normalized at a time: bounds the memory, large enough for pandas to pay.
BATCH = 200


def read_registry(run: Run, reach_seconds: float | None) -> dict[str, Any]:
    """Read the registry into the snapshot; returns the facts for its meta. Raises SourceError, CheckError."""
    source = load_sources()[REGISTRY]
    walk = _fetch_registry(run, source, reach_seconds)
    kept = run.builder.list_records()
    # A walk that was begun again may have left studies that the registry has no more.
    run.builder.drop_records(kept - walk.nct_ids)
    yields.check_complete(len(kept & walk.nct_ids), walk.studies)
    data_version = walk.data_version.timestamp or walk.data_version.api
    trials = done = 0
    for studies in run.builder.iter_records(BATCH):
        raw = parse_studies(studies)
        for row in raw.trials:
            url = f"{source.homepage}/study/{row['nct_id']}"
            row.update(source=REGISTRY, source_url=url, data_version=data_version, fetched_at=run.time)
        trials += _add_batch(run, raw)
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


def read_starter_trials(run: Run, reason: str) -> dict[str, Any]:
    """Read the starter trials into the snapshot; `reason` tells why not the registry. Raises as `read_registry`."""
    files = read_starter()
    raw = parse_starter(files.trials, files.sites)
    trials = _add_batch(run, raw)
    # Not the latest day: a few trials were recorded later than all the others.
    recorded = mode(str(row.get("fetched_at") or "") for row in raw.trials)
    source = load_sources()[STARTER]
    yields.check_minimum(source, trials)
    yields.check_bad_records(len(run.bad), len(raw.trials))
    message = f"{trials:,} trials, most of them recorded on {recorded[:10]}. Refresh to read the registry."
    run.outcomes.append(Outcome(REGISTRY, Ending.UNAVAILABLE, message=reason))
    run.outcomes.append(Outcome(STARTER, Ending.DATA, trials, recorded, recorded, message))
    return {"data_version": recorded, "source": STARTER, "bad_records": len(run.bad), "requests": 0, "bytes": 0}


def keep_trials(run: Run) -> dict[str, Any]:
    """Take the trials over from the last snapshot. Raises NoSnapshotError, DamagedError where there is none to read."""
    last = open_current(run.settings)
    run.builder.copy_tables(last.path, ["trials", "sites", "investigators", "changes", "records"])
    run.outcomes += filter(None, [find_outcome(run, name) for name in (REGISTRY, STARTER)])
    run.left_out.update(last.meta["left_out"])
    run.problems.update(last.meta["problems"])
    kept = ("data_version", "source", "bad_records", "requests", "bytes")
    return {key: last.meta[key] for key in kept}


def _fetch_registry(run: Run, source: Source, reach_seconds: float | None) -> Walk:
    with open_session(run.settings, source, cached=False, deadline_seconds=reach_seconds) as session:
        fetch_version(session)
    with open_session(run.settings, source) as session:
        return fetch_studies(session, source, load_plans(), run.builder.put_records, run.progress)


def _add_batch(run: Run, raw: RawRows) -> int:
    """Normalize one batch into the snapshot; returns how many trials are in scope."""
    cities = run.gazetteer.load_cities(fold_name(str(row["city"])) for row in raw.sites if row.get("city"))
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
