"""How place names are compared: without case, accents, punctuation or double spaces."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^\w]+|_+")


def fold_name(text: str) -> str:
    """The key under which a place name is looked up, so that "Saint-Étienne" and "saint etienne" are one.

    Letters that are no accented Latin letter (Cyrillic, Han, ...) are kept.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain.casefold()).strip()
