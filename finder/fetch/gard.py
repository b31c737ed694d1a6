"""The list of diseases of GARD: one file with all of them, at an address that changes with each edition."""

from collections.abc import Callable
from urllib.parse import urlsplit

from finder.errors import RobotsError, SourceError
from finder.fetch.answers import ask, refuse_answer
from finder.fetch.http import PoliteSession
from finder.schema.raw import Page
from finder.sources import Source

#: Of the file, and of the page that leads to it.
CONTENT_TYPES = (
    "text/csv", "text/plain", "application/csv", "application/vnd.ms-excel", "application/octet-stream", "text/html",
)  # fmt: skip
#: The edition of June 2026, for the case that the page is not to be read.
EDITION = (
    "https://ncats.file.force.com/sfc/dist/version/download/?oid=00Dt00000004XG2&ids=068SJ00001HZAaEYAX"
    "&d=%2Fa%2FSJ00000BC4Xl%2FUj7U9WuHII571Akz5AUBLe6WSCeelaMBynbjWybmhuA&asPdf=false"
)
#: Finds the addresses of the file on the page About. It stands in parse/, so it is handed in.
FindFiles = Callable[[Page], list[str]]
_HOSTS = (".nih.gov", ".force.com", ".salesforce.com")


def fetch_gard(session: PoliteSession, source: Source, find_files: FindFiles, *, edition: str = EDITION) -> list[Page]:
    """The file that the page About leads to, or `edition` with a warning where that page names none.

    `find_files` is that of parse/gard.py. Raises the SourceError family.
    """

    def require_table(page: Page) -> None:
        if not page.body.strip() or page.body.lstrip()[:1] == b"<":
            raise refuse_answer("it is no table; the file may have moved", source.title)

    address = _find_file(session, find_files)
    if address is None:
        session.warnings.append(f"{source.title}: the page About names no file, so the edition of June 2026 was read.")
    return [ask(session, address or edition, None, require_table)]


def _find_file(session: PoliteSession, find_files: FindFiles) -> str | None:
    """The address on the page About, only at a host that is GARD's own or keeps files for it."""
    try:
        links = find_files(ask(session, "about"))
    except RobotsError:
        raise
    except SourceError:
        return None
    own = urlsplit(session.base_url)
    for link in links:
        parts = urlsplit(link)
        host = parts.hostname or ""
        if parts.scheme == own.scheme and (host == own.hostname or host.endswith(_HOSTS)):
            return link
    return None
