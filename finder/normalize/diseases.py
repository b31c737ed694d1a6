"""Diseases as registers name and count them, to the table `diseases`."""

import pandas as pd

from finder.normalize.dates import clean_dates
from finder.normalize.text import clean_block, clean_column, clean_list
from finder.schema import shape_frame
from finder.schema.raw import DISEASE_KEYS, Row

_TEXTS = ("disease_id", "name", "url", "source_url", "data_version")
_LISTS = ("other_names", "prevalence", "genes", "codes")


def build_diseases(rows: list[Row], source: str, checked: str) -> pd.DataFrame:
    """The table `diseases`; `checked` is a day. A row without identifier or name is left out, a repeated one too."""
    raw = pd.DataFrame(rows, columns=list(DISEASE_KEYS), dtype="object")
    diseases = pd.DataFrame({name: clean_column(raw[name]) for name in _TEXTS})
    diseases["definition"] = clean_column(raw["definition"], clean_block)
    for name in _LISTS:
        diseases[name] = [clean_list(cell) for cell in raw[name]]
    diseases = diseases.dropna(subset=["disease_id", "name"]).drop_duplicates("disease_id")
    diseases = diseases.sort_values("disease_id", kind="stable").reset_index(drop=True)
    diseases = diseases.assign(source=source, checked=checked)
    diseases["checked"] = clean_dates(diseases["checked"])
    return shape_frame(diseases, "diseases")
