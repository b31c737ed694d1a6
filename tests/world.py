"""A small world of web sites on loopback, for tests: each site is a real HTTP server that can misbehave on command.

    sites = {"fake-center.example": Site({"/": b"<h1>Fake Hospital 1</h1>", "/api": b'{"rows": []}'}, robots="...")}
    with serve_world(sites) as world:
        site = world.sites["fake-center.example"]     # or sites[...]: the same object
        ask(site.url)                                 # "http://127.0.0.1:41234", a port and so a host of its own
        ask(f"{world.mirror_url}/fake-center.example/api")  # the same site behind one address, for link checks
        site.fault = "gone"                           # from now on; "none" ends it
        site.faults["/api"] = "empty"                 # the same for one path
        assert [request.path for request in site.seen] == ["/", "/api"]

A route is a path, or a path with its query ("/api?page=2", asked first), and leads to bytes, to a Reply, or to a
function that takes the Seen and returns one of both. What is in no route is a 404. The type of bytes is guessed from
how they begin. `robots` is the text of robots.txt or such a route, None for a site without one. With `validators` each
answer has an ETag and a Last-Modified, and is a 304 where the request knows it already.

Faults, by name in `FAULTS`: forbidden (403), gone (410), down (the connection is closed without an answer), error
(500), busy (503 with `Retry-After: 0`), login (302 to /login, a form), redirects (endless), huge (50 MB), half (cut
off), charset (windows-1252, said nowhere), charset_wrong (windows-1252, said to be UTF-8), empty, changed (another
layout: the bytes of `changed`), errors_in_200 (an error told with status 200), slow (a byte every `pause` seconds),
html (a page of maintenance in place of anything else), robots_forbid, robots_error (503), to_private (302 to
http://10.0.0.1/), to_ftp. robots.txt itself is touched by `down`, `robots_forbid` and `robots_error` only.
"""

import hashlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

FORBID_ALL = "User-agent: *\nDisallow: /\n"
LAST_MODIFIED = "Mon, 02 Mar 2026 09:00:00 GMT"
HUGE = 50_000_000
_PIECE = 65_536
_FORM = b'<html><body><form action="/login"><input name="user"><input name="password"></form></body></html>'
_OTHER_LAYOUT = b"<html><body><main><section><p>Our fake web site looks new.</p></section></main></body></html>"
_MAINTENANCE = b"<html><body><h1>Fake maintenance</h1></body></html>"


@dataclass(frozen=True)
class Seen:
    """One request as it came in. `at` is on the clock of `time.monotonic`; names of `headers` are in lower case."""

    at: float
    path: str
    query: str
    headers: Mapping[str, str]

    @property
    def params(self) -> dict[str, str]:
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def user_agent(self) -> str:
        return self.headers.get("user-agent", "")


