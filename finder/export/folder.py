"""Every table of a snapshot as CSV and in one workbook, with a datapackage.json that explains each column.

The description is a Frictionless Data Package, https://datapackage.org/.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

from finder.errors import OutputError
from finder.export.atomic import write_atomically
from finder.export.csv_file import write_csv
from finder.export.excel import write_tables
from finder.export.list_notes import note_tables
from finder.export.records import NOTICE
from finder.schema import LIST_SEPARATOR, Column, ColumnType, Table, load_tables
from finder.sources import Source, load_sources
from finder.store.reader import Reader
from finder.vocabulary.profile import load_profile

#: All tables as one file for Excel.
WORKBOOK = "net-finder.xlsx"

_ADVICE = (
    f"A spreadsheet takes some text of a CSV for numbers: {WORKBOOK} keeps postal codes and phone numbers as they are."
)

# Types of the Table Schema 2.0, https://datapackage.org/standard/table-schema/. It knows no date of a lower precision,
# and no time that may be a plain day, so both are strings.
_TYPES: dict[ColumnType, str] = {
    "text": "string",
    "list": "list",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "string",
    "day": "date",
    "time": "string",
}


def export_tables(reader: Reader, folder: Path) -> list[Path]:
    """Write every table, all of them as one workbook, and their description into `folder`, which is made where it does
    not exist; give the files.

    Each file appears whole. The description comes last and holds size and SHA-256 of each file, so that a folder from
    an export that was cut off can be told. The same snapshot gives the same bytes. Raises OutputError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"{folder} cannot be made: {reason}.", remedy="Name another folder.") from error
    paths, resources, frames = [], [], {}
    for name, table in load_tables().items():
        frames[name] = frame = reader.read_table(name)
        content = write_csv(frame)
        path = folder / f"{name}.csv"
        write_atomically(path, content)
        paths.append(path)
        resources.append(describe_table(table, frame, content))
    workbook = folder / WORKBOOK
    content = write_tables(frames, note_tables(frames, reader.meta))
    write_atomically(workbook, content)
    description = folder / "datapackage.json"
    package = describe_package(reader.meta, resources, load_sources(), advice=_ADVICE)
    package["workbook"] = _describe_file(WORKBOOK, content)
    write_atomically(description, json.dumps(package, ensure_ascii=False, indent=2).encode() + b"\n")
    return [*paths, workbook, description]


def describe_package(
    meta: dict[str, Any], resources: list[dict[str, Any]], sources: dict[str, Source], *, advice: str
) -> dict[str, Any]:
    """What datapackage.json says: where the data is from, of which date, on what terms, how to read it, each table."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "net-finder",
        "title": load_profile().words.title,
        "description": f"Data of {meta.get('data_version') or 'unknown date'}, from "
        f"{_title_of(str(meta.get('source')), sources)}, published {meta.get('published_at')}. "
        f"{advice} {NOTICE}",
        "created": meta.get("published_at"),
        "version": str(meta.get("data_version") or meta.get("published_at")),
        "notice": NOTICE,
        "schema_version": meta.get("schema_version"),
        "program_version": meta.get("program_version"),
        "sources": [
            {
                "title": source.title,
                "path": source.homepage,
                "publisher": source.publisher,
                "licence": source.licence,
                "credit": source.credit,
                **({"warning": source.warning} if source.warning else {}),
            }
            for source in sources.values()
        ],
        "resources": resources,
    }


def describe_table(table: Table, frame: pd.DataFrame, content: bytes) -> dict[str, Any]:
    """One table as a Frictionless resource, from the project's own schema.

    The key is only named where it is one in their sense too: no part of it is ever missing.
    """
    fields = [_describe_column(column) for column in table.columns]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table.key and frame[list(table.key)].notna().all(axis=None):
        schema["primaryKey"] = list(table.key)
    return {
        "name": table.name,
        **_describe_file(f"{table.name}.csv", content),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema | describe_references(table),
    }


def describe_references(table: Table) -> dict[str, Any]:
    """The columns that point to other tables, as a Table Schema names them; nothing where there are none."""
    keys = [
        {"fields": [column], "reference": {"resource": other, "fields": [column]}}
        for column, other in table.references.items()
    ]
    return {"foreignKeys": keys} if keys else {}


def _describe_file(path: str, content: bytes) -> dict[str, Any]:
    return {"path": path, "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def _describe_column(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "title": column.name.replace("_", " "),
        "type": _TYPES[column.type],
        "description": _meaning(column),
    }
    if column.unit:
        described["unit"] = column.unit
    if column.type == "list":
        described["delimiter"] = LIST_SEPARATOR
    if column.type == "boolean":
        described |= {"trueValues": ["True"], "falseValues": ["False"]}
    if column.values and not column.open and column.type == "text":
        described["constraints"] = {"enum": list(column.values)}
    return described


def _meaning(column: Column) -> str:
    """The column's meaning, and what a Table Schema has no word for: usual values, values in a list, the unit."""
    said = [f"{column.meaning.rstrip('.')}."]
    if column.values and (column.open or column.type == "list"):
        lead = "Usual values" if column.open else "Values"
        said.append(f"{lead}: {', '.join(column.values)}.")
    if column.unit:
        said.append(f"Unit: {column.unit}.")
    return " ".join(said)


def _title_of(name: str, sources: dict[str, Source]) -> str:
    return sources[name].title if name in sources else name
