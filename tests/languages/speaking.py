"""Speaking another language for a part of a test, and a folder of languages of the test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import finder.languages
from finder.languages import list_languages, speak, spoken

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """All within is said in this language; afterwards as before."""
    before = spoken()
    speak(language)
    try:
        yield
    finally:
        speak(before)


@contextmanager
def languages_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The files of languages are looked for in this folder, whatever was read before."""
    before = spoken()
    with monkeypatch.context() as patch:
        patch.setattr(finder.languages, "files", lambda package: folder)
        _forget()
        try:
            yield folder
        finally:
            patch.undo()
            _forget()
            speak(before)


def _forget() -> None:
    list_languages.cache_clear()
    finder.languages._read_translations.cache_clear()
