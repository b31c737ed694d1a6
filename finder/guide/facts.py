"""What a NET is, in plain words: every statement with its sources, from facts.toml beside this file.

Sources that disagree are shown as they disagree: a figure keeps each source's own number, a disagreement says who
says what. No survival figures are given, for they tell little about one person.
"""

from collections.abc import Iterator
from importlib.resources import files
from typing import Annotated, Literal, get_args

from pydantic import Field

from finder.guide.declared import Declared, Sentences, Source, SourceId, Text, blame, find_repeats, read_rows
from finder.guide.resources import load_documents
from finder.languages import load_once_a_language

SectionId = Literal[
    "what", "where", "symptoms", "causes", "finding", "grade-stage", "treatments", "figures", "questions",
    "disagreements",
]  # fmt: skip
_FILE = "facts.toml"
Sources = Annotated[tuple[SourceId, ...], Field(min_length=1)]


class Statement(Declared):
    """One or two sentences of ours. `label` is what they are about where a section is a list, such as a hormone."""

    text: Sentences
    sources: Sources
    label: str = ""


class Section(Declared):
    """One part of the page. What stands beside the statements is found by id: the syndromes belong to "causes",
    the figures to "figures", the disagreements to "disagreements". `sources` are those of the intro, empty where it
    states no fact."""

    id: SectionId
    title: Text
    intro: Sentences
    sources: tuple[SourceId, ...] = ()
    statements: tuple[Statement, ...] = ()


class SyndromeRow(Declared):
    """An inherited cause, with a tick for every document that names it. `id` is a key of
    finder/vocabulary/syndromes.toml where one exists. `as_written`: document to its own word where that differs."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Text
    named_by: Sources
    as_written: dict[SourceId, Text] = Field(default_factory=dict)
    text: Sentences
    sources: Sources


class Value(Declared):
    """One source's own number, as text, such as "8.19" or "22 to 27". `year`: what the number is for, None where the
    source does not say; `place`: where it was counted, "" where the source does not say."""

    value: Text | Annotated[str, Field(pattern=r"^\d$")]
    unit: Text
    place: str
    year: Annotated[int, Field(ge=1970, le=2100, strict=True)] | None = None
    source: SourceId
    note: Sentences | Literal[""] = ""


class Figure(Declared):
    """A number on which sources differ: our words for the range, each value, and why they are not the same."""

    topic: Text
    in_words: Sentences
    values: Annotated[tuple[Value, ...], Field(min_length=2)]
    why_they_differ: Sentences


class View(Declared):
    """What one source says, told in our words."""

    source: SourceId
    says: Sentences


class Disagreement(Declared):
    """A matter on which sources differ: who says what, and what we make of it."""

    topic: Text
    views: Annotated[tuple[View, ...], Field(min_length=2)]
    our_words: Sentences
    sources: tuple[SourceId, ...] = ()


class Facts(Declared):
    """The page. `sections` in the order of the page; `sources` are the founding documents and then the further ones.

    `names` are medical names of several letters that the reading grade counts as one short word, as in wording.toml.
    """

    names: tuple[Text, ...]
    no_advice: Sentences
    source: Annotated[tuple[Source, ...], Field(min_length=1)]
    section: Annotated[tuple[Section, ...], Field(min_length=1)]
    syndrome: Annotated[tuple[SyndromeRow, ...], Field(min_length=1)]
    figure: Annotated[tuple[Figure, ...], Field(min_length=1)]
    disagreement: Annotated[tuple[Disagreement, ...], Field(min_length=1)]

    @property
    def sources(self) -> dict[str, Source]:
        """Every source by id: S0 to S4 first."""
        return {source.id: source for source in (*load_documents(), *self.source)}

    def find_section(self, id: SectionId) -> Section:
        """The section of that id; each has exactly one."""
        return next(section for section in self.section if section.id == id)


def parse_facts(text: str) -> Facts:
    """The page from its TOML text. Raises DeclarationError that names file, row and word."""
    facts = read_rows(_FILE, text, Facts)
    documents = [document.id for document in load_documents()]
    known = [*documents, *(source.id for source in facts.source)]
    for repeated in find_repeats([*known, *(row.id for row in facts.syndrome)]):
        raise blame(_FILE, f"row {repeated!r}", "id stands twice")
    order = tuple(section.id for section in facts.section)
    if order != get_args(SectionId):
        raise blame(
            _FILE, "section", f"the order must be {', '.join(get_args(SectionId))}, and it is {', '.join(order)}"
        )
    for place, source in list_cited(facts):
        if source not in known:
            raise blame(_FILE, place, f"{source!r} is no source that we know")
    for idle in sorted(set(known) - set(documents) - {source for _, source in list_cited(facts)}):
        raise blame(_FILE, f"source {idle!r}", "nothing is said by it")
    return facts


def list_cited(facts: Facts) -> Iterator[tuple[str, str]]:
    """Every place that names a source, and the id it names."""
    for section in facts.section:
        yield from ((f"section {section.id!r}, intro", source) for source in section.sources)
        for statement in section.statements:
            yield from ((f"section {section.id!r}, {statement.text!r:.60}", source) for source in statement.sources)
    for row in facts.syndrome:
        cited = (*row.named_by, *row.as_written, *row.sources)
        yield from ((f"syndrome {row.id!r}", source) for source in cited)
    for figure in facts.figure:
        yield from ((f"figure {figure.topic!r}", value.source) for value in figure.values)
    for each in facts.disagreement:
        cited = (*(view.source for view in each.views), *each.sources)
        yield from ((f"disagreement {each.topic!r}", source) for source in cited)


@load_once_a_language
def load_facts() -> Facts:
    """The facts page. Raises DeclarationError."""
    return parse_facts((files("finder.guide") / _FILE).read_text("utf-8"))
