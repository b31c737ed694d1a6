"""What a refresh tells of its sources while it runs: when each begins, how it ended, and what it took."""

from collections.abc import Iterator
from contextlib import contextmanager

from finder.errors import FinderError
from finder.events import Traffic, bind_facts, count_traffic, note
from finder.outcome import Ending, Outcome
from finder.pipeline.run import Run


@contextmanager
def note_reading(name: str) -> Iterator[Traffic]:
    """Tell that a source begins to be read, and count what the block takes."""
    with bind_facts(source=name), count_traffic() as traffic:
        note("source_started")
        yield traffic


def note_outcome(outcome: Outcome, took: dict[str, float]) -> None:
    """Tell how a source ended; `took` as of its traffic."""
    facts = {name: value for name, value in outcome.as_row().items() if name != "name"}
    note("source_ended", source=outcome.name, **facts, **took)


@contextmanager
def note_source(run: Run, name: str) -> Iterator[None]:
    """Tell when the source in this block begins and how it ended: by its outcome in `run`, or by what was raised.

    One without an outcome had nothing newer than the last snapshot.
    """
    with note_reading(name) as traffic:
        try:
            yield
        except FinderError as error:
            note_outcome(Outcome(name, Ending.UNAVAILABLE, message=str(error)), traffic.as_facts())
            raise
        outcome = next((outcome for outcome in run.outcomes if outcome.name == name), None)
        if outcome is not None:
            note_outcome(outcome, traffic.as_facts())
        else:
            note("source_ended", outcome="unchanged", data_version=run.unchanged_since, **traffic.as_facts())
