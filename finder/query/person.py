"""What a person says for the check "could this fit?". None of it is ever stored; None is "I don't know"."""

from collections.abc import Mapping
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator

from finder.query.criteria import CHOICES, parse_criteria
from finder.query.words import clean_value, fold_code, refuse
from finder.vocabulary.profile import load_profile

Question = Literal["age", "sex", "site", "grade", "prrt", "sstr", "country"]
Grade = Literal["g1", "g2", "g3", "nec"]

#: Those that are asked about the disease, in their order.
QUESTIONS: tuple[Question, ...] = tuple(name for name in get_args(Question) if name in load_profile().fit)
GRADES: tuple[Grade, ...] = get_args(Grade)

#: Where a tumor can have started; "any" is what a record may say, and no answer of a person.
SITES = tuple(site for site in CHOICES["site"] if site != "any")

#: Typed for "I don't know", which leaving out a question says as well.
UNKNOWN = "unknown"

_CHOICES: dict[str, tuple[str, ...]] = {
    "site": SITES,
    "grade": GRADES,
    "prrt": ("yes", "no"),
    "sstr": ("positive", "negative"),
}


class Person(BaseModel):
    """Answers to the questions: age in years, sex, where the tumor started (a value of primary_sites), grade, whether
    there was PRRT before, whether the tumor has somatostatin receptors, and country (ISO 3166-1 code)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    age: float | None = Field(default=None, ge=0, le=130)
    sex: Literal["female", "male"] | None = None
    site: str | None = None
    grade: Grade | None = None
    prrt: bool | None = None
    sstr: Literal["positive", "negative"] | None = None
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")

    @field_validator("site")
    @classmethod
    def _is_place(cls, site: str | None) -> str | None:
        if site is not None and site not in SITES:
            raise ValueError(f"not one of {', '.join(SITES)}")
        return site

    @property
    def answered(self) -> tuple[Question, ...]:
        """The questions that have an answer, in their order; what is not asked about the disease has none."""
        return tuple(question for question in QUESTIONS if getattr(self, question) is not None)


def parse_person(words: Mapping[str, str]) -> Person:
    """Read answers from question -> what was typed. Raises QuestionError that names the question and what it takes."""
    said = {name: clean_value(name, word) for name, word in words.items()}
    known = {name: word for name, word in said.items() if fold_code(word) != UNKNOWN}
    chosen = {name: _read_choice(name, word) for name, word in known.items() if name in _CHOICES}
    asked = parse_criteria({name: [word] for name, word in known.items() if name not in _CHOICES})
    prrt = chosen.get("prrt")
    return Person.model_validate(
        {
            **chosen,
            "prrt": None if prrt is None else prrt == "yes",
            "age": asked.age,
            "sex": asked.sex,
            "country": next(iter(asked.country), None),
        }
    )


def _read_choice(name: str, word: str) -> str:
    choices = _CHOICES[name]
    found = {fold_code(choice): choice for choice in choices}.get(fold_code(word))
    if found is None:
        raise refuse(name, word, ", ".join((*choices, UNKNOWN)), choices)
    return found
