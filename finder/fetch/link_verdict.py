"""What an answer, or none, says of a link: one word of the column `link_status`, and one plain sentence."""

import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from finder.errors import RobotsError, UnreachableError
from finder.fetch.patience import PassingStatusError
from finder.fetch.transport import DeadlineError, UnusableAnswerError

_LOGIN = re.compile(r"/(log-?in|sign-?in|log-?on|sign-?on|sso|saml2?|oauth2?|auth)([/._-]|$)", re.IGNORECASE)
#: Failures of the connection, which say more than that robots.txt could not be read over it.
_NO_ANSWER = (requests.ConnectionError, requests.Timeout, DeadlineError)
_NO_SUCH_NAME = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))


@dataclass(frozen=True)
class Verdict:
    """`status` is a word of the column `link_status`; `note` a sentence, or ""."""

    status: str
    note: str = ""


def judge_answer(status: int, asked: str, final: str) -> Verdict:
    """What the status of the last answer means; `asked` and `final` are the first and the last address."""
    if 200 <= status < 300:
        return _judge_way(asked, final)
    if status in (404, 410):
        return Verdict("gone", f"The site says that the page is not there ({status}).")
    if status in (401, 403, 451):
        return Verdict("blocked", f"The site does not show this page to programs ({status}).")
    return Verdict("unreachable", f"The site answers with an error ({status}).")


def judge_failure(error: Exception) -> Verdict:
    """What it means that there is no answer that can be used."""
    match error:
        case RobotsError():
            return Verdict("forbidden_to_robots", "The site asks programs to stay away from this page.")
        case UnreachableError() if isinstance(cause := _find_cause(error), _NO_ANSWER):
            return judge_failure(cause)
        case UnreachableError():
            return Verdict("unreachable", "The site's rules for programs (robots.txt) cannot be read.")
        case PassingStatusError():
            return Verdict("unreachable", f"The site answers with an error ({error.response.status_code}).")
        case UnusableAnswerError() | requests.exceptions.InvalidSchema() | requests.exceptions.InvalidURL():
            return Verdict("unreachable", "The address leads to a place that we do not follow.")
        case requests.TooManyRedirects():
            return Verdict("unreachable", "The address leads on and on without an end.")
        case DeadlineError() | requests.Timeout():
            return Verdict("unreachable", "The site does not answer in time.")
        case requests.exceptions.SSLError():
            return Verdict("unreachable", "There is no safe connection to the site.")
        case requests.exceptions.ChunkedEncodingError() | requests.exceptions.ContentDecodingError():
            return Verdict("unreachable", "The answer of the site is cut off or damaged.")
        case requests.ConnectionError() if _has_no_such_name(error):
            return Verdict("gone", "There is no site of this name.")
        case requests.ConnectionError():
            return Verdict("unreachable", "There is no connection to the site.")
        case _:
            return Verdict("unreachable", "The address cannot be asked.")


def _judge_way(asked: str, final: str) -> Verdict:
    if _fold_address(asked) == _fold_address(final):
        return Verdict("alive")
    if _LOGIN.search(urlsplit(final).path) and not _LOGIN.search(urlsplit(asked).path):
        return Verdict("moved", "The address leads to a page that asks to sign in.")
    if urlsplit(final).path in ("", "/") and urlsplit(asked).path not in ("", "/"):
        return Verdict("moved", "The address leads to the start page of a site.")
    return Verdict("moved", "The address leads to another page.")


def _fold_address(url: str) -> tuple[str, str, str]:
    """Equal for addresses that differ by http or https, `www.`, a port that is the usual one, or a last slash."""
    parts = urlsplit(url)
    host = re.sub(r":(80|443)$", "", parts.netloc.lower()).removeprefix("www.")
    return host, parts.path.rstrip("/"), parts.query


def _find_cause(error: Exception) -> BaseException | None:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, requests.RequestException):
        cause = cause.__cause__
    return cause


def _has_no_such_name(error: requests.ConnectionError) -> bool:
    cause = error.args[0] if error.args else None
    return isinstance(cause, socket.gaierror) and cause.errno in _NO_SUCH_NAME