@dataclass(frozen=True)
class Reply:
    """An answer. `length`: so many bytes; `cut`: end half-way; `pause`: wait after each byte; `drop`: say nothing."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int = 0
    cut: bool = False
    pause: float = 0.0
    drop: bool = False


Route = bytes | Reply | Callable[[Seen], "bytes | Reply"]


@dataclass
class Site:
    """One web site; change it while it runs. `url` has no slash at its end."""

    routes: dict[str, Route] = field(default_factory=dict)
    robots: str | Route | None = None
    fault: str = "none"
    faults: dict[str, str] = field(default_factory=dict)
    validators: bool = False
    changed: bytes = _OTHER_LAYOUT
    pause: float = 0.05
    url: str = ""
    seen: list[Seen] = field(default_factory=list)

    def pages_asked(self) -> list[Seen]:
        """All requests but those for robots.txt."""
        return [request for request in self.seen if request.path != "/robots.txt"]

    def answer(self, request: Seen) -> Reply:
        """The answer to one request, faults included."""
        self.seen.append(request)
        fault = self.faults.get(request.path, self.fault)
        if fault not in FAULTS:
            raise ValueError(f"there is no fault {fault!r}")
        if request.path == "/robots.txt":
            return self._answer_robots(fault, request)
        if fault == "login" and request.path == "/login":
            return Reply(_FORM)
        reply = FAULTS[fault](self, request, self._find_reply(request))
        return self._validate(request, reply) if self.validators and reply.status == 200 else reply

    def _answer_robots(self, fault: str, request: Seen) -> Reply:
        if fault == "down":
            return Reply(drop=True)
        if fault == "robots_error":
            return Reply(b"Service Unavailable", 503, "text/plain", {"Retry-After": "0"})
        robots = FORBID_ALL if fault == "robots_forbid" else self.robots
        robots = robots(request) if callable(robots) else robots
        if isinstance(robots, Reply):
            return robots
        if robots is None:
            return Reply(b"Not Found", 404, "text/plain")
        return Reply(robots.encode() if isinstance(robots, str) else robots, content_type="text/plain")

    def _find_reply(self, request: Seen) -> Reply:
        route = self.routes.get(f"{request.path}?{request.query}", self.routes.get(request.path))
        if route is None:
            return Reply(b"<html><body>Not Found</body></html>", 404)
        found = route(request) if callable(route) else route
        return Reply(found, content_type=_guess_type(found)) if isinstance(found, bytes) else found

    def _validate(self, request: Seen, reply: Reply) -> Reply:
        tag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        headers = {**reply.headers, "ETag": tag, "Last-Modified": LAST_MODIFIED}
        asked = request.headers.get("if-none-match")
        known = asked == tag if asked else request.headers.get("if-modified-since") == LAST_MODIFIED
        return Reply(b"", 304, "", headers) if known else replace(reply, headers=headers)


@dataclass(frozen=True)
class World:
    """All sites by name; `mirror_url`/NAME/PATH asks the site NAME for /PATH, faults and robots.txt included."""

    sites: Mapping[str, Site]
    mirror_url: str


def _guess_type(body: bytes) -> str:
    start = body.lstrip()[:5]
    if start[:1] in (b"{", b"["):
        return "application/json"
    if start == b"<?xml":
        return "application/xml"
    return "text/html; charset=utf-8" if start[:1] == b"<" else "text/plain; charset=utf-8"


def _redirect(target: str) -> Reply:
    return Reply(b"", 302, headers={"Location": target})


def _recode(reply: Reply, content_type: str) -> Reply:
    """The UTF-8 text of a route in windows-1252."""
    return replace(reply, body=reply.body.decode().encode("cp1252", "replace"), content_type=content_type)


def _tell_errors(reply: Reply) -> Reply:
    if "json" in reply.content_type:
        body = json.dumps({"Errors": [{"description": "Fake error", "field": "state", "number": "04"}]}).encode()
        return replace(reply, body=body)
    return replace(reply, body=b"<html><head><title>Error</title></head><body>A fake error occurred</body></html>")


#: What each fault makes of the site's own reply.
FAULTS: dict[str, Callable[[Site, Seen, Reply], Reply]] = {
    "none": lambda _site, _seen, reply: reply,
    "forbidden": lambda *_: Reply(b"<html><body>403 Forbidden</body></html>", 403),
    "gone": lambda *_: Reply(b"<html><body>Gone</body></html>", 410),
    "down": lambda *_: Reply(drop=True),
    "error": lambda *_: Reply(b"Internal Server Error", 500, "text/plain"),
    "busy": lambda *_: Reply(b"Service Unavailable", 503, "text/plain", {"Retry-After": "0"}),
    "login": lambda *_: _redirect("/login"),
    "redirects": lambda _site, seen, _reply: _redirect(f"{seen.path}?again={len(seen.query)}"),
    "huge": lambda _site, _seen, reply: replace(reply, length=HUGE),
    "half": lambda _site, _seen, reply: replace(reply, cut=True),
    "charset": lambda _site, _seen, reply: _recode(reply, reply.content_type.partition(";")[0]),
    "charset_wrong": lambda _site, _seen, reply: _recode(reply, "text/html; charset=utf-8"),
    "empty": lambda _site, _seen, reply: replace(reply, body=b""),
    "changed": lambda site, _seen, reply: replace(reply, body=site.changed),
    "errors_in_200": lambda _site, _seen, reply: _tell_errors(reply),
    "slow": lambda site, _seen, reply: replace(reply, pause=site.pause),
    "html": lambda *_: Reply(_MAINTENANCE),
    "robots_forbid": lambda _site, _seen, reply: reply,
    "robots_error": lambda _site, _seen, reply: reply,
    "to_private": lambda *_: _redirect("http://10.0.0.1/"),
    "to_ftp": lambda *_: _redirect("ftp://127.0.0.1/fake"),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    answer: Callable[[Seen], Reply]

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(f"//site{self.path}")
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = type(self).answer(Seen(time.monotonic(), parts.path, parts.query, headers))
        with suppress(OSError):  # the other side may leave at any time
            self.send(reply)

    def send(self, reply: Reply) -> None:
        if reply.drop:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(reply.status)
        for name, value in {"Content-Type": reply.content_type, **reply.headers}.items():
            if value:
                self.send_header(name, value)
        size = reply.length or len(reply.body)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        if reply.cut:
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self.close_connection = True
            return
        for start in range(0, size, 1 if reply.pause else _PIECE):
            end = min(size, start + (1 if reply.pause else _PIECE))
            self.wfile.write(reply.body[start:end].ljust(end - start))
            self.wfile.flush()
            if reply.pause:
                time.sleep(reply.pause)


def _answer_as_mirror(sites: Mapping[str, Site]) -> Callable[[Seen], Reply]:
    def answer(request: Seen) -> Reply:
        name, _, path = request.path.lstrip("/").partition("/")
        if name not in sites:
            return Reply(b"no such site", 404, "text/plain")
        return sites[name].answer(replace(request, path=f"/{path}"))

    return answer


@contextmanager
def _serve(answer: Callable[[Seen], Reply]) -> Iterator[str]:
    handler = type("Handler", (_Handler,), {"answer": staticmethod(answer)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serve_world(sites: Mapping[str, Site]) -> Iterator[World]:
    """Each site on a free port of loopback, and all behind the mirror; `url` of each site is set."""
    with ExitStack() as stack:
        for site in sites.values():
            site.url = stack.enter_context(_serve(site.answer))
        yield World(sites, stack.enter_context(_serve(_answer_as_mirror(sites))))
