"""A question to a snapshot, as data. Nothing here is SQL, so another store could answer it too."""

from dataclasses import dataclass, replace

#: A study of these statuses takes people now; its sites count only where they do too.
TAKES_PEOPLE = ("RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE")


@dataclass(frozen=True)
class Box:
    """A part of the earth's grid in degrees, edges included; `west` is never above `east`."""

    south: float
    north: float
    west: float
    east: float


@dataclass(frozen=True)
class AnyOf:
    """The trial has one of these values in a column that can be counted; "" stands for no value at all."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """Which trials are asked for. Empty means not asked; parts given together must all hold.

    `any_of`: each part must hold. `phases`: one of these groups must be in the trial's phases as a whole.
    `country_codes`, `regions`, `cities`, `boxes`: must hold for one and the same site. A trial that takes people now is
    then judged by its recruiting sites alone, any other trial by all of its sites.
    `regions` and `cities` are names folded by `fold_name`; a city may be bound to a country: (name, code or "").
    `texts`: one of them must be found; its words, and its phrases in quotes, must all be there, in any column.
    """

    statuses: tuple[str, ...] = ()
    any_of: tuple[AnyOf, ...] = ()
    phases: tuple[tuple[str, ...], ...] = ()
    age_years: float | None = None
    sex: str | None = None
    texts: tuple[str, ...] = ()
    updated_since: str | None = None
    country_codes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    cities: tuple[tuple[str, str], ...] = ()
    boxes: tuple[Box, ...] = ()

    @property
    def names_place(self) -> bool:
        """Whether sites decide."""
        return bool(self.country_codes or self.regions or self.cities or self.boxes)

    def without_boxes(self) -> "Question":
        return replace(self, boxes=())
