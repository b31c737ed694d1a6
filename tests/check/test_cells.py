"""An essential column that was filled and is empty now is refused; what was never filled, or little of it, is not."""

import pandas as pd
import pytest

from finder.check.cells import ESSENTIAL, check_filled
from finder.errors import CheckError


def make_tables(rows: int, **cells: object) -> dict[str, pd.DataFrame]:
    """Tables with `rows` rows of "x" in every essential column, but for `cells`."""
    return {
        name: pd.DataFrame({column: [cells.get(column, "x")] * rows for column in columns}, dtype="object")
        for name, columns in ESSENTIAL.items()
    }


@pytest.mark.parametrize("column", [column for columns in ESSENTIAL.values() for column in columns])
@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA])
def test_a_column_that_became_empty_is_refused(column: str, nothing: object) -> None:
    with pytest.raises(CheckError, match=rf"The column {column} of \w+ has 0 filled cells") as caught:
        check_filled(make_tables(100), make_tables(100, **{column: nothing}), accept_fewer=False)
    assert "--accept-fewer" in caught.value.remedy
    check_filled(make_tables(100), make_tables(100, **{column: nothing}), accept_fewer=True)


def test_empty_lists_are_no_cells() -> None:
    with pytest.raises(CheckError, match="conditions"):
        check_filled(make_tables(100, conditions=["a"]), make_tables(100, conditions=[]), accept_fewer=False)


def test_fewer_trials_with_all_their_cells_are_no_fault_of_the_columns() -> None:
    check_filled(make_tables(100), make_tables(75), accept_fewer=False)
    check_filled(make_tables(100), make_tables(200), accept_fewer=False)


def test_three_tenths_of_the_cells_may_go_and_no_more() -> None:
    after = make_tables(100)
    after["trials"].loc[:28, "status"] = None
    check_filled(make_tables(100), after, accept_fewer=False)
    after["trials"].loc[:30, "status"] = None
    with pytest.raises(CheckError, match="69 filled cells, and the last snapshot has 100"):
        check_filled(make_tables(100), after, accept_fewer=False)


def test_what_was_hardly_filled_says_nothing() -> None:
    check_filled(make_tables(19), make_tables(19, status=None), accept_fewer=False)
    check_filled(make_tables(0), make_tables(0), accept_fewer=False)
