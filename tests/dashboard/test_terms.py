"""Words explained on a trial's page: those it uses, in its own order, and nothing of the record as markup."""

from bs4 import BeautifulSoup
from e2e.fakes import HOSTILE, make_trial

from dashboard.parts.terms import list_trial_terms, render_terms, render_trial_terms
from finder.vocabulary.glossary import load_glossary


def test_a_trial_gets_the_words_of_its_title_summary_interventions_and_conditions() -> None:
    trial = make_trial(
        1, title="Randomised PRRT", summary="Measures Ki-67.", interventions=["Placebo", "Octreotides"],
        conditions=["Insulinomas"], eligibility="ECOG 0", sponsor="Sham Arm",
    )  # fmt: skip
    names = [term.term for term in list_trial_terms(trial)]
    assert names == ["randomized", "PRRT", "Ki-67", "placebo", "octreotide", "insulinoma"]
    soup = BeautifulSoup(render_trial_terms(trial), "lxml")
    assert soup.summary is not None
    assert "6 words of this trial" in soup.summary.get_text()
    assert [head.get_text() for head in soup.find_all("dt")] == names
    assert soup.find("a", href="glossary") is not None


def test_names_of_two_cells_are_never_read_as_one() -> None:
    trial = make_trial(1, title=None, summary=None, conditions=["Quality", "Of life"], interventions=["x"])
    assert list_trial_terms(trial) == []
    assert render_trial_terms(trial) == ""


def test_a_hostile_record_adds_nothing_but_our_words() -> None:
    html = render_trial_terms(make_trial(1, title=f"{HOSTILE} phase", summary=HOSTILE, conditions=[], interventions=[]))
    assert "script" not in html
    assert "1 word of this trial" in html


def test_every_term_has_a_link_that_opens_elsewhere_safely() -> None:
    links = BeautifulSoup(render_terms(load_glossary().terms), "lxml").find_all("a")
    assert len(links) == len(load_glossary().terms)
    assert all(link["rel"] == ["noopener", "noreferrer"] for link in links)
