"""How the tables of finder/schema lie in one SQLite file: statements, and cells on their way in and out.

Lists are JSON text, booleans 0 or 1, missing values NULL. Everything is made from the schema, so a new column needs
no change here. Writer and reader share this file and nothing else.
"""

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from finder.schema import ColumnType, load_tables, shape_frame, table

#: Columns of `trials` that can be counted and filtered by value; a trial without a value stands under "".
FACETS = (
    "phases",
    "primary_sites",
    "treatments",
    "function",
    "syndromes",
    "status",
    "differentiation",
    "relevance",
    "sstr",
    "prior_prrt",
    "stage",
    "line_of_therapy",
    "grades",
    "study_type",
    "sex",
)

#: Columns of `trials` in the full-text index `trials_fts`, in its order.
SEARCHED = (
    "title",
    "official_title",
    "acronym",
    "conditions",
    "keywords",
    "interventions",
    "summary",
    "sponsor",
    "eligibility",
    "nct_id",
)

#: How a text becomes words: by Unicode, without regard to case and accents.
TOKENIZER = "unicode61 remove_diacritics 2"

_SQL_TYPES: dict[ColumnType, str] = {
    "text": "TEXT",
    "list": "TEXT",
    "date": "TEXT",
    "day": "TEXT",
    "time": "TEXT",
    "integer": "INTEGER",
    "boolean": "INTEGER",
    "number": "REAL",
}

#: Indexes of the usual questions, in words that PostgreSQL understands as well.
INDEXES = (
    "CREATE INDEX sites_place ON sites(country_code, recruiting, latitude, longitude, nct_id)",
    "CREATE INDEX sites_point ON sites(latitude, longitude, recruiting, nct_id)",
    "CREATE INDEX sites_trial ON sites(nct_id)",
    "CREATE INDEX sites_center ON sites(center_id, nct_id)",
    "CREATE INDEX investigators_trial ON investigators(nct_id)",
    "CREATE INDEX investigators_center ON investigators(center_id)",
    "CREATE INDEX listings_center ON listings(center_id)",
    "CREATE INDEX trials_status ON trials(status, last_update_posted)",
)


def create_tables() -> Iterator[str]:
    """Statements for an empty snapshot. Keys and indexes come last, see `create_indexes`."""
    for name, declared in load_tables().items():
        lines = [f'"{column.name}" {_SQL_TYPES[column.type]}' for column in declared.columns]
        lines += [
            f'FOREIGN KEY ("{column}") REFERENCES "{target}"("{table(target).key[0]}")'
            for column, target in declared.references.items()
        ]
        yield f'CREATE TABLE "{name}" ({", ".join(lines)})'
    yield "CREATE TABLE records (nct_id TEXT PRIMARY KEY NOT NULL, record BLOB NOT NULL)"
    yield "CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID"
    yield "CREATE TABLE facets (facet TEXT, value TEXT, nct_id TEXT, PRIMARY KEY (facet, value, nct_id)) WITHOUT ROWID"


def create_indexes() -> Iterator[str]:
    """Statements run once all rows are in: unique keys, the indexes of the usual questions, facets, full text."""
    for name, declared in load_tables().items():
        if declared.key:
            keys = ", ".join(f'"{key}"' for key in declared.key)
            yield f'CREATE UNIQUE INDEX "{name}_key" ON "{name}"({keys})'
    yield from INDEXES
    # The long texts of trials are read once, and not once a facet.
    cells = ", ".join(f'"{facet}"' for facet in FACETS)
    yield f"CREATE TEMP TABLE facet_cells AS SELECT nct_id, {cells} FROM trials ORDER BY rowid"
    yield from (_fill_facet(facet) for facet in FACETS)
    yield "DROP TABLE facet_cells"
    columns = ", ".join(SEARCHED)
    yield (f"CREATE VIRTUAL TABLE trials_fts USING fts5({columns}, content='trials', tokenize='{TOKENIZER}')")
    yield "INSERT INTO trials_fts(trials_fts) VALUES ('rebuild')"
    yield "INSERT INTO trials_fts(trials_fts) VALUES ('optimize')"
    yield "ANALYZE"


def _fill_facet(name: str) -> str:
    if name in table("trials").lists():
        return (
            f"INSERT OR IGNORE INTO facets SELECT '{name}', ifnull(item.value, ''), nct_id "
            f'FROM facet_cells LEFT JOIN json_each(facet_cells."{name}") AS item'
        )
    return f"INSERT OR IGNORE INTO facets SELECT '{name}', ifnull(\"{name}\", ''), nct_id FROM facet_cells"


def encode_frame(frame: pd.DataFrame, name: str) -> list[tuple[Any, ...]]:
    """The rows of a frame as SQLite takes them, columns in the order of table `name`."""
    shaped = shape_frame(frame, name)
    cells = []
    for column in table(name).columns:
        series = shaped[column.name]
        if column.type == "list":
            cells.append([_clean_text(json.dumps(cell, ensure_ascii=False)) for cell in series])
        else:
            values = series.astype(object).where(series.notna(), None).tolist()
            cells.append([_clean_text(value) if isinstance(value, str) else value for value in values])
    return list(zip(*cells, strict=True))


def _clean_text(text: str) -> str:
    # JSON may carry half of a surrogate pair ("\ud83d"), which is no text that UTF-8 can hold.
    return text.encode("utf-8", "replace").decode("utf-8")
