"""One case a line: what a record states, what a person answers, and how the one stands to the other."""

from typing import Any

import pytest

from finder.query.fit import judge_fit
from finder.query.fit_reason import Places, Reason
from finder.query.person import Person
from finder.vocabulary.fit import load_fit

FRANCE = Places(("France", "Germany"), open={"FR": ("Lyon",)}, later={"DE": ("Bonn",)})


def judge(answer: dict[str, Any], places: Places | None = None, **trial: Any) -> Reason:
    """The one reason for a trial about these tumors, unless `trial` says otherwise."""
    fit = judge_fit({"relevance": "net_specific", **trial}, places or Places(), Person(**answer))
    (reason,) = fit.reasons
    assert fit.verdict == reason.verdict
    return reason


def assert_says(reason: Reason, verdict: str, case: str) -> None:
    assert reason.verdict == verdict
    sentence = load_fit().sentence(reason.question, case)
    assert reason.sentence == sentence or "{country}" in sentence
    if verdict == "ruled_out":
        assert reason.words
        assert reason.where


@pytest.mark.parametrize(
    ("age", "low", "high", "verdict", "case"),
    [
        (60, 18.0, 75.0, "fits", "fits"),
        (18, 18.0, None, "fits", "fits"),
        (17, 18.0, None, "ruled_out", "young"),
        (17.9, 18.0, None, "ruled_out", "young"),
        (75, None, 75.0, "fits", "fits"),
        (75.5, None, 75.0, "fits", "fits"),
        (76, None, 75.0, "ruled_out", "old"),
        (0, 0.5, None, "ask", "near"),
        (0, None, 0.5, "ask", "near"),
        (1, None, 0.5, "ruled_out", "old"),
        (0, 0.0, 2.0, "fits", "fits"),
        (50, None, None, "ask", "missing"),
        (50, 60.0, 20.0, "ask", "odd"),
        (50, "18", float("nan"), "ask", "missing"),
        (50, -3, float("inf"), "ask", "missing"),
        (50, 10**400, None, "ask", "missing"),
        (50, True, None, "ask", "missing"),
    ],
)
def test_age(age: float, low: object, high: object, verdict: str, case: str) -> None:
    assert_says(judge({"age": age}, min_age_years=low, max_age_years=high), verdict, case)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (18.0, 75.0, "18 years to 75 years"),
        (18.0, None, "18 years and older"),
        (None, 0.5, "up to 6 months"),
        (1.0, None, "1 year and older"),
    ],
)
def test_the_age_limits_are_written_out(low: float | None, high: float | None, words: str) -> None:
    reason = judge({"age": 40}, min_age_years=low, max_age_years=high)
    assert (reason.words, reason.where, reason.is_quote) == (words, "in the age limits", False)


@pytest.mark.parametrize(
    ("sex", "code", "verdict", "case"),
    [
        ("female", "ALL", "fits", "all"),
        ("female", "FEMALE", "fits", "same"),
        ("female", "MALE", "ruled_out", "other"),
        ("male", "FEMALE", "ruled_out", "other"),
        ("male", None, "ask", "missing"),
        ("male", "OTHER", "ask", "missing"),
        ("male", float("nan"), "ask", "missing"),
    ],
)
def test_sex(sex: str, code: object, verdict: str, case: str) -> None:
    assert_says(judge({"sex": sex}, sex=code), verdict, case)


PANCREAS = ["pancreas: islet cell (condition)"]
BASKET = "net_included"


