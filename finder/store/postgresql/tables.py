"""How the tables of finder/schema lie in PostgreSQL: one schema a snapshot, made from the declarations.

Text is ordered by its code points (COLLATE "C"), as SQLite orders it. Keys and indexes are made once all rows are in.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from finder.schema import ColumnType, load_tables, table
from finder.store.layout import INDEXES

TEXT = Text(collation="C")

_TYPES: dict[ColumnType, TypeEngine[Any]] = {
    "text": TEXT,
    "date": TEXT,
    "day": TEXT,
    "time": TEXT,
    "list": JSONB(),
    "integer": BigInteger(),
    "boolean": Boolean(),
    "number": Double(),
}

#: Folded text of a trial, for the text search; only here.
SEARCH_TEXT = "search_text"
#: The number of a row in the snapshot file: what SQLite orders by where nothing else is told; only here.
ROW_ORDER = "row_order"

#: Tables that finder/schema does not declare: their columns, text unless told, and how many of them are the key.
_BESIDE: dict[str, tuple[tuple[str, ...], int]] = {
    "records": (("nct_id", "record"), 1),
    "meta": (("key", "value"), 1),
    "facets": (("facet", "value", "nct_id"), 3),
    "found": (("nct_id", "updated", "left_out", "problems"), 1),
    "left_trials": (("nct_id", "left_at", "reason", "record"), 1),
}


@cache
def describe_tables(schema: str) -> MetaData:
    """All tables of one snapshot, in its schema; without keys and indexes, which `list_indexes` has."""
    metadata = MetaData(schema=schema)
    for name, declared in load_tables().items():
        columns: list[Column[Any]] = [Column(column.name, _TYPES[column.type]) for column in declared.columns]
        if name == "trials":
            columns.append(Column(SEARCH_TEXT, TEXT))
        columns.append(Column(ROW_ORDER, BigInteger(), nullable=False))
        Table(name, metadata, *columns)
    for name, (names, _) in _BESIDE.items():
        Table(name, metadata, *(Column(column, _type_beside(column), nullable=False) for column in names))
    return metadata


def _type_beside(column: str) -> TypeEngine[Any]:
    return LargeBinary() if column == "record" else TEXT


def list_indexes(schema: str, extensions: dict[str, str]) -> Iterator[str]:
    """Statements for keys and indexes; `extensions`: those of the database and where their functions are."""
    keys = {name: declared.key for name, declared in load_tables().items() if declared.key}
    keys |= {name: names[:count] for name, (names, count) in _BESIDE.items()}
    for name, key in keys.items():
        columns = ", ".join(f'"{column}"' for column in key)
        yield f'CREATE UNIQUE INDEX "{name}_key" ON {schema}."{name}" ({columns})'
    for index in INDEXES:
        yield index.replace(" ON ", f" ON {schema}.")
    yield f"CREATE INDEX facets_trial ON {schema}.facets (nct_id, facet, value)"
    if "pg_trgm" in extensions:
        yield (
            f"CREATE INDEX trials_search ON {schema}.trials "
            f"USING gin ({SEARCH_TEXT} {extensions['pg_trgm']}.gin_trgm_ops)"
        )


def list_references(schema: str) -> Iterator[ForeignKeyConstraint]:
    """What points to another table, to be added after the keys; the planner knows the size of joins from it."""
    tables = describe_tables(schema).tables
    for name, declared in load_tables().items():
        for column, target in declared.references.items():
            source, key = tables[f"{schema}.{name}"], table(target).key[0]
            constraint = ForeignKeyConstraint([column], [tables[f"{schema}.{target}"].c[key]], name=f"{name}_{column}")
            constraint._set_parent(source)
            yield constraint
