"""NET Finder: clinical trials and expert centers for people with a neuroendocrine tumor.

    import finder

    answer = finder.search(near="Houston, TX", within="100mi", site="pancreas", phase=["1", "2"])
    print(answer.total, answer.trials[["nct_id", "title", "nearest_distance_km"]])

Nothing heavy is imported until it is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finder.errors import FinderError
    from finder.pipeline import Report
    from finder.query.centers import CenterAnswer
    from finder.query.criteria import Criteria
    from finder.query.places import Place
    from finder.query.search import Answer
    from finder.settings import Settings

__all__ = ["Answer", "CenterAnswer", "Criteria", "FinderError", "Place", "Report", "find_centers", "refresh", "search"]

_HOMES = {
    "Answer": "finder.query.search",
    "CenterAnswer": "finder.query.centers",
    "Criteria": "finder.query.criteria",
    "FinderError": "finder.errors",
    "Place": "finder.query.places",
    "Report": "finder.pipeline",
}


def search(settings: Settings | None = None, **criteria: str | float | Iterable[str]) -> Answer:
    """Trials of the current snapshot that fit, with the criteria of the command `net-finder search`.

    Each criterion takes one value or several ("or"); `updated_since` is written with an underscore. Raises
    QuestionError for a value that cannot be understood, PlaceError for a place, NoSnapshotError before the first
    refresh, DamagedError for a snapshot that cannot be read.
    """
    from finder.query.criteria import parse_criteria
    from finder.query.search import search as answer_criteria
    from finder.settings import load_settings
    from finder.store.gazetteer import open_gazetteer
    from finder.store.reader import open_current

    words = {name.replace("_", "-"): _list_words(value) for name, value in criteria.items()}
    asked = parse_criteria(words)
    settings = settings or load_settings()
    reader = open_current(settings)
    with open_gazetteer(settings) as gazetteer:
        return answer_criteria(reader, gazetteer, asked)


def find_centers(settings: Settings | None = None, **criteria: str | float | Iterable[str]) -> CenterAnswer:
    """Centers of the current snapshot that fit, with the criteria of `net-finder centers`; raises as `search` does.

    `finder.find_centers(near="Lyon", within="300km", site="pancreas").centers` is a frame, one row a center.
    """
    from finder.query.centers import find_centers as answer_criteria
    from finder.query.nearby import parse_center_criteria
    from finder.settings import load_settings
    from finder.store.gazetteer import open_gazetteer
    from finder.store.reader import open_current

    asked = parse_center_criteria({name: _list_words(value) for name, value in criteria.items()})
    settings = settings or load_settings()
    reader = open_current(settings)
    with open_gazetteer(settings) as gazetteer:
        return answer_criteria(reader, gazetteer, asked)


def refresh(settings: Settings | None = None, **options: Any) -> Report:  # noqa: ANN401 - handed on as they are
    """Read the sources and publish a new snapshot, or leave the last one; options as in `finder.pipeline.refresh`."""
    from finder.pipeline import refresh as run_refresh
    from finder.settings import load_settings

    return run_refresh(settings or load_settings(), **options)


def _list_words(value: str | float | Iterable[str]) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [f"{value:.10g}"] if isinstance(value, (int, float)) else list(value)


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