@pytest.mark.parametrize(
    ("site", "sites", "matched", "relevance", "verdict", "case"),
    [
        ("pancreas", ["pancreas"], PANCREAS, "net_specific", "fits", "exact"),
        ("pancreas", ["pancreas"], PANCREAS, BASKET, "fits", "exact"),
        ("pancreas", ["lung", "gep"], [], "net_specific", "fits", "gep"),
        ("lung", ["gep"], ["gep: GEP-NET (title)"], "net_specific", "ruled_out", "other"),
        ("lung", ["pancreas", "any"], PANCREAS, "net_specific", "fits", "any"),
        ("lung", ["pancreas"], PANCREAS, "net_specific", "ruled_out", "other"),
        ("lung", ["pancreas"], ["pancreas: PNET (inclusion)"], "net_specific", "ruled_out", "other"),
        ("lung", ["pancreas"], ["pancreas: PNET (summary)"], "net_specific", "ask", "weak"),
        ("lung", ["pancreas"], ["pancreas: PNET (keyword)"], "net_specific", "ask", "weak"),
        ("lung", ["pancreas"], [], "net_specific", "ask", "weak"),
        ("lung", ["pancreas"], PANCREAS, BASKET, "ask", "basket"),
        ("lung", ["pancreas"], PANCREAS, None, "ask", "basket"),
        ("lung", ["pancreas", "other"], PANCREAS, "net_specific", "ask", "unclear"),
        ("lung", ["pancreas", "unknown_primary"], PANCREAS, "net_specific", "ask", "unclear"),
        ("unknown_primary", ["unknown_primary"], [], "net_specific", "fits", "exact"),
        ("unknown_primary", ["pancreas"], PANCREAS, "net_specific", "ask", "unclear"),
        ("unknown_primary", ["any"], [], "net_specific", "fits", "any"),
        ("other", ["pancreas"], PANCREAS, "net_specific", "ask", "unclear"),
        ("gep", ["gep"], [], "net_specific", "fits", "exact"),
        ("gep", ["pancreas"], PANCREAS, "net_specific", "ask", "part"),
        ("gep", ["lung"], ["lung: lung NET (title)"], "net_specific", "ask", "unclear"),
        ("lung", [], PANCREAS, "net_specific", "ask", "missing"),
        ("lung", None, [], "net_specific", "ask", "missing"),
        ("lung", [None, 5, ""], [], "net_specific", "ask", "missing"),
    ],
)
def test_where_the_tumor_started(
    site: str, sites: object, matched: list[str], relevance: object, verdict: str, case: str
) -> None:
    reason = judge({"site": site}, primary_sites=sites, matched=matched, relevance=relevance)
    assert_says(reason, verdict, case)


NEC = {"title": "Fake drug for poorly-differentiated NEC", "matched": ["nec: NEC (title)"]}
G12 = ["g1: G1 or G2 (inclusion)", "g2: G1 or G2 (inclusion)"]


