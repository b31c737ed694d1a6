"""The rules of entry on the page of a trial: nested, told by topic, whole, and inert."""

import pytest
from bs4 import BeautifulSoup, Tag
from e2e.fakes import HOSTILE, make_trial

from dashboard.parts.criteria_list import render_criteria
from dashboard.parts.text import LONGEST, render_text
from dashboard.words import say

INCLUSION = "1. Aged 18 or more\n2. Good liver function:\n   * Platelets ≥ 100\n   * All else normal\n3. Can walk"
EXCLUSION = "* Prior chemotherapy\n  * but not by mouth\n* Pregnant\n\nNote: ask <b>first</b>"
OWN = f"Inclusion Criteria:\n\n{INCLUSION}\n\nExclusion Criteria:\n\n{EXCLUSION}"


def read(**cells: object) -> BeautifulSoup:
    trial = make_trial(1, **{"inclusion": INCLUSION, "exclusion": EXCLUSION, "eligibility": OWN, **cells})
    return BeautifulSoup(render_criteria(trial), "html.parser")


def find(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select_one(selector)
    assert found is not None, selector
    return found


def words_of(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def test_lists_nest_and_keep_their_numbers() -> None:
    soup = read()
    numbers = [tag.get_text() for tag in soup.select("h3 ~ ol.nf-numbers > li > .nf-marker")]
    assert numbers == ["1.", "2.", "3."]
    inner = find(soup, "h3 ~ ol.nf-numbers > li:nth-of-type(2) ul")
    assert [words_of(item) for item in inner.select("li")] == ["Platelets ≥ 100 Lab limit", "All else normal"]
    outer = find(soup, "h3 ~ ul > li > ul > li")
    assert words_of(outer) == "but not by mouth"
    assert [tag.get_text() for tag in soup.select("h3")] == [
        say("criteria.glance"), say("trial.inclusion"), say("trial.exclusion"),
    ]  # fmt: skip


def test_topics_are_named_in_words_and_their_words_are_marked() -> None:
    soup = read()
    assert {tag.get_text() for tag in soup.select(".nf-tag")} == {"Age", "Lab limit", "Earlier treatment", "Pregnancy"}
    marked = {mark.get_text() for mark in soup.select("mark")}
    assert {"Aged", "Platelets", "Prior chemotherapy", "Pregnant"} <= marked


def test_at_a_glance_tells_apart_what_to_have_and_what_keeps_out() -> None:
    topics = [words_of(tag) for tag in read().select(".nf-glance details")]
    assert topics == [
        "Age 1 line To join 1. Aged 18 or more",
        "Pregnancy 1 line Keeps you out Pregnant",
        "Earlier treatment 1 line Keeps you out Prior chemotherapy but not by mouth",
        "Lab limit 2 lines To join 2. Good liver function : Platelets ≥ 100 All else normal",
    ]
    assert "no line about: sex, daily activity." in words_of(read())


def test_a_topic_of_many_lines_waits_for_a_tap() -> None:
    many = "\n".join(f"* Prior drug therapy {n}" for n in range(9))
    soup = read(inclusion=many)
    closed = [words_of(find(tag, "summary")) for tag in soup.select(".nf-glance details:not([open])")]
    assert closed == ["Earlier treatment 10 lines"]


def test_the_own_text_is_whole_and_one_tap_away() -> None:
    own = find(read(), "details.nf-own")
    assert not own.has_attr("open")
    assert find(own, "pre").get_text() == OWN


def test_where_the_record_draws_no_line_no_side_is_claimed() -> None:
    text = words_of(read(inclusion=None, exclusion=None, eligibility="Adults aged 20. Not pregnant."))
    assert say("trial.eligibility") in text
    assert say("criteria.unsorted") in text
    assert say("criteria.join") not in text
    assert say("criteria.out") not in text


@pytest.mark.parametrize("nothing", [None, "", "  \n ", float("nan")])
def test_missing_rules_are_said(nothing: object) -> None:
    text = words_of(read(inclusion=nothing, exclusion=nothing, eligibility=nothing))
    assert text == say("trial.eligibility_missing")


def test_hostile_text_is_inert_in_every_form() -> None:
    soup = read(inclusion=f"* Aged {HOSTILE}", exclusion=f"1. {HOSTILE}", eligibility=HOSTILE)
    tags = {tag.name for tag in soup.find_all(True)}
    assert tags <= {"h3", "div", "p", "ul", "ol", "li", "span", "mark", "details", "summary", "pre"}
    assert words_of(soup).count(" ".join(HOSTILE.split())) >= 3


@pytest.mark.parametrize("piece", ["* Prior therapy\n", "x", "word ", "1) a; 2) b; 3) c; ", "  * x\n"])
def test_a_text_of_two_megabytes_is_cut_and_said(piece: str) -> None:
    text = piece * (2_000_000 // len(piece))
    html = render_criteria(make_trial(1, inclusion=text, exclusion=text, eligibility=text))
    assert say("text.cut") in html
    assert "https://clinicaltrials.gov/study/NCT00000001" in html
    assert len(html) < 40 * LONGEST
    assert say("text.cut") in render_text(text)
    assert say("text.cut") not in render_text(text[: LONGEST - 9])
