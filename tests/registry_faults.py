"""How the stand-in for the registry misbehaves: answers that are given whatever was asked, and spoiled records.

The faults that need what was asked (tokens, counts, pages without end) are in registry.py.
"""

import copy
import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from typing import Any, Protocol

FORBIDDEN_PAGE = b"<html><head><title>403 Forbidden</title></head><body>403 Forbidden</body></html>"
TWO_GIGABYTES = 2 * 1024**3
_PIECE = b" " * 1024**2


@dataclass
class Reply:
    """One answer. `pieces` are sent one by one in the place of `body`, whose length is then nobody's affair."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    drip: float = 0.0
    wait: float = 0.0
    pieces: Iterable[bytes] | None = None

    def may_pack(self) -> bool:
        return not self.headers and not self.drip and self.pieces is None


class Sender(Protocol):
    """What a fault may look at."""

    seen: list[Any]
    retry_after: str
    redirect_to: str


def spoil_records(studies: list[Any]) -> list[Any]:
    """The same page with one study that lost its identifier and one in which most parts are of the wrong type."""
    studies = copy.deepcopy(studies)
    if studies:
        studies[0].get("protocolSection", {}).pop("identificationModule", None)
    if len(studies) > 1:
        studies[1].setdefault("protocolSection", {}).update(
            conditionsModule={"conditions": "not a list"},
            designModule={"phases": [None, 3]},
            contactsLocationsModule={"locations": [None, {"geoPoint": {"lat": "north"}}]},
        )
    return studies


@cache
def pack_two_gigabytes(times: int = 1) -> bytes:
    """Two gigabytes of spaces, packed to a few megabytes or, packed twice, to a few kilobytes."""
    member = gzip.compress(b" " * 16 * 1024**2)
    packed = member * (TWO_GIGABYTES // (16 * 1024**2))
    return gzip.compress(packed) if times > 1 else packed


def _send_two_gigabytes(announced: bool) -> Reply:
    headers = {"Content-Length": str(TWO_GIGABYTES)} if announced else {"Connection": "close"}
    return Reply(200, headers=headers, pieces=repeat(_PIECE, TWO_GIGABYTES // len(_PIECE)))


EARLY: dict[str, Callable[[Sender], Reply | None]] = {
    "flaky": lambda r: Reply(503, b"Service Unavailable", "text/plain") if len(r.seen) % 3 == 0 else None,
    "limited": lambda r: (
        Reply(429, b"Too Many Requests", "text/plain", {"Retry-After": r.retry_after}) if len(r.seen) % 2 else None
    ),
    "down": lambda _: Reply(500, b"Internal Server Error", "text/plain"),
    "blocked": lambda _: Reply(403, FORBIDDEN_PAGE, "text/html"),
    "html": lambda _: Reply(200, b"<html><body>maintenance</body></html>", "text/html"),
    "broken_json": lambda _: Reply(200, b'{"studies": ['),
    "list": lambda _: Reply(200, b"[]"),
    "redirect": lambda r: Reply(301, b"", "text/plain", {"Location": r.redirect_to}),
    "bad_gzip": lambda _: Reply(200, b"this is not gzip", headers={"Content-Encoding": "gzip"}),
    "bomb": lambda _: Reply(200, pack_two_gigabytes(), headers={"Content-Encoding": "gzip"}),
    "bomb_in_bomb": lambda _: Reply(200, pack_two_gigabytes(2), headers={"Content-Encoding": "gzip, gzip"}),
    "two_gigabytes": lambda _: _send_two_gigabytes(announced=True),
    "two_gigabytes_unannounced": lambda _: _send_two_gigabytes(announced=False),
}