@pytest.mark.parametrize(
    ("grade", "trial", "verdict", "case"),
    [
        ("g1", {"grades": ["g1", "g2"], "matched": G12}, "fits", "named"),
        ("g3", {"grades": ["g1", "g2"], "matched": G12}, "ruled_out", "other"),
        ("nec", {"grades": ["g1", "g2"], "matched": G12}, "ruled_out", "other"),
        ("g3", {"grades": ["g1", "g2"], "matched": G12, "relevance": BASKET}, "ask", "basket"),
        ("g3", {"grades": ["g1"], "matched": ["g1: G1 (summary)"]}, "ask", "weak"),
        ("g3", {"grades": ["g1"], "matched": ["g1: G1 (exclusion)"]}, "ask", "weak"),
        ("g3", {"grades": ["g1"]}, "ask", "weak"),
        ("g3", {"grades": ["nec"], "matched": ["nec: NEC (title)"]}, "ask", "mixed"),
        ("g1", {"grades": ["nec"], **NEC}, "ruled_out", "other"),
        ("nec", {"grades": ["g3"], "matched": ["g3: grade 3 (title)"]}, "ask", "mixed"),
        (
            "nec",
            {"grades": ["g3"], "matched": ["g3: grade 3 (title)"], "differentiation": "net"},
            "ruled_out",
            "other",
        ),
        ("g1", {"grades": ["nec"], "matched": ["nec: NEC (title)"], "differentiation": "both"}, "fits", "both"),
        ("g3", {"grades": ["nec"], "matched": ["nec: NEC (title)"], "differentiation": "net"}, "fits", "cells"),
        ("nec", {"grades": ["g1", "g2"], "matched": G12, "differentiation": "both"}, "fits", "both"),
        ("nec", {"grades": ["g1", "g2"], "matched": G12, "differentiation": "net"}, "ruled_out", "other"),
        ("g3", {"grades": ["g1", "g2"], "matched": G12, "differentiation": "both"}, "ruled_out", "other"),
        ("g1", {"differentiation": "net", "matched": ["net: carcinoid (condition)"]}, "fits", "cells"),
        ("g2", {"differentiation": "net"}, "fits", "cells"),
        ("g3", {"differentiation": "net"}, "fits", "cells"),
        ("nec", {"differentiation": "net", "matched": ["net: carcinoid (condition)"]}, "ruled_out", "other_cells"),
        ("nec", {"differentiation": "net", "matched": ["net: carcinoid (summary)"]}, "ask", "weak"),
        (
            "nec",
            {"differentiation": "net", "matched": ["net: carcinoid (condition)"], "relevance": BASKET},
            "ask",
            "basket",
        ),
        ("nec", {"differentiation": "nec", "matched": ["nec: NEC (title)"]}, "fits", "cells"),
        ("g1", {"differentiation": "nec", **NEC}, "ruled_out", "other_cells"),
        ("g2", {"differentiation": "nec", **NEC}, "ruled_out", "other_cells"),
        ("g2", {"differentiation": "nec", **NEC, "matched": ["nec: NEC (summary)"]}, "ask", "weak"),
        ("g3", {"differentiation": "nec", "matched": ["nec: NEC (title)"]}, "ask", "mixed"),
        ("nec", {"differentiation": "both", "matched": ["both, net: NET (title)"]}, "fits", "both"),
        ("g1", {"differentiation": "both"}, "fits", "both"),
        ("g3", {"grades": ["g1", "g2", "nec"], "matched": G12}, "ask", "mixed"),
        ("g2", {"grades": ["nec"], "title": "Fake PET in neuroendocrine cancer"}, "ask", "carcinoma"),
        ("g1", {"differentiation": "nec", "conditions": ["Carcinoma, Neuroendocrine"]}, "ask", "carcinoma"),
        ("g2", {"grades": ["g1"], "matched": ["g1: low-grade (inclusion)"]}, "ask", "low"),
        ("g2", {"grades": ["g1"], "matched": ["g1: G1 (inclusion)"]}, "ruled_out", "other"),
        ("g2", {"grades": ["g1"], "matched": ["g1: G1 (inclusion)"], "inclusion": "G1 or Grade-2"}, "ask", "also"),
        ("g3", {"grades": ["g1", "g2"], "matched": G12, "conditions": ["NET G3"]}, "ask", "also"),
        ("g3", {"grades": ["g1", "g2"], "matched": G12, "exclusion": "G3"}, "ruled_out", "other"),
        ("g3", {"grades": ["g1", "g2"], "matched": G12, "inclusion": "pG34"}, "ruled_out", "other"),
        ("g1", {"differentiation": "not_stated"}, "ask", "missing"),
        ("g1", {"differentiation": "odd"}, "ask", "missing"),
        ("g1", {"differentiation": 7, "grades": float("nan")}, "ask", "missing"),
        ("g1", {}, "ask", "missing"),
    ],
)
def test_grade(grade: str, trial: dict[str, Any], verdict: str, case: str) -> None:
    assert_says(judge({"grade": grade}, **trial), verdict, case)


@pytest.mark.parametrize(
    ("had", "rule", "verdict", "case"),
    [
        (True, "excluded", "ruled_out", "had_excluded"),
        (True, "required", "fits", "had_required"),
        (True, "allowed", "fits", "had_allowed"),
        (True, "not_stated", "ask", "missing"),
        (False, "required", "ruled_out", "none_required"),
        (False, "excluded", "fits", "none_excluded"),
        (False, "allowed", "fits", "none_allowed"),
        (False, None, "ask", "missing"),
        (False, "unheard", "ask", "missing"),
    ],
)
def test_prrt(had: bool, rule: object, verdict: str, case: str) -> None:
    matched = [f"prior_prrt {rule}: earlier PRRT (exclusion)"]
    reason = judge({"prrt": had}, prior_prrt=rule, matched=matched)
    assert_says(reason, verdict, case)
    if case != "missing":
        assert (reason.words, reason.where) == ("earlier PRRT", "in who may not join")


