"""The facts page: complete, every statement with a source we know, and refused by name where a row is wrong."""

from importlib.resources import files

import pytest

from finder.errors import DeclarationError
from finder.guide.facts import list_cited, load_facts, parse_facts
from finder.guide.resources import load_documents

FACTS = (files("finder.guide") / "facts.toml").read_text("utf-8")
DOCUMENTS = [document.id for document in load_documents()]


def test_the_sections_stand_in_the_order_of_the_page() -> None:
    assert [section.id for section in load_facts().section] == [
        "what", "where", "symptoms", "causes", "finding", "grade-stage", "treatments", "figures", "questions",
        "disagreements",
    ]  # fmt: skip


def test_every_place_names_a_source_that_a_reader_can_look_up() -> None:
    facts = load_facts()
    cited = list(list_cited(facts))
    assert len(cited) > 150
    assert {source for _, source in cited} <= set(facts.sources)
    assert set(DOCUMENTS) <= {source for _, source in cited}
    for source in facts.sources.values():
        assert source.url or source.note, source.id


def test_an_intro_that_states_a_fact_has_a_source() -> None:
    bare = [section.id for section in load_facts().section if not section.sources]
    assert bare == ["figures", "questions", "disagreements"]


def test_what_people_meet_is_explained() -> None:
    labels = {statement.label for section in load_facts().section for statement in section.statements}
    assert labels >= {
        "Carcinoid syndrome", "Insulin (insulinoma)", "Gastrin (gastrinoma)", "Glucagon (glucagonoma)", "VIP (VIPoma)",
        "Tissue (biopsy)", "DOTATATE PET", "Octreotide scan", "Grade", "Ki-67", "Stage", "Surgery",
        "Somatostatin analogs", "Targeted drugs", "Chemotherapy", "PRRT", "Embolization", "Ablation",
        "Radiation from outside", "Immunotherapy",
    }  # fmt: skip


def test_what_no_founding_document_says_has_another_source() -> None:
    for section in load_facts().section:
        for statement in section.statements:
            if {"PRRT", "DOTATATE", "Ki-67"} & set(statement.label.split()):
                assert set(statement.sources) - set(DOCUMENTS), statement.label


def test_scans_are_not_said_to_show_hormones() -> None:
    told = {statement.label: statement.text for statement in load_facts().find_section("finding").statements}
    assert "not the hormones" in told["What these scans do not show"]


def test_surgery_is_the_main_treatment_only_where_it_can_be_done() -> None:
    told = {statement.label: statement.text for statement in load_facts().find_section("treatments").statements}
    assert told["Surgery"].startswith("When the tumor can be removed")
    assert "January 26, 2018" in told["When PRRT came"]


def test_a_tick_stands_for_each_document_that_names_a_syndrome() -> None:
    assert {row.id: row.named_by for row in load_facts().syndrome} == {
        "men1": ("S0", "S1", "S2", "S4"),
        "men2": ("S4",),
        "nf1": ("S0", "S1", "S2", "S4"),
        "vhl": ("S0", "S1", "S2", "S4"),
        "tsc": ("S1", "S4"),
        "parent": ("S2",),
    }


def test_most_nets_are_said_not_to_be_inherited() -> None:
    assert "not inherited" in load_facts().find_section("causes").intro


def test_a_figure_keeps_the_number_of_each_source() -> None:
    figures = {figure.topic: figure for figure in load_facts().figure}
    cases = {(value.source, value.year): value.value for value in figures["New cases a year"].values}
    assert cases == {
        ("S0", None): "4",
        ("us-trends-2017", 1973): "1.09",
        ("us-trends-2017", 2012): "6.98",
        ("us-trends-2023", 2000): "4.90",
        ("us-trends-2023", 2018): "8.19",
        ("cmaj-2017", 1994): "2.48",
        ("cmaj-2017", 2009): "5.86",
        ("uk-cohort-2019", 2015): "8.6",
        ("kentucky-2018", 1995): "3.1",
        ("kentucky-2018", 2012): "7.1",
    }
    delay = figures["Time from first signs to a name for it"]
    assert [value.value for value in delay.values] == ["52", "52", "5", "4", "1"]
    assert "several years" in delay.in_words
    assert "1 in 4" in figures["NETs that start in the lungs"].in_words


