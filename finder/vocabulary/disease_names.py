"""Words by which our diseases are found in a list of all rare diseases, from disease_names.toml beside this file."""

import tomllib
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from finder.errors import DeclarationError
from finder.vocabulary.folder import name_file, read_layers


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    words: Annotated[tuple[Annotated[str, Field(min_length=4)], ...], Field(min_length=1)]


def parse_disease_names(text: str) -> tuple[str, ...]:
    """The words of one TOML text. Raises DeclarationError."""
    try:
        return _Words(**tomllib.loads(text)).words
    except (tomllib.TOMLDecodeError, ValidationError, TypeError) as error:
        raise DeclarationError(
            f"{name_file('disease_names')} cannot be used: {str(error).splitlines()[0]}.",
            remedy="Correct that line.",
        ) from error


@cache
def load_disease_names() -> tuple[str, ...]:
    """All words, in small letters; none where the disease names none. Raises DeclarationError."""
    text, _ = read_layers("disease_names")
    return parse_disease_names(text) if text else ()
