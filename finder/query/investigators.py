"""Who leads open trials near a place, as the registry publishes it. Nothing is said of how good anybody is."""

from dataclasses import dataclass, field

import pandas as pd

from finder.places import fold_name
from finder.query.compose import compose_question
from finder.query.explain import Relaxation
from finder.query.gaps import Coverage, find_coverage
from finder.query.nearby import InvestigatorCriteria, fit_place, measure_from
from finder.query.nearby_empty import explain_empty
from finder.query.people import fold_people, keep_leaders, key_people, place_people
from finder.query.places import Place, resolve_place
from finder.query.word_match import fits_any
from finder.store.gazetteer import Gazetteer
from finder.store.reader import Reader

#: Goes with every list of people.
ORIGIN = "People are named as the registry publishes them. Their role or place may have changed since."


@dataclass(frozen=True)
class InvestigatorAnswer:
    """The people who fit, in display order: one row a person (name with center or affiliation).

    `people` has PERSON_COLUMNS of finder.query.people: roles (list of codes, empty where the record gives none), the
    place nearest to the one asked (`place_of`: "site", "center", or "" where it is unknown), distance_km (Float64,
    kilometers), trials (how many that fit) and nct_ids. With a place asked in any way, a trial that takes people now
    counts for the people of its sites only where the site does, too. Someone without a place is never near; `unplaced`
    counts those without a point: left out with a distance asked, else at the end. `coverage`: was the registry read.
    `emptied_by` is filled where nobody fits: the criteria that alone keep people away, and how many would fit without.
    """

    people: pd.DataFrame
    criteria: InvestigatorCriteria
    coverage: Coverage
    place: Place | None = None
    unplaced: int = 0
    emptied_by: list[Relaxation] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many people fit."""
        return len(self.people)


def find_investigators(reader: Reader, gazetteer: Gazetteer, criteria: InvestigatorCriteria) -> InvestigatorAnswer:
    """All people who fit. Raises PlaceError for a place that is unknown or ambiguous, DamagedError."""
    place = resolve_place(criteria.near, gazetteer) if criteria.near else None
    rows = _find_rows(reader, gazetteer, criteria, place)
    unplaced = 0
    if place is not None:
        keys = key_people(rows)
        unplaced = len(set(keys) - set(keys[rows["distance_km"].notna()]))
    people = _rank(fold_people(_keep_near(rows, criteria)), criteria)

    def count(fewer: InvestigatorCriteria) -> int:
        return key_people(_keep_near(_find_rows(reader, gazetteer, fewer, place), fewer)).nunique()

    emptied_by = [] if len(people) else explain_empty(criteria, count)
    return InvestigatorAnswer(people, criteria, _find_coverage(reader), place, unplaced, emptied_by)


def _find_rows(
    reader: Reader, gazetteer: Gazetteer, criteria: InvestigatorCriteria, place: Place | None
) -> pd.DataFrame:
    """One row a person and site for all that is asked but the distance, with distance_km."""
    rows = reader.find_people(compose_question(criteria.of_trials, None, gazetteer, reader))
    rows = _place_leaders(reader, rows)
    rows["distance_km"] = measure_from(place, rows)
    if criteria.names_place:
        rows = rows[rows["counts"] & fit_place(rows, criteria, gazetteer)]
    if criteria.name:
        texts = [[cell for cell in cells if isinstance(cell, str)] for cells in _list_names(rows)]
        rows = rows[pd.Series(fits_any(criteria.name, texts), index=rows.index, dtype="bool")]
    return rows


def _keep_near(rows: pd.DataFrame, criteria: InvestigatorCriteria) -> pd.DataFrame:
    if criteria.within is None:
        return rows
    return rows[rows["distance_km"].le(criteria.within.km).fillna(False)]


def find_people_of_center(reader: Reader, center_id: str) -> pd.DataFrame:
    """The people who lead a trial at one center, whatever its status; as `InvestigatorAnswer.people`."""
    rows = _place_leaders(reader, reader.read_people_of_center(center_id))
    rows = rows[rows["center_id"].eq(center_id)]
    return fold_people(rows.assign(distance_km=pd.Series(pd.NA, index=rows.index, dtype="Float64")))


def _place_leaders(reader: Reader, rows: pd.DataFrame) -> pd.DataFrame:
    sponsors = {fold_name(name) for name in rows["sponsor"].dropna().unique()}
    rows = keep_leaders(rows, sponsors)
    return place_people(rows, reader.read_centers(rows["center_id"].dropna().unique().tolist()))


def _list_names(rows: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(rows[["name", "affiliation", "facility", "center_name"]].itertuples(index=False, name=None))


def _find_coverage(reader: Reader) -> Coverage:
    return find_coverage(reader, reader.count_people(), "trials")


def _rank(people: pd.DataFrame, criteria: InvestigatorCriteria) -> pd.DataFrame:
    order = criteria.sort or ("distance" if criteria.near else "trials")
    keys = pd.DataFrame(
        {
            "distance": people["distance_km"].astype("float64").round(1),
            "trials": -people["trials"].astype("int64"),
            "name": [fold_name(name) for name in people["name"]],
            "affiliation": people["affiliation"].fillna(""),
        },
        index=people.index,
    )
    first = {"distance": ["distance", "trials"], "trials": ["trials", "distance"], "name": []}[order]
    ranked = keys.sort_values([*first, "name", "affiliation"], na_position="last", kind="stable")
    return people.loc[ranked.index].reset_index(drop=True)
