"""One refresh, from the world to a published snapshot. The only room that knows the order of the stages.

    delta.py      how much of the registry must be read: nothing, what changed, or everything
    registry.py   trials: read, normalized a batch at a time
    sharing.py    the registry's pages, where several machines share them: when they were read, and how many
    readers.py    which fetch and which parse belong to a lesser source
    lesser.py     lesser sources: which are due, read side by side, kept from the last snapshot where they fail
    links.py      the addresses of all resources, asked
    centers.py    lists and trial sites joined to centers
    changes.py    what became different since the last snapshot
    noting.py     what is told of sources while they are read
    server.py     where the store is a server: what it has is brought here, what is new is published there
    run.py        what is carried from stage to stage; checks and publication

Whatever fails, the last snapshot stands as it was: the new one is built in a file beside it, and nothing is
published before all checks have passed.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from finder.errors import QuestionError, SettingError, UnreachableError
from finder.events import note
from finder.outcome import Ending
from finder.pipeline.centers import add_centers
from finder.pipeline.changes import add_changes
from finder.pipeline.lesser import add_lesser, is_due
from finder.pipeline.noting import note_source
from finder.pipeline.registry import REGISTRY, STARTER, keep_trials, plan_reading, read_registry, read_starter_trials
from finder.pipeline.run import (
    Progress,
    Report,
    Run,
    find_outcome,
    ignore_progress,
    open_run,
    program_version,
    publish_run,
    report_unchanged,
)
from finder.run_log import log_run
from finder.settings import Settings
from finder.sources import load_sources
from finder.vocabulary.check import check_profile

__all__ = ["FIRST_LOOK", "REGISTRY", "STARTER", "Progress", "Report", "publish_starter", "refresh"]

#: Lists that come with the program and need no network.
WITH_THE_PROGRAM = ("starter_centers", "resource_list")
#: What somebody who waits for the first page needs; the other sources can follow at night.
FIRST_LOOK = (REGISTRY, *WITH_THE_PROGRAM)


def refresh(
    settings: Settings,
    *,
    only: Sequence[str] = (),
    full: bool = False,
    accept_fewer: bool = False,
    whole: bool | None = None,
    progress: Progress = ignore_progress,
    reach_seconds: float | None = None,
    now: datetime | None = None,
) -> Report:
    """Read the sources, build a snapshot, check it, and publish it.

    `only` names sources of finder/sources: "starter" publishes the starter data; without the registry among them the
    trials of the last snapshot are kept. The registry is asked for its version first: where that is the version of the
    last snapshot, nothing else of it is read, and where no other source is due, nothing is published. Where it is
    newer, only what changed is read, or with `full` everything. Pages of that version that another machine left on a
    shared cache are taken in place of asking, but not with `full`. Unless named, a lesser source is asked only when its
    rows are older than its declaration allows, or always with `full`; its rows are kept meanwhile. `reach_seconds`
    bounds the wait for the first answer of the registry. `whole`: read and keep all studies of the registry, whatever
    they are about, or no more of them; None goes on as the last snapshot. `now` is a UTC time.
    Raises BusyError, SourceError, CheckError, StoreError, QuestionError, SettingError, DeclarationError where the words
    of the disease do not fit each other; the last snapshot then stands.
    """
    asked: dict[str, Any] = {"sources": list(only), "full": full, "accept_fewer": accept_fewer}
    asked |= {} if whole is None else {"whole": whole}
    with log_run(settings, version=program_version(), **asked):
        check_profile()
        chosen = _choose_sources(settings, only)
        if whole is not None and REGISTRY not in chosen:
            raise QuestionError(
                "How much of the registry is wanted was told, and the registry is not read.",
                remedy=f"Leave --all out, or read the source {REGISTRY} too.",
            )
        moment = now or datetime.now(UTC)
        if STARTER in chosen:
            return publish_starter(settings, accept_fewer=accept_fewer, progress=progress, now=moment)
        if REGISTRY in chosen and settings.offline:
            raise UnreachableError(
                "The registry cannot be asked, because NET_FINDER_OFFLINE is set.",
                remedy="Unset NET_FINDER_OFFLINE to refresh from the registry.",
            )
        with open_run(settings, moment, progress, accept_fewer) as run:
            at_once = full or bool(only)
            return _fill_run(run, chosen, at_once=at_once, full=full, whole=whole, reach_seconds=reach_seconds)


def _fill_run(
    run: Run,
    chosen: Collection[str],
    *,
    at_once: bool,
    full: bool,
    whole: bool | None,
    reach_seconds: float | None,
) -> Report:
    """Read what is due and publish it, or nothing where nothing is. Raises as `refresh` does."""
    facts = _read_trials(run, reach_seconds, full=full, whole=whole) if REGISTRY in chosen else None
    if facts is None:
        if run.last is not None and run.unchanged_since and not _is_anything_due(run, chosen, at_once=at_once):
            return report_unchanged(run, run.last)
        facts = keep_trials(run)
    add_lesser(run, chosen, at_once=at_once)
    add_centers(run, facts["data_version"])
    return publish_run(run, add_changes(run, facts))


def _read_trials(run: Run, reach_seconds: float | None, *, full: bool, whole: bool | None) -> dict[str, Any] | None:
    """The trials of the registry into the run; None where those of the last snapshot are still its own."""
    with note_source(run, REGISTRY):
        reading = plan_reading(run, reach_seconds, full=full, whole=whole)
        note("reading_planned", much=reading.much, why=reading.why, since=reading.since)
        return read_registry(run, reading) if reading.much != "nothing" else None


def publish_starter(
    settings: Settings,
    *,
    accept_fewer: bool = False,
    reason: str = "The registry has not been asked yet.",
    progress: Progress = ignore_progress,
    now: datetime | None = None,
) -> Report:
    """Publish the starter data that comes with the program; needs no network.

    `reason` is told in the row of the registry in the table `sources`. Raises like `refresh`; CheckError also where
    registry data would be replaced and `accept_fewer` is not set.
    """
    with (
        log_run(settings, version=program_version(), sources=[STARTER], accept_fewer=accept_fewer),
        open_run(settings, now or datetime.now(UTC), progress, accept_fewer) as run,
    ):
        with note_source(run, STARTER):
            facts = read_starter_trials(run, reason)
        add_lesser(run, WITH_THE_PROGRAM, at_once=True)
        add_centers(run, facts["data_version"])
        return publish_run(run, add_changes(run, facts))


def _is_anything_due(run: Run, chosen: Collection[str], *, at_once: bool) -> bool:
    """Whether a snapshot must be published although the registry has nothing new.

    What comes with the program is in the fingerprint of the last snapshot, and due only where it failed. The trials
    are told to be of today before half of the time is over for which they may be called so, whoever reads no `checked`.
    """
    if run.messages:  # the pointer is damaged, and a publication mends it
        return True
    for source in load_sources().values():
        if source.name not in chosen or source.reads == "trials":
            continue
        last = find_outcome(run, source.name)
        packaged = source.url.startswith("package:")
        if packaged and (last is None or last.outcome not in (Ending.DATA, Ending.EMPTY)):
            return True
        if not packaged and (at_once or is_due(run, source)):
            return True
    registry = load_sources()[REGISTRY]
    return is_due(run, registry.model_copy(update={"max_age_hours": registry.max_age_hours / 2}))


def _choose_sources(settings: Settings, only: Sequence[str]) -> Collection[str]:
    known = load_sources()
    for name in only:
        if name not in known:
            raise QuestionError(f"There is no source {name!r}.", remedy=f"Sources are: {', '.join(known)}.")
    if STARTER in only and REGISTRY in only:
        raise QuestionError(
            f"The sources {STARTER} and {REGISTRY} cannot be read together.", remedy="Name one of the two."
        )
    for name in only:
        if known[name].opt_in and not settings.has_consent(known[name].opt_in):
            raise QuestionError(
                f"The source {name} is read only on wish.", remedy=f"Set {known[name].opt_in} to read it."
            )
    wanted = settings.list_sources()
    if unknown := wanted - set(known):
        raise SettingError(
            f"NET_FINDER_SOURCES names {sorted(unknown)[0]!r}, which is no source.",
            remedy=f"Sources are: {', '.join(known)}.",
        )
    on = {name for name, source in known.items() if not source.opt_in or settings.has_consent(source.opt_in)}
    return set(only) or ((wanted or on) & on) - {STARTER}
