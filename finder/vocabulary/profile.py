"""What a disease is called and which of our columns it has, from profile.toml in its folder (see folder.py).

A column that profile.toml does not name does not exist for the disease: it stays empty, and no page, list or question
speaks of it. `roles` tell which concepts of the other files play a part in the rules of reading.
"""

import tomllib
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from finder.errors import DeclarationError
from finder.vocabulary.folder import name_file, read_built_in, read_own

#: The profile of snapshots that name none: they were made before there was a second one.
FIRST = "net"
#: Columns of a trial that are about the disease; one that a profile does not name is absent.
AXES = ("primary_sites", "differentiation", "function", "syndromes", "grades", "sstr", "prior_prrt")
#: Columns of the disease that every profile has.
ALWAYS = ("relevance", "treatments")
#: The relevance of a trial that is not about the disease. Only a snapshot of the whole registry has such trials.
OTHER = "other"
_OTHER_MEANS = "other: neither, in a list of the whole registry"
#: What a rule of entry can be, and what it is where the disease has no such rule.
RULE_VALUES = ("required", "excluded", "allowed", "not_stated")
#: Values that the program gives by itself, beside the concepts of a file.
GIVEN = {
    "primary_sites": ("any",),
    "treatments": ("other", "imaging", "supportive", "external_radiation", "observational", "chemotherapy", "targeted"),
    "differentiation": ("both", "not_stated"),
}

_Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
_Text = Annotated[str, Field(min_length=2, max_length=400)]
Page = Literal["start", "centers", "people", "facts", "resources", "genetic-tests", "lists", "glossary"]
FitQuestion = Literal["age", "sex", "site", "grade", "prrt", "sstr", "country"]


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Axis(_Declared):
    """One column of the disease. `label` and `change`: what it is called on a page about one trial, and in news.

    `groups`: a value -> the values that it covers. `reads`: how the column differentiation is read: "sides" weighs two
    kinds against each other, "names" takes the kind that the record names, and both where it names several.
    """

    values: tuple[_Code, ...] = ()
    meaning: _Text
    label: str = ""
    change: str = ""
    groups: dict[_Code, tuple[_Code, ...]] = {}
    reads: Literal["names", "sides"] = "names"

    @model_validator(mode="after")
    def _groups_known_values(self) -> Self:
        for group, members in self.groups.items():
            if unknown := {group, *members} - set(self.values):
                raise ValueError(f"groups name {min(unknown)!r}, which is no value")
        if len(set(self.values)) < len(self.values):
            raise ValueError("a value is there twice")
        return self


class Relevance(_Declared):
    """Codes of the column relevance: a trial about the disease, one that takes it among others, and why
    one that is neither is left out."""

    specific: _Code
    included: _Code
    neither: _Code
    meaning: _Text


class Option(_Declared):
    """One criterion as the command explains it: in a search, in a list of centers, and as a question of `fit`."""

    takes: _Text
    search: _Text
    centers: _Text = ""
    fit: _Text = ""
    name: _Text


class Words(_Declared):
    """What the disease and its finder are called. `diseases` stands inside sentences;
    `registry` is what a person would type into the registry's own search."""

    product: _Text
    about: _Text
    title: _Text
    diseases: _Text
    registry: _Text


class Roles(_Declared):
    """Concepts, by id, that the rules of reading treat apart; see finder/normalize/classify.

    `written_out`: tumors at large, beside which a short form is the same tumor. `own_kinds`: tumors whose name is their
    place. `beside`: names beside which a place still counts. `for_some`: names that are rules for some people only.
    `own_reasons`: false friends that are told by their id. `short`: short forms that explain each other.
    `traps`: a false friend that has the short form too; `primitive` and `primitive_start`: one that has a part of them.
    `spread_place`: a place of which a bare word means spread. `typical_place`: the place that the cue typical_carcinoid
    stands for. `place_of`: false friends, each with the place of a tumor of the same cells beside it.
    """

    written_out: tuple[str, ...] = ()
    own_kinds: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    for_some: tuple[str, ...] = ()
    own_reasons: tuple[str, ...] = ("solid_tumor",)
    short: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2,8}$")], ...] = ()
    traps: str = ""
    primitive: str = ""
    primitive_start: str = ""
    spread_place: str = ""
    typical_place: str = ""
    place_of: dict[str, str] = {}


