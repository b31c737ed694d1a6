"""What the name of an institution says, apart from how it is written.

"CHU de Bordeaux - Hôpital Saint-André ( Site 2108)" and "Hopital Saint Andre" both tell of a hospital whose own words
are "saint" and "andre"; departments, legal forms and a sponsor's numbers say nothing about which place it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from finder.normalize.institution_segments import Names, Parts, read_segment
from finder.normalize.institution_text import split_name
from finder.places import fold_name
from finder.vocabulary.institutions import Aliases, InstitutionWords, load_institution_words

#: Words that divide, but not two names that have enough words of their own.
SOFT = frozenset({"general", "regional", "affiliated"})
#: So many names and settings keep their reading.
_KEPT = 1 << 13


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


class _Surroundings(NamedTuple):
    """What is looked up once for a setting."""

    aliases: Aliases
    cities: Names
    wider: Names


class InstitutionReader:
    """Reads names. What it read is kept for a while, for most names come again and again, in one place or in many."""

    def __init__(self, words: InstitutionWords | None = None) -> None:
        self.words = words or load_institution_words()
        self._look_around = lru_cache(_KEPT)(self._find_surroundings)
        self._read_split = lru_cache(_KEPT)(self._read_segments)

    def read(self, name: str, setting: Setting) -> Institution:
        """What a name says. Never raises; a name without a letter or digit has an empty `text`."""
        segments, short = split_name(name, self.words.noise)
        aliases, cities, wider = self._look_around(setting)
        words = [word for segment in segments for word in self.words.split(segment)]
        # Without the places that it does not name, a name is read but once for many places.
        cities, wider = self._keep_named(cities, words), self._keep_named(wider, words)
        return self._read_split(segments, short, setting.country, _Surroundings(aliases, cities, wider))

    def _find_surroundings(self, setting: Setting) -> _Surroundings:
        aliases = self.words.find_aliases(setting.country, setting.cities)
        return _Surroundings(aliases, self._order_names(setting.cities), self._order_names(setting.wider))

    def _order_names(self, names: Iterable[str]) -> Names:
        return tuple(sorted({self.words.split(name) for name in names} - {()}, key=lambda name: (-len(name), name)))

    def _keep_named(self, names: Names, words: Sequence[str]) -> Names:
        """The names that may stand in these words, also where one is written together with a kind: "uzleuven"."""
        ends = " ".join((*words, ""))
        return tuple(name for name in names if f"{name[0]} " in ends or name[0] in self.words.kind_words)

    def _read_segments(
        self, segments: tuple[str, ...], short: frozenset[str], country: str, around: _Surroundings
    ) -> Institution:
        read = [read_segment(segment, self.words, *around) for segment in segments]
        parts = [part for part in read if not part.is_empty or part.wide]
        text = " ".join(word for part in parts for word in part.said) or fold_name(" ".join(segments))
        return _join_parts(parts, short, text, country)


@cache
def share_reader() -> InstitutionReader:
    """One reader of the project's words. Raises DeclarationError."""
    return InstitutionReader()


def fold_institution(
    name: str, city: str = "", region: str = "", country: str = "", country_code: str = ""
) -> Institution:
    """What a name in a place says; `city`, `region` and `country` as the source wrote them, `country_code` ISO 3166-1.

    Never raises for text. Folding is the same for all spellings that differ in case, accents, order of the parts,
    language of the word for "hospital", departments, legal forms or numbers of sponsors.
    """
    wider = tuple(filter(None, (region, country)))
    return share_reader().read(name, Setting(country_code, (city,) if city else (), wider))


def _join_parts(parts: list[Parts], short: frozenset[str], text: str, country: str) -> Institution:
    telling = [part for part in parts if not part.is_department] or parts
    if any(part.own and "hospital" in part.kinds and not part.trust for part in telling):
        telling = [part for part in telling if part.known or not part.is_school]
    own = set[str]().union(*(part.own for part in telling))
    known = any(part.known for part in telling)
    # A region said in a segment of its own is an address; with other words it is part of the name.
    wide = {w for part in telling for w in part.wide if len(parts) == 1 or not part.is_empty}
    wide = set() if known else wide
    kinds = frozenset[str]().union(*(part.kinds for part in telling))
    dividers = frozenset[str]().union(*(part.dividers | part.special for part in telling))
    dividers -= {"affiliated"} if "cancer" in kinds or (own and "hospital" in kinds) else set()
    of_city = any(part.of_city for part in parts)
    if not own | wide <= short or dividers or (of_city and kinds & {"hospital", "university"}):
        own -= short
    own -= _find_initialisms(own | wide, text)
    parents = {word for part in telling for word in part.parents}
    named = own | wide or (set() if dividers else {f"~{word}" for word in parents})
    initials = frozenset[str]().union(*(part.initials for part in telling))
    return Institution(
        own=tuple(sorted(named)) or (tuple(sorted(initials)) if len(initials) > 1 else ()),
        dividers=dividers,
        kinds=kinds,
        initials=initials,
        wide=bool(wide) and not own,
        known=known,
        short=short,
        of_city=of_city,
        text=text,
        country=country,
    )


def _find_initialisms(named: set[str], text: str) -> set[str]:
    """Words that are the first letters of the others: "ieo" in "ieo istituto europeo di oncologia"."""
    if len(named) < 2:
        return set()
    heads = "".join(word[0] for word in text.split() if len(word) > 3)
    return {word for word in named if 3 <= len(word) <= 6 and word in heads}
