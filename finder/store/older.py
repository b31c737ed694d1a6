"""How a snapshot of an older schema is read: what it lacks is there and empty, so no reader need know of it.

Only tables and columns that were added since can be made up for. Temporary views of the same names do that; they live
in the connection, and the file stays as it is.
"""

import sqlite3
from collections.abc import Iterator

from finder.errors import DamagedError
from finder.schema import SCHEMA_VERSION, Table, load_tables
from finder.store.layout import FACETS

#: The oldest schema that differs from this one by added tables and columns alone. Raise it with a change of meaning.
OLDEST_READ = 2

#: What to do where there is no snapshot to read.
REMEDY = "Run 'net-finder refresh' to make a new one."

#: Without these there is nothing to read, whatever the schema.
NEEDED = frozenset({"trials", "sites", "sources", "meta", "facets", "trials_fts"})


def is_readable(version: int) -> bool:
    """Whether a snapshot of this older schema can be read as if it were of ours."""
    return OLDEST_READ <= version < SCHEMA_VERSION


def explain_newer(name: str) -> DamagedError:
    """The failure to read a snapshot that a newer version of this program made."""
    return DamagedError(
        f"The snapshot {name} is of a newer version of this program.",
        remedy="Update this program, or run 'net-finder refresh' to make a snapshot that this one can read.",
    )


def explain_older(name: str) -> DamagedError:
    """The failure to read a snapshot that is too old to make up for."""
    return DamagedError(f"The snapshot {name} is of an older version of this program.", remedy=REMEDY)


def list_columns(db: sqlite3.Connection, name: str, schema: str = "main") -> list[str]:
    """The columns that a table has in an open file; none where it has no such table. Raises sqlite3.Error."""
    return [row[0] for row in db.execute("SELECT name FROM pragma_table_info(?, ?)", (name, schema))]


def fill_gaps(db: sqlite3.Connection) -> Iterator[str]:
    """Statements that give an open older snapshot the tables, columns and facets of ours. Raises sqlite3.Error."""
    yield "PRAGMA temp_store = MEMORY"
    for name, declared in load_tables().items():
        has = list_columns(db, name)
        if not has:
            yield f'CREATE TEMP VIEW "{name}" AS SELECT NULL AS rowid, {_select(declared, [])} WHERE 0'
        elif not set(declared.names) <= set(has):
            yield f'CREATE TEMP VIEW "{name}" AS SELECT rowid AS rowid, {_select(declared, has)} FROM main."{name}"'
    counted = {row[0] for row in db.execute("SELECT DISTINCT facet FROM main.facets")}
    if lacking := [facet for facet in FACETS if facet not in counted]:
        silent = "".join(f" UNION ALL SELECT '{facet}', '', nct_id FROM main.trials" for facet in lacking)
        yield f"CREATE TEMP VIEW facets AS SELECT facet, value, nct_id FROM main.facets{silent}"


def _select(declared: Table, has: list[str]) -> str:
    return ", ".join(f'"{name}"' if name in has else f'NULL AS "{name}"' for name in declared.names)
