"""Every declaration of a source says what it must: who, on what terms, where, how much."""

import re
from urllib.parse import urlsplit

import pytest
import soupsieve

from finder.schema import load_tables
from finder.schema.raw import LISTING_KEYS
from finder.sources import Source, load_sources

SOURCES = list(load_sources().values())
DIRECTORIES = [source for source in SOURCES if source.directory is not None]
_GROUPS = {"name", "city", "region", "country", "accreditation"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_source_says_who_publishes_it_and_where(source: Source) -> None:
    assert all((source.title, source.publisher, source.licence, source.credit))
    assert source.minimum_rows <= source.maximum_rows
    assert urlsplit(source.homepage).scheme == "https" or source.homepage.startswith("http://")
    if not source.url.startswith("package:"):
        assert source.url.startswith("https://")
        assert not source.url.endswith("/")
        assert re.fullmatch(r"NET_FINDER_[A-Z_]+_URL", source.setting)
    assert source.reads in load_tables()


def test_settings_are_of_one_source_each() -> None:
    named = [source.setting for source in SOURCES if source.setting]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("source", DIRECTORIES, ids=lambda source: source.name)
def test_a_directory_says_how_it_is_found_and_read(source: Source) -> None:
    directory = source.directory
    assert directory is not None
    assert source.setting == f"NET_FINDER_{source.name.upper()}_URL"
    assert source.reads in ("listings", "resources")
    assert source.robots
    assert not source.essential
    assert source.minimum_rows >= 1
    assert source.deadline_seconds <= 60
    assert source.max_answer_bytes <= 5_000_000
    assert 168 <= source.max_age_hours <= 720
    for path in directory.pages:
        assert not path.startswith("/")
        assert not urlsplit(path).scheme
        assert ".." not in path
    if directory.shape == "posts":
        assert "name" in re.compile(directory.pattern).groupindex
    if directory.pattern:
        assert set(re.compile(directory.pattern).groupindex) <= _GROUPS <= {*LISTING_KEYS}
    for selector in filter(None, (directory.within, directory.item)):
        soupsieve.compile(selector)


@pytest.mark.parametrize("source", DIRECTORIES, ids=lambda source: source.name)
def test_terms_are_told_as_they_are(source: Source) -> None:
    assert source.licence.startswith(("No open licence found", "Public domain"))
    assert urlsplit(source.homepage).hostname == urlsplit(source.url).hostname


@pytest.mark.parametrize("source", DIRECTORIES, ids=lambda source: source.name)
def test_no_center_is_named_in_a_declaration(source: Source) -> None:
    """Names come from the page. A declaration that knows some would show them when the page has them no more."""
    assert source.directory is not None
    said = source.directory.model_dump_json()
    assert not re.search(r"hospital|klinik|university", said, re.I)


def test_only_support_groups_become_resources() -> None:
    for source in DIRECTORIES:
        assert source.directory is not None
        assert (source.reads == "resources") == (source.directory.kind == "support_group")


def test_an_accreditation_of_an_old_list_has_its_year() -> None:
    for source in DIRECTORIES:
        assert source.directory is not None
        assert (source.directory.evidence == "old list") == (source.directory.year is not None)


FOLLOWED = {
    "netrf": ("Doctor Database", "Find a Doctor", "NET treatment centers"),
    "au_specialists": ("Australian NET Specialists",),
    "neuroendocrine_cancer_uk": ("UK Centres of Excellence", "Specialist Centres"),
    "inca": ("Members", "Our members"),
    "pheopara": ("Centers of Excellence", "News"),
    "healing_net": ("Find an expert",),
    "nanets": ("Find a Physician",),
    "carcinoid": ("Find a doctor",),
}


@pytest.mark.parametrize(("name", "words"), [(name, word) for name, words in FOLLOWED.items() for word in words])
def test_the_words_of_a_link_are_known(name: str, words: str) -> None:
    directory = load_sources()[name].directory
    assert directory is not None
    assert re.search(directory.follow, words, re.I)
    assert not re.search(directory.follow, "Privacy policy", re.I)


def test_every_source_that_follows_a_link_is_tried() -> None:
    follows = {source.name for source in DIRECTORIES if source.directory and source.directory.follow}
    assert follows == set(FOLLOWED)
