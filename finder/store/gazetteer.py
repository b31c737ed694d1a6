"""Where places are: cities of the world and US ZIP codes, looked up without a network.

The packages hold 30 MB of JSON, too slow to read at each question, so they are written once to one SQLite file in the
home folder. Where that cannot be written the same tables are made in memory.
"""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Self

import pandas as pd

from finder.settings import Settings
from finder.store.gazetteer_build import describe_versions, fill_gazetteer
from finder.store.publish import looks_whole
from finder.store.question import Box

_CITY = "SELECT c.name, c.country_code, c.region, c.latitude, c.longitude, c.population, n.own, c.city_id"


@dataclass(frozen=True)
class City:
    """A city as the gazetteer knows it: degrees north and east of its center, `region` by its full name or ""."""

    name: str
    country_code: str
    region: str
    latitude: float
    longitude: float
    population: int
    #: the name asked for is the usual English one, not one of its other names
    own_name: bool = True
    city_id: int | None = None


class Gazetteer:
    """Look-ups in the tables of `gazetteer_build`. May be shared by threads; close it or use it with `with`."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lock = RLock()
        self._db = _open_or_build(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def find(self, name_key: str) -> list[City]:
        """Cities that have this name or an alternate name, made by `fold_name`, the largest first."""
        rows = self._ask(
            f"{_CITY} FROM names n JOIN cities c USING (city_id) WHERE n.name_key = ? "
            "ORDER BY c.population DESC, c.city_id",
            (name_key,),
        )
        return [City(*row[:6], own_name=bool(row[6]), city_id=row[7]) for row in rows]  # type: ignore[misc]

    def find_zip(self, code: str) -> City | None:
        """The place of a five-digit US ZIP code."""
        rows = self._ask("SELECT name, country_code, region, latitude, longitude, 0 FROM zips WHERE zip = ?", (code,))
        return City(*rows[0]) if rows else None

    def find_regions(self, name_key: str) -> list[tuple[str, str]]:
        """(country code, full name) of each state, province or region with this folded name or abbreviation."""
        return self._ask("SELECT country_code, region FROM regions WHERE name_key = ?", (name_key,))

    def list_region_keys(self, name_key: str) -> list[str]:
        """All folded names and abbreviations of the regions that have this one."""
        rows = self._ask(
            "SELECT DISTINCT other.name_key FROM regions one JOIN regions other USING (country_code, region) "
            "WHERE one.name_key = ?",
            (name_key,),
        )
        return [row[0] for row in rows]

    def list_names(self, city: City) -> list[str]:
        """All folded names of a city."""
        rows = self._ask("SELECT name_key FROM names WHERE city_id = ?", (city.city_id,))
        return [row[0] for row in rows]

    def list_cities_within(self, box: Box) -> list[City]:
        """Cities whose center lies in a box of degrees, the largest first."""
        rows = self._ask(
            "SELECT name, country_code, region, latitude, longitude, population, 1, city_id FROM cities "
            "WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ? ORDER BY population DESC, city_id",
            (box.south, box.north, box.west, box.east),
        )
        return [City(*row) for row in rows]

    def find_similar(self, name_key: str, count: int = 5) -> list[City]:
        """Cities whose names are spelled almost like this one, the largest first; for a person who mistyped."""
        if not name_key:
            return []
        first, size = name_key[0], len(name_key)
        rows = self._ask(
            "SELECT DISTINCT name_key FROM names JOIN cities USING (city_id) WHERE name_key >= ? "
            "AND name_key < ? AND length(name_key) BETWEEN ? AND ? AND (own OR population > 300000)",
            (first, first + "\U0010ffff", size - 2, size + 2),
        )
        keys = [row[0] for row in rows]
        close = get_close_matches(name_key, keys, n=10 * count, cutoff=0.75)
        found = {(city.name, city.latitude): city for key in close for city in self.find(key)[:1]}
        return sorted(found.values(), key=lambda city: -city.population)[:count]

    def load_cities(self, name_keys: Iterable[str]) -> pd.DataFrame:
        """Cities of these folded names as a frame, one row a name of a city: name_key, country_code, region (full
        name or empty), latitude and longitude (degrees), population (0 where not known).

        A row with an empty name_key is no city: it says that a region exists, so that one without such a city can be
        told from one that nobody knows.
        """
        columns = ["name_key", "country_code", "region", "latitude", "longitude", "population"]
        rows = self._ask(
            f"SELECT {', '.join(columns)} FROM names JOIN cities USING (city_id) "
            "WHERE name_key IN (SELECT value FROM json_each(?)) "
            "UNION ALL SELECT DISTINCT '', country_code, region, 0.0, 0.0, 0 FROM regions",
            (json.dumps(sorted(set(name_keys))),),
        )
        frame = pd.DataFrame(rows, columns=columns)
        text = dict.fromkeys(("name_key", "country_code", "region"), "str")
        return frame.astype({**text, "latitude": "float64", "longitude": "float64", "population": "int64"})

    def count_names(self) -> int:
        """How many names of cities can be looked up."""
        return int(self._ask("SELECT count(*) FROM names", ())[0][0])

    def _ask(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.DatabaseError as error:
                if self.path is None or isinstance(error, sqlite3.ProgrammingError):
                    raise
            # The file was damaged after it was opened: make it again and ask again.
            self._db.close()
            _remove(self.path)
            self._db = _open_or_build(self.path)
            return self._db.execute(sql, values).fetchall()


def open_gazetteer(settings: Settings) -> Gazetteer:
    """The look-up of places. The first call of an installation takes some seconds, later ones milliseconds."""
    return Gazetteer(settings.gazetteer)


def _open_or_build(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        db = _open_file(path)
        if db is None and _build_file(path):
            db = _open_file(path)
        if db is not None:
            return db
    db = _keep_sorting_in_memory(sqlite3.connect(":memory:", check_same_thread=False))
    fill_gazetteer(db)
    return db


def _keep_sorting_in_memory(db: sqlite3.Connection) -> sqlite3.Connection:
    """On a full disk, where SQLite's own files for sorting cannot be written, places are still found."""
    db.execute("PRAGMA temp_store = MEMORY")
    return db


def _open_file(path: Path) -> sqlite3.Connection | None:
    """A connection to a whole file made from the installed packages, else None."""
    if not looks_whole(path):
        return None
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
    try:
        _keep_sorting_in_memory(db)
        if db.execute("SELECT versions FROM made_from").fetchall() == [(describe_versions(),)]:
            return db
    except sqlite3.DatabaseError:
        pass
    db.close()
    return None


def _build_file(path: Path) -> bool:
    """Make the file beside and swap it in; False where the folder cannot be written."""
    part = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
        part = Path(name)
        with closing(sqlite3.connect(part)) as db:
            db.execute("PRAGMA synchronous = OFF")
            db.execute("PRAGMA journal_mode = OFF")
            fill_gazetteer(db)
        part.replace(path)
    except (OSError, sqlite3.OperationalError):
        if part is not None:
            _remove(part)
        return False
    return True


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
