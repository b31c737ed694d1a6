"""Pages of a directory to raw rows of centers, or of patient organisations; one file a shape of page.

Facts only: the name of an institution, where it is, its own page and telephone. Persons are never copied. A page that
nothing can be read from (an empty shell, a log-in, a new layout) gives no row; the caller knows how many must come.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from finder.errors import AnswerError, DeclarationError
from finder.parse.directory.areas import read_areas
from finder.parse.directory.cards import read_cards
from finder.parse.directory.found import Found
from finder.parse.directory.lines import read_center_lines
from finder.parse.directory.linked_data import read_linked_data
from finder.parse.directory.posts import read_posts
from finder.parse.directory.settling import key_row, settle_listing, settle_member
from finder.parse.directory.table import read_table
from finder.schema.raw import Page, Row
from finder.sources import Directory, Shape, Source

_READERS: dict[Shape, Callable[[Page, Directory], Iterator[Found]]] = {
    "lines": read_center_lines,
    "cards": read_cards,
    "table": read_table,
    "linked_data": read_linked_data,
    "posts": read_posts,
    "areas": read_areas,
}
#: What is found on one page, kept or not: a page that goes on longer is no list of centers.
_MOST_FOUND = 20_000


def parse_directory(pages: Sequence[Page], source: Source) -> list[Row]:
    """Rows with the keys of LISTING_KEYS, each center once, at most twice `source.maximum_rows`.

    What the page does not say of a center is taken from the declaration. Empty where nothing fits the declared shape.
    Raises AnswerError for a page that cannot be read, DeclarationError for a source without a directory.
    """
    return _collect(pages, source, settle_listing)


def parse_members(pages: Sequence[Page], source: Source) -> list[Row]:
    """Rows with the keys of RESOURCE_KEYS for the patient organisations of a directory; as `parse_directory`."""
    return _collect(pages, source, settle_member)


def _collect(
    pages: Sequence[Page], source: Source, settle: Callable[[Found, Page, Source, Directory], Row | None]
) -> list[Row]:
    directory = source.directory
    if directory is None:
        raise DeclarationError(
            f"finder/sources/{source.name}.toml declares no directory.", remedy="Add a [directory] to it."
        )
    rows: dict[tuple[str, ...], Row] = {}
    try:
        everything = (
            (page, found) for page in pages for found in islice(_READERS[directory.shape](page, directory), _MOST_FOUND)
        )
        for page, found in everything:
            row = settle(found, page, source, directory)
            if row:
                rows.setdefault(key_row(row), row)
            if len(rows) >= source.maximum_rows * 2:
                break
    except AnswerError as error:
        raise AnswerError(error.message, remedy=error.remedy, source=source.name) from error
    return list(rows.values())
