"""The questions put to a registry: plans of words and the areas of a record in which to look for them."""

import tomllib
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from finder.errors import DeclarationError
from finder.vocabulary.folder import name_file, read_layers

#: A search word is sent between quotes, so it may hold nothing that the registry's query language would read.
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 .'/-]*$", min_length=2, max_length=60)]
Area = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z]+$")]
_FILE = "search_words"


class Plan(BaseModel):
    """One question: any of `words` in any of `areas` (piece names of the registry)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1)]
    areas: Annotated[tuple[Area, ...], Field(min_length=1)]
    words: Annotated[tuple[Word, ...], Field(min_length=1)]

    def split(self) -> "tuple[Plan, Plan]":
        """Two plans that together ask the same, for a registry that finds this one too complicated."""
        middle = len(self.words) // 2
        return (
            self.model_copy(update={"words": self.words[:middle]}),
            self.model_copy(update={"words": self.words[middle:]}),
        )


class _PlanEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    areas: str
    words: list[str]


class _SearchWords(BaseModel):
    model_config = ConfigDict(extra="forbid")

    areas: dict[str, list[str]]
    plans: Annotated[list[_PlanEntry], Field(min_length=1)]


@cache
def load_plans() -> list[Plan]:
    """The plans in the order they are asked. Raises DeclarationError that names the file and the word."""
    return parse_plans(read_layers(_FILE)[0])


def parse_plans(text: str) -> list[Plan]:
    """The plans of one TOML text. Raises DeclarationError for broken TOML, unknown words, doubled names."""
    try:
        declared = _SearchWords.model_validate(tomllib.loads(text))
        plans = [
            Plan.model_validate(
                {"name": entry.name, "areas": _find_areas(declared, entry), "words": tuple(entry.words)}
            )
            for entry in declared.plans
        ]
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise _declare_broken(f"{place}: {first['msg']} (got {str(first['input'])[:60]!r})") from error
    except tomllib.TOMLDecodeError as error:
        raise _declare_broken(str(error)) from error
    names = [plan.name for plan in plans]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise _declare_broken(f"two plans are named {doubled[0]!r}")
    return plans


def _find_areas(declared: _SearchWords, entry: _PlanEntry) -> tuple[str, ...]:
    if entry.areas not in declared.areas:
        raise _declare_broken(f"plan {entry.name!r} uses areas {entry.areas!r}, which are not declared")
    return tuple(declared.areas[entry.areas])


def _declare_broken(reason: str) -> DeclarationError:
    return DeclarationError(f"{name_file(_FILE)} cannot be used: {reason}.", remedy="Correct that line.")
