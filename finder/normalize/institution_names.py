"""What the name of an institution says, apart from how it is written.

"CHU de Bordeaux - Hôpital Saint-André ( Site 2108)" and "Hopital Saint Andre" both tell of a hospital whose own words
are "saint" and "andre"; departments, legal forms and a sponsor's numbers say nothing about which place it is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from finder.normalize.institution_text import split_name
from finder.places import fold_name
from finder.vocabulary.institutions import InstitutionWords, Reading, load_institution_words

#: Words that divide, but not two names that have enough words of their own.
SOFT = frozenset({"general", "regional", "affiliated"})
_INITIAL = re.compile(r"\b([^\W\d_])\.\s?(?=\w{2})")


@dataclass(frozen=True)
class Setting:
    """Where a name stands: its country (ISO code) and the names of its city, region and country."""

    country: str = ""
    cities: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()


class Institution(NamedTuple):
    """`own` are the words that only this place has, sorted; empty for "University Hospital" of a city.

    `dividers` are words such as "children"; `kinds` such as "hospital"; `initials` letters of given names;
    `wide` is true where all own words name a region or country; `known` where a declared alias was found;
    `short` are abbreviations that the name itself explains; `of_city` is true where it says its own city; `text` is
    the folded name.
    """

    own: tuple[str, ...]
    dividers: frozenset[str]
    kinds: frozenset[str]
    initials: frozenset[str]
    wide: bool
    known: bool
    short: frozenset[str]
    of_city: bool
    text: str
    country: str

    @property
    def hard(self) -> frozenset[str]:
        """The words that divide whatever else a name says."""
        return self.dividers - (SOFT if self.own and not self.wide else frozenset())

    @property
    def is_full(self) -> bool:
        """Whether a name has words enough of its own to be known with or without a word such as "general"."""
        return self.known or sum(len(word) > 3 and word != "saint" for word in self.own) > 1


@dataclass
class _Parts:
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


class InstitutionReader:
    """Reads names in one setting; keeps what is looked up for it."""

    def __init__(self, setting: Setting, words: InstitutionWords | None = None) -> None:
        self.words = words or load_institution_words()
        self.setting = setting
        self.aliases = self.words.find_aliases(setting.country, setting.cities)
        self.cities = sorted({self.words.split(name) for name in setting.cities} - {()}, key=len, reverse=True)
        self.wider = sorted({self.words.split(name) for name in setting.wider} - {()}, key=len, reverse=True)

    def read(self, name: str) -> Institution:
        """What a name says. Never raises; a name without a letter or digit has an empty `text`."""
        segments, short = split_name(name, self.words.noise)
        parts = [part for segment in segments if not (part := self._read_segment(segment)).is_empty or part.wide]
        return self._join(
            parts, short, " ".join(word for part in parts for word in part.said) or fold_name(" ".join(segments))
        )

    def _read_segment(self, segment: str) -> _Parts:
        words = self._split_joined(self.words.split(segment))
        part = _Parts(initials={letter.casefold() for letter in _INITIAL.findall(segment)})
        readings = _cut_ward(self._cut_units(list(self.words.read(words, self.aliases)), part))
        readings = _cut_school(readings, _find_names(words, self.cities))
        taken = {at for reading in readings if reading.meaning for at in range(reading.start, reading.stop)}
        kept = {at for reading in readings for at in range(reading.start, reading.stop)}
        alias = {at for r in readings if r.meaning and r.meaning.role == "alias" for at in range(r.start, r.stop)}
        city = _find_names(words, self.cities) - alias
        wide = _find_names(words, self.wider) - alias - city
        part.of_city = bool(city)
        part.said = [w for r in readings if not _is_noise(r) for w in words[r.start : r.stop]]
        for reading in readings:
            span = set(range(reading.start, reading.stop))
            if span <= city:
                continue
            if span <= wide:
                part.wide.extend(words[reading.start : reading.stop])
            elif reading.meaning:
                _note_meaning(part, reading)
        for at in sorted(kept - taken - city - wide):
            word = words[at]
            if len(word) == 1 and word.isalpha() and at + 1 < len(words):
                part.initials.add(word)
            else:
                part.own.append(word)
        return part

    def _split_joined(self, words: Sequence[str]) -> list[str]:
        """ "uzleuven" is "uz" and the city of Leuven."""
        found: list[str] = []
        for word in words:
            city = next((c[0] for c in self.cities if len(c) == 1 and len(c[0]) > 3 and word.endswith(c[0])), "")
            kind = word.removesuffix(city) if city else ""
            found.extend([kind, city] if kind and (kind,) in self._kind_words else [word])
        return found

    @cached_property
    def _kind_words(self) -> set[tuple[str, ...]]:
        return {phrase for entries in self.words.phrases.values() for phrase, m in entries if m.role == "kind"}

    def _cut_units(self, readings: list[Reading], part: _Parts) -> list[Reading]:
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
            if inside and meaning and (meaning.role in ("alias", "parent") or self.words.ends & set(meaning.concepts)):
                inside = False
            if not inside:
                kept.append(reading)
        return kept

    def _join(self, parts: list[_Parts], short: set[str], text: str) -> Institution:
        telling = [part for part in parts if not part.is_department] or parts
        if any(part.own and "hospital" in part.kinds and not part.trust for part in telling):
            telling = [part for part in telling if part.known or not part.is_school]
        own = {word for part in telling for word in part.own}
        known = any(part.known for part in telling)
        # A region said in a segment of its own is an address; with other words it is part of the name.
        wide = {w for part in telling for w in part.wide if len(parts) == 1 or not part.is_empty}
        wide = set() if known else wide
        kinds = frozenset(word for part in telling for word in part.kinds)
        dividers = frozenset(word for part in telling for word in part.dividers | part.special)
        dividers -= {"affiliated"} if "cancer" in kinds or (own and "hospital" in kinds) else set()
        of_city = any(part.of_city for part in parts)
        if not own | wide <= short or dividers or (of_city and kinds & {"hospital", "university"}):
            own -= short
        own -= _find_initialisms(own | wide, text)
        parents = {word for part in telling for word in part.parents}
        named = own | wide or (set() if dividers else {f"~{word}" for word in parents})
        initials = {letter for part in telling for letter in part.initials}
        return Institution(
            own=tuple(sorted(named)) or (tuple(sorted(initials)) if len(initials) > 1 else ()),
            dividers=dividers,
            kinds=kinds,
            initials=frozenset(initials),
            wide=bool(wide) and not own,
            known=known,
            short=frozenset(short),
            of_city=of_city,
            text=text,
            country=self.setting.country,
        )


def fold_institution(
    name: str, city: str = "", region: str = "", country: str = "", country_code: str = ""
) -> Institution:
    """What a name in a place says; `city`, `region` and `country` as the source wrote them, `country_code` ISO 3166-1.

    Never raises for text. Folding is the same for all spellings that differ in case, accents, order of the parts,
    language of the word for "hospital", departments, legal forms or numbers of sponsors.
    """
    wider = tuple(filter(None, (region, country)))
    return InstitutionReader(Setting(country_code, (city,) if city else (), wider)).read(name)


def _is_noise(reading: Reading) -> bool:
    return reading.meaning is not None and reading.meaning.role == "noise"


def _is_ward(reading: Reading) -> bool:
    meaning = reading.meaning
    return meaning is not None and (meaning.role == "specialty" or meaning.concepts == ("cancer",))


def _cut_ward(readings: list[Reading]) -> list[Reading]:
    """The readings without what is treated, where that follows the name of a hospital: "Ghent Hospital Radiology"."""
    care = [at for at, r in enumerate(readings) if r.meaning and {"hospital", "university"} & set(r.meaning.concepts)]
    end = len(readings)
    while care and end > care[0] + 1 and (meaning := readings[end - 1].meaning) is not None:
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
    return readings[: at + 1] if named and school and any(r.meaning is None for r in tail) else readings


def _note_meaning(part: _Parts, reading: Reading) -> None:
    if not (meaning := reading.meaning):
        return
    if meaning.role == "alias":
        part.own.extend(meaning.concepts)
        part.known = True
    elif meaning.role == "parent":
        part.parents.extend(meaning.concepts)
    elif meaning.role == "trust":
        part.trust = True
    elif meaning.role != "noise":
        group = {"kind": part.kinds, "divider": part.dividers, "specialty": part.special}.get(meaning.role)
        if group is not None:
            group.update(set(meaning.concepts) - {"neuroendocrine"})
            part.unit |= "neuroendocrine" in meaning.concepts


def _find_names(words: Sequence[str], names: Iterable[tuple[str, ...]]) -> set[int]:
    """Positions of words that are part of one of the names; longer names first."""
    found: set[int] = set()
    for name in names:
        for at in range(len(words) - len(name) + 1):
            if tuple(words[at : at + len(name)]) == name:
                found.update(range(at, at + len(name)))
    return found


def _find_initialisms(named: set[str], text: str) -> set[str]:
    """Words that are the first letters of the others: "ieo" in "ieo istituto europeo di oncologia"."""
    if len(named) < 2:
        return set()
    heads = "".join(word[0] for word in text.split() if len(word) > 3)
    return {word for word in named if 3 <= len(word) <= 6 and word in heads}
