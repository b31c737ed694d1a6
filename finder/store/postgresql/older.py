"""How a snapshot of an older schema is read from a server: what it lacks is there and empty, see finder/store/older.py.

The schema of the snapshot stays as it is; each question reads a table through a query that makes up for its gaps.
"""

from collections.abc import Mapping

from sqlalchemy import Engine, FromClause, MetaData, cast, false, inspect, literal, null, select, union_all

from finder.store.layout import FACETS
from finder.store.postgresql.tables import ROW_ORDER

Tables = Mapping[str, FromClause]


def read_tables(metadata: MetaData) -> Tables:
    """The tables of a snapshot by their name in finder/schema."""
    return {table.name: table for table in metadata.tables.values()}


def fill_gaps(engine: Engine, metadata: MetaData) -> Tables:
    """The tables, columns and facets of ours over an older snapshot. Raises what the driver raises."""
    there = inspect(engine).get_multi_columns(schema=metadata.schema)
    has = {name: {column["name"] for column in columns} for (_, name), columns in there.items()}
    tables = {name: _fill_table(table, has.get(name)) for name, table in read_tables(metadata).items()}
    tables["facets"] = _fill_facets(engine, tables)
    return tables


def _fill_table(table: FromClause, has: set[str] | None) -> FromClause:
    if has is None:
        return select(*(cast(null(), c.type).label(c.name) for c in table.c)).where(false()).subquery(table.description)
    if has >= set(table.c.keys()):
        return table
    missing = {ROW_ORDER: literal(0)}
    return select(
        *(c if c.name in has else cast(missing.get(c.name, null()), c.type).label(c.name) for c in table.c)
    ).subquery(table.description)


def _fill_facets(engine: Engine, tables: Tables) -> FromClause:
    facets, trials = tables["facets"], tables["trials"]
    with engine.connect() as connection:
        counted = set(connection.scalars(select(facets.c.facet).distinct()))
    lacking = [facet for facet in FACETS if facet not in counted]
    if not lacking:
        return facets
    silent = (
        select(literal(facet, facets.c.facet.type), literal("", facets.c.value.type), trials.c.nct_id)
        for facet in lacking
    )
    return union_all(select(facets.c.facet, facets.c.value, facets.c.nct_id), *silent).subquery("facets")
