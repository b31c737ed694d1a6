"""Which fetch and which parse belong to a lesser source. A directory needs no line here: its declaration is enough."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from finder.errors import DeclarationError
from finder.fetch import gard, gtr, medgen, medlineplus, nci_trials, nppes, orphadata
from finder.fetch.http import PoliteSession
from finder.fetch.pages import fetch_directory, open_page_session
from finder.fetch.starter import read_starter
from finder.guide.genes import load_genes
from finder.guide.resources import load_resource_list
from finder.parse.directory import parse_directory, parse_members
from finder.parse.gard import find_files, parse_gard
from finder.parse.gtr import parse_gtr
from finder.parse.medgen import parse_medgen
from finder.parse.medlineplus import parse_medlineplus
from finder.parse.nci_trials import parse_nci_trials
from finder.parse.nppes import parse_nppes
from finder.parse.orphadata import parse_orphadata
from finder.parse.page_text import find_links
from finder.parse.starter_centers import parse_centers
from finder.schema.raw import Page, Row
from finder.settings import Settings
from finder.sources import Source
from finder.vocabulary.disease_names import load_disease_names

#: A source is read only when it is due, so what this machine kept of it is confirmed and never just taken; where it
#: fails, its last rows stay, and no old page stands in for a new one.
_AGE = timedelta(0)


@dataclass(frozen=True)
class Answer:
    """What a lesser source gave: raw rows, the UTC time of its oldest answer, and what went not quite well."""

    rows: list[Row]
    fetched_at: str = ""
    warnings: list[str] = field(default_factory=list)


def read_source(settings: Settings, source: Source, *, at_once: bool = True) -> Answer:
    """Fetch and parse one lesser source. Raises SourceError, DeclarationError.

    What another machine that shares the cache was told within the age of the source is taken, unless `at_once`; the
    rows are then as old as that answer.
    """
    shared = settings.cache_server and not at_once
    age = timedelta(hours=source.max_age_hours) if shared else _AGE
    if source.name in _PACKAGED:
        return Answer(_PACKAGED[source.name]())
    if source.directory is not None:
        with open_page_session(settings, source, age=age, use_old=False) as session:
            pages = fetch_directory(session, source, find_links)
            parse = parse_members if source.reads == "resources" else parse_directory
            return _answer(pages, parse(pages, source), session)
    if source.name not in _DATA:
        raise DeclarationError(
            f"finder/sources/{source.name}.toml names no directory, and no reader knows it.",
            remedy="Add its reader to finder/pipeline/readers.py.",
        )
    fetch, parse_data, types = _DATA[source.name]
    with open_page_session(settings, source, content_types=types, age=age, use_old=False) as session:
        pages = fetch(session, source, settings)
        return _answer(pages, parse_data(pages, source), session)


def _answer(pages: Sequence[Page], rows: list[Row], session: PoliteSession) -> Answer:
    return Answer(rows, min((page.fetched_at for page in pages), default=""), list(session.warnings))


def _list_resources() -> list[Row]:
    return [
        {
            **entry.model_dump(include={"title", "organisation", "kind", "audience", "country", "language", "url"}),
            "resource_id": entry.id,
            "description": entry.description,
            "note": entry.note,
            "named_in": list(entry.named_in),
            "source": "resource_list",
        }
        for entry in load_resource_list()
    ]


def _fetch_gtr(session: PoliteSession, source: Source, settings: Settings) -> list[Page]:
    symbols = [gene.symbol for gene in load_genes()]
    return gtr.fetch_gtr(session, source, symbols, contact=settings.contact, api_key=settings.read_key(_NCBI_KEY))


def _fetch_medgen(session: PoliteSession, source: Source, settings: Settings) -> list[Page]:
    return medgen.fetch_medgen(session, source, contact=settings.contact, api_key=settings.read_key(_NCBI_KEY))


def _fetch_nci_trials(session: PoliteSession, source: Source, settings: Settings) -> list[Page]:
    return nci_trials.fetch_nci_trials(session, source, api_key=settings.read_key(source.opt_in))


#: An access key of NCBI is free and allows more requests; it is not needed.
_NCBI_KEY = "NET_FINDER_NCBI_API_KEY"

_PACKAGED: dict[str, Callable[[], list[Row]]] = {
    "starter_centers": lambda: parse_centers(read_starter().centers),
    "resource_list": _list_resources,
}

_Fetch = Callable[[PoliteSession, Source, Settings], list[Page]]
_Parse = Callable[[Sequence[Page], Source], list[Row]]
_DATA: dict[str, tuple[_Fetch, _Parse, tuple[str, ...]]] = {
    "gtr": (_fetch_gtr, parse_gtr, gtr.CONTENT_TYPES),
    "medgen": (_fetch_medgen, parse_medgen, medgen.CONTENT_TYPES),
    "medlineplus": (
        lambda session, source, _: medlineplus.fetch_medlineplus(session, source),
        parse_medlineplus,
        medlineplus.CONTENT_TYPES,
    ),
    "orphadata": (
        lambda session, source, _: orphadata.fetch_orphadata(session, source),
        parse_orphadata,
        orphadata.CONTENT_TYPES,
    ),
    "gard": (
        lambda session, source, _: gard.fetch_gard(session, source, find_files),
        lambda pages, source: parse_gard(pages, source, load_disease_names()),
        gard.CONTENT_TYPES,
    ),
    "nci_trials": (_fetch_nci_trials, parse_nci_trials, nci_trials.CONTENT_TYPES),
    "nppes": (lambda session, source, _: nppes.fetch_nppes(session, source), parse_nppes, nppes.CONTENT_TYPES),
}
