"""The language in which we speak to people: English as declared, every other from a gettext file beside this one.

English stands where its meaning is declared and reviewed: the vocabulary, the guide, the words of the dashboard.
Another language is one file, such as es.po, in the form that translators have tools for; `python -m finder.languages`
renews it. What is not translated stays English, so nothing is hidden. Text of the registry is never translated.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import cache, wraps
from importlib.resources import files
from typing import Any, TypeVar

from babel import Locale
from babel.messages.pofile import PoFileError, read_po

from finder.errors import DeclarationError
from finder.languages.texts import place_of, replace_texts

Loaded = TypeVar("Loaded")

ENGLISH = "en"
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def spoken() -> str:
    """The code of the language that is spoken now, in this thread or task."""
    return _spoken.get()


def speak(language: str) -> None:
    """Speak this language from here on, in this thread or task alone. Raises ValueError for one that is not there."""
    if language not in list_languages():
        raise ValueError(f"{language!r} is none of {', '.join(list_languages())}")
    _spoken.set(language)


@cache
def list_languages() -> dict[str, str]:
    """Codes of the languages there are, English first, each with its own name for itself."""
    here = [file.name.removesuffix(".po") for file in files("finder.languages").iterdir() if file.name.endswith(".po")]
    return {code: str(Locale.parse(code).get_display_name()).capitalize() for code in [ENGLISH, *sorted(here)]}


def load_once_a_language(load: Callable[[], Loaded]) -> Callable[[], Loaded]:
    """`functools.cache` for a loader whose texts depend on the language that is spoken."""
    remembered = cache(lambda language: load())

    @wraps(load)
    def load_spoken() -> Loaded:
        return remembered(spoken())

    return load_spoken


def translate(declared: dict[str, Any], file: str) -> dict[str, Any]:
    """A declaration with each text for people in the language spoken now. `file` is its path from the root.

    Raises DeclarationError where the language's file cannot be read.
    """
    if spoken() == ENGLISH:
        return declared
    told = _read_translations(spoken())
    return replace_texts(declared, file, lambda place, text: told.get((place, text), text))


def translate_text(file: str, place: str, text: str) -> str:
    """One text of a declaration that reaches people by another way, such as over the snapshot."""
    if spoken() == ENGLISH:
        return text
    return _read_translations(spoken()).get((place_of(file, place), text), text)


@cache
def _read_translations(language: str) -> dict[tuple[str, str], str]:
    """Place and English text with what is said instead."""
    try:
        with (files("finder.languages") / f"{language}.po").open("rb") as file:
            catalog = read_po(file, locale=language, abort_invalid=True)
    except (OSError, PoFileError, ValueError) as error:
        raise DeclarationError(
            f"finder/languages/{language}.po cannot be used: {error}.", remedy="Correct that entry."
        ) from error
    return {
        (str(message.context), str(message.id)): str(message.string)
        for message in catalog
        if message.id and message.string and not message.fuzzy
    }
