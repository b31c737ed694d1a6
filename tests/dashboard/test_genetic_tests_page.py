"""Genetic tests: the advice first, genes explained without data, tests by laboratory, and never a silent empty list."""

from html import escape
from pathlib import Path

import pytest
from e2e.fakes import HOSTILE
from guide_pages import check_calm, list_heads, list_links, read_html, run_page, use_home
from guide_rows import make_outcomes, publish_guide

from dashboard.parts.genetic_test_view import render_genes, render_tests
from finder.guide.genes import load_genes
from finder.outcome import Ending
from finder.query.genetic_tests import ADVICE

REGISTER = "https://www.ncbi.nlm.nih.gov/gtr/"


def run_tests() -> None:
    from dashboard.parts.trouble import tell_trouble
    from dashboard.views.genetic_tests import show_genetic_tests

    with tell_trouble():
        show_genetic_tests()


@pytest.fixture
def full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with all fake rows, hostile ones too."""
    publish_guide(use_home(tmp_path / "full", monkeypatch))
    return tmp_path / "full"


def test_without_a_snapshot_genes_are_explained_and_the_register_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_home(tmp_path / "empty", monkeypatch)
    page = run_page(run_tests)
    html = read_html(page)
    assert list_heads(page) == ["What the genes are", "Who offers tests"]
    for gene in load_genes():
        assert f"<strong>{gene.symbol}.</strong> {escape(gene.sentence)}" in html
    assert "no tests can be shown" in html
    assert REGISTER in list_links(page)


@pytest.mark.usefixtures("full")
def test_the_advice_comes_before_all_else_and_tests_stand_under_their_laboratory() -> None:
    page = run_page(run_tests)
    html = read_html(page)
    assert html.index(ADVICE) < min(html.index(words) for words in ("nf-banner", "<h2", "Fake Laboratory 1"))
    assert page.info[0].value == r"25 tests are listed\. You see 1 to 20\."
    assert html.count("<h3>Fake Laboratory 1</h3>") == 1
    assert "Faketown, Ohio, United States" in html
    for words in ("Genes: MEN1", "For: Multiple endocrine neoplasia, type 1", "How it is done: Sequence analysis",
                  "Certified: CLIA", "We read it on: November 20, 2026", "Genetic Testing Registry (GTR)"):  # fmt: skip
        assert words in html


@pytest.mark.usefixtures("full")
def test_gene_and_country_narrow_the_list_and_stand_in_the_address() -> None:
    page = run_page(run_tests, gene="ret")
    assert page.info[0].value == r"1 test is listed\."
    assert page.query_params["gene"] in ("RET", ["RET"])
    page.multiselect(key="gen_country").set_value(["United States"]).run()
    check_calm(page)
    assert page.info[0].value.startswith("No test in our list fits all of this")
    assert REGISTER in list_links(page)
    page.button(key="gen_clear").click().run()
    assert dict(page.query_params) == {}
    assert page.info[0].value.startswith("25 tests")


@pytest.mark.usefixtures("full")
def test_the_second_page_has_the_rest() -> None:
    first, second = run_page(run_tests), run_page(run_tests, page="2")
    assert second.info[0].value == r"25 tests are listed\. You see 21 to 25\."
    shown = read_html(first).count("nf-res-card"), read_html(second).count("nf-res-card")
    assert shown == (20, 5)
    assert run_page(run_tests, page="99").info[0].value == second.info[0].value


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("text", [HOSTILE, "\x00", "M" * 500, "'; --", "🙂"])
def test_hostile_words_in_the_address_do_no_harm(text: str) -> None:
    run_page(run_tests, gene=text, country=text, page=text)


@pytest.mark.usefixtures("full")
def test_a_hostile_test_stays_text() -> None:
    html = "".join(read_html(run_page(run_tests, page=number)) for number in ("1", "2"))
    assert escape(HOSTILE) in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize(
    ("outcomes", "said", "not_said"),
    [
        (make_outcomes(gtr=Ending.EMPTY), "There are no tests in this data", "could not look"),
        (make_outcomes(gtr=Ending.UNAVAILABLE), "We could not look for genetic tests", "There are no tests"),
        (make_outcomes(), "No source of genetic tests has been read", "There are no tests"),
    ],
)
def test_an_empty_list_always_says_why_and_leads_to_the_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outcomes: list[dict[str, object]], said: str, not_said: str
) -> None:
    publish_guide(use_home(tmp_path / "none", monkeypatch), genetic_tests=[], sources=outcomes)
    page = run_page(run_tests)
    told = read_html(page) + "".join(info.value for info in page.info)
    assert said in told
    assert not_said not in told
    assert REGISTER in list_links(page)


def test_rows_kept_from_before_are_shown_and_called_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_guide(use_home(tmp_path / "old", monkeypatch), sources=make_outcomes(gtr=Ending.UNAVAILABLE))
    html = read_html(run_page(run_tests))
    assert "Could not be read: Genetic Testing Registry." in html
    assert "So some genetic tests may be missing here or may be old." in html
    assert "Fake Laboratory 1" in html


def test_genes_of_one_syndrome_stand_together() -> None:
    html = render_genes(load_genes())
    assert html.count("<details>") == len({gene.syndrome_name for gene in load_genes()})


def test_a_row_without_any_cell_is_still_a_row() -> None:
    html = render_tests([{}])
    assert "A laboratory whose name is not given" in html
    assert "A test without a name" in html
