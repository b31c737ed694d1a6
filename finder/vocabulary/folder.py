"""Which folder the words of the disease are read from, and how those of a second disease build on the first one's.

The folder beside this file is that of neuroendocrine tumors. Another one (NET_FINDER_PROFILE) holds files of the same
names. A file about the disease itself that is not there says nothing (EMPTY); a file about the language of records, or
about sentences of ours, that is not there is read from the folder beside this one. Names of countries
and hospitals are no matter of a disease. A process reads one folder only.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from finder.errors import DeclarationError
from finder.settings import load_settings

#: Files without which there is no disease to look for.
REQUIRED = ("profile", "scope", "search_words", "treatments", "wording")
#: Files about the disease alone: without one, the disease has nothing of the kind.
EMPTY = (
    "false_friends", "tumor_sites", "differentiation", "function", "syndromes", "disease_names", "glossary", "feeds",
    "words",
)  # fmt: skip
#: Files of which another disease may reword a part; a table named here is taken whole, all others key by key.
REWORDED: Mapping[str, tuple[str, ...]] = {
    "wording": ("primary_sites", "treatments", "differentiation", "function", "syndromes", "grades", "relevance"),
    "plain": ("lists.primary_sites", "lists.treatments", "lists.function", "lists.syndromes", "lists.grades"),
    "fit": ("names",),
}
#: Files that are read as they are, from either folder.
SHARED = (
    "grammar", "eligibility", "entry_topics", "entry_cues", "stage", "earlier_drugs", "line_of_therapy", "grades",
    "named_cues", "questions",
)  # fmt: skip
KNOWN = frozenset((*REQUIRED, *EMPTY, *REWORDED, *SHARED))

#: No file of words is as large; a larger one is no such file.
LARGEST_BYTES = 1_000_000
_BUILT_IN = "finder/vocabulary"


def find_folder() -> Path | None:
    """The folder of another disease, None for the one beside this file. Raises SettingError."""
    return load_settings().profile


def name_file(name: str) -> str:
    """The path of a declaration of the disease, as messages call it."""
    folder = find_folder()
    if folder is None or (name in SHARED and not (folder / f"{name}.toml").exists()):
        return f"{_BUILT_IN}/{name}.toml"
    return f"{folder}/{name}.toml"


@cache
def read_own(name: str) -> str | None:
    """The text of a file of another disease; None where it has none, or where the disease is the one beside this file.

    Raises DeclarationError.
    """
    folder = find_folder()
    if folder is None:
        return None
    _require_folder(folder)
    path = folder / f"{name}.toml"
    try:
        if not path.is_file():
            if name in REQUIRED:
                raise DeclarationError(f"{path} is missing.", remedy=f"Add it; {_BUILT_IN}/{name}.toml shows its form.")
            return None
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
        if len(content) > LARGEST_BYTES:
            raise DeclarationError(f"{path} is larger than {LARGEST_BYTES:,} bytes.", remedy="Make it smaller.")
        return content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DeclarationError(f"{path} cannot be read: {reason}.", remedy="Correct that file.") from error


@cache
def _require_folder(folder: Path) -> None:
    """Raises DeclarationError where there is no such folder, or where it holds a TOML file that nothing would read."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise DeclarationError(
            f"NET_FINDER_PROFILE names {folder}, which is no folder that can be read.",
            remedy="Name a folder with the words of a disease, such as examples/sarcoma.",
        ) from error
    for name in names:
        stem = name.removesuffix(".toml")
        if name.endswith(".toml") and stem not in KNOWN:
            raise DeclarationError(f"{folder / name} is no file of a disease.", remedy="Correct its name.")


def read_built_in(name: str) -> str:
    """The text of the file of this name beside this one."""
    return (_built_in() / f"{name}.toml").read_text("utf-8")


def read_layers(name: str) -> tuple[str, str]:
    """The text of a file, and of the one that it builds on; the latter is empty where it stands alone.

    Raises DeclarationError.
    """
    own = read_own(name)
    if own is not None:
        return own, read_built_in(name)
    if find_folder() is not None and name in EMPTY:
        return "", ""
    return read_built_in(name), ""


def lay_over(name: str, text: str, base: str) -> dict[str, Any]:
    """What a file says, over what the file says that it builds on. Raises tomllib.TOMLDecodeError.

    Tables are joined key by key, but for those of REWORDED, which are taken whole.
    """
    own = tomllib.loads(text)
    return _join(tomllib.loads(base), own, REWORDED.get(name, ())) if base else own


def _join(base: dict[str, Any], own: dict[str, Any], whole: tuple[str, ...], place: str = "") -> dict[str, Any]:
    joined = dict(base)
    for key, value in own.items():
        below, here = base.get(key), f"{place}{key}"
        if isinstance(value, dict) and isinstance(below, dict) and here not in whole:
            joined[key] = _join(below, value, whole, f"{here}.")
        else:
            joined[key] = value
    return joined


def list_own() -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the files of another disease, in order; none for the one beside this file."""
    folder = find_folder()
    if folder is not None:
        _require_folder(folder)
        for path in sorted(folder.glob("*.toml")):
            yield path.name, path.read_bytes()


def _built_in() -> Traversable:
    return files("finder.vocabulary")