def test_every_figure_says_from_when_it_is() -> None:
    """The year of the number, or that of its source, or that the source bears no date."""
    facts = load_facts()
    for figure in facts.figure:
        for value in figure.values:
            source = facts.sources[value.source]
            assert value.year or source.year or "no date" in source.note, value


def test_a_disagreement_has_views_that_differ() -> None:
    topics = [each.topic for each in load_facts().disagreement]
    assert {"Is a NET always cancer?", "Where does it start?", "What does nonfunctional mean?"} <= set(topics)
    for each in load_facts().disagreement:
        assert len({view.says for view in each.views}) >= 2, each.topic
        assert len({view.source for view in each.views}) == len(each.views), each.topic


def test_questions_are_questions() -> None:
    asked = load_facts().find_section("questions").statements
    assert len(asked) >= 10
    assert all("?" in statement.text for statement in asked)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('sources = ["S3", "S4"]\n', 'sources = ["S8"]\n', ("section 'where', intro", "S8")),
        ('intro = "NET is short for neuroendocrine tumor."\n', "", ("section 1 'what'", "intro")),
        ('intro = "NET is short for neuroendocrine tumor."', "intro = 5", ("section 1 'what'", "intro")),
        ('intro = "NET is short for neuroendocrine tumor."', 'intro = "No end"', ("section 1 'what'", "No end")),
        ('id = "what"', 'id = "who"', ("who", "id")),
        ('id = "where"\n', 'id = "what"\n', ("section", "order")),
        ('sources = ["cruk-nets", "nci-dictionary"]', 'sources = ["S9"]', ("section 'what'", "S9")),
        ('sources = ["cruk-nets", "nci-dictionary"]', "sources = []", ("section 1 'what'", "sources")),
        ('named_by = ["S0", "S1", "S2", "S4"]', 'named_by = ["nobody"]', ("syndrome 'men1'", "nobody")),
        ('place = "", source = "S0" },', 'place = "", source = "gone" },', ("New cases a year", "gone")),
        (
            '{ source = "S0", says = "It can be cancer or not." }',
            '{ source = "S0" }',
            ("Is a NET always cancer?", "says"),
        ),
        ('S4 = "neurofibromatosis"', 'S7 = "neurofibromatosis"', ("nf1", "S7")),
        ('id = "swissnet"', 'id = "ncuk"', ("ncuk", "twice")),
        ('id = "swissnet"', 'id = "S1"', ("S1", "twice")),
        ('id = "tsc"', 'id = "vhl"', ("vhl", "twice")),
        ("https://doi.org/10.4414/smw.2014.13924", "javascript:alert(1)", ("swissnet", "url", "javascript")),
        ('pmid = "30348533"', "pmid = 30348533", ("us-trends-2018", "pmid")),
        ("year = 1973,", 'year = "1973",', ("New cases a year", "year")),
        ("[[figure]]", "[[figures]]", ("figure",)),
        ("names = [", "names = [[", ("facts.toml",)),
    ],
)
def test_a_wrong_row_is_refused_by_file_row_and_word(old: str, new: str, named: tuple[str, ...]) -> None:
    assert old in FACTS
    with pytest.raises(DeclarationError) as failure:
        parse_facts(FACTS.replace(old, new, 1))
    assert all(word in str(failure.value) for word in ("finder/guide/facts.toml", *named)), str(failure.value)
    assert failure.value.remedy


def test_a_source_that_says_nothing_is_refused() -> None:
    idle = '[[source]]\nid = "idle-source"\ntitle = "A page"\npublisher = "Fake Publisher 1"\n\n[[section]]'
    with pytest.raises(DeclarationError, match="idle-source"):
        parse_facts(FACTS.replace("[[section]]", idle, 1))
