"""Organisations, directories, guidelines and registers that help people with a NET, from resources.toml.

Titles and addresses are facts of the organisations; every description is a sentence of ours, for no licence to copy
theirs was found but for the rows marked `may_quote`.
"""

from importlib.resources import files
from typing import Annotated, Literal

import pycountry
from pydantic import AfterValidator, Field, StrictBool

from finder.guide.declared import Address, Declared, Sentences, Slug, Source, Text, blame, find_repeats, read_rows
from finder.languages import load_once_a_language

Kind = Literal[
    "specialist_directory", "center_list", "guideline", "patient_information", "genetic_testing", "support_group",
    "register", "trial_finder", "funding",
]  # fmt: skip
Audience = Literal["patients", "families", "clinicians", "researchers", "everyone"]
_FILE = "resources.toml"


def _check_country(code: str) -> str:
    if code and (len(code) != 2 or not code.isupper() or pycountry.countries.get(alpha_2=code) is None):
        raise ValueError("is no country code of two capital letters")
    return code


def _check_language(codes: str) -> str:
    for code in codes.split(", "):
        if len(code) != 2 or not code.islower() or pycountry.languages.get(alpha_2=code) is None:
            raise ValueError("is no language code of two small letters")
    return codes


class ListedResource(Declared):
    """One page that a reader can open.

    `country` is where the organisation works, two letters, "" for several countries or the world. `language` is that
    of the page, two letters; several are joined by a comma and a space. `address_seen`: the address was seen in a page
    or a document; where it is False it is from general knowledge, often just the home page. `named_in`: ids of the
    founding documents that name it. `may_quote`: the page may be copied, as public or openly licensed text.
    """

    id: Slug
    title: Text
    organisation: Text
    kind: Kind
    audience: Audience
    country: Annotated[str, AfterValidator(_check_country)]
    language: Annotated[str, AfterValidator(_check_language)]
    url: Address
    address_seen: StrictBool
    description: Sentences
    named_in: tuple[str, ...] = ()
    note: Sentences | Literal[""] = ""
    related: tuple[Text, ...] = ()
    may_quote: StrictBool = False


class ResourceList(Declared):
    """The whole file, in its order: founding documents, then resources."""

    document: Annotated[tuple[Source, ...], Field(min_length=1)]
    resource: Annotated[tuple[ListedResource, ...], Field(min_length=1)]


def parse_resources(text: str) -> ResourceList:
    """A list from its TOML text. Raises DeclarationError that names file, row and word."""
    listed = read_rows(_FILE, text, ResourceList)
    known = [document.id for document in listed.document]
    for repeated in find_repeats([*known, *(row.id for row in listed.resource)]):
        raise blame(_FILE, f"row {repeated!r}", "id stands twice")
    for row in listed.resource:
        for document in [*find_repeats(row.named_in), *(name for name in row.named_in if name not in known)]:
            raise blame(_FILE, f"resource {row.id!r}, named_in", f"{document!r} is no document, or stands twice")
    return listed


@load_once_a_language
def _load() -> ResourceList:
    return parse_resources((files("finder.guide") / _FILE).read_text("utf-8"))


def load_resource_list() -> tuple[ListedResource, ...]:
    """All resources in the order of the file. Raises DeclarationError."""
    return _load().resource


def load_documents() -> tuple[Source, ...]:
    """The founding documents, S0 to S4. Raises DeclarationError."""
    return _load().document
