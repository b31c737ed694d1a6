"""The register of US health organizations (NPPES): who calls itself nuclear medicine or medical oncology, by state."""

from collections.abc import Sequence

from finder.errors import RefusedError, UnreachableError
from finder.fetch.answers import ask, quote, read_count, read_object, refuse_answer
from finder.fetch.http import PoliteSession
from finder.schema.raw import Page
from finder.sources import Source

CONTENT_TYPES = ("application/json",)
TAXONOMIES = ("Nuclear Medicine", "Medical Oncology")
#: The fifty states, the District of Columbia and Puerto Rico, the most populous first.
STATES = (
    "CA", "TX", "FL", "NY", "PA", "IL", "OH", "GA", "NC", "MI", "NJ", "VA", "WA", "AZ", "TN", "MA", "IN", "MO", "MD",
    "WI", "CO", "MN", "SC", "AL", "LA", "KY", "OR", "OK", "CT", "UT", "IA", "NV", "AR", "KS", "MS", "NM", "NE", "ID",
    "WV", "HI", "NH", "ME", "MT", "RI", "DE", "SD", "ND", "AK", "DC", "VT", "WY", "PR",
)  # fmt: skip
#: Bounds of the register itself: so many rows a request, and no row further back.
_MOST_ROWS, _MOST_SKIPPED = 200, 1000


def fetch_nppes(
    session: PoliteSession, source: Source, states: Sequence[str] = STATES, taxonomies: Sequence[str] = TAXONOMIES
) -> list[Page]:
    """Organizations (never persons) of each state and taxonomy.

    Where the time is over before all states are read, those read are kept and a warning names the others, which are
    the last in `states`. Raises the SourceError family where none could be read.
    """
    pages: list[Page] = []
    for position, state in enumerate(states):
        try:
            for taxonomy in taxonomies:
                pages += _fetch_state(session, source, state, taxonomy)
        except UnreachableError as error:
            if not position:
                raise
            session.warnings.append(f"{error} Not read: {', '.join(states[position:])}.")
            break
    return pages


def _fetch_state(session: PoliteSession, source: Source, state: str, taxonomy: str) -> list[Page]:
    size = min(source.page_size, _MOST_ROWS)
    pages: list[Page] = []
    for skip in range(0, _MOST_SKIPPED + 1, size):
        params = {
            "version": "2.1",
            "enumeration_type": "NPI-2",
            "taxonomy_description": taxonomy,
            "address_purpose": "LOCATION",
            "state": state,
            "limit": str(size),
            "skip": str(skip),
        }
        page = ask(session, "", params, lambda page: read_results(page, source.title))
        rows = read_results(page, source.title)
        if pages and page.body == pages[-1].body:
            raise refuse_answer("it gives the same page again", source.title)
        if rows:
            pages.append(page)
        if rows < size:
            return pages
    session.warnings.append(f"{source.title} has more organizations for {taxonomy} in {state} than it lets be read.")
    return pages


def read_results(page: Page, title: str) -> int:
    """How many organizations are on the page. Raises RefusedError for an error told with status 200, AnswerError."""
    answer = read_object(page, title)
    if errors := answer.get("Errors"):
        first = errors[0] if isinstance(errors, list) else errors
        said = first.get("description") if isinstance(first, dict) else first
        remedy = "The register has changed and needs a new version of the program, if it stays."
        raise RefusedError(f"the request was refused: {quote(said)}.", status=200, remedy=remedy, source=title)
    if not isinstance(answer.get("results"), list):
        raise refuse_answer("it has no list of organizations", title)
    read_count(answer.get("result_count"), title)
    return len(answer["results"])
