"""A trial in our own sentences: readable for every value there is, and never more than the record holds."""

import gzip
import json
from collections.abc import Iterable
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vocabulary.test_wording import HARDEST_GRADE, measure_grade, split_sentences

import finder
from finder.errors import DeclarationError
from finder.fetch.starter import read_starter
from finder.normalize import normalize_batch
from finder.parse.clinicaltrials_gov import parse_studies
from finder.parse.starter import parse_starter
from finder.query.describe import Sentence, describe_trial, group_sentences
from finder.query.matches import read_match
from finder.schema import load_columns, load_tables
from finder.schema.raw import RawRows
from finder.vocabulary.plain import load_plain, parse_plain

TODAY = date(2026, 1, 1)
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "ctgov"
PLAIN_FILE = Path(finder.__file__).parent / "vocabulary" / "plain.toml"
CODES = ("study_type", "relevance", "differentiation", "sex", "sstr", "prior_prrt", "stage", "line_of_therapy")
LISTS = ("primary_sites", "treatments", "phases", "function", "syndromes", "grades")
FLAGS = ("randomized", "has_placebo", "healthy_volunteers")
#: Words that would promise something.
PRAISE = ("benefit", "better than", "cure", "effective", "hope", "best", "promising", "recommend", "should join")


def columns_of(column: str) -> tuple[str, ...]:
    return load_columns()[column].values


#: Every combination of the values of the schema, with missing ones and ones that nobody foresaw.
TRIALS = st.fixed_dictionaries(
    {
        **{name: st.sampled_from([*columns_of(name), None, "NEVER_SEEN"]) for name in CODES},
        **{name: st.lists(st.sampled_from([*columns_of(name), "NEVER_SEEN"]), unique=True) for name in LISTS},
        **{name: st.sampled_from([True, False, None, pd.NA]) for name in FLAGS},
        "enrollment": st.none() | st.integers(0, 10_000_000),
        "min_age_years": st.none() | st.integers(0, 120) | st.sampled_from([0.5, 1.5, float("nan")]),
        "max_age_years": st.none() | st.integers(0, 120) | st.sampled_from([0.25, 1.5]),
        "interventions": st.lists(st.text(), max_size=6),
    }
)


def tell(**trial: Any) -> str:
    return " ".join(sentence.text for sentence in describe_trial(trial))


def list_hard(sentences: Iterable[Sentence]) -> dict[str, float]:
    return {s.text: grade for s in sentences if (grade := measure_grade(s.text)) > HARDEST_GRADE}


def build_trials(raw: RawRows) -> list[dict[str, Any]]:
    cities = pd.DataFrame(columns=["name_key", "country_code", "region", "latitude", "longitude", "population"])
    return normalize_batch(raw, cities=cities, today=TODAY).trials.to_dict("records")


def assert_all_told_well(trials: list[dict[str, Any]]) -> None:
    known = set(load_tables()["trials"].names)
    for trial in trials:
        sentences = describe_trial(trial)
        assert {"tested", "whom"} <= {sentence.topic for sentence in sentences}, trial["nct_id"]
        assert list_hard(sentences) == {}, trial["nct_id"]
        assert all(sentence.fields and known.issuperset(sentence.fields) for sentence in sentences)
        for line in trial["matched"]:
            match = read_match(line, trial)
            assert match.about, line
            assert match.where, line
            assert "_" not in match.about + match.label + match.where, line


def test_all_starter_trials_are_told_well() -> None:
    files = read_starter()
    trials = build_trials(parse_starter(files.trials, files.sites))
    assert len(trials) > 50
    assert_all_told_well(trials)


@pytest.mark.shared
def test_all_real_trials_are_told_well() -> None:
    studies = []
    for name in ("net", "other"):
        with gzip.open(SHARED / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            studies += [json.loads(line) for line in file]
    trials = build_trials(parse_studies(studies))
    assert len(trials) > 100
    assert_all_told_well(trials)


@given(TRIALS)
@settings(max_examples=300, deadline=None)
def test_every_sentence_is_short_plain_and_has_a_column_behind_it(trial: dict[str, Any]) -> None:
    sentences = describe_trial(trial)
    assert list_hard(sentences) == {}
    for sentence in sentences:
        assert sentence.fields
        assert set(sentence.fields) <= set(trial)
        assert len(split_sentences(sentence.text)) == 1 or "interventions" in sentence.fields
        assert "{" not in sentence.text or "interventions" in sentence.fields
        assert "NEVER_SEEN" not in sentence.text
        assert not any(word in sentence.text for word in PRAISE) or "interventions" in sentence.fields


@pytest.mark.parametrize("column", [*load_plain().lists, "missing"])
def test_every_choice_of_names_fits_into_one_plain_sentence(column: str) -> None:
    listing = load_plain().missing if column == "missing" else load_plain().lists[column]
    leads = [listing.lead, listing.more]
    if column == "treatments":
        tested = load_plain().tested
        leads = [tested.INTERVENTIONAL, tested.OBSERVATIONAL, tested.EXPANDED_ACCESS, tested.unknown, tested.more]
    hard = set()
    for names in combinations(listing.names.values(), min(listing.at_once, len(listing.names))):
        said = f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0]
        hard |= {text for lead in leads if measure_grade(text := lead.format(names=said)) > HARDEST_GRADE}
    assert hard == set()


