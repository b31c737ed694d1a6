"""One request on the wire: bounded in size and time, to allowed addresses only, answers of the right type only.

These checks stand below the response cache, so that an answer that fails them is never stored.
"""

import ipaddress
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from io import BytesIO
from urllib.parse import urlsplit

import certifi
import requests
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse, ProxyManager
from urllib3.exceptions import DecodeError, ProtocolError, ReadTimeoutError
from urllib3.util.ssl_ import create_urllib3_context

from finder.events import add_traffic
from finder.fetch.identities import Identity

_PIECE = 65_536


class UnusableAnswerError(requests.RequestException):
    """An answer that we refuse to use, whatever it says; its text tells why. Never asked for again."""


class DeadlineError(requests.RequestException):
    """The time for the whole session is over."""


#: Set while everything is to end soon, so that a session in another thread sends no further request.
_stopped = threading.Event()


@contextmanager
def stopping_on_failure() -> Iterator[None]:
    """Whatever leaves this block by an exception stops the requests of all threads; they may ask again after it."""
    try:
        yield
    except BaseException:
        _stopped.set()
        raise


def allow_requests() -> None:
    """Let sessions send requests again."""
    _stopped.clear()


@dataclass
class Watch:
    """What one session may use, and what it has used. `deadline` is on the clock of `time.monotonic`.

    No `content_types` allow any. With `cut` an answer that is too large is cut there, and `was_cut` says so.
    """

    base_url: str
    deadline: float
    max_answer_bytes: int
    connect_seconds: float
    read_seconds: float
    content_types: tuple[str, ...]
    cut: bool = False
    was_cut: bool = False
    requests: int = 0
    bytes: int = 0
    _allowed: set[str] = field(default_factory=set)

    def remaining(self) -> float:
        """Seconds that are left; none once all requests are stopped."""
        return 0.0 if _stopped.is_set() else self.deadline - time.monotonic()

    def timeout(self) -> tuple[float, float]:
        """Seconds for connecting and for each piece of an answer. Raises DeadlineError."""
        remaining = self.remaining()
        if remaining <= 0:
            raise DeadlineError
        return min(self.connect_seconds, remaining), min(self.read_seconds, remaining)

    def check_host(self, url: str) -> None:
        """Raises UnusableAnswerError for a redirect to a private address; the configured host itself may be any."""
        host, base = urlsplit(url).hostname or "", urlsplit(self.base_url).hostname or ""
        if host == base or host in self._allowed:
            return
        try:
            found = {ipaddress.ip_address(info[4][0]) for info in socket.getaddrinfo(host, None)}
        except UnicodeError as error:
            raise UnusableAnswerError(f"it sends us on to {host[:80]!r}, which is no name of a host") from error
        except OSError as error:
            raise requests.ConnectionError(error) from error
        loopback_allowed = _is_loopback(base)
        if not all(address.is_global or (loopback_allowed and address.is_loopback) for address in found):
            raise UnusableAnswerError(f"it sends us on to the private address {host[:80]!r}")
        self._allowed.add(host)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class BoundedAdapter(HTTPAdapter):
    """requests' own adapter, with the bounds of a Watch and, where given, another TLS handshake."""

    def __init__(self, watch: Watch, ssl_context: ssl.SSLContext | None = None) -> None:
        self._watch = watch
        self._ssl_context = ssl_context
        super().__init__()

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: object) -> None:
        super().init_poolmanager(connections, maxsize, block, **self._with_context(pool_kwargs))

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: object) -> ProxyManager:
        manager: ProxyManager = super().proxy_manager_for(proxy, **self._with_context(proxy_kwargs))
        return manager

    def _with_context(self, kwargs: dict[str, object]) -> dict[str, object]:
        return {**kwargs, "ssl_context": self._ssl_context} if self._ssl_context else kwargs

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: object = None,
        verify: bool | str = True,
        cert: object = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """The whole answer, read. `timeout` and `cert` are the session's own affair and are not used."""
        self._watch.check_host(request.url or "")
        allowed = self._watch.timeout()
        self._watch.requests += 1
        add_traffic(requests=1)
        response = self.open(request, allowed, verify, proxies)
        try:
            read_body(response, self._watch)
            check_content(response, self._watch.content_types)
        except BaseException:
            response.close()
            raise
        return response

    def open(
        self,
        request: PreparedRequest,
        timeout: tuple[float, float],
        verify: bool | str,
        proxies: Mapping[str, str] | None,
    ) -> Response:
        """Send, and return as soon as the head of the answer is there."""
        return super().send(request, stream=True, timeout=timeout, verify=verify, proxies=proxies)


