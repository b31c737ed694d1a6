"""Questions to ask about a trial and when each is asked, from questions.toml; `finder.query.questions` picks."""

import tomllib
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from finder.errors import DeclarationError
from finder.languages import load_once_a_language, translate
from finder.schema import load_columns
from finder.vocabulary.folder import find_folder, lay_over, name_file, read_layers
from finder.vocabulary.profile import load_profile

#: Values of `when` that ask if a column holds anything at all.
STATED, NOT_STATED = "stated", "not_stated"
#: The one name in `when` that is no column: where the nearest open place is.
DISTANCE = "distance"
_DISTANCES = frozenset({"abroad", "far"})
_FLAGS = frozenset({"true", "false"})
#: The registry's codes for who does not know what is given; the schema leaves the column open.
_MASKINGS = frozenset({"NONE", "SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE"})


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DeclaredQuestion(_Declared):
    """One question; `when` holds, by column, the values under which it is asked, and is empty for every trial."""

    id: Annotated[str, Field(pattern=r"^[a-z_]{3,}$")]
    text: Annotated[str, Field(min_length=8, max_length=70, pattern=r"\?$")]
    why: Annotated[str, Field(max_length=80, pattern=r"^$|\.$")] = ""
    when: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]] = {}

    @model_validator(mode="after")
    def _fits_the_schema(self) -> Self:
        if bool(self.why) != bool(self.when):
            raise ValueError(f"{self.id} needs both `why` and `when`, or neither")
        for name, values in self.when.items():
            if unknown := set(values) - _list_values(name):
                raise ValueError(f"{self.id} waits for {name} {min(unknown)!r}, which no trial has")
        return self


def _list_values(name: str) -> frozenset[str]:
    """What `when` may hold for a name. Raises ValueError for one that is no column."""
    if name == DISTANCE:
        return _DISTANCES
    column = load_columns().get(name)
    if column is None:
        raise ValueError(f"{name!r} is no column")
    own = {"masking": _MASKINGS}.get(name, _FLAGS if column.type == "boolean" else frozenset())
    return own | {*column.values, STATED, NOT_STATED}


class Questions(_Declared):
    """All of questions.toml. `far_km`: kilometers from which on the nearest open place is far."""

    far_km: Annotated[float, Field(gt=0, lt=20_000)]
    general_at_least: Annotated[int, Field(ge=0, le=10)]
    question: Annotated[tuple[DeclaredQuestion, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _has_no_doubles(self) -> Self:
        for name in ("id", "text"):
            said = [getattr(question, name) for question in self.question]
            if twice := {text for text in said if said.count(text) > 1}:
                raise ValueError(f"{name} {min(twice)!r} is there twice")
        return self


def parse_questions(text: str, base: str = "") -> Questions:
    """The questions from their TOML text. Raises DeclarationError that names the place.

    Those of `base`, the questions of the first disease, stay where the disease can have what they wait for; one of the
    same id takes the place of another.
    """
    try:
        declared = lay_over("questions", text, base)
        if base:
            own = tomllib.loads(text).get("question", [])
            declared["question"] = _join_questions(own, tomllib.loads(base)["question"])
        return Questions(**translate(declared, "finder/vocabulary/questions.toml"))
    except ValidationError as error:
        reason = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:3])
    except (tomllib.TOMLDecodeError, TypeError) as error:
        reason = str(error)
    raise DeclarationError(f"{name_file('questions')} cannot be used: {reason}.", remedy="Correct that entry.")


def _join_questions(own: list[dict[str, Any]], base: list[dict[str, Any]]) -> list[dict[str, Any]]:
    said = {entry.get("id"): entry for entry in own}
    kept = [said.pop(entry["id"], entry) for entry in base if entry["id"] in said or _can_be_asked(entry)]
    return [*said.values(), *kept]


def _can_be_asked(entry: dict[str, Any]) -> bool:
    """Whether some trial for the disease can have what a question of the first one waits for."""
    waits = entry.get("when", {})
    return all(load_profile().has(name) and set(values) <= _list_values(name) for name, values in waits.items())


@load_once_a_language
def load_questions() -> Questions:
    """The project's questions. Raises DeclarationError."""
    text, base = read_layers("questions")
    return parse_questions(text, base) if base or find_folder() is None else parse_questions("", text)
