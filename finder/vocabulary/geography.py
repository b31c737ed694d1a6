"""One name and one code per country, whatever a registry called it in its time."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from finder.errors import DeclarationError
from finder.places import find_country_code, fold_name, name_country


class Country(NamedTuple):
    """`name` is the usual English short name, `code` ISO 3166-1 alpha-2 (XK for Kosovo, as GeoNames has it)."""

    name: str
    code: str


def find_country(text: str) -> Country | None:
    """The country that a registry's name means, or None for a name that is none. Raises DeclarationError."""
    code = load_aliases().get(fold_name(text)) or find_country_code(text)
    return Country(name_country(code), code) if code else None


@cache
def load_aliases() -> dict[str, str]:
    """Folded names of countries.toml with the code of each. Raises DeclarationError."""
    return parse_aliases((files("finder.vocabulary") / "countries.toml").read_text("utf-8"))


def parse_aliases(text: str) -> dict[str, str]:
    """The aliases of one TOML text. Raises DeclarationError: broken TOML, a code that is none, a name given twice."""
    try:
        declared = TypeAdapter(dict[str, list[str]]).validate_python(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise DeclarationError(
            f"finder/vocabulary/countries.toml cannot be used: {reason}.", remedy="Correct that line."
        ) from error
    found: dict[str, str] = {}
    for code, names in declared.items():
        for name in map(fold_name, names):
            if find_country_code(code) != code or found.get(name, code) != code:
                raise DeclarationError(
                    f"finder/vocabulary/countries.toml has {code!r} with {name!r}: no code, or a name given twice.",
                    remedy="Correct that line.",
                )
            found[name] = code
    return found
