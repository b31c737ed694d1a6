"""Every sentence of the dashboard, from the words files beside this one, so that they can be judged, tested and
put into another language."""

import tomllib
from importlib.resources import files

from finder.errors import DeclarationError
from finder.languages import load_once_a_language, translate
from finder.vocabulary.folder import name_file, read_own
from finder.vocabulary.plain import list_blanks


@load_once_a_language
def load_words() -> dict[str, str]:
    """All sentences by their name, "group.name"."""
    found: dict[str, str] = {}
    for file in sorted(files("dashboard").iterdir(), key=lambda f: f.name):
        if file.name.startswith("words") and file.name.endswith(".toml"):
            groups = translate(tomllib.loads(file.read_text("utf-8")), f"dashboard/{file.name}")
            found |= _name_texts(groups)
    return found | _read_own(found)


def _name_texts(groups: dict[str, dict[str, str]]) -> dict[str, str]:
    return {f"{group}.{name}": text for group, texts in groups.items() for name, text in texts.items()}


def _read_own(known: dict[str, str]) -> dict[str, str]:
    """The sentences in which another disease is named, from words.toml of its folder.

    Raises DeclarationError for broken TOML, and for a sentence that no page has or that fills other blanks.
    """
    try:
        own = _name_texts(tomllib.loads(read_own("words") or ""))
        wrong = [
            name for name, text in own.items() if name not in known or list_blanks(text) - list_blanks(known[name])
        ]
    except (tomllib.TOMLDecodeError, AttributeError, TypeError, ValueError) as error:
        wrong, own = [str(error)], {}
    if wrong:
        raise DeclarationError(
            f"{name_file('words')} cannot be used: {wrong[0]}.", remedy="Name a sentence of dashboard/words*.toml."
        )
    return own


def say(name: str, /, **values: object) -> str:
    """One sentence with its blanks filled in. Plain text: escape it for where it goes. Raises KeyError."""
    return load_words()[name].format(**values)
