"""What lists of resources and of genetic tests are asked for: read from words as typed, and written back."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from pydantic import BaseModel, ConfigDict

from finder.places import fold_name
from finder.query.criteria import READERS, read_text, read_words, write_pairs
from finder.query.words import fold_code, refuse


class ResourceCriteria(BaseModel):
    """Criteria of a list of resources. `country` holds ISO 3166-1 codes, `language` ISO 639-1 codes, `kind` and
    `audience` are as in the table, `gene` is in capitals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    gene: tuple[str, ...] = ()


class GeneticTestCriteria(BaseModel):
    """Criteria of a list of genetic tests; codes as in ResourceCriteria. `syndrome` is a name or short name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gene: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    syndrome: tuple[str, ...] = ()


RESOURCE_NAMES = tuple(ResourceCriteria.model_fields)
GENETIC_TEST_NAMES = tuple(GeneticTestCriteria.model_fields)


def parse_resource_criteria(
    words: Mapping[str, Sequence[str]], kinds: Sequence[str] = (), audiences: Sequence[str] = ()
) -> ResourceCriteria:
    """Read criteria from name -> values; `kinds` and `audiences` are those of the snapshot, empty where it has none.

    Raises QuestionError that names criterion, value and what it takes.
    """
    readers = {
        **{name: _READERS[name] for name in RESOURCE_NAMES},
        "kind": _read_known("kind", kinds),
        "audience": _read_known("audience", audiences),
    }
    return ResourceCriteria.model_validate(read_words(words, readers))


def parse_genetic_test_criteria(words: Mapping[str, Sequence[str]]) -> GeneticTestCriteria:
    """Read criteria from name -> values. Raises QuestionError that names criterion, value and what it takes."""
    readers = {name: _READERS[name] for name in GENETIC_TEST_NAMES}
    return GeneticTestCriteria.model_validate(read_words(words, readers))


def write_list_address(criteria: ResourceCriteria | GeneticTestCriteria) -> list[tuple[str, str]]:
    """The criteria as (name, value) pairs for a web address; the parser of their list reads the same from them."""
    return write_pairs(criteria, tuple(type(criteria).model_fields))


def _read_known(criterion: str, known: Sequence[str]) -> Callable[[str], str]:
    """A reader of one of these values; where there are none, any word is taken and will find nothing."""
    folded = {fold_code(value): value for value in known}

    def read(value: str) -> str:
        key = fold_code(value)
        if folded and key not in folded:
            raise refuse(criterion, value, ", ".join(known), known)
        return folded.get(key, key)

    return read


def _read_gene(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{1,19}", value):
        raise refuse("gene", value, "the symbol of a gene, such as MEN1 or SDHB")
    return value.upper()


def _read_language(value: str) -> str:
    code = _language_keys().get(fold_name(value))
    if code is None:
        raise refuse("language", value, "the name or two-letter code of a language, such as German or de")
    return code


@cache
def _language_keys() -> dict[str, str]:
    """Folded names and codes of languages, with the two-letter code of each that has one."""
    import pycountry

    keys: dict[str, str] = {}
    for language in pycountry.languages:
        code = getattr(language, "alpha_2", None)
        names = [getattr(language, part, "") for part in ("alpha_2", "alpha_3", "name", "common_name")]
        keys |= {fold_name(name): code for name in names if name and code}
    # ISO 639 names the languages of all times: "Modern Greek (1453-)".
    return keys | {"greek": "el", "spanish": "es", "malay": "ms", "swahili": "sw", "norwegian": "no", "chinese": "zh"}


_READERS: dict[str, Callable[[str], object]] = {
    **{name: READERS[name] for name in ("country", "text")},
    "kind": _read_known("kind", ()),
    "audience": _read_known("audience", ()),
    "language": _read_language,
    "gene": _read_gene,
    "syndrome": read_text,
}
