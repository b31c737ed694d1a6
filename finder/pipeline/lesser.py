"""Lesser sources: read side by side where they are due, and kept from the last snapshot where not or where they fail.

None of them can stop another one or the refresh.
"""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from datetime import UTC, datetime, timedelta
from functools import partial

import pandas as pd

from finder.check import yields
from finder.errors import FinderError, StoreError, UnreachableError
from finder.fetch.response_cache import is_cache_warning
from finder.fetch.transport import allow_requests, stopping_on_failure
from finder.normalize.diseases import build_diseases
from finder.normalize.genetic_tests import build_genetic_tests
from finder.normalize.listings import build_listings
from finder.normalize.resources import build_resources
from finder.outcome import Ending, Outcome
from finder.pipeline.links import LINK_CHECK, no_network, read_links
from finder.pipeline.noting import note_outcome, note_reading
from finder.pipeline.readers import Answer, read_source
from finder.pipeline.run import Run, find_outcome
from finder.places import fold_name
from finder.schema import empty_frame
from finder.schema.raw import Row
from finder.settings import Settings
from finder.sources import Source, load_sources

#: Sources read at a time; each waits for its own host most of the time.
_AT_A_TIME = 8
_GOOD = (Ending.DATA, Ending.EMPTY)
#: So many hosts out of reach, and not one within it, say that the fault is here.
_TELLING = 3
#: What a source gave, and what reading it took; see Traffic.
_Read = tuple[Answer | Exception, dict[str, float]]


def add_lesser(run: Run, chosen: Collection[str], *, at_once: bool) -> None:
    """Bring the rows of all lesser sources into the snapshot, each with its outcome.

    Those in `chosen` are asked where their rows are older than declared, or always with `at_once`.
    """
    lesser = [source for source in load_sources().values() if source.reads != "trials" and source.name != LINK_CHECK]
    asked = [source for source in lesser if source.name in chosen and (at_once or is_due(run, source))]
    answers = {}
    for name, (answer, took) in _read_all(run, asked, at_once=at_once).items():
        source, answers[name] = load_sources()[name], answer
        try:
            if isinstance(answer, Exception):
                raise answer
            _land(run, source, answer)
        except StoreError:  # the disk, not the source
            raise
        except Exception as error:
            _fall_back(run, source, error)
        note_outcome(run.outcomes[-1], took)
    for source in lesser:
        if source not in asked:
            _keep(run, source)
    reached = [not isinstance(answer, UnreachableError) for name, answer in answers.items() if _is_far(name)]
    _add_resources(run, chosen, at_once=at_once, cut_off=len(reached) >= _TELLING and not any(reached))


def _is_far(name: str) -> bool:
    return not load_sources()[name].url.startswith("package:")


def is_due(run: Run, source: Source) -> bool:
    """Whether the rows of a source are older than its declaration allows, or the last try failed."""
    if source.url.startswith("package:"):  # costs nothing, and another version of the program has other rows
        return True
    last = find_outcome(run, source.name)
    if last is None or last.outcome not in _GOOD or not last.fetched_at:
        return True
    try:
        age = run.moment - datetime.fromisoformat(last.fetched_at).astimezone(UTC)
    except ValueError:
        return True
    return not timedelta(0) <= age < timedelta(hours=source.max_age_hours)


def _read_all(run: Run, asked: list[Source], *, at_once: bool) -> dict[str, _Read]:
    """What each source gave, by name, in the order in which the sources were named."""
    answers: dict[str, _Read] = {}
    try:
        # The pool waits for its threads, which end at their next request once this one is told to stop.
        with ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="source") as pool, stopping_on_failure():
            read = partial(_read_one, run.settings, at_once=at_once)
            futures = {pool.submit(copy_context().run, read, source): source for source in asked}
            try:
                for done, future in enumerate(as_completed(futures), 1):
                    answers[futures[future].name] = future.result()
                    run.progress("Reading lists and pages", done, len(asked))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    finally:
        allow_requests()
    return {source.name: answers[source.name] for source in asked}


def _read_one(settings: Settings, source: Source, *, at_once: bool) -> _Read:
    """The answer of one source, or its failure in the place of it, and what reading took."""
    with note_reading(source.name) as traffic:
        try:
            answer: Answer | Exception = read_source(settings, source, at_once=at_once)
        except Exception as error:
            answer = error
        return answer, traffic.as_facts()


