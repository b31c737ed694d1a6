"""What can go wrong on the wire, turned into the named errors that a user reads."""

import requests

from finder.errors import AnswerError, BlockedError, RefusedError, SourceError, UnreachableError
from finder.fetch.patience import PassingStatusError
from finder.fetch.transport import DeadlineError, UnusableAnswerError

_LATER = "Try again later; net-finder doctor tells what works."


def name_failure(error: requests.RequestException, host: str, title: str) -> SourceError:
    """The named error for a request that failed for good. `title` is the source's, `host` the one asked."""
    match error:
        case PassingStatusError():
            status = error.response.status_code
            return UnreachableError(f"{host} answers {status} each time.", remedy=_LATER, source=title)
        case UnusableAnswerError():
            return AnswerError(f"the answer of {host} cannot be used: {error}.", remedy=_LATER, source=title)
        case requests.TooManyRedirects() | requests.exceptions.InvalidSchema() | requests.exceptions.InvalidURL():
            return AnswerError(f"{host} sends us on to an address that is not followed.", remedy=_LATER, source=title)
        case requests.exceptions.ChunkedEncodingError() | requests.exceptions.ContentDecodingError():
            return AnswerError(f"the answers of {host} are cut off or damaged each time.", remedy=_LATER, source=title)
        case requests.exceptions.SSLError():
            remedy = "Check the clock and the certificates of this machine; REQUESTS_CA_BUNDLE can name others."
            return UnreachableError(f"there is no safe connection to {host}.", remedy=remedy, source=title)
        case DeadlineError():
            return UnreachableError(f"the time allowed for {host} is over.", remedy=_LATER, source=title)
        case requests.Timeout():
            return UnreachableError(f"{host} does not answer in time.", remedy=_LATER, source=title)
        case _:
            remedy = "Check the network connection; net-finder doctor tells what works."
            return UnreachableError(f"{host} cannot be reached.", remedy=remedy, source=title)


def name_block(host: str, title: str, *, is_no: bool = False) -> BlockedError:
    """The named error for a firewall that refused every identity; `is_no` where one refusal is taken as the answer."""
    if is_no:
        message = f"{host} does not show this page to programs (403)."
        return BlockedError(message, remedy="Open the page by hand.", source=title)
    return BlockedError(
        f"{host} refuses every way in which this program may introduce itself (403).",
        remedy="Try another network, or later; a cloud or office network is often refused as a whole. "
        "net-finder doctor shows each try.",
        source=title,
    )


def require_ok(response: requests.Response, host: str, title: str) -> requests.Response:
    """The answer itself where its status is 200. Raises UnreachableError, RefusedError, AnswerError."""
    status = response.status_code
    if status == requests.codes.ok:
        return response
    said = quote_answer(response)
    message = f"{host} answers {status}" + (f": {said}" if said else "") + "."
    if status >= requests.codes.server_error:
        raise UnreachableError(message, remedy=_LATER, source=title)
    if status < requests.codes.bad_request:
        raise AnswerError(message, remedy=_LATER, source=title)
    remedy = "Check the address in the settings; if it is right, the source has changed and needs a new version."
    raise RefusedError(message, status=status, remedy=remedy, source=title)


def quote_answer(response: requests.Response) -> str:
    """The first words of a plain-text answer, on one line; nothing of an HTML page."""
    if "html" in response.headers.get("Content-Type", "").lower():
        return ""
    text = response.content[:2000].decode("utf-8", "replace")
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))[:200].rstrip(" .")
