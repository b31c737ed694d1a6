"""Checks of the tables themselves: keys, references, allowed values, dates."""

from collections.abc import Mapping

from finder.errors import CheckError

#: Largest share of rows with a date that is no date. A single odd record must not stop the others.
ODD_DATES_SHARE = 0.02

_OURS = "This is a fault of the program: keep the last snapshot and report it."


def check_tables(
    *,
    rows: Mapping[str, int],
    repeated: Mapping[str, int],
    dangling: Mapping[str, int],
    unknown: Mapping[str, Mapping[str, int]],
    odd_dates: Mapping[str, int],
) -> None:
    """All checks of this file, on the counts of a whole snapshot."""
    check_keys(repeated)
    check_references(dangling)
    check_values(unknown)
    check_dates(odd_dates, rows)


def check_keys(repeated: Mapping[str, int]) -> None:
    """No row without a key of its own. Takes faulty rows by table."""
    for name, count in repeated.items():
        raise CheckError(f"{count} rows of the table {name} have no key of their own.", remedy=_OURS)


def check_references(dangling: Mapping[str, int]) -> None:
    """No row that belongs to nothing. Takes faulty rows by "table.column"."""
    for name, count in dangling.items():
        raise CheckError(f"{count} rows have a value in {name} that belongs to no row.", remedy=_OURS)


def check_values(unknown: Mapping[str, Mapping[str, int]]) -> None:
    """No word in a column of our own making that its declaration does not list. Takes counts by column and word."""
    for name, counts in unknown.items():
        words = ", ".join(sorted(counts)[:5])
        raise CheckError(f"{sum(counts.values())} values of {name} are not allowed there: {words}.", remedy=_OURS)


def check_dates(odd: Mapping[str, int], rows: Mapping[str, int]) -> None:
    """At most 2 % of the rows of a table with an odd date. Takes faulty cells by "table.column", rows by table."""
    for name, count in odd.items():
        total = rows[name.partition(".")[0]]
        if count > ODD_DATES_SHARE * total:
            raise CheckError(
                f"{count} of {total} dates in {name} cannot be right.",
                remedy="The source may have changed how it writes dates: report this, and try again tomorrow.",
            )
