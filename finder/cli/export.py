"""`net-finder export`: every table of the snapshot in a folder that explains itself."""

from pathlib import Path

import click

from finder.cli.options import json_option
from finder.cli.output import say_line, write_bytes, write_json
from finder.cli.snapshot import credit_line
from finder.export.records import NOTICE
from finder.settings import load_settings
from finder.store.reader import Reader, open_current


@click.command(
    "export",
    epilog="Example: net-finder export lists/ --format parquet",
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "parquet"]),
    default="csv",
    help="csv: files for a spreadsheet, and one Excel workbook. parquet: files for DuckDB and pandas. csv unless told.",
)
@json_option
def export_command(folder: Path, form: str, as_json: bool) -> None:
    """Write each table into DIR: as a CSV file, and all of them as one Excel workbook.

    With --format parquet, they go into DIR/parquet, for people who count and join. The file datapackage.json says what
    each column means; so does a sheet of the workbook.
    """
    reader = open_current(load_settings())
    paths = _write(reader, folder, form)
    if as_json:
        names = [path.relative_to(folder).as_posix() for path in paths]
        write_bytes(write_json({"folder": str(folder), "files": names, "notice": NOTICE}))
        return
    for path in paths:
        say_line(str(path))
    say_line(credit_line(reader))
    say_line(NOTICE)


def _write(reader: Reader, folder: Path, form: str) -> list[Path]:
    if form == "parquet":
        from finder.export.parquet import export_parquet  # a second of imports that a CSV need not wait for

        return export_parquet(reader, folder)
    from finder.export.folder import export_tables

    return export_tables(reader, folder)
