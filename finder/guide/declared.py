"""Reading a TOML file of this folder into typed rows, with a failure that names file, row and word."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from finder.errors import DeclarationError
from finder.languages import translate

_Model = TypeVar("_Model", bound=BaseModel)
#: What a row can be called by in a message, best first.
_NAMES = ("id", "symbol", "topic", "label", "name", "text")
_LONGEST_QUOTE = 80


def _check_address(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError as error:
        raise ValueError(f"is no address: {error}") from error
    if parts.scheme not in ("http", "https"):
        raise ValueError("must begin with http:// or https://")
    if "." not in host or parts.username is not None:
        raise ValueError("must name a host, and nobody to log in as")
    if not address.isprintable() or " " in address:
        raise ValueError("must be one word")
    return address


Text = Annotated[str, Field(min_length=2, pattern=r"^\S[^\n]*\S$")]
Sentences = Annotated[str, Field(min_length=2, pattern=r"^\S[^\n]*[.?]$")]
Address = Annotated[str, AfterValidator(_check_address)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
#: A founding document is S0 to S4; every other source is a slug.
SourceId = Annotated[str, Field(pattern=r"^(S\d|[a-z][a-z0-9]*(-[a-z0-9]+)*)$")]


class Declared(BaseModel):
    """Base of all rows: read once, never changed, no key that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Declared):
    """Where a statement can be checked. `year` is that of the page, None where it bears none; `url` None: not known."""

    id: SourceId
    title: Text
    publisher: Text
    year: Annotated[int, Field(ge=1970, le=2100, strict=True)] | None = None
    url: Address | None = None
    pmid: Annotated[str, Field(pattern=r"^\d{5,9}$")] = ""
    note: str = ""


def read_rows(file: str, text: str, model: type[_Model]) -> _Model:
    """The rows of one file, checked against `model`. Raises DeclarationError."""
    try:
        raw = translate(tomllib.loads(text), f"finder/guide/{file}")
    except tomllib.TOMLDecodeError as error:
        raise blame(file, "the file", str(error)) from None
    try:
        return model(**raw)
    except ValidationError as failure:
        first = failure.errors()[0]
        word = f" ({first['input']!r:.{_LONGEST_QUOTE}})" if first["type"] != "missing" else ""
        raise blame(file, _name_place(raw, first["loc"]), f"{first['msg']}{word}") from None


def blame(file: str, place: str, reason: str) -> DeclarationError:
    """The failure of one row of one file."""
    return DeclarationError(f"finder/guide/{file}, {place}: {reason}.", remedy="Correct that row.")


def find_repeats(words: Iterable[str]) -> list[str]:
    """Words that stand more than once, each named once."""
    return [word for word, count in Counter(words).items() if count > 1]


def _name_place(raw: object, steps: tuple[int | str, ...]) -> str:
    """Such as `resource 4 'enets-centers', kind`: the way to a value, with the name of each row passed."""
    place: list[str] = []
    for step in steps:
        if isinstance(step, str):
            place.append(step)
            raw = raw.get(step) if isinstance(raw, dict) else None
            continue
        raw = raw[step] if isinstance(raw, list) and step < len(raw) else None
        name = next((raw[key] for key in _NAMES if key in raw), "") if isinstance(raw, dict) else ""
        row = f"{step + 1} {name!r:.{_LONGEST_QUOTE}}" if name else f"{step + 1}"
        place[-1:] = [f"{place[-1]} {row}" if place else row]
    return ", ".join(place) or "the file"
