"""The door to the snapshot. Opened once for all visitors; a new one is noticed at the next click, without a restart.

What comes from here is shared by everyone: frames are read and never changed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st
from haversine import haversine
from pandas.api.extensions import ExtensionArray

from dashboard.latest import Latest
from dashboard.parts.address import Choices
from dashboard.parts.card import is_true
from dashboard.parts.escape import to_text
from dashboard.words import say
from finder.errors import PlaceError
from finder.places import find_country_code, fold_name, name_country, say_country
from finder.query.centers import CenterAnswer, find_centers
from finder.query.criteria import Criteria
from finder.query.investigators import InvestigatorAnswer, find_investigators
from finder.query.list_reader import open_lists
from finder.query.nearby import CenterCriteria, InvestigatorCriteria
from finder.query.packed_lists import NEAREST_PLACE, list_areas_of_sites
from finder.query.places import Place, resolve_place
from finder.query.search import Answer, add_site_facts, list_trials, measure_nearest, read_nearest, search
from finder.settings import load_settings
from finder.store.gazetteer import Gazetteer, open_gazetteer
from finder.store.reader import Reader, current_name, open_current, open_named

#: Criteria that hold what somebody typed.
_TYPED = ("near", "region", "city", "age", "text", "updated_since")
#: Trials whose facts for a card are kept, some 3 kB each. The start makes as many ready as there are.
MOST_DESCRIBED = 5_000
#: Nearest sites whose facts are kept. They are looked up in a third of the time.
_MOST_SITES = 2_000
#: Rows of all kept answers together, some 200 bytes each.
_MOST_ROWS = 30_000
#: An answer without trials weighs as much as one with so many.
_LEAST_ROWS = 100

Facts = dict[str, Any]
#: An answer without its trials, their columns, and how many there are. A frame that is kept grows: it remembers each
#: look at its columns and rows, hundreds of them a column.
KeptAnswer = tuple[Answer, dict[str, ExtensionArray], int]


def open_reader() -> Reader:
    """The reader of the snapshot that is current now. Raises NoSnapshotError, StoreError, SettingError."""
    settings = load_settings()
    name = current_name(settings)
    return open_current(settings) if name is None else _open_reader(name)


@st.cache_resource(max_entries=2, show_spinner=False)
def _open_reader(name: str) -> Reader:
    """The name is the key: another current snapshot is another reader."""
    return open_named(load_settings(), name)


def open_places() -> Gazetteer:
    """The gazetteer, opened once for all visitors. Whoever is there while it is made for the first time is told."""
    if load_settings().gazetteer.is_file():
        return _open_places()
    with st.spinner(say("app.wait")):
        return _open_places()


@st.cache_resource(show_spinner=False)
def _open_places() -> Gazetteer:
    return open_gazetteer(load_settings())


def ask(reader: Reader, criteria: Criteria) -> Answer:
    """The answer to a question. Raises PlaceError."""
    return search(reader, open_places(), criteria)


def ask_list(reader: Reader, criteria: Criteria) -> Answer:
    """The same answer for a screen, from memory: of each trial what orders and counts it. Raises PlaceError.

    Answers to what people choose are kept; what somebody types is not kept.
    """
    lists = _open_lists(reader.name)
    if criteria.model_fields_set & set(_TYPED):
        return list_trials(lists, open_places(), criteria)
    kept, choices = _open_answers(reader.name), criteria.model_dump_json()
    found = kept.get(choices)
    if found is None:
        answer = list_trials(lists, open_places(), criteria)
        columns = {str(name): column.array for name, column in answer.trials.items()}
        found = replace(answer, trials=answer.trials.head(0)), columns, len(answer.trials)
        kept.put(choices, found)
    answer, columns, rows = found
    trials = pd.DataFrame({name: cells.copy() for name, cells in columns.items()}, pd.RangeIndex(rows), copy=False)
    return replace(answer, trials=trials)


def describe_trials(reader: Reader, trials: pd.DataFrame) -> list[Facts]:
    """Trials of such an answer, each with all that its card shows. What does not hang on the question is kept."""
    lists = _open_lists(reader.name)
    nearest = trials[NEAREST_PLACE if NEAREST_PLACE in trials else "nearest_site_id"].astype("str").tolist()
    of_trial = _look_up(
        _open_facts(reader.name, "trials"),
        trials["nct_id"].tolist(),
        lambda rows: add_site_facts(lists, trials.iloc[rows]),
    )
    of_site = _look_up(_open_facts(reader.name, "sites"), nearest, lambda rows: read_nearest(lists, trials.iloc[rows]))
    asked = zip(trials["site_match"].tolist(), trials["nearest_distance_km"].tolist(), strict=True)
    return [
        {**trial, **site, "site_match": match, "nearest_distance_km": km}
        for trial, site, (match, km) in zip(of_trial, of_site, asked, strict=True)
    ]


def _look_up(kept: Latest[Facts], keys: Sequence[str], read: Callable[[list[int]], pd.DataFrame]) -> list[Facts]:
    """The facts of each key; `read` gives those that are not kept, by their places among the keys."""
    found = {key: kept.get(key) for key in keys}
    if unknown := [place for place, key in enumerate(keys) if found[key] is None]:
        for place, row in zip(unknown, read(unknown).to_dict("records"), strict=True):
            facts = {str(name): cell for name, cell in row.items()}
            found[keys[place]] = facts
            kept.put(keys[place], facts)
    return [found[key] or {} for key in keys]


@st.cache_resource(max_entries=4, show_spinner=False)
def _open_facts(name: str, of: str) -> Latest[Facts]:
    """Facts for the cards of a snapshot: of trials by their number, or of nearest sites."""
    return Latest(MOST_DESCRIBED if of == "trials" else _MOST_SITES)


@st.cache_resource(max_entries=2, show_spinner=False)
def _open_answers(name: str) -> Latest[KeptAnswer]:
    """Answers about a snapshot by what was chosen."""
    return Latest(_MOST_ROWS, lambda kept: max(kept[2], _LEAST_ROWS))


def ask_distances(reader: Reader, criteria: Criteria) -> "pd.Series[float]":
    """Kilometers to the nearest site of each trial of the answer. Raises PlaceError; ValueError without a place."""
    return measure_nearest(_open_lists(reader.name), open_places(), criteria)


@st.cache_resource(max_entries=2, show_spinner=False)
def _open_lists(name: str) -> Reader:
    return open_lists(_open_reader(name))


def ask_centers(reader: Reader, criteria: CenterCriteria) -> CenterAnswer:
    """The centers that fit. Raises PlaceError."""
    return find_centers(reader, open_places(), criteria)


def ask_people(reader: Reader, criteria: InvestigatorCriteria) -> InvestigatorAnswer:
    """Who leads trials that fit. Raises PlaceError."""
    return find_investigators(reader, open_places(), criteria)


def read_titles(reader: Reader, nct_ids: Iterable[str]) -> dict[str, str]:
    """Titles of these trials by number; a trial that is not here has none."""
    wanted = sorted(set(nct_ids))
    if not wanted:
        return {}
    trials = _open_lists(reader.name).read_trials(wanted)
    return dict(zip(trials["nct_id"], map(to_text, trials["title"]), strict=True))


def read_sources(reader: Reader) -> list[dict[str, Any]]:
    """One row a source: how reading it ended."""
    return _read_sources(reader.name)


@st.cache_resource(max_entries=2, show_spinner=False)
def _read_sources(name: str) -> list[dict[str, Any]]:
    rows = _open_reader(name).read_sources().to_dict("records")
    return [{str(name): cell for name, cell in row.items()} for row in rows]


@st.cache_resource(max_entries=4, show_spinner=False)
def _list_areas(name: str, table: str) -> pd.DataFrame:
    """Countries and regions that a table of a snapshot has, by name; columns country, country_code, region."""
    reader = _open_reader(name)
    rows = list_areas_of_sites(reader) if table == "sites" else None
    if rows is None:
        rows = reader.read_table(table)[["country", "country_code", "region"]]
    return rows.drop_duplicates().sort_values(["country", "region"]).reset_index(drop=True)


def list_countries(reader: Reader, table: str = "sites") -> dict[str, str]:
    """Countries with sites, or with rows of another table: the value of the address, and the name people read."""
    codes = [code for code in map(to_text, _list_areas(reader.name, table)["country_code"].unique()) if code]
    return {name: say_country(name) for name in sorted((name_country(code) for code in codes), key=say_country)}


def list_regions(reader: Reader, countries: list[str], table: str = "sites") -> dict[str, str]:
    """States, provinces and regions with sites, or with rows of another table, in the given countries."""
    codes = [find_country_code(country) for country in countries]
    areas = _list_areas(reader.name, table)
    regions = map(to_text, areas.loc[areas["country_code"].isin(codes), "region"].unique())
    return {region: region for region in sorted(filter(None, regions))}


@dataclass(frozen=True)
class Area:
    """A country, or a state or province of one, that a visitor typed where a town was asked for."""

    label: str
    choices: Choices


def list_areas(text: str) -> list[Area]:
    """Areas that a text names; empty where it names none."""
    areas = []
    if code := find_country_code(text):
        areas.append(Area(say_country(code), {"country": [name_country(code)]}))
    for code, region in open_places().find_regions(fold_name(text))[:5]:
        country = name_country(code)
        areas.append(Area(f"{region}, {say_country(code)}", {"country": [country], "region": [region]}))
    return areas


def find_place(choices: Choices) -> Place | None:
    """The place of a question; None where none was asked or it cannot be told."""
    if not choices.get("near"):
        return None
    try:
        return resolve_place(choices["near"][0], open_places())
    except PlaceError:
        return None


def list_sites(reader: Reader, nct_id: str, place: Place | None) -> list[dict[str, Any]]:
    """Sites of one trial with distance_km from the place: those that take people first, then the nearest."""
    sites = [{str(name): cell for name, cell in row.items()} for row in reader.read_sites([nct_id]).to_dict("records")]
    for site in sites:
        site["distance_km"] = _measure(site, place)
    return sorted(sites, key=_order_of_site)


def _measure(site: dict[str, Any], place: Place | None) -> float | None:
    latitude, longitude = to_text(site.get("latitude")), to_text(site.get("longitude"))
    if place is None or not latitude or not longitude:
        return None
    return float(haversine((place.latitude, place.longitude), (float(latitude), float(longitude))))


def _order_of_site(site: dict[str, Any]) -> tuple[bool, float, list[str]]:
    distance = site["distance_km"]
    names = [to_text(site.get(name)) for name in ("country", "city", "facility")]
    return (not is_true(site.get("recruiting")), float("inf") if distance is None else distance, names)
