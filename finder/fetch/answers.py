"""Answers of interfaces for programs, as pages for parse/: no secret in their address, no failure kept as an answer."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from requests import Response

from finder.errors import AnswerError, SourceError
from finder.fetch.http import PoliteSession
from finder.fetch.kept_answers import SECRET_NAMES
from finder.schema.raw import Page

_LATER = "Try again later; the last snapshot stands."
_LONGEST_QUOTE = 200

#: Looks at an answer of status 200; raises SourceError where it is a failure in disguise.
Check = Callable[[Page], object]


def ask(
    session: PoliteSession, path: str, params: Mapping[str, str] | None = None, check: Check = lambda _page: None
) -> Page:
    """The answer at `path` (or at a whole address) as a Page that passed `check`.

    An answer from the response cache that does not pass is asked for again past the cache, so that an error told with
    status 200 does not stay for as long as a good answer would. Raises the SourceError family.
    """
    address = path if path.startswith(("https://", "http://")) else f"{session.base_url}/{path}"
    response = session.get_address(address, params)
    page = make_page(response, address, params)
    try:
        check(page)
    except SourceError:
        if not getattr(response, "from_cache", False):
            raise
        page = make_page(session.get_address(address, params, fresh=True), address, params)
        check(page)
    return page


def make_page(response: Response, address: str, params: Mapping[str, str] | None = None) -> Page:
    """The Page of one answer; `fetched_at` is the time at which it came over the network."""
    kept_since = getattr(response, "created_at", None)
    moment = kept_since if isinstance(kept_since, datetime) else datetime.now(UTC)
    said = response.headers.get("Content-Type", "")
    header = Message()
    header["Content-Type"] = said if said.isprintable() else ""
    asked = address
    if params:
        asked += ("&" if "?" in address else "?") + urlencode(params)
    return Page(
        url=hide_secrets(response.url or asked),
        asked=hide_secrets(asked),
        body=response.content,
        content_type=said.partition(";")[0].strip().lower(),
        charset=header.get_content_charset(""),
        fetched_at=f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    )


def hide_secrets(address: str) -> str:
    """The address without parameters that carry keys."""
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in SECRET_NAMES]
    return urlunsplit(parts._replace(query=urlencode(kept)))


@contextmanager
def keep_secret(session: PoliteSession, secret: str) -> Iterator[None]:
    """Keep `secret` out of errors and warnings: a server may repeat the key that it refuses."""
    try:
        yield
    except SourceError as error:
        if not secret:
            raise
        error.message = error.message.replace(secret, "(key)")
        error.args = (error.message,)
        raise error from None  # the cause may hold the whole address
    finally:
        if secret:
            session.warnings[:] = [warning.replace(secret, "(key)") for warning in session.warnings]


def read_object(page: Page, title: str) -> dict[str, Any]:
    """The JSON object of an answer, in the charset of its header or in UTF-8. Raises AnswerError."""
    try:
        charset = "utf-8-sig" if page.charset in ("", "utf-8", "utf8") else page.charset
        answer = json.loads(page.body.decode(charset))
    except (ValueError, LookupError, RecursionError) as error:
        raise refuse_answer("it is not JSON", title) from error
    if not isinstance(answer, dict):
        raise refuse_answer("it is no JSON object", title)
    return answer


def read_count(value: object, title: str) -> int:
    """A number of records, as a number or in digits. Raises AnswerError."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise refuse_answer("it does not tell how many there are", title)


def quote(text: object) -> str:
    """Words of a source for an error message: printable, on one line, bounded."""
    words = " ".join(str(text)[: 10 * _LONGEST_QUOTE].split())
    return "".join(c if c.isprintable() else "?" for c in words)[:_LONGEST_QUOTE].rstrip(" .")


def refuse_answer(reason: str, title: str) -> AnswerError:
    """The error of an answer that is none; `title` is the source's."""
    return AnswerError(f"the answer cannot be used: {reason}.", remedy=_LATER, source=title)
