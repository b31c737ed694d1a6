"""Every lesser source on loopback at once, each in the shape that its declaration says, all content fake.

    with serve_everything(monkeypatch, only=["enets"]) as world:
        refresh(settings)
        world.sites["enets"].fault = "gone"

It sets each source's own address and switches the sources on that are read only on wish.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from world import Route, Site, World, serve_world
from world_apis import (
    eutils_routes,
    gard_routes,
    make_concept,
    medlineplus_routes,
    nci_routes,
    nppes_routes,
    orphadata_routes,
)

from finder.fetch.orphadata import NAMES
from finder.guide.resources import load_resource_list
from finder.pipeline.links import LINK_CHECK
from finder.sources import Source, load_sources

#: Words of a link that lead from the home page to the list, where a declaration looks for one.
LINK_WORDS = {
    "au_specialists": "Australian NET Specialists",
    "carcinoid": "Find a doctor",
    "healing_net": "Find an expert",
    "inca": "Our members",
    "nanets": "Find a doctor",
    "netrf": "Find a doctor",
    "neuroendocrine_cancer_uk": "Specialist centres",
    "pheopara": "Centers of excellence",
}
GARD = "ID,DisplayName,Synonyms,URL\r\n" + "".join(
    f"GARD:{number:07},Fake neuroendocrine tumor {number},,https://rarediseases.info.nih.gov/diseases/{number}\r\n"
    for number in range(1, 6)
)
_CITIES = ("Berlin", "Lyon", "Boston", "Madrid", "Dublin", "Sydney", "Vienna", "Oslo", "Milan", "Toronto")


@contextmanager
def serve_everything(monkeypatch: pytest.MonkeyPatch, only: Collection[str] = ()) -> Iterator[World]:
    """The running world, or the sources `only`; addresses and consents are in the environment until the test ends."""
    declared = {name: source for name, source in load_sources().items() if source.setting and source.reads != "trials"}
    declared = {name: source for name, source in declared.items() if name in only or not only}
    sites = {name: Site(dict(make_routes(source))) for name, source in declared.items() if name != LINK_CHECK}
    sites |= make_linked_sites() if LINK_CHECK in declared else {}
    with serve_world(sites) as world:
        for name, source in declared.items():
            address = f"{world.mirror_url}" if name == LINK_CHECK else world.sites[name].url
            monkeypatch.setenv(source.setting, address)
        monkeypatch.setenv("NET_FINDER_NCI_API_KEY", "fake-key")
        monkeypatch.setenv("NET_FINDER_NPPES", "1")
        chosen = {"clinicaltrials_gov", "starter_centers", "resource_list", *only} if only else ()
        monkeypatch.setenv("NET_FINDER_SOURCES", ",".join(sorted(chosen)))
        yield world


def make_routes(source: Source) -> dict[str, Route]:
    """What a source answers where all is well."""
    if source.directory is None:
        return _APIS[source.name]()
    if not source.directory.follow:
        return {f"/{path}": make_list(source) for path in source.directory.pages}
    home = f'<!-- Fake page --><main><a href="/list">{LINK_WORDS[source.name]}</a></main>'
    return {"/": home.encode(), "/list": make_list(source)}


def make_linked_sites() -> dict[str, Site]:
    """A site for each host that the list of resources names, with a page at each address."""
    sites: dict[str, Site] = {}
    for entry in load_resource_list():
        parts = urlsplit(entry.url)
        site = sites.setdefault(parts.netloc, Site({}))
        site.routes[parts.path or "/"] = b"<html><head><title>Fake page</title></head><body>Fake page</body></html>"
    return sites


def make_list(source: Source) -> bytes:
    """A fake page of more centers than the declaration wants, in its shape."""
    assert source.directory is not None
    names = [
        (f"Fake {source.name.replace('_', ' ')} hospital {number}", _CITIES[number % len(_CITIES)])
        for number in range(source.minimum_rows + 3)
    ]
    match source.directory.shape:
        case "lines":
            rows = "".join(f"<p>{name}, {city}</p>" for name, city in names)
        case "cards":
            rows = "".join(
                f'<article><h3>{name}</h3><p>1 Fake Street<br>{city}</p><a href="https://fake-{n}.example/">Website</a></article>'
                for n, (name, city) in enumerate(names)
            )
        case "areas":
            rows = "".join(f'<a href="https://fake-{n}.example/">{name}</a>' for n, (name, _) in enumerate(names))
            if source.reads == "listings":
                areas = (f'<area alt="{name}" href="/find/fake{n}">' for n, (name, _) in enumerate(names))
                rows = f'<img usemap="#map"><map name="map">{"".join(areas)}</map>'
        case "posts":
            rows = "".join(
                f'<article><h2><a href="/2025/0{1 + n % 9}/fake-{n}">Pheo Para Alliance Designates {name} as a '
                "Center of Excellence</a></h2></article>"
                for n, (name, _) in enumerate(names)
            )
        case other:
            raise AssertionError(f"no fake page for the shape {other}")
    return f"<!-- Fake page --><html><body><main>{rows}</main></body></html>".encode()


_APIS = {
    "gtr": lambda: eutils_routes(found=30),
    "medgen": lambda: eutils_routes(make_concept),
    "medlineplus": medlineplus_routes,
    "orphadata": lambda: orphadata_routes(dict(enumerate(NAMES[:4], 1)))(*NAMES),
    "gard": lambda: gard_routes(GARD),
    "nci_trials": nci_routes,
    "nppes": lambda: nppes_routes(states=("CA", "NY")),
}