class Registry(_Declared):
    """How many trials a reading of the registry must bring before it is published, and from how many on it is odd."""

    minimum_rows: Annotated[int, Field(ge=0)]
    maximum_rows: Annotated[int, Field(gt=0)]


class Profile(_Declared):
    """All of profile.toml. `sources`: the sources of finder/sources that are read; all where none are named."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    words: Words
    registry: Registry
    sources: tuple[str, ...] = ()
    pages: tuple[Page, ...]
    fit: Annotated[tuple[FitQuestion, ...], Field(min_length=1)]
    columns: dict[str, Axis]
    relevance: Relevance
    options: dict[Literal["site", "treatment", "differentiation"], Option]
    examples: dict[Literal["search", "centers", "fit", "investigators", "digest"], _Text] = {}
    roles: Roles = Roles()

    @model_validator(mode="after")
    def _fits_our_columns(self) -> Self:
        if unknown := set(self.columns) - {*AXES, "treatments"}:
            raise ValueError(f"columns: {min(unknown)!r} is no column of a disease")
        if "treatments" not in self.columns:
            raise ValueError("columns: treatments is missing")
        for name, option in (("site", "primary_sites"), ("differentiation", "differentiation")):
            if (name in self.options) != (option in self.columns):
                raise ValueError(f"options: {name} must be there just where the column {option} is")
        needs = {"site": "primary_sites", "grade": "grades", "prrt": "prior_prrt", "sstr": "sstr"}
        for question in self.fit:
            if (column := needs.get(question)) and column not in self.columns:
                raise ValueError(f"fit: {question} asks for the column {column}, which is not there")
        return self

    @property
    def is_first(self) -> bool:
        """Whether this is the disease that the program was made for, which alone has starter data and facts."""
        return self.name == FIRST

    @property
    def absent(self) -> frozenset[str]:
        """Columns that the disease does not have."""
        return frozenset(AXES) - set(self.columns)

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Values of primary_sites that cover others, and which."""
        return self.columns["primary_sites"].groups if "primary_sites" in self.columns else {}

    @property
    def group_match(self) -> str:
        """The code of a match by a group: the group's own where there is one alone."""
        return next(iter(self.groups)) if len(self.groups) == 1 else "group"

    def has(self, column: str) -> bool:
        """Whether the disease has this column; true for every column that is not about the disease."""
        return column not in self.absent

    def describe_column(self, name: str) -> dict[str, Any]:
        """What the schema leaves to the disease: the values of a column of ours and their meaning."""
        if name == "relevance":
            codes = (self.relevance.specific, self.relevance.included, OTHER)
            return {"values": codes, "meaning": f"{self.relevance.meaning}; {_OTHER_MEANS}"}
        axis = self.columns.get(name)
        if axis is None:
            silent = ("not_stated",) if name in ("differentiation", "sstr", "prior_prrt") else ()
            return {"values": silent, "meaning": "Not used for this disease"} if name in AXES else {}
        values = RULE_VALUES if name in ("sstr", "prior_prrt") else axis.values
        return {"values": values, "meaning": axis.meaning}


def parse_profile(text: str) -> Profile:
    """A profile from its TOML text. Raises DeclarationError that names the place."""
    try:
        return Profile(**tomllib.loads(text))
    except ValidationError as error:
        said = (".".join(map(str, each["loc"])) for each in error.errors()[:3])
        reason = "; ".join(
            f"{place}: {each['msg']}" if place else str(each["msg"])
            for place, each in zip(said, error.errors(), strict=False)
        )
    except (tomllib.TOMLDecodeError, TypeError) as error:
        reason = str(error)
    raise DeclarationError(f"{name_file('profile')} cannot be used: {reason}.", remedy="Correct that line.")


@cache
def load_profile() -> Profile:
    """The profile of this process. Raises DeclarationError, SettingError."""
    own = read_own("profile")
    profile = parse_profile(read_built_in("profile") if own is None else own)
    if own is not None and profile.is_first:
        raise DeclarationError(
            f"{name_file('profile')} has the name {FIRST!r}, which is that of the profile that comes with the program.",
            remedy="Give it another name.",
        )
    return profile
