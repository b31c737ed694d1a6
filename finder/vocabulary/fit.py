"""Sentences of the check "could this fit?", from fit.toml beside this file; `finder.query.fit` picks among them."""

import tomllib
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from finder.errors import DeclarationError
from finder.languages import load_once_a_language, translate
from finder.vocabulary.folder import lay_over, name_file, read_layers
from finder.vocabulary.plain import list_blanks

Words = Annotated[str, Field(min_length=3)]
_Name = Annotated[str, Field(min_length=2, pattern=r"^[a-z0-9]+( [a-z0-9]+)*$")]

#: The blanks that a group of sentences may have; the other groups have none.
_BLANKS = {"counted": {"names", "n"}, "ages": {"low", "high", "n"}, "country": {"country"}}


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Questions(_Declared):
    """What each question is about."""

    age: Words
    sex: Words
    site: Words
    grade: Words
    prrt: Words
    sstr: Words
    country: Words


class Verdicts(_Declared):
    """The three answers."""

    fits: Words
    ask: Words
    ruled_out: Words


class Ages(_Declared):
    """How the limits of age are written out."""

    between: Words
    low: Words
    high: Words
    years: Words
    one_year: Words
    months: Words


class Counted(_Declared):
    """Names of which some are left out."""

    more: Words


class AgeCases(_Declared):
    fits: Words
    young: Words
    old: Words
    near: Words
    odd: Words
    missing: Words


class SexCases(_Declared):
    all: Words
    same: Words
    other: Words
    missing: Words


class SiteCases(_Declared):
    exact: Words
    gep: Words
    any: Words
    other: Words
    part: Words
    basket: Words
    also: Words
    unclear: Words
    weak: Words
    missing: Words


class GradeCases(_Declared):
    named: Words
    cells: Words
    both: Words
    other: Words
    other_cells: Words
    mixed: Words
    also: Words
    carcinoma: Words
    low: Words
    basket: Words
    weak: Words
    missing: Words


class PrrtCases(_Declared):
    had_required: Words
    had_allowed: Words
    had_excluded: Words
    none_required: Words
    none_allowed: Words
    none_excluded: Words
    weak: Words
    missing: Words


class SstrCases(_Declared):
    positive_required: Words
    positive_allowed: Words
    positive_excluded: Words
    negative_required: Words
    negative_allowed: Words
    negative_excluded: Words
    weak: Words
    missing: Words


class CountryCases(_Declared):
    open: Words
    soon: Words
    later: Words
    closed: Words
    none: Words
    missing: Words


class FitWords(_Declared):
    """All of fit.toml."""

    with_article: tuple[str, ...]
    counted: Counted
    questions: Questions
    verdicts: Verdicts
    fields: dict[str, Words]
    ages: Ages
    age: AgeCases
    sex: SexCases
    site: SiteCases
    grade: GradeCases
    prrt: PrrtCases
    sstr: SstrCases
    country: CountryCases
    names: dict[str, dict[str, tuple[_Name, ...]]]

    @model_validator(mode="after")
    def _has_known_blanks(self) -> Self:
        for group, texts in self.model_dump(exclude={"with_article", "names"}).items():
            for name, text in texts.items():
                if unknown := list_blanks(text) - _BLANKS.get(group, set()):
                    raise ValueError(f"{group}.{name} has the blank {{{unknown.pop()}}}, which nothing fills")
        return self

    def sentence(self, question: str, case: str) -> str:
        """The sentence of one case of one question. Raises AttributeError for one that is not declared."""
        return str(getattr(getattr(self, question), case))

    def names_of(self, question: str, value: str) -> tuple[str, ...]:
        """Names by which a record may mean this value; none where none are declared."""
        return self.names.get(question, {}).get(value, ())

    def name_in_sentence(self, country: str) -> str:
        """The country's name as it stands in a sentence: "the Netherlands"."""
        return f"the {country}" if country in self.with_article else country


def parse_fit(text: str, base: str = "") -> FitWords:
    """The sentences from their TOML text, laid over that of `base`. Raises DeclarationError that names the place."""
    try:
        return FitWords(**translate(lay_over("fit", text, base), "finder/vocabulary/fit.toml"))
    except ValidationError as error:
        reason = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:3])
    except (tomllib.TOMLDecodeError, TypeError) as error:
        reason = str(error)
    raise DeclarationError(f"{name_file('fit')} cannot be used: {reason}.", remedy="Correct that line.")


@load_once_a_language
def load_fit() -> FitWords:
    """The project's sentences. Raises DeclarationError."""
    return parse_fit(*read_layers("fit"))