@pytest.mark.parametrize(
    ("sstr", "rule", "verdict", "case"),
    [
        ("positive", "required", "fits", "positive_required"),
        ("positive", "allowed", "fits", "positive_allowed"),
        ("positive", "excluded", "ruled_out", "positive_excluded"),
        ("negative", "required", "ruled_out", "negative_required"),
        ("negative", "allowed", "fits", "negative_allowed"),
        ("negative", "excluded", "fits", "negative_excluded"),
        ("negative", "not_stated", "ask", "missing"),
        ("positive", ["required"], "ask", "missing"),
    ],
)
def test_receptors(sstr: str, rule: object, verdict: str, case: str) -> None:
    matched = [f"sstr {rule}: DOTATATE avid (inclusion)"]
    assert_says(judge({"sstr": sstr}, sstr=rule, matched=matched), verdict, case)


@pytest.mark.parametrize("matched", [[], ["prior_prrt excluded: no PRRT (summary)"], ["prior_prrt excluded"]])
def test_words_that_are_no_rule_never_rule_out(matched: list[str]) -> None:
    assert_says(judge({"prrt": True}, prior_prrt="excluded", matched=matched), "ask", "weak")


@pytest.mark.parametrize(
    ("country", "places", "verdict", "case", "words"),
    [
        ("FR", FRANCE, "fits", "open", "Lyon"),
        ("DE", FRANCE, "ask", "later", "Bonn"),
        ("JP", FRANCE, "ruled_out", "none", "France, Germany"),
        ("FR", Places(("France",)), "ruled_out", "closed", "France"),
        ("FR", Places(), "ask", "missing", ""),
        ("ZZ", FRANCE, "ruled_out", "none", "France, Germany"),
        ("FR", Places(("France",), open={"FR": ("A", "B", "C", "D", "E")}), "fits", "open", "A, B, C and 2 more"),
    ],
)
def test_country(country: str, places: Places, verdict: str, case: str, words: str) -> None:
    reason = judge({"country": country}, places)
    assert_says(reason, verdict, case)
    assert reason.words == words
    assert not reason.is_quote


def test_a_country_stands_in_its_sentence_as_one_says_it() -> None:
    us = Places(("United States",), open={"US": ("Houston",)})
    assert "a place in the United States that" in judge({"country": "US"}, us).sentence
    assert judge({"country": "FR"}, us).sentence == "No open place in France is listed."


def test_words_that_state_a_rule_are_shown_first() -> None:
    matched = ["pancreas: pNET (summary)", "pancreas: islet cell (condition)"]
    reason = judge({"site": "pancreas"}, primary_sites=["pancreas"], matched=matched)
    assert (reason.words, reason.field, reason.is_quote) == ("islet cell", "condition", True)
    assert reason.where == "in the list of diseases"


@pytest.mark.parametrize(
    ("site", "trial", "case", "words"),
    [
        ("lung", {"title": "For Pancreatic Neuroendocrine and Carcinoid\nTumors"}, "also", "Carcinoid\nTumors"),
        ("lung", {"conditions": ["Islet Cell Tumor", "Bronchial NET"]}, "also", "Bronchial"),
        ("lung", {"inclusion": "NET of the aerodigestive tract"}, "also", "aerodigestive"),
        ("lung", {"exclusion": "NET of the lung"}, "other", "islet cell"),
        ("lung", {"title": "plung", "summary": "lung"}, "other", "islet cell"),
    ],
)
def test_a_place_that_the_record_also_mentions_is_not_ruled_out(
    site: str, trial: dict[str, Any], case: str, words: str
) -> None:
    reason = judge({"site": site}, primary_sites=["pancreas"], matched=PANCREAS, **trial)
    assert_says(reason, "ask" if case == "also" else "ruled_out", case)
    assert reason.words == words
    assert reason.where


def test_looking_for_names_takes_time_in_step_with_the_text() -> None:
    reason = judge({"grade": "g3"}, grades=["g1"], matched=["g1: G1 (title)"], inclusion="grade " * 400_000)
    assert reason.verdict == "ruled_out"
