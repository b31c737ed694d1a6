"""The rule for the grade of the tumor, which records tell in many words, old and new."""

from collections.abc import Sequence

from finder.query.cells import read_list, read_text
from finder.query.fit_reason import Reason, Trial, Words, find_mention, find_words, rule_out, say
from finder.query.person import Person
from finder.vocabulary.fit import load_fit


def judge_grade(trial: Trial, person: Person, words: Sequence[Words]) -> Reason:
    """By the grades that the record names; where it names none of the person's kind of tumor cell, by that kind."""
    grades, asked = read_list(trial.get("grades")), person.grade or ""
    cells, kind = read_text(trial.get("differentiation")), "nec" if asked == "nec" else "net"
    if asked in grades:
        return say("grade", "fits", "named", find_words(words, asked))
    by_kind = cells in ("both", kind) and all((grade == "nec") != (asked == "nec") for grade in grades)
    if grades and not by_kind:
        return _judge_others(trial, asked, grades, cells, words)
    named = find_words(words, *(["both, net", "both, nec"] if cells == "both" else [cells]))
    if cells == "both":
        return say("grade", "fits", "both", named)
    if cells not in ("net", "nec"):
        return say("grade", "ask", "missing")
    if cells == kind:
        return say("grade", "fits", "cells", named)
    return _judge_others(trial, asked, [cells], cells, words)


def _judge_others(trial: Trial, asked: str, named: Sequence[str], cells: str, words: Sequence[Words]) -> Reason:
    """The record names other grades, or another kind of cell, than the person's."""
    found = find_words(words, *named)
    # Before 2019 "grade 3" meant carcinoma too, and many records still use it so.
    if (asked == "g3" and "nec" in named) or (asked == "nec" and "g3" in named and cells != "net"):
        return say("grade", "ask", "mixed", found)
    # "Neuroendocrine carcinoma" has long been a name for all of these tumors.
    if list(named) == ["nec"] and find_mention(trial, load_fit().names_of("grade", "nec")) is None:
        return say("grade", "ask", "carcinoma", found)
    # "Low grade" may mean all that is well differentiated.
    if (asked, *named) == ("g2", "g1") and found is not None and not any(mark.isdigit() for mark in found.text):
        return say("grade", "ask", "low", found)
    case = "other_cells" if list(named) == [cells] else "other"
    return rule_out(trial, "grade", asked, case, found)
