"""What somebody typed to look for, as words and phrases. Which texts hold them, each engine says."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TERM = re.compile(r'"([^"]*)"|(\S+)')


class Term(NamedTuple):
    """A phrase, or else a word, which also finds longer ones that begin with it."""

    text: str
    is_phrase: bool


def split_terms(text: str) -> Iterator[Term]:
    """The words, and the phrases in quotes, of a text; without those that have no letter or digit."""
    for phrase, word in _TERM.findall(text):
        bare = (phrase or word).replace('"', " ").replace("\0", " ")
        if any(c.isalnum() for c in bare):
            yield Term(bare, bool(phrase))
