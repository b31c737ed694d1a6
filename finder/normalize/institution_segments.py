"""What one segment of the name of an institution, between commas, dashes or brackets, says."""

import re
from dataclasses import dataclass, field

from finder.vocabulary.institutions import Aliases, InstitutionWords, Meaning, Reading

#: Names of cities, regions or countries as words, the longest name first.
Names = tuple[tuple[str, ...], ...]
_CARE = frozenset({"hospital", "university"})
_INITIAL = re.compile(r"\b([^\W\d_])\.\s?(?=\w{2})")


@dataclass(slots=True)
class Parts:
    """What one segment of a name, between commas, dashes or brackets, says."""

    own: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    dividers: set[str] = field(default_factory=set)
    special: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    initials: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    unit: bool = False
    known: bool = False
    trust: bool = False
    of_city: bool = False

    @property
    def is_department(self) -> bool:
        """True for "Medical Oncology" and the like: no place of care, only what is treated there."""
        if self.known or self.parents or self.kinds & {"hospital", "university"}:
            return False
        if (self.own or self.wide) and self.kinds - {"cancer", "center", "research"}:
            return False
        if (self.wide or (self.own and "center" in self.kinds)) and not self.unit:
            return False
        return (
            self.unit
            or bool(self.special)
            or (not self.own and not self.wide and "cancer" in self.kinds <= {"cancer", "center"})
        )

    @property
    def is_school(self) -> bool:
        """True for a university or a trust, said beside the name of one of its hospitals."""
        if self.trust:
            return True
        return "hospital" not in self.kinds and ("university" in self.kinds or "medical_university" in self.dividers)

    @property
    def is_empty(self) -> bool:
        return not (self.own or self.parents or self.dividers or self.special or self.kinds)


def read_segment(segment: str, words: InstitutionWords, aliases: Aliases, cities: Names, wider: Names) -> Parts:
    """What a segment says where these aliases hold and these names are those of the city and of what is around it."""
    said = words.split(segment)
    said = _split_joined(said, words, cities) if cities else said
    part = Parts()
    if "." in segment:
        part.initials.update(letter.casefold() for letter in _INITIAL.findall(segment))
    named = _find_names(said, cities)
    readings = _cut_ward(_cut_units(list(words.read(said, aliases)), part, words.ends))
    readings = _cut_school(readings, named)
    alias = {at for r in readings if r.meaning and r.meaning.role == "alias" for at in range(r.start, r.stop)}
    city = named - alias
    wide = _find_names(said, wider) - alias - city
    part.of_city = bool(city)
    for start, stop, meaning in readings:
        if meaning is None or meaning.role != "noise":
            part.said.extend(said[start:stop])
        if city.issuperset(range(start, stop)):
            continue
        if wide.issuperset(range(start, stop)):
            part.wide.extend(said[start:stop])
        elif meaning:
            _note_meaning(part, meaning)
        elif len(said[start]) == 1 and said[start].isalpha() and start + 1 < len(said):
            part.initials.add(said[start])
        else:
            part.own.append(said[start])
    return part


def _split_joined(said: tuple[str, ...], words: InstitutionWords, cities: Names) -> tuple[str, ...]:
    """ "uzleuven" is "uz" and the city of Leuven."""
    found: list[str] = []
    for word in said:
        city = next((c[0] for c in cities if len(c) == 1 and len(c[0]) > 3 and word.endswith(c[0])), "")
        kind = word.removesuffix(city) if city else ""
        found.extend([kind, city] if kind in words.kind_words else [word])
    return tuple(found)


def _cut_units(readings: list[Reading], part: Parts, ends: frozenset[str]) -> list[Reading]:
    """The readings without a unit's name: from "department" up to the next word for a place of care."""
    kept: list[Reading] = []
    inside = False
    for reading in readings:
        meaning = reading.meaning
        if meaning and meaning.role == "department":
            inside = part.unit = True
            while len(kept) > 1 and _is_ward(kept[-1]):
                kept.pop()
            continue
        if inside and meaning and (meaning.role in ("alias", "parent") or not ends.isdisjoint(meaning.concepts)):
            inside = False
        if not inside:
            kept.append(reading)
    return kept


def _is_ward(reading: Reading) -> bool:
    meaning = reading.meaning
    return meaning is not None and (meaning.role == "specialty" or meaning.concepts == ("cancer",))


def _cut_ward(readings: list[Reading]) -> list[Reading]:
    """The readings without what is treated, where that follows the name of a hospital: "Ghent Hospital Radiology"."""
    care = [at for at, r in enumerate(readings) if r.meaning and not _CARE.isdisjoint(r.meaning.concepts)]
    if not care:
        return readings
    end = len(readings)
    while end > care[0] + 1 and (meaning := readings[end - 1].meaning) is not None:
        if meaning.role not in ("specialty", "noise") and meaning.concepts not in (("cancer",), ("center",)):
            break
        end -= 1
    cut = readings[end:]
    ward = any(_is_ward(reading) for reading in cut)
    return readings[:end] if ward and ("center",) not in [r.meaning.concepts for r in cut if r.meaning] else readings


def _cut_school(readings: list[Reading], city: set[int]) -> list[Reading]:
    """The readings without the university after the name of its hospital: "Fake Hospital of Example University"."""
    at = next((n for n, r in enumerate(readings) if r.meaning and "hospital" in r.meaning.concepts), 0)
    named = any(r.meaning is None and r.start not in city for r in readings[:at])
    if not named:
        return readings
    tail = readings[at + 1 :]
    said = {concept for r in tail if r.meaning for concept in (r.meaning.role, *r.meaning.concepts)}
    divided = any(
        r.meaning and r.meaning.role == "divider" and "medical_university" not in r.meaning.concepts for r in tail
    )
    school = (
        not divided
        and bool(said & {"university", "medical_university"})
        and not said & {"hospital", "clinic", "alias", "cancer"}
    )
    return readings[: at + 1] if school and any(r.meaning is None for r in tail) else readings


def _note_meaning(part: Parts, meaning: Meaning) -> None:
    if meaning.role == "alias":
        part.own.extend(meaning.concepts)
        part.known = True
    elif meaning.role == "parent":
        part.parents.extend(meaning.concepts)
    elif meaning.role == "trust":
        part.trust = True
    elif meaning.role in ("kind", "divider", "specialty"):
        group = {"kind": part.kinds, "divider": part.dividers}.get(meaning.role, part.special)
        group.update(meaning.concepts)
        if "neuroendocrine" in group:
            group.discard("neuroendocrine")
            part.unit = True


def _find_names(words: tuple[str, ...], names: Names) -> set[int]:
    """Positions of words that are part of one of the names."""
    found: set[int] = set()
    for name in names:
        for at in range(len(words) - len(name) + 1):
            if words[at : at + len(name)] == name:
                found.update(range(at, at + len(name)))
    return found
