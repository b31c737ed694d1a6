"""The standard question, its words and its counts, as one asks them of pandas, DuckDB and PostgreSQL.

Every peer gets the tables of the same snapshot with what its users would build first: a column with all searched text
for pandas and DuckDB, the usual indexes for PostgreSQL. Times are asked of a peer that is warm.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import psycopg
from psycopg import sql

from finder.schema import ColumnType, load_tables
from finder.store.layout import FACETS, SEARCHED

LATITUDE, LONGITUDE, KM, EARTH_KM = 40.7128, -74.0060, 100.0, 6371.0088
COUNTRY, STATUS, PHASES = "US", "RECRUITING", ("PHASE1", "PHASE2", "PHASE3", "PHASE4")
WORDS = ("octreotide", "everolimus", "lutetium")
_LISTS = load_tables()["trials"].lists()
#: Degrees of latitude and longitude that hold all points within KM.
REACH = np.degrees(KM / EARTH_KM) + 1e-6
WIDTH = np.degrees(np.arcsin(np.sin(KM / EARTH_KM) / np.cos(np.radians(LATITUDE)))) + 1e-6

#: nct_id -> (site_id, km) of the nearest site, and facet -> value -> number of trials.
Nearest = dict[str, tuple[str, float]]
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Peer:
    """One way to answer. `nearest` takes words, one of which must begin a word of the trial, or none."""

    nearest: Callable[[tuple[str, ...]], Nearest]
    count: Callable[[], Counts]


def ask_pandas(trials: pd.DataFrame, sites: pd.DataFrame) -> Peer:
    """Frames in memory."""
    trials = trials.assign(searched=_join_searched(trials))
    sites = sites.assign(**{name: sites[name].astype("float64") for name in ("latitude", "longitude")})
    asked = set(PHASES)

    def nearest(words: tuple[str, ...]) -> Nearest:
        fit = trials[trials["status"] == STATUS]
        fit = fit[[not asked.isdisjoint(phases) for phases in fit["phases"]]]
        if words:
            fit = fit[fit["searched"].str.contains(rf"\b(?:{'|'.join(words)})", regex=True)]
        near = sites[sites["recruiting"].fillna(False) & (sites["country_code"] == COUNTRY)]
        near = near[near["nct_id"].isin(fit["nct_id"]) & near["latitude"].between(LATITUDE - REACH, LATITUDE + REACH)]
        north, east = np.radians(near["latitude"]), np.radians(near["longitude"])
        half = np.sin((north - np.radians(LATITUDE)) / 2) ** 2
        half += np.cos(north) * np.cos(np.radians(LATITUDE)) * np.sin((east - np.radians(LONGITUDE)) / 2) ** 2
        near = near.assign(km=2 * EARTH_KM * np.arcsin(np.sqrt(half)))
        near = near[near["km"] <= KM].sort_values(["km", "site_id"]).drop_duplicates("nct_id")
        return dict(zip(near["nct_id"], zip(near["site_id"], near["km"], strict=True), strict=True))

    def count() -> Counts:
        fit = trials[trials["status"] == STATUS]
        counts = {}
        for facet in FACETS:
            values = fit[["nct_id", facet]].explode(facet).fillna({facet: ""}).drop_duplicates()
            counts[facet] = values[facet].value_counts().to_dict()
        of_fit = sites[sites["nct_id"].isin(fit["nct_id"])].dropna(subset="country_code")
        counts["country_code"] = of_fit.groupby("country_code")["nct_id"].nunique().to_dict()
        return counts

    return Peer(nearest, count)


def _join_searched(trials: pd.DataFrame) -> pd.Series:
    texts = [trials[name].map(" ".join) if name in _LISTS else trials[name].fillna("") for name in SEARCHED]
    return pd.concat(texts, axis=1).agg(" ".join, axis=1).str.lower()


_NEAREST = """
SELECT nct_id, site_id, km FROM (
  SELECT s.nct_id, s.site_id, 2 * {earth} * asin(sqrt(
    sin(radians(s.latitude - {latitude}) / 2) ^ 2
    + cos(radians(s.latitude)) * cos(radians({latitude})) * sin(radians(s.longitude - ({longitude})) / 2) ^ 2)) AS km
  FROM sites s JOIN trials t ON t.nct_id = s.nct_id
  WHERE s.country_code = '{country}' AND s.recruiting AND s.latitude BETWEEN {south} AND {north}
    AND s.longitude BETWEEN {west} AND {east} AND t.status = '{status}' AND {phases} AND {words}
) near WHERE km <= {km} ORDER BY nct_id, km, site_id
"""
_LIST = "SELECT '{facet}', coalesce(v, ''), count(DISTINCT nct_id) FROM fits LEFT JOIN {unnest} ON true GROUP BY 2"
_CELL = "SELECT '{facet}', coalesce({facet}, ''), count(*) FROM fits GROUP BY 2"
_COUNTRY = (
    "SELECT 'country_code', country_code, count(DISTINCT s.nct_id) FROM sites s JOIN fits USING (nct_id) "
    "WHERE country_code <> '' GROUP BY 2"
)


def _write_nearest(phases: str, words: str) -> str:
    return _NEAREST.format(
        earth=EARTH_KM, latitude=LATITUDE, longitude=LONGITUDE, km=KM, country=COUNTRY, status=STATUS,
        south=LATITUDE - REACH, north=LATITUDE + REACH, west=LONGITUDE - WIDTH, east=LONGITUDE + WIDTH,
        phases=phases, words=words,
    )  # fmt: skip


def _write_counts(unnest: str) -> str:
    parts = [(_LIST if name in _LISTS else _CELL).format(facet=name, unnest=unnest.format(name)) for name in FACETS]
    fits = f"WITH fits AS MATERIALIZED (SELECT nct_id, {', '.join(FACETS)} FROM trials WHERE status = '{STATUS}') "
    return fits + " UNION ALL ".join([*parts, _COUNTRY])


def _first_of_each(rows: list[tuple[Any, ...]]) -> Nearest:
    found: Nearest = {}
    for nct_id, site_id, km in rows:
        found.setdefault(nct_id, (site_id, km))
    return found


def _group_counts(rows: list[tuple[Any, ...]]) -> Counts:
    counts: Counts = {}
    for facet, value, number in rows:
        counts.setdefault(facet, {})[value] = number
    return counts


def ask_duckdb(export: Path, *, native: bool) -> Peer:
    """Over the Parquet files of an export, or over a DuckDB table made of them."""
    db = duckdb.connect()
    searched = ", ".join(f"array_to_string({n}, ' ')" if n in _LISTS else n for n in SEARCHED)
    made = "TABLE" if native else "VIEW"
    db.execute(
        f"CREATE {made} trials AS SELECT *, lower(concat_ws(' ', {searched})) AS searched "
        f"FROM read_parquet('{export}/trials/*/*.parquet')"
    )
    db.execute(f"CREATE {made} sites AS SELECT * FROM read_parquet('{export}/sites/*/*.parquet')")
    phases = f"list_has_any(t.phases, {list(PHASES)})"
    counts = _write_counts("LATERAL (SELECT unnest({}) AS v)")

    def nearest(words: tuple[str, ...]) -> Nearest:
        fits = rf"regexp_matches(t.searched, '\b(?:{'|'.join(words)})')" if words else "true"
        return _first_of_each(db.execute(_write_nearest(phases, fits)).fetchall())

    return Peer(nearest, lambda: _group_counts(db.execute(counts).fetchall()))


_TYPES: dict[ColumnType, str] = {
    "list": "text[]",
    "integer": "bigint",
    "number": "double precision",
    "boolean": "boolean",
}
_INDEXES = (
    "ALTER TABLE trials ADD PRIMARY KEY (nct_id)",
    "CREATE INDEX ON trials (status)",
    "CREATE INDEX ON trials USING gin (phases)",
    "CREATE INDEX ON trials USING gin (searched)",
    "CREATE INDEX ON sites (country_code, recruiting, latitude, longitude, nct_id, site_id)",
    "CREATE INDEX ON sites (nct_id)",
    "VACUUM ANALYZE",
)


@contextmanager
def ask_postgresql(server: str, trials: pd.DataFrame, sites: pd.DataFrame) -> Iterator[Peer]:
    """A database of its own on the server, dropped at the end. Raises psycopg.OperationalError where none answers."""
    with psycopg.connect(server, autocommit=True) as admin:
        name = f"net_finder_benchmark_{admin.info.backend_pid}"
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
        try:
            with psycopg.connect(server, dbname=name, autocommit=True) as db:
                _fill(db, {"trials": trials, "sites": sites})
                yield _ask_database(db)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _fill(db: "psycopg.Connection[Any]", frames: dict[str, pd.DataFrame]) -> None:
    for name, frame in frames.items():
        columns = [f"{column.name} {_TYPES.get(column.type, 'text')}" for column in load_tables()[name].columns]
        db.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        plain = frame.astype(object).where(frame.notna(), None)
        with db.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as rows:
            for row in plain.itertuples(index=False):
                rows.write_row(row)
    texts = [f"array_to_string({n}, ' ')" if n in _LISTS else n for n in SEARCHED]
    db.execute("ALTER TABLE trials ADD COLUMN searched tsvector")
    db.execute(f"UPDATE trials SET searched = to_tsvector('simple', concat_ws(' ', {', '.join(texts)}))")
    for statement in _INDEXES:
        db.execute(statement)


def _ask_database(db: "psycopg.Connection[Any]") -> Peer:
    phases = f"t.phases && ARRAY{list(PHASES)}"
    counts = _write_counts("LATERAL unnest({}) AS v")

    def nearest(words: tuple[str, ...]) -> Nearest:
        wanted = " | ".join(f"{word}:*" for word in words)
        fits = f"t.searched @@ to_tsquery('simple', '{wanted}')" if words else "true"
        return _first_of_each(db.execute(_write_nearest(phases, fits)).fetchall())

    return Peer(nearest, lambda: _group_counts(db.execute(counts).fetchall()))
