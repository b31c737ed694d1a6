"""Genetic tests as their register lists them, to the table `genetic_tests`."""

import pandas as pd

from finder.normalize.dates import clean_dates
from finder.normalize.geography import name_countries
from finder.normalize.text import clean_column, clean_list
from finder.schema import shape_frame
from finder.schema.raw import GENETIC_TEST_KEYS, Row

_TEXTS = ("test_id", "title", "test_type", "laboratory", "laboratory_place", "url", "source_url")
_LISTS = ("genes", "conditions", "methods", "certifications")


def build_genetic_tests(rows: list[Row], source: str, checked: str) -> pd.DataFrame:
    """The table `genetic_tests`; a test that several genes led to stands once, with all genes its rows name.

    `checked` is a day. A row without identifier, title or laboratory is left out.
    """
    raw = pd.DataFrame(rows, columns=list(GENETIC_TEST_KEYS), dtype="object")
    tests = pd.DataFrame({name: clean_column(raw[name]) for name in _TEXTS})
    for name in _LISTS:
        tests[name] = [clean_list(cell) for cell in raw[name]]
    tests = pd.concat([tests, name_countries(raw["country"])], axis=1)
    tests = tests.dropna(subset=["test_id", "title", "laboratory"]).sort_values("test_id", kind="stable")
    genes = tests.groupby("test_id")["genes"].agg(lambda lists: sorted({gene for part in lists for gene in part}))
    tests = tests.drop_duplicates("test_id").reset_index(drop=True)
    tests["genes"] = pd.Series([genes[test_id] for test_id in tests["test_id"]], index=tests.index, dtype="object")
    tests = tests.assign(source=source, checked=checked)
    tests["checked"] = clean_dates(tests["checked"])
    return shape_frame(tests, "genetic_tests")