def _land(run: Run, source: Source, answer: Answer) -> None:
    """Normalize the rows of one source into the snapshot. Raises CheckError where they are too few."""
    fetched_at = answer.fetched_at or run.time
    rows = answer.rows[: source.maximum_rows]
    frame = _build(run, source, rows, fetched_at[:10])
    count = len(rows) if frame is None else len(frame)
    yields.check_minimum(source, count)
    if frame is None:
        run.resources += [{**row, "source": source.name} for row in rows]
    else:
        run.builder.append(source.reads, frame)
    run.messages += filter(None, [*answer.warnings, yields.check_maximum(source, len(answer.rows))])
    version = _find_version(rows, frame)
    ending = Ending.DATA if count else Ending.EMPTY
    # What is wrong with a file of this machine is for whoever runs the refresh, and not for every reader of the list.
    message = " ".join(warning for warning in answer.warnings if not is_cache_warning(warning))
    run.outcomes.append(Outcome(source.name, ending, count, version, fetched_at, message))


def _build(run: Run, source: Source, rows: list[Row], day: str) -> pd.DataFrame | None:
    """The rows in the shape of their table; None for resources, which are built together at the end."""
    if source.reads == "listings":
        cities = run.gazetteer.load_cities(fold_name(str(row["city"])) for row in rows if row.get("city"))
        return build_listings(rows, source.name, cities)
    if source.reads == "genetic_tests":
        return build_genetic_tests(rows, source.name, day)
    if source.reads == "diseases":
        return build_diseases(rows, source.name, day)
    return None


def _find_version(rows: list[Row], frame: pd.DataFrame | None) -> str | None:
    """The latest date or version that the rows themselves name."""
    for name in ("data_version", "checked"):
        if frame is not None and name in frame and frame[name].notna().any():
            return str(frame[name].max())
    return max((str(row["checked_at"])[:10] for row in rows if row.get("checked_at")), default=None)


def _fall_back(run: Run, source: Source, error: Exception) -> None:
    """Keep the last rows of a source that could not be read, and say so."""
    reason = tell_failure(source, error)
    last, rows = find_outcome(run, source.name), _keep_rows(run, source)
    ending = Ending.DEGRADED if rows else Ending.UNAVAILABLE
    kept = f"The last {rows:,} rows are kept." if rows > 1 else "Its last row is kept."
    told = f"{reason} {kept}" if rows else reason
    version, fetched_at = (last.data_version, last.fetched_at) if last and rows else (None, None)
    run.outcomes.append(Outcome(source.name, ending, rows, version, fetched_at, told))
    run.messages.append(told)


def tell_failure(source: Source, error: Exception) -> str:
    """Which source failed, why, and what to do about it."""
    if isinstance(error, FinderError):
        lead = "" if error.message.startswith(source.title) else f"{source.title}: "
        return f"{lead}{error.message} {error.remedy}".strip()
    return f"{source.title}: it cannot be read ({type(error).__name__}: {error})."


def _keep(run: Run, source: Source) -> None:
    """Keep the rows and the outcome of a source that was not asked this time."""
    rows, last = _keep_rows(run, source), find_outcome(run, source.name)
    if last is not None and (rows or last.outcome != Ending.DATA):
        run.outcomes.append(last)


def _keep_rows(run: Run, source: Source) -> int:
    if run.last is None:
        return 0
    if source.reads != "resources":
        return run.builder.copy_source(run.last.path, source.reads, source.name)
    table = run.last.read_table("resources")
    kept = table[table["source"] == source.name].astype("object")
    run.resources += [{str(key): cell for key, cell in row.items()} for row in kept.to_dict("records")]
    return len(kept)


def _add_resources(run: Run, chosen: Collection[str], *, at_once: bool, cut_off: bool) -> None:
    """Build the table resources, with what the addresses of it answer now or answered last.

    `cut_off`: no host of many could be reached, so asking each address would only take long.
    """
    source = load_sources().get(LINK_CHECK)
    checks: list[Row] = []
    if source is not None and LINK_CHECK in chosen and (at_once or is_due(run, source)):
        checks = _check_links(run, source, cut_off=cut_off)
    elif source is not None and (last := find_outcome(run, source.name)):
        run.outcomes.append(last)
    before = run.last.read_table("resources") if run.last else empty_frame("resources")
    run.builder.append("resources", build_resources(run.resources, checks, before))


def _check_links(run: Run, source: Source, *, cut_off: bool) -> list[Row]:
    """What each address of the resources answers; nothing, and told so, where they could not be asked."""
    checks: list[Row] = []
    with note_reading(source.name) as traffic:
        try:
            if cut_off:
                raise no_network(source)
            checks, outcome = read_links(run, source, run.resources)
        except Exception as error:
            last = find_outcome(run, source.name)
            reason = tell_failure(source, error)
            ending = Ending.DEGRADED if last and last.rows else Ending.UNAVAILABLE
            rows, at = (last.rows, last.fetched_at) if last and last.rows else (0, None)
            outcome = Outcome(source.name, ending, rows, None, at, reason)
            run.messages.append(reason)
        run.outcomes.append(outcome)
        note_outcome(outcome, traffic.as_facts())
    return checks
