"""Words looked for in short texts, by the rules of the full text of trials: all are wanted, beginnings count.

Case and accents do not matter. Words in quotes must stand side by side.
"""

import re
from collections.abc import Callable, Iterable

from finder.places import fold_name

_PHRASE = re.compile(r'"([^"]*)"|(\S+)')


def read_matcher(query: str) -> Callable[[Iterable[str]], bool]:
    """A test of whether some texts together hold all words of the query; never true for a query without a word."""
    terms = []
    for phrase, word in _PHRASE.findall(query):
        if folded := fold_name(phrase or word):
            terms.append(f" {folded} " if phrase else f" {folded}")

    def holds(texts: Iterable[str]) -> bool:
        # A sign that no word has keeps a phrase from running over the end of a text.
        whole = " | ".join(f" {fold_name(text)} " for text in texts)
        return bool(terms) and all(term in whole for term in terms)

    return holds


def fits_any(queries: Iterable[str], texts: list[list[str]]) -> list[bool]:
    """For each list of texts, whether it holds the words of one of the queries."""
    matchers = [read_matcher(query) for query in queries]
    return [any(holds(several) for holds in matchers) for several in texts]
