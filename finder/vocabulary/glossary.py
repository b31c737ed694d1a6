"""Words of NETs and of trials in plain sentences, from glossary.toml beside this file, and finding them in a text."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from finder.errors import DeclarationError
from finder.languages import load_once_a_language, translate
from finder.vocabulary.folder import name_file, read_built_in, read_layers
from finder.vocabulary.phrases import fold_text

#: British beginnings and endings of a word and how Americans write them; both sides of a comparison pass through this.
SPELLINGS = (
    ("tumour", "tumor"), ("oesoph", "esoph"), ("phaeo", "pheo"), ("haem", "hem"), ("analogue", "analog"),
    ("isation", "ization"), ("ised", "ized"), ("enrolment", "enrollment"), ("labelled", "labeled"),
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_GAPS = frozenset({" ", "  ", "\n", "-", " - ", "/", " / ", "'"})
_LONGEST_WORD = 40
_SHORT_FORM = 4
_Text = Annotated[str, Field(min_length=2)]

_TRIALS_ALONE = 'adopt_kinds = ["trial"]'

Kind = Literal["tumor", "treatment", "test", "trial"]


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Declared):
    """Where a reader can check a fact: a public health source."""

    name: _Text
    url: Annotated[str, Field(pattern=r"^https://[a-z0-9.-]+/\S*$")]


class Term(_Declared):
    """One word: other spellings, one or two sentences of ours, and where the fact is from."""

    term: _Text
    also: tuple[_Text, ...] = ()
    kind: Kind
    source: Source
    meaning: Annotated[str, Field(pattern=r"\.$")]


class Glossary(_Declared):
    """All terms in the order of the file."""

    terms: Annotated[tuple[Term, ...], Field(min_length=1)]


@dataclass
class _Node:
    """A step in the tree of all spellings: the words that can follow, and the term that ends here."""

    following: dict[str, "_Node"] = field(default_factory=dict)
    term: Term | None = None


def parse_glossary(text: str, base: str = "") -> Glossary:
    """A glossary from its TOML text. Raises DeclarationError that names the place.

    `adopt_kinds` in it names kinds of terms that are taken from the glossary `base`.
    """
    place = name_file("glossary")
    try:
        declared = _adopt_kinds(tomllib.loads(text), base)
        raw = translate(declared, "finder/vocabulary/glossary.toml")
        sources = {key: Source(**entry) for key, entry in raw.get("source", {}).items()}
        pairs = zip(raw.get("term", []), declared.get("term", []), strict=True)
        terms = [_read_term(entry, sources, english) for entry, english in pairs]
        extra = {key: value for key, value in raw.items() if key not in ("source", "term")}
        glossary = Glossary(**extra, terms=tuple(terms))
        _build_tree(glossary)
    except ValidationError as error:
        first = error.errors()[0]
        reason = f"{error.title} {'.'.join(map(str, first['loc']))}: {first['msg']} ({first['input']!r:.80})"
    except (tomllib.TOMLDecodeError, TypeError, AttributeError, ValueError) as error:
        reason = str(error)
    else:
        return glossary
    raise DeclarationError(f"{place} cannot be used: {reason}.", remedy="Correct that entry.")


def _adopt_kinds(declared: dict[str, Any], base: str) -> dict[str, Any]:
    """The declaration with the terms of `base` whose kind it adopts, after its own."""
    kinds = declared.pop("adopt_kinds", [])
    if not base or not kinds:
        return declared
    known = tomllib.loads(base)
    own = {entry.get("term") for entry in declared.get("term", [])}
    adopted = [entry for entry in known["term"] if entry["kind"] in kinds and entry["term"] not in own]
    terms = [*declared.get("term", []), *adopted]
    return {**declared, "source": known["source"] | declared.get("source", {}), "term": terms}


def _read_term(entry: dict[str, Any], sources: dict[str, Source], english: dict[str, Any]) -> Term:
    """A term; in another language it is found under its English name too, for that is what records use."""
    key = entry.get("source")
    if key not in sources:
        raise ValueError(f"{entry.get('term')!r} names the source {key!r}, which is not there")
    also = [name for name in (english.get("term"),) if name != entry.get("term")]
    return Term(**{**entry, "source": sources[key], "also": [*also, *entry.get("also", [])]})


@load_once_a_language
def load_glossary() -> Glossary:
    """The project's glossary. A disease without one has the words of trials in it. Raises DeclarationError."""
    text, base = read_layers("glossary")
    return parse_glossary(text, base) if text else parse_glossary(_TRIALS_ALONE, read_built_in("glossary"))


def find_terms(text: str) -> list[Term]:
    """Terms that a text names, each once, in order of their first place; the longest name wins.

    Whole words only, with plurals and British spelling; never raises. Work grows with the length of the text alone.
    """
    folded = fold_text(text)
    words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(folded)]
    found: dict[str, Term] = {}
    at = 0
    while at < len(words):
        term, length = _find_longest(folded, words, at)
        if term:
            found.setdefault(term.term, term)
        at += max(length, 1)
    return list(found.values())


def _find_longest(folded: str, words: list[tuple[str, int, int]], start: int) -> tuple[Term | None, int]:
    """The longest term that begins at a word, and how many words it has."""
    nodes, found, length = [_load_tree()], None, 0
    for at in range(start, len(words)):
        word, begin, _ = words[at]
        joined = at == start or folded[words[at - 1][2] : begin] in _GAPS
        if not joined or len(word) > _LONGEST_WORD:
            break
        keys = {word, _fold_word(word)}
        nodes = [node.following[key] for node in nodes for key in keys if key in node.following]
        if not nodes:
            break
        if ended := next((node.term for node in nodes if node.term), None):
            found, length = ended, at - start + 1
    return found, length


@load_once_a_language
def _load_tree() -> _Node:
    return _build_tree(load_glossary())


def _build_tree(glossary: Glossary) -> _Node:
    """All spellings as a tree of words. Raises ValueError where two terms share a spelling."""
    root = _Node()
    for term in glossary.terms:
        for spelling in (term.term, *term.also):
            for words in _spell(spelling):
                node = root
                for word in words:
                    node = node.following.setdefault(word, _Node())
                if node.term not in (None, term):
                    raise ValueError(f"{term.term!r} and another term share the spelling {spelling!r}")
                node.term = term
    return root


def _spell(spelling: str) -> Iterator[list[str]]:
    """The words of a spelling as they are looked up, and those of its plural."""
    words = [word if _is_short_form(word) else _fold_word(word) for word in _WORD.findall(fold_text(spelling))]
    *before, last = words
    yield words
    yield [*before, f"{last}s"]
    if last.endswith("y"):
        yield [*before, f"{last[:-1]}ies"]
    if last.endswith("sis"):
        yield [*before, f"{last[:-2]}es"]


def _is_short_form(word: str) -> bool:
    """Such as NET or G1, which must stand in capitals to be meant."""
    letters = [char for char in word if char.isalpha()]
    return 0 < len(letters) <= _SHORT_FORM and all(char.isupper() for char in letters)


def _fold_word(word: str) -> str:
    word = word.casefold()
    for british, american in SPELLINGS:
        word = word.replace(british, american)
    return word
