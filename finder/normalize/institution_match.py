"""Whether two names of one city and country mean the same institution. When in doubt they do not."""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from finder.normalize.institution_names import Institution
from finder.vocabulary.institutions import load_institution_words

#: How alike two words must be, 0 to 100, to be spellings of one (rapidfuzz's ratio); see benchmarks/institutions.py.
THRESHOLD = 85
#: Countries in which "X Cancer Center" in a town is the cancer center of its hospital X.
_CANCER_WITHIN = frozenset({"US", "CA", "GB", "AU", "IE", "NZ"})
_CARE = frozenset({"hospital", "university", "cancer", "clinic"})
#: Countries in which "X University Hospital" and "X University Medical Center" are two houses.
_TWO_HOUSES = frozenset({"JP", "TW"})
_COMPASS = re.compile("north|south|east|west")
_HOLLOW = frozenset({"center", "institute", "health", "medical_center"})


def is_same(one: Institution, other: Institution, threshold: float = THRESHOLD) -> bool:
    """Whether two names of one city and country mean the same institution. When in doubt they do not."""
    if one.country != other.country or one.hard != other.hard:
        return False
    if one.dividers != other.dividers and not (one.is_full and other.is_full):
        return False
    if one.text and one.text == other.text:
        return True
    if bool(one.own) != bool(other.own) or not _agree_on_kinds(one, other):
        return False
    if not one.own:
        return True
    return _align(one, other, threshold)


def is_network(folded: Institution) -> bool:
    """Whether a name is that of a body with houses in many towns."""
    words = {word for own in folded.own for word in own.lstrip("=~").split()}
    networks = load_institution_words().networks
    return any(words.issuperset(name) for word in words for name in networks.get(word, ()))


def _agree_on_kinds(one: Institution, other: Institution) -> bool:
    a, b = one.kinds, other.kinds
    for kinds, against in ((a, b), (b, a)):
        if "practice" in kinds and "practice" not in against:
            return False
        if one.country in _TWO_HOUSES and "medical_center" in kinds and "medical_center" not in against:
            return False
        if "research" in kinds and "research" not in against:
            if not kinds & _CARE and against & _CARE:
                return False
            if not kinds & {"hospital", "university", "clinic", "center", "institute"}:
                return False
        if "clinic" in kinds and not kinds & {"hospital", "university"} and "hospital" in against - kinds:
            return "clinic" in against or one.known
    vague = not one.own or one.wide or other.wide
    if not one.own and any(
        not i.of_city and not i.dividers and not {"university", "hospital"} <= i.kinds for i in (one, other)
    ):
        return False
    if (
        not one.known
        and not other.known
        and any(
            "university" in x and "hospital" not in x and "hospital" in y and "university" not in y
            for x, y in ((a, b), (b, a))
        )
    ):
        return False
    house = (a if "cancer" in b else b) - {"center", "institute"}
    if "cancer" in a ^ b and not (one.known and other.known) and (house or vague):
        if one.country not in _CANCER_WITHIN:
            return False
        if "university" not in a & b and (vague or (is_network(one) and "clinic" not in a & b)):
            return False
    if vague and "university" not in a & b:
        return bool(a - _HOLLOW - {"practice", "research"} or (one.own and one.dividers)) and a - _HOLLOW == b - _HOLLOW
    return True


def _align(one: Institution, other: Institution, threshold: float) -> bool:
    left, right = sorted(set(one.own) - set(other.own)), sorted(set(other.own) - set(one.own))
    if not left and not right:
        return True
    if "".join(one.own) == "".join(other.own):
        return True
    shared = len(set(one.own) & set(other.own))
    for word in list(left):
        if (match := next((o for o in right if _is_spelling(word, o, threshold)), None)) is not None:
            left.remove(word)
            right.remove(match)
            shared += 1
    return shared > 0 and _are_explained(left, other) and _are_explained(right, one)


def _are_explained(words: Iterable[str], other: Institution) -> bool:
    """Whether words that the other name lacks stand there as an initial or as an abbreviation in brackets."""
    return all(word[0] in other.initials or word in other.short for word in words)


def _is_spelling(word: str, other: str, threshold: float) -> bool:
    if min(len(word), len(other)) < 4 or word[0] != other[0] or word[0] in "=~" or not (word + other).isalpha():
        return False
    if set(_COMPASS.findall(word)) != set(_COMPASS.findall(other)):
        return False
    return fuzz.ratio(word, other) >= threshold
