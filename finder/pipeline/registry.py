"""Trials on their way in: from the registry, from the starter data, or kept from the last snapshot."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import mode
from typing import Any

from finder.check import yields
from finder.errors import AnswerError, RefusedError, StoreError
from finder.fetch.clinicaltrials_gov import ALL_STUDIES, Walk, fetch_changes, fetch_studies, fetch_version
from finder.fetch.http import PoliteSession, find_base_url, open_session
from finder.fetch.starter import read_starter
from finder.normalize import normalize_batch
from finder.normalize.classification import prepare_classification
from finder.outcome import Ending, Outcome
from finder.parse.clinicaltrials_gov import parse_studies
from finder.parse.starter import parse_starter
from finder.pipeline.changes import explain_left, is_rescoped
from finder.pipeline.delta import Reading, choose_reading, find_gap, take_fingerprint
from finder.pipeline.run import Run, find_outcome, note_problems, open_last
from finder.pipeline.sharing import find_read_time, note_shared, open_shared, tell_taken
from finder.places import fold_name
from finder.schema.raw import RawRows, Row
from finder.sources import Source, load_sources
from finder.store.memory import FoundStudy, read_found
from finder.store.snapshot_reader import WHOLE_REGISTRY
from finder.vocabulary.profile import load_profile
from finder.vocabulary.search import load_plans

REGISTRY, STARTER = "clinicaltrials_gov", "starter"

#: Studies normalized at a time: bounds the memory, large enough for pandas to pay.
BATCH = 200

#: Facts of the trials that stay true where they are kept; older snapshots have not all of them.
_KEPT_FACTS = (
    "data_version", "source", "bad_records", "requests", "bytes", "api_version", "fingerprint", "full_read_at",
    "changes_since", "scope", "shared_pages",
)  # fmt: skip

#: A whole walk asks for thousands of pages, one a second.
_WHOLE_WALK = {"maximum_rows": 5_000_000, "deadline_seconds": 12 * 3600.0}


def plan_reading(run: Run, reach_seconds: float | None, *, full: bool, whole: bool | None = None) -> Reading:
    """Ask the registry for its version alone, and say what must be read of it. Raises SourceError.

    `whole`: whether all its studies are; None goes on as the last snapshot, so that a nightly refresh keeps what was
    once asked for.
    """
    source = load_sources()[REGISTRY]
    with open_session(run.settings, source, cached=False, deadline_seconds=reach_seconds) as session:
        version = fetch_version(session)
    last = run.last.meta if run.last else None
    was_whole = last is not None and last.get("scope") == WHOLE_REGISTRY
    is_whole = was_whole if whole is None else whole
    plans = (ALL_STUDIES,) if is_whole else tuple(load_plans())
    fingerprint = take_fingerprint(plans, find_base_url(run.settings, source))
    if is_whole != was_whole:
        run.accept_fewer = True  # other trials were asked for, so their number says nothing
    reading = choose_reading(last, version, fingerprint, run.moment, source, full=full)
    if reading.much == "nothing":
        run.unchanged_since = f"{str(version.timestamp).removesuffix('Z')}Z"
    return replace(reading, whole=is_whole, plans=plans, anew=full)


def read_registry(run: Run, reading: Reading) -> dict[str, Any]:
    """Read the registry into the snapshot; returns the facts for its meta. Raises SourceError, CheckError."""
    source = load_sources()[REGISTRY]
    if reading.whole:
        source = source.model_copy(update=_WHOLE_WALK)
    else:
        run.shared = open_shared(run, source, anew=reading.anew)
    with open_session(run.settings, source) as session:
        with ThreadPoolExecutor(1) as beside:
            beside.submit(prepare_classification)
            walk, out_of_scope, read_at = _walk_registry(run, source, session, reading)
        note_shared(run)
        kept = run.builder.list_records()
        # A walk that was begun again may have left studies that the registry has no more.
        run.builder.drop_records(kept - walk.nct_ids)
        kept &= walk.nct_ids
        yields.check_complete(len(kept) + len(out_of_scope), walk.studies)
        data_version = walk.data_version.timestamp or walk.data_version.api
        trials = _sort_studies(run, source, walk, out_of_scope, len(kept), data_version, keep_all=reading.whole)
        bad = len(run.bad) + walk.bad_records
        yields.check_bad_records(bad, walk.studies + walk.bad_records)
        yields.check_minimum(source, trials)
        if run.shared and walk.bad_records:
            run.shared.forget()
        if not is_rescoped(run, WHOLE_REGISTRY if reading.whole else None):
            explain_left(run, walk, session)
        asked = {"requests": session.requests_sent, "bytes": session.bytes_read}
    run.messages += filter(None, [*walk.warnings, yields.check_maximum(source, trials)])
    about = len(run.builder.list_in_scope()) if reading.whole else trials
    message = f"{about:,} of {walk.studies:,} studies are about {load_profile().words.diseases}."
    if reading.whole:
        message += " The others are kept, too."
    if run.shared and run.shared.taken:
        asked["shared_pages"] = run.shared.taken
        message += f" {tell_taken(run.shared)}"
    run.outcomes.append(Outcome(REGISTRY, Ending.DATA, trials, data_version, run.time, message))
    facts = {"data_version": data_version, "source": REGISTRY, "bad_records": bad, **asked}
    api = walk.data_version.api
    facts |= {"scope": WHOLE_REGISTRY} if reading.whole else {}
    return {**facts, "api_version": api, "fingerprint": reading.fingerprint, "full_read_at": read_at}


def _walk_registry(
    run: Run, source: Source, session: PoliteSession, reading: Reading
) -> tuple[Walk, dict[str, FoundStudy], str]:
    """The raw records of all studies into the builder, whether from the registry or from the last snapshot.

    Returns the walk, the studies out of scope that did not change, and when all was last read. Raises SourceError.
    """
    if reading.much == "changes" and run.last is not None:
        known = read_found(run.last.path)
        if walk := _walk_changes(run, source, session, reading, run.last.path, known):
            unchanged = walk.nct_ids - walk.read
            out_of_scope = {name: study for name, study in known.items() if study.left_out and name in unchanged}
            return walk, out_of_scope, run.last.meta["full_read_at"]
    walk = fetch_studies(session, source, reading.plans, run.builder.put_records, run.progress, run.shared)
    return walk, {}, find_read_time(run)


def _walk_changes(
    run: Run, source: Source, session: PoliteSession, reading: Reading, last: Path, known: dict[str, FoundStudy]
) -> Walk | None:
    """What changed, over the raw records of the snapshot `last`; None, and no record, where that is not the whole.

    Raises UnreachableError, BlockedError: then nothing else can be read either.
    """
    try:
        run.builder.copy_tables(last, ["records"])
        walk = fetch_changes(
            session, source, reading.plans, reading.since, run.builder.put_records, run.progress, run.shared
        )
        fault = find_gap(walk, known, run.builder.list_records())
    except (AnswerError, RefusedError, StoreError) as error:
        fault = error.message.rstrip(".")
    if not fault:
        return walk
    run.messages.append(f"What changed on the registry did not add up to the whole ({fault}), so all was read.")
    run.builder.drop_records(run.builder.list_records())
    return None


def _sort_studies(
    run: Run,
    source: Source,
    walk: Walk,
    out_of_scope: dict[str, FoundStudy],
    total: int,
    data_version: str,
    *,
    keep_all: bool,
) -> int:
    """Normalize all raw records, and remember every study that was found; returns how many trials are in scope."""
    trials = done = 0
    fetched_at = find_read_time(run)
    left: dict[str, FoundStudy] = {}
    for studies in run.builder.iter_records(BATCH):
        raw = parse_studies(studies)
        for row in raw.trials:
            url = f"{source.homepage}/study/{row['nct_id']}"
            row.update(source=REGISTRY, source_url=url, data_version=data_version, fetched_at=fetched_at)
        count, left_out = _add_batch(run, raw, keep_all=keep_all)
        left |= {nct_id: FoundStudy(nct_id, walk.days[nct_id], **why) for nct_id, why in left_out.items()}
        trials += count
        done += len(studies)
        run.progress("Sorting studies", done, total)
    for study in out_of_scope.values():
        run.left_out[study.left_out] += 1
        note_problems(run, study.problems)
    left |= out_of_scope
    days = sorted(walk.days.items())
    run.builder.put_found(left.get(nct_id) or FoundStudy(nct_id, day) for nct_id, day in days)
    return trials


def read_starter_trials(run: Run, reason: str) -> dict[str, Any]:
    """Read the starter trials into the snapshot; `reason` tells why not the registry. Raises as `read_registry`."""
    files = read_starter()
    raw = parse_starter(files.trials, files.sites)
    trials, _ = _add_batch(run, raw, keep_all=False)
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
    """Take the trials over from the last snapshot. Raises NoSnapshotError, DamagedError where there is none to read.

    Where the registry has just said that it has nothing newer, they are as good as read now.
    """
    last = open_last(run.settings)
    run.builder.copy_tables(last.path, ["trials", "sites", "investigators", "records"])
    run.builder.copy_memory(last.path)
    if registry := find_outcome(run, REGISTRY):
        run.outcomes.append(replace(registry, fetched_at=run.time) if run.unchanged_since else registry)
    run.outcomes += filter(None, [find_outcome(run, STARTER)])
    run.left_out.update(last.meta["left_out"])
    run.problems.update(last.meta["problems"])
    return {key: last.meta[key] for key in _KEPT_FACTS if key in last.meta}


def _add_batch(run: Run, raw: RawRows, *, keep_all: bool) -> tuple[int, dict[str, Row]]:
    """Normalize one batch into the snapshot; returns how many trials are in scope, and why each other one is not."""
    cities = run.gazetteer.load_cities(fold_name(str(row["city"])) for row in raw.sites if row.get("city"))
    batch = normalize_batch(raw, cities=cities, today=run.moment.date(), keep_all=keep_all)
    run.builder.append("trials", batch.trials)
    run.builder.append("sites", batch.sites)
    run.builder.append("investigators", batch.investigators)
    run.builder.drop_records(batch.left_out)
    run.left_out.update(batch.left_out.values())
    problems = [*raw.problems, *batch.problems]
    note_problems(run, problems)
    why: dict[str, Row] = {nct_id: {"left_out": reason, "problems": ()} for nct_id, reason in batch.left_out.items()}
    for problem in problems:
        if problem.nct_id in why:
            why[problem.nct_id]["problems"] += (problem,)
    return len(batch.trials), why
