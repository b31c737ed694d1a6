"""`net-finder genetic-tests`: which laboratory offers which test, to talk about with a genetics clinic."""

from typing import Any

import click
import pandas as pd

from finder.cli.lists import deliver_list
from finder.cli.options import CriterionOption, criteria_options, list_options, read_options
from finder.cli.output import Cell, Lines, choose_delivery
from finder.cli.words import say, say_place
from finder.export.plain import frame_records
from finder.query.gaps import explain_coverage
from finder.query.genetic_tests import ADVICE, find_genetic_tests
from finder.query.list_criteria import parse_genetic_test_criteria
from finder.settings import load_settings
from finder.store.reader import open_current

#: The criteria of this list, as options.
GENETIC_TEST_CRITERIA: tuple[CriterionOption, ...] = (
    ("gene", "GENE", "Keep tests of this gene, such as MEN1."),
    ("country", "COUNTRY", "Keep tests of laboratories in this country."),
    ("syndrome", "NAME", "Keep tests for this syndrome, such as MEN1 or 'von Hippel-Lindau'."),
)


@click.command(
    "genetic-tests",
    epilog="Example: net-finder genetic-tests --gene MEN1 --country Germany",
)
@criteria_options(GENETIC_TEST_CRITERIA)
@list_options
def genetic_tests_command(
    form: str | None, as_json: bool, limit: int | None, output: str | None, **words: tuple[str, ...]
) -> None:
    """List genetic tests with the laboratory that offers them. Talk to a genetics clinic before you choose a test."""
    delivery = choose_delivery(form=form, as_json=as_json, output=output, limit=limit)
    criteria = parse_genetic_test_criteria(read_options(words))
    reader = open_current(load_settings())
    answer = find_genetic_tests(reader, criteria)
    deliver_list(
        reader,
        answer.tests,
        delivery,
        draw=genetic_test_lines,
        many="tests",
        told=explain_coverage(answer.coverage, answer.total, "test", "tests"),
        advice=ADVICE,
    )


def genetic_test_lines(rows: pd.DataFrame) -> Lines:
    """One row a test."""
    heads: list[Cell] = [("Test", "What it is for"), ("Genes",), ("Laboratory", "Place"), ("Page", "Checked")]
    return Lines(heads, [_test_cells(row) for row in frame_records(rows)])


def _test_cells(row: dict[str, Any]) -> list[Cell]:
    return [
        (say(row["title"]), say(row["conditions"]) or say(row["test_type"])),
        (say(row["genes"]),),
        (say(row["laboratory"]), say_place(row["laboratory_place"], row["country"])),
        (say(row["url"]) or say(row["source_url"]), say(row["checked"])),
    ]
