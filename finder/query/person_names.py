"""Names of people as the registry publishes them: which are plainly no person's, and which are the same name."""

import re
import tomllib
from collections.abc import Collection
from functools import cache
from importlib.resources import files

from finder.errors import DeclarationError
from finder.places import fold_name

_FILE = "finder/query/no_person.toml"


def names_person(name: str, sponsors: Collection[str] = ()) -> bool:
    """Whether this may be a person's name; `sponsors` are folded names of organisations that it is compared with.

    Raises DeclarationError where the list of words cannot be used.
    """
    first = name.split(",")[0].strip()
    key = fold_name(first)
    if not key or any(sponsor == key or sponsor.startswith(f"{key} ") for sponsor in sponsors):
        return False
    return _load()[0].search(first) is None


def fold_person(name: str) -> str:
    """The key of a name without titles and degrees, so that "Dr. Ann Fake" and "Ann Fake, MD" are one."""
    words = fold_name(name.split(",")[0]).split()
    kept = [word for word in words if word not in _load()[1]]
    return " ".join(kept or words)


@cache
def _load() -> tuple[re.Pattern[str], frozenset[str]]:
    return parse_no_person((files("finder.query") / "no_person.toml").read_text("utf-8"))


def parse_no_person(text: str) -> tuple[re.Pattern[str], frozenset[str]]:
    """The pattern of what is no person, and the folded titles. Raises DeclarationError."""
    try:
        said = tomllib.loads(text)
        pattern = re.compile("|".join(f"(?:{entry})" for entry in said["no_person"]), re.I)
        return pattern, frozenset(fold_name(title) for title in said["titles"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, re.error) as error:
        raise DeclarationError(f"{_FILE} cannot be used: {error}.", remedy="Correct that line.") from error