@given(TRIALS, st.sampled_from([*CODES, *LISTS, *FLAGS, "enrollment", "interventions"]))
@settings(max_examples=200, deadline=None)
def test_what_was_not_handed_over_is_neither_told_nor_called_missing(trial: dict[str, Any], column: str) -> None:
    del trial[column]
    assert all(column not in sentence.fields for sentence in describe_trial(trial))


@given(TRIALS)
@settings(max_examples=100, deadline=None)
def test_told_and_missing_never_overlap(trial: dict[str, Any]) -> None:
    told = {name for s in describe_trial(trial) if s.topic != "missing" for name in s.fields}
    missing = {name for s in describe_trial(trial) if s.topic == "missing" for name in s.fields}
    assert not told & missing


def test_every_value_of_the_schema_has_a_sentence() -> None:
    for column in (*CODES, *LISTS):
        for value in columns_of(column):
            trial = {column: [value] if column in LISTS else value, "treatments": ["surgery"]}
            if column == "treatments":
                trial = {"treatments": [value]}
            told = {name for sentence in describe_trial(trial) for name in sentence.fields}
            assert column in told, (column, value)


def test_nothing_gives_no_sentence() -> None:
    assert describe_trial({}) == []
    assert group_sentences([]) == []


def test_a_whole_card_reads_as_one_would_say_it() -> None:
    trial = {
        "study_type": "INTERVENTIONAL", "treatments": ["radionuclide", "targeted"], "phases": ["PHASE3"],
        "interventions": ["177Lu-fake", "Fakeolimus"], "relevance": "net_specific",
        "primary_sites": ["pancreas", "gep"], "differentiation": "net",
        "enrollment": 1200, "randomized": True, "has_placebo": False, "min_age_years": 18.0, "max_age_years": 75.0,
        "sex": "ALL", "healthy_volunteers": False, "sstr": "required", "prior_prrt": "not_stated",
    }  # fmt: skip
    cards = dict(group_sentences(describe_trial(trial)))
    assert list(cards) == list(load_plain().topics.values())
    assert cards["What it tests"] == (
        "This study tests a drug that takes rays to the tumor and a drug that blocks a signal for growth. "
        "What is given or done, in the record’s words: “177Lu-fake”, “Fakeolimus”."
    )
    assert cards["Phase"].startswith("This is a study of phase 3. Phase 3 tests")
    assert "1,200 people" in cards["How many people"]
    assert "Chance decides" in cards["Groups by chance"]
    assert "names no placebo" in cards["Placebo"]
    assert cards["Who may join"].startswith("People from 18 to 75 years of age may join.")
    assert cards["What we could not find in the record"].endswith(
        "does not seem to say if you may have had PRRT before."
    )


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (18, None, "at least 18 years old"), (None, 17, "up to 17 years old"), (0, 17, "up to 17 years old"),
        (0, None, "any age"), (0.5, 1, "from 6 months to 1 year of age"), (None, None, "which ages it takes"),
    ],
)  # fmt: skip
def test_ages(low: float | None, high: float | None, said: str) -> None:
    assert said in tell(min_age_years=low, max_age_years=high)


def test_a_watching_study_is_not_asked_for_phase_or_chance() -> None:
    empty = {"phases": [], "randomized": None, "has_placebo": None}
    assert "which phase" in tell(study_type="INTERVENTIONAL", **empty)
    assert "which phase" not in tell(study_type="OBSERVATIONAL", **empty)


def test_names_of_the_record_are_quoted_cut_and_counted() -> None:
    text = tell(interventions=["A” and “B", "long " * 40, "C", "D", "E"])
    assert "“A' and 'B”" in text
    assert " …”" in text
    assert text.endswith("“C” and 2 more.")
    assert len(text) < 250


def test_values_of_a_wrong_kind_say_nothing() -> None:
    trial = {"enrollment": "many", "min_age_years": float("inf"), "phases": "PHASE2", "randomized": "maybe", "sex": 7}
    assert tell(**trial).startswith("This is a study of phase 2.")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("[topics]", "[topics", "plain.toml"),
        ('lead = "The record names {names}."', 'lead = "The record."', "names"),
        ('lead = "The record names {names}."', 'lead = "The record {names"', "lead"),
        ('people_none = ', 'people_nobody = ', "people_nobody"),
        ("at_once = 2", "at_once = 0", "at_once"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_and_the_place_is_named(old: str, new: str, named: str) -> None:
    text = PLAIN_FILE.read_text("utf-8")
    assert old in text
    with pytest.raises(DeclarationError) as failure:
        parse_plain(text.replace(old, new, 1))
    assert named in str(failure.value)
    assert failure.value.remedy


def test_every_entry_belongs_to_a_column_or_value_of_the_schema() -> None:
    plain, columns = load_plain(), load_columns()
    for name, listing in plain.lists.items():
        assert set(listing.names) | set(listing.alone) <= set(columns[name].values)
    for name, values in plain.values.items():
        assert set(values) <= {*columns[name].values, "true", "false"}
    assert set(plain.missing.names) - {"ages"} <= set(columns)
    assert set(plain.columns) | set(plain.from_wording) <= set(columns)
