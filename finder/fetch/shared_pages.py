"""Pages of the registry that several refreshers share on a Redis server: one asks, and the others take.

They are not in the response cache, for a page alone is worth nothing: its token belongs to one version of the
registry's data, and pages of two versions make no whole. The pages of a question count together or not at all, by a
mark that is written last: after a walk that met one version from its beginning to its end, and after all checks of what
was made of it. Who takes them asks for the version all the same, and walks through them as if they had just come.

The whole registry is not shared. It has gigabytes, and would drive all other answers from a server of usual size.
"""

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from finder.events import note
from finder.fetch.kept_answers import Tell, explain_damage, explain_trouble
from finder.fetch.registry_messages import DataVersion, refuse_answer
from finder.redis_server import (
    PREFIX,
    RedisTroubleError,
    UnusableValueError,
    delete_values,
    read_value,
    write_values,
)

#: Keys of pages, which end with the digest of what they hold, and of marks, which end with that of the question.
PAGES, MARKS = f"{PREFIX}registry-page:", f"{PREFIX}registry-pages:"
#: The server itself then deletes them. The version is asked each time, so this bounds what is kept, not what is true.
LIFETIME_SECONDS = 24 * 3600
#: Bytes of all packed pages of one walk, in memory until they are left and on the server; a walk of more is not shared.
MOST_BYTES = 64_000_000
_LONGEST_MARK = 1_000_000
#: Parameters in which the pages of one question differ.
_OF_A_PAGE = ("pageToken", "countTotal")


class _Mark(BaseModel):
    """Says that the pages of a question are whole: the digest of each, by the token that asks for it."""

    model_config = ConfigDict(extra="forbid")

    read_at: AwareDatetime
    pages: dict[str, Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]]


class SharedPages:
    """The pages of one refresh: those it takes from the server, and those it will leave there.

    Raises nothing for the server's sake; `tell` hears what is wrong. `taken` and `asked` count the pages of the last
    walk, `oldest` is when the oldest taken one was read. `anew`: nothing is taken, only left.
    """

    def __init__(self, address: str, tell: Tell, *, largest: int, anew: bool = False) -> None:
        self.taken = self.asked = 0
        self.oldest: datetime | None = None
        self._address = address
        self._tell = tell
        self._largest = largest
        self._takes = self._takes_next = not anew
        self._of: DataVersion | None = None
        self._base_url = ""
        self._began = datetime.now(UTC)
        self._opened: dict[str, bytes] = {}
        self._marks: set[str] = set()
        self._gathered: dict[str, dict[str, bytes]] = {}
        self._bytes = 0

    def begin(self, base_url: str, version: DataVersion) -> None:
        """Begin a walk. After one that came to no good end nothing is taken, or the next might end as that did."""
        self._takes, self._takes_next = self._takes_next, False
        self._base_url, self._of, self._began = base_url, version, datetime.now(UTC)
        self.taken = self.asked = self._bytes = 0
        self.oldest = None
        self._opened, self._gathered = {}, {}

    def find(self, params: Mapping[str, str]) -> bytes | None:
        """The page that answers `params`; None where the registry must be asked. Raises AnswerError."""
        token = params.get("pageToken", "")
        if not token:
            self._opened = self._open(self._name_question(params))
        packed = self._opened.get(token)
        if packed is None:
            return None
        self.taken += 1
        return _unpack(packed, self._largest)

    def gather(self, params: Mapping[str, str], body: bytes) -> None:
        """Hold a page that the registry gave, to be left later."""
        self.asked += 1
        question, token = self._name_question(params), params.get("pageToken", "")
        if not token:
            self._gathered[question] = {}
        if self._bytes > MOST_BYTES or question not in self._gathered or self._is_unnamed():
            return
        self._gathered[question][token] = packed = zlib.compress(body, 1)
        self._bytes += len(packed)

    def leave(self) -> None:
        """Let others take what was gathered. Call when the walk is whole and what came of it has passed all checks."""
        if self._bytes > MOST_BYTES:
            note("pages_not_left", bytes=self._bytes, most=MOST_BYTES)
            return
        pages: dict[str, bytes] = {}
        marks: dict[str, bytes] = {}
        for question, gathered in self._gathered.items():
            digests = {token: sha256(packed).hexdigest() for token, packed in gathered.items()}
            pages |= {f"{PAGES}{digests[token]}": packed for token, packed in gathered.items()}
            if digests:
                marks[f"{MARKS}{question}"] = _Mark(read_at=self._began, pages=digests).model_dump_json().encode()
        self._gathered = {}
        if not marks:
            return
        try:
            write_values(self._address, {**pages, **marks}, LIFETIME_SECONDS)
        except RedisTroubleError as trouble:
            self._tell(explain_trouble(trouble))
            return
        note("pages_left", pages=len(pages), questions=len(marks), bytes=self._bytes)

    def forget(self) -> None:
        """Leave nothing, and let nobody take again what was taken: what came of it did not pass a check."""
        self._gathered = {}
        try:
            delete_values(self._address, self._marks)
        except RedisTroubleError as trouble:
            self._tell(explain_trouble(trouble))

    def _open(self, question: str) -> dict[str, bytes]:
        """All pages of a question by token, still packed; none where one is missing, damaged or no page."""
        if not self._takes or self._is_unnamed():
            return {}
        pages: dict[str, bytes] = {}
        try:
            if (said := read_value(self._address, f"{MARKS}{question}", _LONGEST_MARK)) is None:
                return {}
            mark = _Mark.model_validate_json(said)
            for token, digest in mark.pages.items():
                packed = read_value(self._address, f"{PAGES}{digest}", MOST_BYTES)
                if packed is None:  # the server made room
                    return {}
                if sha256(packed).hexdigest() != digest:
                    raise UnusableValueError
                pages[token] = packed
        except (UnusableValueError, ValueError):
            self._tell(explain_damage(self._address))
            return {}
        except RedisTroubleError as trouble:
            self._tell(explain_trouble(trouble))
            return {}
        self._marks.add(f"{MARKS}{question}")
        self.oldest = min(mark.read_at, self.oldest or self._began)
        return pages

    def _is_unnamed(self) -> bool:
        """Whether the registry does not tell of which time its data is; then nobody knows what belongs together."""
        return self._of is None or self._of.timestamp is None

    def _name_question(self, params: Mapping[str, str]) -> str:
        """The same for all pages of a question, and another for another version of the data."""
        asked = sorted((name, value) for name, value in params.items() if name not in _OF_A_PAGE)
        version = (self._of.api, self._of.timestamp) if self._of else ()
        return sha256(json.dumps([self._base_url, version, asked]).encode()).hexdigest()


def _unpack(packed: bytes, most: int) -> bytes:
    """Never more than `most` bytes, whatever somebody packed. Raises AnswerError."""
    unpacking = zlib.decompressobj()
    try:
        body = unpacking.decompress(packed, most)
    except zlib.error as error:
        raise refuse_answer("a shared page is damaged") from error
    if not unpacking.eof:
        raise refuse_answer("a shared page is too large, or only a part of one")
    return body
