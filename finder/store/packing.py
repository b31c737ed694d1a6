"""Packs what lists are counted, ordered and measured by as arrays, beside the tables of a large snapshot.

Half a million trials with five million sites are then filtered by numpy within some milliseconds each; SQL needs
seconds. Of some thousand trials a list takes a third of the time. A small snapshot has none, see `PACKED_FROM`. Trials
lie by identifier, sites by theirs.

    trial_ids, trial_rows               identifiers (ASCII), and the rows of the table
    trial.<column>, values.<column>     the number of a cell, and the cells as JSON, for each of TRIAL_COLUMNS
    site_rows, site_trial               rows of the table, and the place of the trial among the trials
    site_point, points                  the number of a point, and latitude and longitude; the last point is none
    site_recruiting                     whether the site takes people
    site.<column>, values.site.<column> as for trials, for each of SITE_COLUMNS
    pair_trial, pair_country, pair_counts   each country of a trial once, and whether a site there counts
    words, word.<word>                  words that every tenth trial has, as JSON, and the trials of each, as bits
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from finder.store.layout import FACETS
from finder.store.question import TAKES_PEOPLE

#: Trials from which on a snapshot is packed. Below, SQL and lists in memory answer as quickly.
PACKED_FROM = 1_000

#: Columns of a trial that lists are filtered, counted, ordered and drawn by.
TRIAL_COLUMNS = (*FACETS, "stale", "min_age_years", "max_age_years", "last_update_posted")
#: Share of the trials that have a word from which on the word is packed.
USUAL_SHARE = 0.1
SITE_COLUMNS = ("country_code", "region", "city")

_ROWS = 50_000

Array = npt.NDArray[Any]


def create_packs() -> str:
    """The statement for the table of packs; only a large snapshot has it."""
    return "CREATE TABLE packs (name TEXT PRIMARY KEY NOT NULL, pack BLOB NOT NULL)"


def is_large(db: sqlite3.Connection) -> bool:
    """Whether a snapshot has so many trials that it must be packed. Raises sqlite3.Error."""
    return bool(db.execute("SELECT count(*) >= ? FROM trials", (PACKED_FROM,)).fetchone()[0])


def write_packs(db: sqlite3.Connection) -> None:
    """Pack the tables of a snapshot whose keys are made. Holds some 40 bytes a site. Raises sqlite3.Error."""
    db.execute(create_packs())
    trials = int(db.execute("SELECT count(*) FROM trials").fetchone()[0])
    takes_people = _pack_trials(db, trials)
    _pack_words(db, trials)
    _pack_sites(db, int(db.execute("SELECT count(*) FROM sites").fetchone()[0]), takes_people)


def _pack_trials(db: sqlite3.Connection, size: int) -> Array:
    """Returns for each trial whether it takes people."""
    columns = ", ".join(f'"{name}"' for name in TRIAL_COLUMNS)
    rows = np.zeros(size, dtype=np.int32)
    ids: list[bytes] = []
    packed = [_Cells(size) for _ in TRIAL_COLUMNS]
    for start, cells in _read_columns(db, f"SELECT nct_id, rowid, {columns} FROM trials ORDER BY nct_id"):
        ids += [nct_id.encode("ascii") for nct_id in cells[0]]
        rows[start : start + len(cells[1])] = cells[1]
        for column, values in zip(packed, cells[2:], strict=True):
            column.add(start, values)
    _put(db, "trial_ids", np.array(ids, dtype="S"))
    _put(db, "trial_rows", rows)
    for name, column in zip(TRIAL_COLUMNS, packed, strict=True):
        column.put(db, f"trial.{name}", f"values.{name}")
    status = packed[TRIAL_COLUMNS.index("status")]
    takes: Array = np.array([value in TAKES_PEOPLE for value in status.values], dtype=bool)
    return takes[status.codes] if size else np.zeros(0, dtype=bool)


def _pack_words(db: sqlite3.Connection, size: int) -> None:
    """Which trials have a word that begins with each usual word: the full text would read half a million places."""
    db.execute("CREATE VIRTUAL TABLE temp.usual USING fts5vocab(main, trials_fts, row)")
    found = db.execute("SELECT term FROM usual WHERE doc >= ?", (USUAL_SHARE * size,)).fetchall()
    words = [term for (term,) in found if is_plain_word(term)]
    db.execute("DROP TABLE usual")
    place = np.zeros(int(db.execute("SELECT ifnull(max(rowid), 0) FROM trials").fetchone()[0]) + 1, dtype=np.intp)
    place[[row[0] for row in db.execute("SELECT rowid FROM trials ORDER BY nct_id")]] = np.arange(size)
    for word in words:
        rows = db.execute("SELECT rowid FROM trials_fts WHERE trials_fts MATCH ?", (f'"{word}"*',))
        flags = np.zeros(size, dtype=bool)
        flags[place[np.fromiter((row[0] for row in rows), dtype=np.int64)]] = True
        _put(db, f"word.{word}", np.packbits(flags))
    db.execute("INSERT INTO packs VALUES ('words', ?)", (json.dumps(words).encode(),))


def is_plain_word(word: str) -> bool:
    """Whether the full text takes this for one word, whatever its case."""
    return word.isascii() and word.isalnum()


def _pack_sites(db: sqlite3.Connection, size: int, takes_people: Array) -> None:
    columns = ", ".join(f's."{name}"' for name in SITE_COLUMNS)
    source = "FROM sites s JOIN place_of_trial p ON p.nct_id = s.nct_id ORDER BY s.site_id"
    db.execute("CREATE TEMP TABLE place_of_trial (nct_id TEXT PRIMARY KEY, place INTEGER) WITHOUT ROWID")
    db.execute("INSERT INTO place_of_trial SELECT nct_id, row_number() OVER (ORDER BY nct_id) - 1 FROM trials")
    rows, owners = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
    recruiting = np.zeros(size, dtype=bool)
    points, packed = _Cells(size), [_Cells(size) for _ in SITE_COLUMNS]
    sql = f"SELECT s.rowid, p.place, s.recruiting, s.latitude, s.longitude, {columns} {source}"
    for start, cells in _read_columns(db, sql):
        part = slice(start, start + len(cells[0]))
        rows[part], owners[part] = cells[0], cells[1]
        recruiting[part] = [cell == 1 for cell in cells[2]]
        points.add(start, [_read_point(*pair) for pair in zip(cells[3], cells[4], strict=True)])
        for column, values in zip(packed, cells[5:], strict=True):
            column.add(start, values)
    db.execute("DROP TABLE place_of_trial")
    _put(db, "site_rows", rows)
    _put(db, "site_trial", owners)
    _put(db, "site_recruiting", recruiting)
    nowhere = (float("nan"), float("nan"))
    _put(db, "points", np.array([point or nowhere for point in points.values], dtype=float).reshape(-1, 2))
    _put(db, "site_point", points.codes)
    for name, column in zip(SITE_COLUMNS, packed, strict=True):
        column.put(db, f"site.{name}", f"values.site.{name}")
    _pack_pairs(db, owners, packed[0], recruiting | ~takes_people[owners])


def _pack_pairs(db: sqlite3.Connection, owners: Array, countries: "_Cells", counts: Array) -> None:
    named = np.array([bool(value) for value in countries.values], dtype=bool)[countries.codes]
    many = max(1, len(countries.values))
    keys = owners[named].astype(np.int64) * many + countries.codes[named]
    pairs, place = np.unique(keys, return_inverse=True)
    _put(db, "pair_trial", (pairs // many).astype(np.int32))
    _put(db, "pair_country", (pairs % many).astype(np.int32))
    _put(db, "pair_counts", np.bincount(place[counts[named]], minlength=len(pairs)) > 0)


class _Cells:
    """The cells of one column, each written once and numbered in the order in which they first come."""

    def __init__(self, size: int) -> None:
        self.codes: Array = np.zeros(size, dtype=np.int32)
        self._numbers: dict[Any, int] = {}

    @property
    def values(self) -> list[Any]:
        return list(self._numbers)

    def add(self, start: int, cells: Sequence[Any]) -> None:
        numbers = self._numbers
        self.codes[start : start + len(cells)] = [numbers.setdefault(cell, len(numbers)) for cell in cells]

    def put(self, db: sqlite3.Connection, name: str, values: str) -> None:
        small = np.uint8 if len(self._numbers) < 2**8 else np.uint16 if len(self._numbers) < 2**16 else np.int32
        _put(db, name, self.codes.astype(small))
        db.execute("INSERT INTO packs VALUES (?, ?)", (values, json.dumps(self.values).encode()))


def _read_point(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    """The point where it is one on the earth."""
    if latitude is None or longitude is None or not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return latitude, longitude


def _read_columns(db: sqlite3.Connection, sql: str) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """The columns of the rows of a query, some thousand rows at a time, with the number of the first of them."""
    found, start = db.execute(sql), 0
    while rows := found.fetchmany(_ROWS):
        yield start, list(zip(*rows, strict=True))
        start += len(rows)


def _put(db: sqlite3.Connection, name: str, array: Array) -> None:
    buffer = BytesIO()
    np.save(buffer, array, allow_pickle=False)
    db.execute("INSERT INTO packs VALUES (?, ?)", (name, buffer.getvalue()))
