"""Patterns for telling a trial in plain words, from plain.toml beside this file; `finder.query.describe` fills them."""

import string
import tomllib
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from finder.errors import DeclarationError
from finder.languages import load_once_a_language, translate
from finder.vocabulary.folder import lay_over, name_file, read_layers

Words = Annotated[str, Field(min_length=3)]


def _has_names(pattern: str) -> str:
    if list_blanks(pattern) != {"names"}:
        raise ValueError("the pattern needs the blank {names} and no other")
    return pattern


def _joins_two(pattern: str) -> str:
    if list_blanks(pattern) != {"before", "last"}:
        raise ValueError("the pattern needs the blanks {before} and {last} and no other")
    return pattern


def list_blanks(pattern: str) -> set[str]:
    """Names of the blanks of a pattern. Raises ValueError where a brace has no partner."""
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}


_Lead = Annotated[Words, AfterValidator(_has_names)]


_Pair = Annotated[Words, AfterValidator(_joins_two)]


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Listing(_Declared):
    """A column that holds a list: `names` go into `lead`, `at_once` a sentence; `alone` has sentences of its own.

    `beside` takes the place of `alone` where other values of the list are told too.
    """

    lead: _Lead = "{names}"
    more: _Lead = "{names}"
    at_once: int = Field(ge=1, le=6)
    names: dict[str, Words]
    alone: dict[str, Words] = {}
    beside: dict[str, Words] = {}


class Missing(Listing):
    """What the record leaves open; `trials_only` are questions that a study without a treatment does not raise."""

    trials_only: tuple[str, ...] = ()


class Tested(_Declared):
    """Leads for what is tested, by study type, and for what the record calls it."""

    INTERVENTIONAL: _Lead
    OBSERVATIONAL: _Lead
    EXPANDED_ACCESS: _Lead
    unknown: _Lead
    more: _Lead
    named: _Lead
    named_more: Words


class Numbers(_Declared):
    """Sentences about how many people and which ages."""

    people_one: Words
    people: Words
    people_none: Words
    between: Words
    low: Words
    high: Words
    any_age: Words
    years: Words
    one_year: Words
    months: Words


class Plain(_Declared):
    """All of plain.toml."""

    from_wording: tuple[str, ...]
    last_of_several: _Pair
    last_of_choices: _Pair
    topics: dict[str, Words]
    values: dict[str, dict[str, Words]]
    tested: Tested
    numbers: Numbers
    lists: dict[str, Listing]
    missing: Missing
    columns: dict[str, Words]
    fields: dict[str, Words]


def parse_plain(text: str, base: str = "") -> Plain:
    """The patterns from their TOML text, laid over that of `base`. Raises DeclarationError that names the place."""
    try:
        return Plain(**translate(lay_over("plain", text, base), "finder/vocabulary/plain.toml"))
    except ValidationError as error:
        reason = "; ".join(_describe(error))
    except (tomllib.TOMLDecodeError, TypeError) as error:
        reason = str(error)
    raise DeclarationError(f"{name_file('plain')} cannot be used: {reason}.", remedy="Correct that line.")


def _describe(error: ValidationError) -> Iterator[str]:
    for each in error.errors()[:3]:
        yield f"{'.'.join(map(str, each['loc']))}: {each['msg']}"


@load_once_a_language
def load_plain() -> Plain:
    """The project's patterns. Raises DeclarationError."""
    return parse_plain(*read_layers("plain"))
