"""Parts of words without which a rule says nothing, looked for in many texts at once; most texts have none."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from ahocorasick_rs import BytesAhoCorasick

_BORDER = "\n"


class Stems:
    """Some stems. Each is plain ASCII within one line; capitals count."""

    def __init__(self, stems: Sequence[str]) -> None:
        self._automaton = BytesAhoCorasick(stem.encode("ascii") for stem in stems)

    def stand_in(self, text: str) -> bool:
        """True where one of them stands anywhere in the text, also within a word."""
        return bool(self._automaton.find_matches_as_indexes(_encode(text)))

    def list_places(self, texts: Sequence[str]) -> list[int]:
        """Where the texts in which one of them stands are among all of these."""
        found = self._automaton.find_matches_as_indexes(_encode(_BORDER.join(texts)))
        ends = list(accumulate(len(text) + len(_BORDER) for text in texts)) if found else []
        return list(dict.fromkeys(bisect_right(ends, start) for _, start, _ in found))


def _encode(text: str) -> bytes:
    """One byte for one character, so that places in the bytes are places in the text."""
    return text.encode("ascii", "replace")
