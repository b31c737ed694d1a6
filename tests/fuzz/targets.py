"""The readers of answers that are fuzzed: each takes bytes from outside, and may raise AnswerError and nothing else."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, get_args

from api_session import make_page
from fake_pages import make_page as make_web_page
from fake_pages import make_source
from fuzz.mutations import make_mutated

from finder.errors import AnswerError
from finder.fetch.registry_messages import decode_page
from finder.parse.clinicaltrials_gov import parse_studies
from finder.parse.directory import parse_directory
from finder.parse.gard import parse_gard
from finder.parse.gtr import parse_gtr
from finder.parse.medgen import parse_medgen
from finder.parse.medlineplus import parse_medlineplus
from finder.parse.nci_trials import parse_nci_trials
from finder.parse.nppes import parse_nppes
from finder.parse.orphadata import parse_orphadata
from finder.parse.page_head import read_head
from finder.parse.starter import parse_starter
from finder.schema.raw import TRIAL_KEYS, RawRows
from finder.sources import Shape, load_sources

Reader = Callable[[bytes], object]
_SOURCES = load_sources()
_PARSERS: Mapping[str, tuple[str, Callable[..., list[dict[str, Any]]]]] = {
    "gtr": ("json", parse_gtr),
    "medgen": ("json", parse_medgen),
    "medlineplus": ("xml", parse_medlineplus),
    "nci_trials": ("json", parse_nci_trials),
    "nppes": ("json", parse_nppes),
    "orphadata": ("json", parse_orphadata),
    "gard": ("csv", lambda pages, source: parse_gard(pages, source, ("neuroendocrine", "NET"))),
}


class Bytes:
    """Decisions taken from the fuzzer's bytes, 0 where they are at their end."""

    def __init__(self, data: bytes) -> None:
        self._left = iter(data)

    def number(self, below: int) -> int:
        return (next(self._left, 0) << 8 | next(self._left, 0)) % below


def read_registry_page(data: bytes) -> RawRows:
    return parse_studies(decode_page(data).studies)


def read_mutated_study(data: bytes) -> RawRows:
    """The bytes say what is changed in a study, so that what comes out is nearly one."""
    raw = parse_studies([make_mutated(Bytes(data), most=6)])
    assert all(set(row) <= set(TRIAL_KEYS) for row in raw.trials)
    json.dumps(raw.trials).encode()
    return raw


def _read_as(name: str) -> Reader:
    kind, parse = _PARSERS[name]
    return lambda data: parse([make_page(data, kind=kind)], _SOURCES[name])


def _read_directory(shape: str) -> Reader:
    source = make_source(shape, pattern="")
    return lambda data: parse_directory([make_web_page(data)], source)


#: Name of a reader, which is also the folder of its seeds, to the function.
READERS: dict[str, Reader] = {
    "registry": read_registry_page,
    "mutated": read_mutated_study,
    "starter": lambda data: parse_starter(*data.partition(b"\n\n")[::2]),
    "head": lambda data: read_head(make_web_page(data)),
    **{name: _read_as(name) for name in _PARSERS},
    **{f"directory_{shape}": _read_directory(shape) for shape in get_args(Shape)},
}


def read(name: str, data: bytes) -> None:
    """Give the bytes to a reader. Raises whatever it should not."""
    with suppress(AnswerError):
        READERS[name](data)