class UrllibAdapter(BoundedAdapter):
    """The standard library's client behind the same face, for servers that refuse requests' handshake."""

    def open(
        self,
        request: PreparedRequest,
        timeout: tuple[float, float],
        verify: bool | str,
        proxies: Mapping[str, str] | None,
    ) -> Response:
        authorities = verify if isinstance(verify, str) else certifi.where()
        handlers: list[urllib.request.BaseHandler] = [
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=authorities)),
            urllib.request.ProxyHandler(dict(proxies or {})),
            _StayHere(),
        ]
        opener = urllib.request.build_opener(*handlers)
        opener.addheaders = []
        asked = urllib.request.Request(request.url or "", headers=dict(request.headers))  # noqa: S310 - http(s) only
        try:
            answer = opener.open(asked, timeout=max(timeout))
        except urllib.error.HTTPError as error:
            answer = error
        except TimeoutError as error:
            raise requests.Timeout(str(error), request=request) from error
        except (urllib.error.URLError, HTTPException, OSError) as error:
            raise _name_urllib_failure(error)(str(error), request=request) from error
        raw = HTTPResponse(
            body=answer,
            headers=HTTPHeaderDict(answer.headers.items()),
            status=answer.status,
            reason=answer.reason,
            preload_content=False,
            request_url=request.url,
        )
        return self.build_response(request, raw)


def _name_urllib_failure(error: Exception) -> type[requests.RequestException]:
    cause = getattr(error, "reason", error)
    if isinstance(cause, ssl.SSLError):
        return requests.exceptions.SSLError
    return requests.Timeout if isinstance(cause, TimeoutError) else requests.ConnectionError


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to requests, where they are checked."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


def make_adapter(identity: Identity, watch: Watch) -> BoundedAdapter:
    """The adapter that speaks as `identity`. Certificates are always verified."""
    if identity.stack == "urllib":
        return UrllibAdapter(watch)
    return BoundedAdapter(watch, make_ssl_context(identity))


def make_ssl_context(identity: Identity) -> ssl.SSLContext | None:
    """The handshake of `identity`; None for the one that requests makes itself."""
    if identity.stack not in ("p256", "tls12"):
        return None
    context = create_urllib3_context()
    if identity.stack == "p256":
        context.set_ecdh_curve("prime256v1")
    else:
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cafile=certifi.where())
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def read_body(response: Response, watch: Watch) -> None:
    """Read the whole answer into `response.content`, within the bounds of `watch` before and after unpacking.

    Pieces are taken as they come, so that a server that drips bytes cannot hold us past the deadline.
    """
    watch.was_cut = False
    body = _collect(partial(response.raw.read1, _PIECE, decode_content=False), watch)
    if watch.was_cut:
        response.raw.close()
    if encoding := response.headers.get("Content-Encoding"):
        unpacking = HTTPResponse(BytesIO(body), headers={"Content-Encoding": encoding}, preload_content=False)
        body = _collect(partial(unpacking.read, _PIECE, decode_content=True), watch)
    watch.bytes += len(body)
    add_traffic(size=len(body))
    response._content = body
    response._content_consumed = True  # type: ignore[attr-defined]


def _collect(take: Callable[[], bytes], watch: Watch) -> bytes:
    pieces, size = [], 0
    try:
        while piece := take():
            pieces.append(piece)
            size += len(piece)
            if size > watch.max_answer_bytes and watch.cut:
                watch.was_cut = True
                break
            if size > watch.max_answer_bytes:
                raise UnusableAnswerError(f"it is larger than {watch.max_answer_bytes:,} bytes")
            if watch.remaining() <= 0:
                raise DeadlineError
    except requests.RequestException:  # ours; requests' errors are OSErrors too
        raise
    except ReadTimeoutError as error:
        raise requests.ReadTimeout(str(error)) from error
    except DecodeError as error:
        raise requests.exceptions.ContentDecodingError(str(error)) from error
    except (ProtocolError, ssl.SSLError, OSError) as error:
        raise requests.exceptions.ChunkedEncodingError(str(error)) from error
    return b"".join(pieces)[: watch.max_answer_bytes]


def check_content(response: Response, allowed: tuple[str, ...]) -> None:
    """Raises UnusableAnswerError where a good status comes with nothing or another type, such as a maintenance page."""
    if response.status_code != requests.codes.ok or not allowed:
        return
    if not response.content:
        raise UnusableAnswerError("it is empty")
    found = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if found not in allowed:
        raise UnusableAnswerError(f"it is of type {found[:60] or 'none'!r}, not {' or '.join(allowed)}")
