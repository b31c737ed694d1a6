"""One TOML a source, beside this file: who publishes it, on what terms, how often we may ask, how much must come.

Adding a source begins here; see CONTRIBUTING.md.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from finder.errors import DeclarationError


class Source(BaseModel):
    """What a source declaration may say. Unknown words are refused, so that a typing error is seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    publisher: str
    licence: str
    credit: str
    url: str
    homepage: str
    setting: str = ""
    max_age_hours: Annotated[float, Field(gt=0)]
    minimum_rows: Annotated[int, Field(ge=0)]
    maximum_rows: Annotated[int, Field(gt=0)]
    deadline_seconds: Annotated[float, Field(gt=0)] = 1800.0
    max_answer_bytes: Annotated[int, Field(gt=0)] = 64_000_000
    page_size: Annotated[int, Field(ge=1, le=1000)] = 200


@cache
def load_sources() -> dict[str, Source]:
    """All declarations by name. Raises DeclarationError that names the file and the word."""
    found = {}
    for file in sorted(files(__name__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            name = file.name.removesuffix(".toml")
            found[name] = parse_source(name, file.read_text("utf-8"))
    return found


def parse_source(name: str, text: str) -> Source:
    """One declaration from its TOML text. Raises DeclarationError."""
    try:
        return Source(name=name, **tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError, TypeError) as error:
        reason = str(error).splitlines()[0] if isinstance(error, tomllib.TOMLDecodeError) else _first_reason(error)
        raise DeclarationError(
            f"finder/sources/{name}.toml cannot be used: {reason}.", remedy="Correct that line."
        ) from error


def _first_reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error)
