"""A real snapshot of fake studies, made by the stages of a refresh and without a network."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from benchmarks.generate import TODAY, Study
from finder.normalize import normalize_batch
from finder.outcome import Ending, Outcome
from finder.parse.clinicaltrials_gov import parse_studies
from finder.pipeline import REGISTRY, WITH_THE_PROGRAM
from finder.pipeline.centers import add_centers
from finder.pipeline.lesser import add_lesser
from finder.pipeline.registry import BATCH
from finder.pipeline.run import Run, ignore_progress, open_run, publish_run
from finder.places import fold_name
from finder.settings import Settings

MOMENT = datetime(TODAY.year, TODAY.month, TODAY.day, 6, tzinfo=UTC)


def publish_studies(settings: Settings, studies: Iterable[Study]) -> Path:
    """Publish a snapshot of these studies; a batch at a time, so any number needs little memory. Raises FinderError."""
    with open_run(settings, MOMENT, ignore_progress, accept_fewer=True) as run:
        left, trials = iter(studies), 0
        while batch := list(islice(left, BATCH)):
            trials += _add_batch(run, batch)
        message = f"{trials:,} fake trials, for a measurement."
        run.outcomes.append(Outcome(REGISTRY, Ending.DATA, trials, str(TODAY), run.time, message))
        add_lesser(run, WITH_THE_PROGRAM, at_once=True)
        add_centers(run, str(TODAY))
        facts = {"data_version": str(TODAY), "source": REGISTRY, "bad_records": 0, "requests": 0, "bytes": 0}
        return publish_run(run, facts).path


def _add_batch(run: Run, studies: list[Study]) -> int:
    raw = parse_studies(studies)
    for row in raw.trials:
        url = f"https://clinicaltrials.gov/study/{row['nct_id']}"
        row.update(source=REGISTRY, source_url=url, data_version=str(TODAY), fetched_at=run.time)
    names = (fold_name(str(row["city"])) for row in raw.sites if row.get("city"))
    batch = normalize_batch(raw, cities=run.gazetteer.load_cities(names), today=TODAY)
    run.builder.put_records(studies)
    for name in ("trials", "sites", "investigators"):
        run.builder.append(name, getattr(batch, name))
    run.builder.drop_records({row["nct_id"] for row in raw.trials} - set(batch.trials["nct_id"]))
    run.left_out.update(batch.left_out)
    return len(batch.trials)
