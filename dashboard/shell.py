"""The page that Streamlit sends around every view names its language, which Streamlit itself always calls English.

A screen reader picks its voice by it, so it has to be right when the page is loaded (WCAG 2.2, 3.1.1).
"""

from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.language import NAME, pick_language
from finder.languages import ENGLISH

_AS_SENT = b'<html lang="en"'


class NameLanguage:
    """Puts the language that a visitor will read into the page, where it is another one than English."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        language = read_language(scope) if scope["type"] == "http" else ENGLISH
        if language == ENGLISH:
            await self.app(scope, receive, send)
            return
        # The page has to come as plain text and whole, since one word of it is put in the place of another.
        unwanted = (b"accept-encoding", b"if-none-match", b"if-modified-since")
        plain = {**scope, "headers": [header for header in scope["headers"] if header[0] not in unwanted]}
        await self.app(plain, receive, _PageSender(send, language).send)


def read_language(scope: Scope) -> str:
    """The language of a request for a page; English for a request of anything else."""
    headers = Headers(scope=scope)
    if scope["method"] not in ("GET", "HEAD") or "text/html" not in headers.get("accept", ""):
        return ENGLISH
    asked = parse_qs(scope["query_string"].decode("latin-1")).get(NAME, [""])[-1]
    return pick_language(asked, headers.get("accept-language", ""))


class _PageSender:
    """Sends an answer on; the first part of the body of a page names the language."""

    def __init__(self, send: Send, language: str) -> None:
        self._send, self._language = send, language
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and "text/html" in Headers(raw=message["headers"]).get(
            "content-type", ""
        ):
            self._start = message
        elif self._start is not None:
            start, self._start = self._start, None
            headers = MutableHeaders(raw=start["headers"])
            body = message.get("body", b"")
            named = body.replace(_AS_SENT, f'<html lang="{self._language}"'.encode(), 1)
            if "content-length" in headers and body:
                headers["content-length"] = str(int(headers["content-length"]) + len(named) - len(body))
            elif "content-length" in headers and int(headers["content-length"]):
                del headers["content-length"]  # of a body that is not sent, as to HEAD
            for name in ("etag", "last-modified"):
                if name in headers:
                    del headers[name]
            headers.add_vary_header("Accept-Language")
            await self._send({**start, "headers": headers.raw})
            await self._send({**message, "body": named})
        else:
            await self._send(message)
