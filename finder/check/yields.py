"""Checks of how much a run brought: enough, not far fewer than last time, not too many bad records."""

from collections.abc import Mapping
from typing import Any

from finder.errors import CheckError
from finder.sources import Source

#: A snapshot with fewer trials than this share of the last one is not published unless told.
LEAST_SHARE = 0.7

#: A run with a larger share of bad records is not published.
BAD_RECORDS_SHARE = 0.02


def check_minimum(source: Source, rows: int) -> None:
    """At least as many rows as the declaration of the source expects."""
    if rows < source.minimum_rows:
        raise CheckError(
            f"{source.title} gave {rows:,} usable rows, and at least {source.minimum_rows:,} are expected.",
            remedy="The source may be half empty or may have changed: try again later.",
        )


def check_maximum(source: Source, rows: int) -> str:
    """A warning where a source gave more rows than its declaration expects, else an empty text."""
    if rows <= source.maximum_rows:
        return ""
    return f"{source.title} gave {rows:,} rows, more than the {source.maximum_rows:,} expected."


def compare_with_last(last: Mapping[str, Any], source: str, trials: int, *, accept_fewer: bool) -> None:
    """Judge a new snapshot of `source` by the `meta` of the last one. Registry data may always replace starter data."""
    check_replacement(last["source"], source, last["published_at"], accept_fewer=accept_fewer)
    if last["source"] == source:
        check_share(last["counts"]["trials"], trials, accept_fewer=accept_fewer)


def check_share(before: int, after: int, *, accept_fewer: bool) -> None:
    """Not fewer than 70 % of the trials of the last snapshot, unless told that this is right."""
    if not accept_fewer and after < LEAST_SHARE * before:
        raise CheckError(
            f"The new snapshot has {after:,} trials and the last one {before:,}; fewer than "
            f"{LEAST_SHARE:.0%} is not published.",
            remedy="Try again later, or refresh with --accept-fewer if this is right.",
        )


def check_replacement(before: str, after: str, published_at: str, *, accept_fewer: bool) -> None:
    """Starter data does not take the place of registry data, unless told that this is right."""
    if not accept_fewer and before == "clinicaltrials_gov" and after == "starter":
        raise CheckError(
            f"The last snapshot has trials read from the registry on {published_at[:10]}; "
            "starter data would be fewer and older.",
            remedy="Refresh from the registry, or refresh with --accept-fewer if this is right.",
        )


def check_bad_records(bad: int, total: int) -> None:
    """At most 2 % of the records of a run lost or damaged."""
    if bad > BAD_RECORDS_SHARE * total:
        raise CheckError(
            f"{bad:,} of {total:,} records could not be read in full; "
            f"more than {BAD_RECORDS_SHARE:.0%} is not published.",
            remedy="The source may have changed its form: try again later, and report it if it stays.",
        )


def check_complete(kept: int, announced: int) -> None:
    """No study lost between the walk and the disk."""
    if kept < announced:
        raise CheckError(
            f"{announced:,} studies were read and only {kept:,} were kept.",
            remedy="This is a fault of the program: keep the last snapshot and report it.",
        )
