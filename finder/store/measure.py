"""Counts over a whole snapshot, by SQL made from the schema: what the checks before publication judge."""

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass

from finder.schema import Column, Table, load_tables, table

FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True)
class Measures:
    """Plain counts; columns are named "table.column". Only faults are listed: an empty dictionary is good."""

    #: rows of each table
    rows: dict[str, int]
    #: rows of each table whose key is empty or taken by another row
    repeated: dict[str, int]
    #: rows of a column that point to nothing
    dangling: dict[str, int]
    #: values of a closed column that its declaration does not list
    unknown: dict[str, dict[str, int]]
    #: cells of a date column that are no date, or far from our time
    odd_dates: dict[str, int]


def measure_rows(db: sqlite3.Connection) -> Measures:
    """Count the tables of an open snapshot. Raises sqlite3.Error."""
    tables = load_tables()
    unknown: dict[str, dict[str, int]] = {}
    odd: dict[str, int] = {}
    for name, declared in tables.items():
        unknown |= {f"{name}.{column}": counts for column, counts in _count_unknown(db, declared).items()}
        odd |= {f"{name}.{column}": count for column, count in _count_odd_dates(db, declared).items()}
    repeated = {name: _count_repeated(db, declared) for name, declared in tables.items() if declared.key}
    dangling = {
        f"{name}.{column}": _count_dangling(db, name, column, target)
        for name, declared in tables.items()
        for column, target in declared.references.items()
    }
    return Measures(
        rows={name: _count(db, f'SELECT count(*) FROM "{name}"') for name in tables},
        repeated={name: count for name, count in repeated.items() if count},
        dangling={name: count for name, count in dangling.items() if count},
        unknown={name: counts for name, counts in unknown.items() if counts},
        odd_dates={name: count for name, count in odd.items() if count},
    )


def _count(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])


def _count_repeated(db: sqlite3.Connection, declared: Table) -> int:
    keys = ", ".join(f'"{key}"' for key in declared.key)
    return _count(
        db,
        f'SELECT (SELECT count(*) FROM "{declared.name}") - (SELECT count(*) FROM '
        f'(SELECT DISTINCT {keys} FROM "{declared.name}" WHERE "{declared.key[0]}" IS NOT NULL))',
    )


def _count_dangling(db: sqlite3.Connection, name: str, column: str, target: str) -> int:
    key = table(target).key[0]
    return _count(
        db,
        f'SELECT count(*) FROM "{name}" WHERE "{column}" IS NULL OR "{column}" NOT IN (SELECT "{key}" FROM {target})',
    )


def _count_unknown(db: sqlite3.Connection, declared: Table) -> dict[str, Counter[str]]:
    """For each closed column its values that are not declared. All of a table are read at once: rows can be long."""
    closed = [column for column in declared.columns if column.values and not column.open]
    unknown: dict[str, Counter[str]] = {column.name: Counter() for column in closed}
    if not closed:
        return unknown
    names = ", ".join(f'"{column.name}"' for column in closed)
    for *cells, rows in db.execute(f'SELECT {names}, count(*) FROM "{declared.name}" GROUP BY {names}'):
        for column, cell in zip(closed, cells, strict=True):
            for value in json.loads(cell or "[]") if column.type == "list" else [cell]:
                if value is not None and value not in column.values:
                    unknown[column.name][str(value)] += rows
    return unknown


def _count_odd_dates(db: sqlite3.Connection, declared: Table) -> dict[str, int]:
    """For each column of dates the cells that are none. All of a table are read at once."""
    dated = [column for column in declared.columns if column.type in ("date", "day", "time")]
    if not dated:
        return {}
    sums = ", ".join(f'total("{column.name}" IS NOT NULL AND NOT ({_write_sane(column)}))' for column in dated)
    counts = db.execute(f'SELECT {sums} FROM "{declared.name}"').fetchone()
    return {column.name: int(count) for column, count in zip(dated, counts, strict=True)}


def _write_sane(column: Column) -> str:
    """The SQL of a condition that holds for a cell of this column that is a date of our time."""
    cell = f'"{column.name}"'
    # Given a modifier, date() moves February 30 to March 1; a real day is one that it leaves as it is.
    day = {"date": f"substr({cell} || '-01-01', 1, 10)", "day": cell, "time": f"substr({cell}, 1, 10)"}[column.type]
    sane = f"date({day}, '+0 days') IS {day} AND substr({day}, 1, 4) BETWEEN '{FIRST_YEAR}' AND '{LAST_YEAR}'"
    if column.type == "date":
        sane += f" AND length({cell}) IN (4, 7, 10)"
    if column.type == "time":
        sane += f" AND datetime({cell}) IS NOT NULL"
    return sane
