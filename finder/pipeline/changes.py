"""What became different since the last snapshot: the table `changes`, and the last records of trials that left."""

from typing import Any

import pandas as pd

from finder.check.cells import check_filled
from finder.errors import DamagedError, DiskFullError, SourceError, StoreError
from finder.fetch.clinicaltrials_gov import Walk, fetch_current_ids
from finder.fetch.http import PoliteSession
from finder.normalize.changes import (
    KINDS,
    OF_THE_REGISTRY,
    find_changes,
    find_known_since,
    join_changes,
    oldest_kept,
)
from finder.pipeline.run import Run
from finder.store.question import AnyOf, Question
from finder.store.reader import Reader
from finder.vocabulary.profile import load_profile

_COMPARED = ("trials", "sites")


def explain_left(run: Run, walk: Walk, session: PoliteSession) -> None:
    """Find out why trials of the last snapshot are in this one no more, into `run.left`.

    The registry is asked only for those that it did not find. Raises nothing: where it does not answer, it is told so.
    """
    if run.last is None:
        return
    now = run.builder.list_records()
    try:
        gone = set(run.last.find_ids(Question())) - now
    except DamagedError:
        return
    run.left |= dict.fromkeys(gone & walk.nct_ids, "No longer about these tumors, as far as its record tells")
    if not (missing := gone - walk.nct_ids):
        return
    try:
        current = fetch_current_ids(session, missing)
    except SourceError as error:
        run.messages.append(f"Why {len(missing):,} trials left could not be asked. {error}")
        run.left |= dict.fromkeys(missing, "The registry does not find it any more")
        return
    for nct_id in missing:
        if nct_id not in current:
            run.left[nct_id] = "Removed from the registry"
        elif current[nct_id] == nct_id:
            run.left[nct_id] = "No longer found by the words that are searched for"
        else:
            run.left[nct_id] = f"Moved to {current[nct_id]}"


def add_changes(run: Run, facts: dict[str, Any]) -> dict[str, Any]:
    """Fill the table `changes`; returns `facts` with the UTC times since which changes are known without a gap: all of
    them (changes_since), and those of sites (sites_since), which the program's own reading decides more often.

    Earlier changes are carried on. Starter data and data of the registry are never compared. A last snapshot that
    cannot be read is told, and costs the earlier changes only. Raises StoreError, CheckError.
    """
    last = run.last
    if last is None:
        return facts
    try:
        found, since, sites_since = last.read_table("changes"), last.meta.get("changes_since"), None
        if last.meta["source"] == facts["source"] == _REGISTRY and is_rescoped(run, facts.get("scope")):
            since = sites_since = run.time
        elif last.meta["source"] == facts["source"] == _REGISTRY:
            since = since or last.meta["published_at"]
            before, after = _read_compared(run, last, whole="scope" in facts)
            check_filled(before, after, accept_fewer=run.accept_fewer)
            # Where the program reads records otherwise than last time, what it makes of them is no news of the trial.
            kinds = KINDS if last.meta.get("fingerprint") == facts.get("fingerprint") else OF_THE_REGISTRY
            new = find_changes(before, after, run.time, left=run.left, kinds=kinds)
            found = join_changes(found, new, run.time)
            sites_since = (last.meta.get("sites_since") or last.meta["published_at"]) if kinds is KINDS else run.time
            since, sites_since = (find_known_since(found, time, run.time) for time in (since, sites_since))
        run.builder.put_tombstones(last.path, run.left, run.time, oldest_kept(run.time))
    except DiskFullError:
        raise
    except (DamagedError, StoreError) as error:
        run.messages.append(f"What changed since the last list could not be found out. {error.message}")
        return facts
    run.builder.replace_table("changes", found)
    known = {"changes_since": since, "sites_since": sites_since}
    return {**facts, **{name: time for name, time in known.items() if time}}


def is_rescoped(run: Run, scope: str | None) -> bool:
    """Whether the last snapshot held the whole registry and this one does not, or the other way round.

    What then comes or goes is no news of any trial.
    """
    return run.last is not None and run.last.meta.get("scope") != scope


def _read_compared(run: Run, last: Reader, *, whole: bool) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """The tables that are compared, as they were and as they are.

    Of the whole registry only what concerns trials that are about the disease, or were: news is about them, and half
    a million trials do not fit into the memory.
    """
    if not whole:
        before = {name: last.read_table(name) for name in _COMPARED}
        return before, {name: run.builder.read_table(name) for name in _COMPARED}
    codes = load_profile().relevance
    was = last.find_ids(Question(any_of=(AnyOf("relevance", (codes.specific, codes.included)),)))
    nct_ids = sorted({*was, *run.builder.list_in_scope()})
    before = {"trials": last.read_trials(nct_ids), "sites": last.read_sites(nct_ids)}
    return before, {name: run.builder.read_rows(name, nct_ids) for name in _COMPARED}


_REGISTRY = "clinicaltrials_gov"
