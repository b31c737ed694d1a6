"""Make the starter data again: `python -m finder.starter.rebuild FOLDER`.

Reads the recorded trials.csv, sites.csv and centers.csv of FOLDER and writes the three compressed files beside this
one. The same facts give the same bytes on any day.
"""

import gzip
import re
from io import StringIO
from pathlib import Path

import click
import pandas as pd

from finder.errors import AnswerError, FinderError
from finder.schema.raw import CENTER_KEYS

#: Recorded name of a column, and the project's own (see finder/schema/raw.py).
TRIAL_COLUMNS = {
    "nct_id": "nct_id", "brief_title": "title", "acronym": "acronym", "overall_status": "status",
    "last_update_posted": "last_update_posted", "recorded_on": "recorded_on", "study_type": "study_type",
    "phases": "phases", "primary_purpose": "primary_purpose", "conditions": "conditions", "keywords": "keywords",
    "interventions": "interventions", "lead_sponsor": "sponsor", "start_date": "start_date",
    "completion_date": "completion_date", "enrollment": "enrollment", "minimum_age": "min_age",
    "maximum_age": "max_age", "sex": "sex", "has_results": "has_results",
}  # fmt: skip
SITE_COLUMNS = {
    "nct_id": "nct_id", "facility": "facility", "city": "city", "state": "state", "zip": "postal_code",
    "country": "country", "status": "status", "latitude": "latitude", "longitude": "longitude",
}  # fmt: skip
CENTER_COLUMNS = {name: name for name in CENTER_KEYS}

#: Words of the list's author (not names) in American spelling.
SPELLING = {"tumour": "tumor", "paediatric": "pediatric", "programme": "program", "centre": "center"}
#: Never carried, whatever column it stands in: an e-mail address, or a telephone number.
_CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.\w{2,}|\+?\d[\d ().-]{7,}\d")


def read_facts(path: Path, columns: dict[str, str]) -> pd.DataFrame:
    """One recorded file with the project's column names. Raises AnswerError that names file and what is missing."""
    try:
        frame = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise AnswerError(
            f"{path.name} cannot be read: {error}.", source="starter", remedy="Give the folder of facts."
        ) from error
    if missing := sorted(set(columns) - set(frame.columns)):
        raise AnswerError(f"{path.name} has no column {missing[0]!r}.", source="starter", remedy="Record it again.")
    return frame[list(columns)].rename(columns=columns)


def drop_contacts(texts: "pd.Series[str]") -> "pd.Series[str]":
    """The texts without those that hold an address or a number to call."""
    return texts.mask(texts.str.contains(_CONTACT), "")


def spell_american(texts: "pd.Series[str]") -> "pd.Series[str]":
    for british, american in SPELLING.items():
        texts = texts.str.replace(british, american)
    return texts


def make_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """The three tables from the facts in `folder`, in their recorded order. Raises AnswerError."""
    trials = read_facts(folder / "trials.csv", TRIAL_COLUMNS)
    sites = read_facts(folder / "sites.csv", SITE_COLUMNS)
    centers = read_facts(folder / "centers.csv", CENTER_COLUMNS)
    sites["facility"] = drop_contacts(sites["facility"])
    sites["recorded_on"] = sites["nct_id"].map(trials.set_index("nct_id")["recorded_on"])
    for name in ("accreditation", "specialties"):
        centers[name] = spell_american(centers[name])
    return {"trials": trials, "sites": sites[sites["recorded_on"].notna()], "centers": centers}


def write_tables(tables: dict[str, pd.DataFrame], folder: Path) -> None:
    """One `<name>.csv.gz` a table, without the time of writing in it."""
    for name, frame in tables.items():
        text = StringIO()
        frame.to_csv(text, index=False, lineterminator="\n")
        (folder / f"{name}.csv.gz").write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Make the starter data from the facts in FOLDER."""
    try:
        tables = make_tables(folder)
        write_tables(tables, Path(__file__).parent)
    except FinderError as error:
        raise click.ClickException(str(error)) from error
    click.echo(", ".join(f"{len(frame)} {name}" for name, frame in tables.items()))


if __name__ == "__main__":
    main()
