"""Cues of sentences, read from grammar.toml: words that say how what stands before or after them is meant.

A cue has a place: `anywhere` in what is looked at, `before` the place that is asked about, or `after` it, at most
`reach` characters away and not over one of the signs in `stops`. Its words are phrases as in every other file of the
vocabulary (see phrases.py). Examples and counter-examples show the place as `|`; a test tries them all.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from finder.errors import DeclarationError
from finder.vocabulary.folder import name_file, read_layers
from finder.vocabulary.phrases import compile_phrase, fold_text

_FILE = "grammar"
_PLACE = "|"
# What may stand between a cue and its place where no reach is given.
_GLUE = r"[\s-]{0,3}"
_WORD_START = r"(?<![^\W_])"


class Cue(BaseModel):
    """One cue. `reach` and `stops` count for a cue with a place only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    about: Annotated[str, Field(min_length=2)]
    place: Literal["anywhere", "before", "after"] = "anywhere"
    reach: Annotated[int, Field(ge=0, le=200)] = 0
    stops: str = ""
    words: Annotated[tuple[str, ...], Field(min_length=1)]
    source: Annotated[str, Field(min_length=3)] = "Wording of protocols"
    examples: Annotated[tuple[str, ...], Field(min_length=1)]
    counter_examples: tuple[str, ...] = ()


def load_cue(name: str) -> re.Pattern[str]:
    """The pattern of one cue for folded text: search what is before the place, match what is after it, search all.

    Raises DeclarationError where the file is broken or has no such cue.
    """
    return compile_cue(_find_cue(name))


def spell_cue(name: str) -> str:
    """The words of one cue as part of a longer pattern, from the start of a word to the end of one.

    Raises DeclarationError as `load_cue` does.
    """
    return _spell(_find_cue(name))


def _find_cue(name: str) -> Cue:
    if cue := load_cues().get(name):
        return cue
    raise DeclarationError(f"{name_file(_FILE)} has no cue {name}.", remedy="Add it, or correct the name.")


@cache
def load_cues() -> Mapping[str, Cue]:
    """Every cue by its name. Raises DeclarationError."""
    return parse_cues(read_layers(_FILE)[0])


def parse_cues(text: str) -> dict[str, Cue]:
    """Cues from TOML text. Raises DeclarationError that names the cue and what is wrong."""
    place = name_file(_FILE)
    try:
        raw = tomllib.loads(text)
        cues = [Cue.model_validate(entry) for entry in raw["cue"]]
        found = {cue.id: cue for cue in cues}
        for cue in cues:
            compile_cue(cue)
    except tomllib.TOMLDecodeError as error:
        raise DeclarationError(f"{place} is not valid TOML: {error}.", remedy="Correct that line.") from error
    except (ValidationError, ValueError, KeyError, TypeError) as error:
        raise DeclarationError(f"{place} cannot be used: {error}.", remedy="Correct that entry.") from error
    if len(found) < len(cues):
        raise DeclarationError(f"{place} has a cue twice.", remedy="Join the two entries.")
    return found


@cache
def compile_cue(cue: Cue) -> re.Pattern[str]:
    """The pattern of a cue. Raises ValueError for a phrase that could match anything."""
    between = f"[^{re.escape(cue.stops)}]" if cue.stops else "[\\s\\S]"
    gap = f"{between}{{0,{cue.reach}}}" if cue.reach else _GLUE
    if cue.place == "before":
        return re.compile(f"{_spell(cue)}{gap}$")
    return re.compile(f"{gap}?{_spell(cue)}" if cue.place == "after" else _spell(cue))


def finds_cue(cue: Cue, example: str) -> bool:
    """True where an example has the cue, before or after its `|`."""
    before, _, after = fold_text(example).partition(_PLACE)
    pattern = compile_cue(cue)
    if cue.place == "anywhere":
        return bool(pattern.search(before))
    return bool(pattern.search(before) if cue.place == "before" else pattern.match(after))


def _spell(cue: Cue) -> str:
    return f"{_WORD_START}(?:{'|'.join(compile_phrase(words).pattern.pattern for words in cue.words)})"
