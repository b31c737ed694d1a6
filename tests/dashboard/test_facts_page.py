"""What is a NET?: every statement with its sources, without data as well, and hostile registers stay text."""

import re
from html import escape
from pathlib import Path

import pytest
from e2e.fakes import HOSTILE
from guide_pages import list_heads, list_links, read_html, run_page, use_home
from guide_rows import make_disease, make_outcomes, publish_guide

from dashboard.parts.fact_view import name_source, render_section, render_sources, write_source
from dashboard.words import say
from finder.guide.facts import load_facts
from finder.outcome import Ending

FACTS = load_facts()
NOTHING = {"resources": [], "genetic_tests": [], "diseases": []}


def run_facts() -> None:
    from dashboard.views.facts import show_facts

    show_facts()


def test_without_any_data_the_page_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_home(tmp_path / "empty", monkeypatch)
    page = run_page(run_facts)
    html = read_html(page)
    assert [title.value for title in page.title] == [r"What is a NET\?"]
    assert list_heads(page)[: len(FACTS.section)] == [escape(section.title) for section in FACTS.section]
    assert html.index(escape(FACTS.no_advice)) < html.index("<nav")
    for section in FACTS.section:
        assert escape(section.intro) in html
        for statement in section.statements:
            assert escape(statement.text) in html
    assert escape(say("diseases.no_data")) in html


def test_links_within_the_page_lead_somewhere_and_ways_lead_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_home(tmp_path / "empty", monkeypatch)
    page = run_page(run_facts)
    ids = re.findall(r'id="([^"]*)"', read_html(page))
    inner = [link[1:] for link in list_links(page) if link.startswith("#")]
    assert len(ids) == len(set(ids))
    assert inner
    assert set(inner) <= set(ids)
    assert {"./", "centers", "resources"} <= set(list_links(page))


def test_each_statement_is_followed_by_all_its_sources_and_no_other() -> None:
    for section in FACTS.section:
        html = render_section(section, FACTS)
        for statement in section.statements:
            after = html.split(escape(statement.text), 1)[1].split("</li>", 1)[0]
            assert after.count("<a ") == len(statement.sources)
            for source in statement.sources:
                assert escape(write_source(FACTS.sources[source])) in after


def test_a_source_tells_its_year_or_that_it_bears_none() -> None:
    assert write_source(FACTS.sources["S1"]) == "GARD, 2019"
    assert write_source(FACTS.sources["S2"]) == "NHS, undated"
    assert name_source(FACTS.sources["S4"]) == "Mayo Clinic"


def test_a_source_without_an_address_leads_to_its_line_below() -> None:
    assert FACTS.sources["S0"].url is None
    assert 'href="#nf-fact-sources-S0"' in render_sources(["S0"], FACTS.sources)


def test_the_table_of_syndromes_has_a_word_for_every_source_and_row() -> None:
    html = render_section(FACTS.find_section("causes"), FACTS)
    rows = re.findall(r'<tr role="row"><th scope="row".*?</tr>', html)
    columns = html.count('<th scope="col"') - 1
    assert len(rows) == len(FACTS.syndrome)
    for row, syndrome in zip(rows, FACTS.syndrome, strict=True):
        assert escape(syndrome.name) in row
        assert row.count(">named") == len(syndrome.named_by)
        assert row.count(">not named") == columns - len(syndrome.named_by)
        for source, written in syndrome.as_written.items():
            assert (
                f'data-source="{name_source(FACTS.sources[source])}"><div>named <div class="nf-note">“{written}”' in row
            )


def test_each_figure_keeps_every_source_number_and_why_they_differ() -> None:
    html = render_section(FACTS.find_section("figures"), FACTS)
    for figure in FACTS.figure:
        part = html.split(f"<h3>{escape(figure.topic)}</h3>", 1)[1].split("<h3>", 1)[0]
        items = re.findall(r"<li>.*?</li>", part)
        assert len(items) == len(figure.values)
        for item, value in zip(items, figure.values, strict=True):
            assert f"<strong>{escape(value.value)}</strong> {escape(value.unit)}" in item
            assert (str(value.year) if value.year else "year not stated") in item
            assert (escape(value.place) if value.place else "Place not stated") in item
            assert escape(write_source(FACTS.sources[value.source])) in item
        assert escape(figure.why_they_differ) in part


def test_a_disagreement_tells_who_says_what() -> None:
    html = render_section(FACTS.find_section("disagreements"), FACTS)
    for each in FACTS.disagreement:
        part = html.split(f"<h3>{escape(each.topic)}</h3>", 1)[1].split("<h3>", 1)[0]
        for view in each.views:
            told = f"{escape(write_source(FACTS.sources[view.source]))}</a></dt><dd>{escape(view.says)}</dd>"
            assert told in part
        assert escape(each.our_words) in part


def test_registers_are_quoted_with_date_and_credit_and_gaps_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = use_home(tmp_path / "full", monkeypatch)
    publish_guide(settings)
    html = read_html(run_page(run_facts))
    for words in (
        "Fake neuroendocrine tumor 1",
        "A fake disease in the words of a fake register.",
        "Point prevalence: 1-9 / 100 000 (Europe)",
        "July 1, 2026",
        "CC BY 4.0",
        "Could not be read: GARD list of rare diseases.",
        "Read only in part: MedGen.",
        "Show 4 more",
    ):
        assert words in html
    assert escape(HOSTILE) in html
    assert 'href="https://www.example.org/disease/1"' in html


def test_none_found_and_could_not_look_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = use_home(tmp_path / "none", monkeypatch)
    publish_guide(settings, **NOTHING, sources=make_outcomes(orphadata=Ending.EMPTY))
    read = read_html(run_page(run_facts))
    settings = use_home(tmp_path / "unread", monkeypatch)
    publish_guide(settings, **NOTHING, sources=make_outcomes(orphadata=Ending.UNAVAILABLE))
    unread = read_html(run_page(run_facts))
    settings = use_home(tmp_path / "never", monkeypatch)
    publish_guide(settings, **NOTHING, sources=make_outcomes())
    never = read_html(run_page(run_facts))
    assert escape(say("diseases.none")) in read
    assert "We could not look for" not in read
    assert "We could not look for" in unread
    assert escape(say("diseases.none")) not in unread
    assert "has been read on this computer yet" in never


def test_a_long_list_and_a_long_definition_are_cut_and_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = use_home(tmp_path / "long", monkeypatch)
    many = [make_disease(number, definition="word " * 5000) for number in range(1, 101)]
    publish_guide(settings, diseases=many)
    html = read_html(run_page(run_facts))
    assert html.count("nf-fact-disease") == 60
    assert "The register has 40 more" in html
    assert "word word …" in html
    assert len(html) < 400_000
