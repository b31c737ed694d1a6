"""Genes that run in families, explained, and the laboratories that test them: a list to talk about with a clinic."""

import streamlit as st

from dashboard.data import open_reader, read_sources
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.coverage import render_coverage, write_coverage
from dashboard.parts.escape import escape_html, escape_markdown, link, to_text
from dashboard.parts.fact_view import render_heading
from dashboard.parts.genetic_test_view import render_genes, render_register, render_tests, render_warnings
from dashboard.parts.link_notes import settle_page
from dashboard.parts.list_question import ListForm, draw_many, read_list_question, tell_notes
from dashboard.words import say
from finder.errors import NoSnapshotError
from finder.guide.genes import load_genes
from finder.places import name_country, say_country
from finder.query.cells import read_list
from finder.query.genetic_tests import GeneticTestAnswer, find_genetic_tests
from finder.query.list_criteria import parse_genetic_test_criteria
from finder.store.reader import Reader

PAGE_SIZE = 20
TEST_FORM = ListForm("gen", many=("gene", "country"))
_TESTS_ID = "nf-genes-tests"


def show_genetic_tests() -> None:
    """The page; the genes need no data. Raises DamagedError, SettingError."""
    reader = _open_reader()
    st.title(escape_markdown(say("genes.title")), anchor=False)
    advice = escape_html(say("genes.advice"))
    st.html(f'<div class="nf-text"><p class="nf-fact-advice"><strong>{advice}</strong></p></div>')
    if reader is not None:
        st.html(render_banner(judge_freshness(reader.meta, read_sources(reader))))
    ways = ((f"#{_TESTS_ID}", "genes.to_tests"), ("facts", "facts.title"), ("resources", "facts.to_help"))
    links = "".join(link(address, escape_html(say(name))) for address, name in ways)
    st.html(
        f'<div class="nf-text"><p>{escape_html(say("genes.lead"))}</p><p class="nf-links">{links}</p>'
        f"{render_heading('nf-genes', say('genes.explained'))}<p>{escape_html(say('genes.explained_what'))}</p>"
        f"{render_genes(load_genes())}{render_heading(_TESTS_ID, say('genes.tests'))}{render_warnings()}</div>"
    )
    if reader is None:
        st.html(f'<div class="nf-text"><p>{escape_html(say("genes.no_data"))}</p></div>')
    else:
        _show_list(reader)
    st.html(f'<div class="nf-text">{render_register()}</div>')


def _open_reader() -> Reader | None:
    try:
        return open_reader()
    except NoSnapshotError:
        return None


def _show_list(reader: Reader) -> None:
    reading = read_list_question(TEST_FORM, parse_genetic_test_criteria)
    answer = find_genetic_tests(reader, reading.criteria)
    tell_notes(reading)
    if answer.coverage.known:
        _draw_filters(reader)
    pages = max(1, -(-answer.total // PAGE_SIZE))
    page = settle_page(reading.page, pages)
    if count := write_count(answer, page):
        st.info(escape_markdown(count))
    start = (page - 1) * PAGE_SIZE
    rows = answer.tests.iloc[start : start + PAGE_SIZE].to_dict("records")
    missing = render_coverage(answer.coverage, say("genes.many"))
    tests = render_tests([{str(name): cell for name, cell in row.items()} for row in rows])
    st.html(f'<div class="nf-text">{missing}{tests}</div>')
    if not answer.total and reading.choices:
        st.button(escape_markdown(say("res.clear")), key="gen_clear", on_click=TEST_FORM.ask, args=({},))
    if pages > 1:
        _draw_pages(page, pages)


def _draw_filters(reader: Reader) -> None:
    table = reader.read_table("genetic_tests")
    listed = {gene.upper() for cell in table["genes"] for gene in read_list(cell)}
    names = {gene.symbol: f"{gene.symbol} ({gene.syndrome_name})" for gene in load_genes() if gene.symbol in listed}
    genes = {**names, **{symbol: symbol for symbol in sorted(listed - set(names)) if symbol.isalnum()}}
    codes = {to_text(code) for code in table["country_code"].unique()} - {""}
    countries = {name: say_country(name) for name in sorted((name_country(code) for code in codes), key=say_country)}
    left, right = st.columns(2)
    with left:
        draw_many(TEST_FORM, "gene", say("genes.gene"), say("genes.gene_hint"), genes)
    with right:
        draw_many(TEST_FORM, "country", say("filter.country"), say("filter.country_hint"), countries)


def write_count(answer: GeneticTestAnswer, page: int) -> str:
    """How many tests; empty where there is nothing to look in for want of a source, which the box beside it tells."""
    if not answer.coverage.known and write_coverage(answer.coverage, ""):
        return ""
    if not answer.total:
        return say("genes.none_fits" if answer.coverage.known else "genes.none_known")
    count = say("genes.count_one") if answer.total == 1 else say("genes.count", n=f"{answer.total:,}")
    if answer.total <= PAGE_SIZE:
        return count
    first = (page - 1) * PAGE_SIZE + 1
    return f"{count} {say('find.count_page', first=first, last=min(answer.total, first + PAGE_SIZE - 1))}"


def _draw_pages(page: int, pages: int) -> None:
    st.session_state[TEST_FORM.key("page")] = page
    st.pagination(pages, key=TEST_FORM.key("page"), on_change=_turn_page)


def _turn_page() -> None:
    st.session_state[TEST_FORM.key("turn")] = st.session_state[TEST_FORM.key("page")]
    TEST_FORM.mark_changed()
