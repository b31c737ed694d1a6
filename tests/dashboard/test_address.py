"""The address and the question are one: whatever a link holds leads to a question, and nothing is left out unsaid."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.parts.address import EVERYWHERE, OTHER_NAMES, read_page, read_question, shorten, to_choices, to_pairs
from dashboard.parts.banner import judge_freshness
from dashboard.parts.choices import STEPS, collect_choices, convert_step, key_of
from dashboard.parts.link_notes import ASKS_NOTHING, BESIDE, TAKES, list_link_notes
from dashboard.words import load_words, say
from finder.query.criteria import NAMES, parse_criteria, write_address
from finder.schema import SCHEMA_VERSION

GOOD = {
    "near": ["Boston, MA"], "within": ["100mi"], "country": ["France", "Germany"], "region": ["Texas"],
    "city": ["Lyon"], "site": ["pancreas", "small_intestine"], "phase": ["1/2", "early 1"],
    "status": ["recruiting", "completed"], "treatment": ["radionuclide"], "differentiation": ["net"],
    "relevance": ["net_specific"], "age": ["61"], "sex": ["female"], "text": ["dotatate", "lutetium"],
    "updated-since": ["2026-01-31"], "sort": ["phase"],
}  # fmt: skip


def test_a_good_address_is_read_whole_and_means_the_same_as_in_the_command() -> None:
    assert set(GOOD) == set(NAMES)
    reading = read_question(GOOD)
    assert reading.notes == ()
    assert reading.criteria == parse_criteria(GOOD)
    assert read_question(reading.choices) == reading


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.text(max_size=30), max_size=3), max_size=6))
def test_whatever_a_link_holds_there_is_a_question_and_it_is_stable(asked: dict[str, list[str]]) -> None:
    reading = read_question(asked)
    again = read_question(parse_qs(urlencode(to_pairs(reading.choices))))
    assert again.criteria == reading.criteria
    assert again.notes == ()


@pytest.mark.parametrize(
    ("asked", "left", "told"),
    [
        ({"phase": ["7", "2"]}, {"phase": ["2"]}, "“7”"),
        ({"site": ["toe"]}, {}, "“toe”"),
        ({"within": ["100mi"]}, {}, "for distance"),
        ({"near": ["Boston"], "within": ["soon"]}, {"near": ["Boston"]}, "“soon”"),
        ({"sort": ["distance"]}, {}, "for order"),
        ({"age": ["61", "62"]}, {}, "age"),
        ({"colour": ["red"]}, {}, "“colour”"),
        ({"country": ["Atlantis"]}, {}, "“Atlantis”"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_told(
    asked: dict[str, list[str]], left: dict[str, list[str]], told: str
) -> None:
    reading = read_question(asked)
    assert reading.choices == left
    assert told in " ".join(reading.notes)


def test_a_link_made_to_be_too_much_is_bounded() -> None:
    reading = read_question({f"x{number}": ["y" * 5_000] for number in range(500)} | {"text": ["z" * 9_000] * 200})
    assert len(reading.notes) == 4
    assert reading.notes[-1] == say("address.more")
    assert all(len(note) < 200 for note in reading.notes)


def test_more_values_than_are_read_are_told() -> None:
    reading = read_question({"text": [f"word{number}" for number in range(50)]})
    assert len(reading.choices["text"]) == 40
    assert reading.notes == (say("address.too_many", criterion="text", most=40),)


ANY_NAME = st.one_of(
    st.sampled_from([*NAMES, *BESIDE, *EVERYWHERE, "keep", "rows", "col", "kind"]), st.text(max_size=20)
)
ANY_VALUE = st.one_of(
    st.text(max_size=40), st.sampled_from(["1", "net", "Lyon", "any", "people", "NCT00000001", "x" * 10_000])
)


@settings(deadline=None)
@given(st.dictionaries(ANY_NAME, st.lists(ANY_VALUE, max_size=4), max_size=6))
def test_what_is_not_understood_of_a_question_is_never_dropped_without_a_word(asked: dict[str, list[str]]) -> None:
    reading = read_question(asked)
    stated = {name: values for name, values in asked.items() if name not in OTHER_NAMES and "".join(values).strip()}
    if not reading.notes:
        assert reading.criteria == parse_criteria(
            {name: [value for value in values if value.strip()] for name, values in stated.items()}
        )
    for name in stated.keys() - set(NAMES):
        assert say("address.unknown_name", name=shorten(name)) in reading.notes or reading.notes[-1] == say(
            "address.more"
        )


@settings(deadline=None)
@given(st.sampled_from(sorted(TAKES)), st.dictionaries(ANY_NAME, st.lists(ANY_VALUE, max_size=3), max_size=6))
def test_no_page_drops_a_name_beside_the_question_without_a_word(page: str, asked: dict[str, list[str]]) -> None:
    asked.pop("near", None)  # a place needs the gazetteer, and is told in the browser's tests
    notes = list_link_notes(page, asked)
    assert len(notes) <= 4
    assert all(len(note) < 250 for note in notes)
    lost = (asked.keys() & (BESIDE | set(NAMES) if page in ASKS_NOTHING else BESIDE)) - TAKES[page]
    for name in lost:
        assert say("address.not_here", name=name) in notes or notes[-1] == say("address.more")


@pytest.mark.parametrize(
    ("page", "asked", "told"),
    [
        ("start", {"near": ["Boston"]}, "does not use: “near”"),
        ("fit", {"colour": ["red"]}, "do not know: “colour”"),
        ("", {"nct": ["NCT00000001"]}, "does not use: “nct”"),
        ("", {"page": ["two"]}, "page “two”"),
        ("centers", {"page": ["9" * 30]}, "page “9999"),
        ("", {"page": ["1", "2"]}, "more than once what “page”"),
        ("trial", {"nct": ["NCT00000001", "NCT00000002"]}, "more than once what “nct”"),
        ("trial", {"nct": ["NCT00000001"], "colour": ["red"]}, "do not know: “colour”"),
        ("trial", {"nct": ["NCT00000001"], "phase": ["9"]}, "phase “9”"),
        ("trial", {"nct": ["NCT00000001"], "keep": ["soon"]}, "“soon”"),
        ("trial", {"nct": ["NCT00000001"], "from": ["nowhere"]}, "way back “nowhere”"),
        ("center", {"id": ["x"], "colour": ["red"]}, "do not know: “colour”"),
        ("print", {"nct": ["NCT00000001"], "keep": ["soon"]}, "“soon”"),
        ("centers", {"keep": ["soon"]}, "“soon”"),
        ("about", {"keep": ["soon"]}, "“soon”"),
    ],
)
def test_each_page_tells_what_it_does_not_use(page: str, asked: dict[str, list[str]], told: str) -> None:
    assert told in " ".join(list_link_notes(page, asked))


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("start", {"lang": ["es"], "embed": ["true"], "fbclid": ["x"], "utm_source": ["letter"]}),
        ("", {"page": ["2"], "keep": ["NCT00000001", "NCT00000002"], "site": ["lung"]}),
        ("trial", {"nct": ["NCT00000001"], "from": ["people"], "sort": ["trials"]}),
        ("compare", {"nct": ["NCT00000001", "NCT00000002"], "keep": ["NCT00000001"]}),
        ("centers", {"keep": ["NCT00000001"]}),
        ("glossary", {"keep": ["NCT00000001"]}),
        ("a page of tomorrow", {"x": ["y"]}),
    ],
)
def test_a_link_that_a_page_understands_is_not_remarked_on(page: str, asked: dict[str, list[str]]) -> None:
    assert list_link_notes(page, asked) == ()


@pytest.mark.parametrize(
    ("page", "number"), [("3", 3), ("0", 1), ("-1", 1), ("x", 1), ("9" * 30, 1), ("٣", 1), ("", 1)]
)
def test_a_page_is_a_small_whole_number(page: str, number: int) -> None:
    assert read_page({"page": [page]}) == number


def test_widgets_and_address_hold_the_same_question() -> None:
    choices = to_choices(write_address(parse_criteria({**GOOD, "text": ["dotatate"]})))
    kept = {name: choices[name] for name in ("city", "updated-since")}
    one = {key_of(name): choices[name][0] for name in ("near", "within", "age", "sex", "text", "sort")}
    many = {key_of(name): values for name, values in choices.items() if key_of(name) not in one and name not in kept}
    collected = collect_choices({**one, **many, "ask_kept": kept})
    assert parse_criteria(collected) == parse_criteria(choices)


def test_no_status_chosen_means_any_and_no_place_means_no_distance() -> None:
    collected = collect_choices({key_of("status"): [], key_of("within"): "25mi", key_of("near"): " "})
    assert collected == {"status": ["any"]}


def test_the_other_unit_keeps_the_step() -> None:
    for mile, kilometer in zip(STEPS["mi"], STEPS["km"], strict=True):
        assert convert_step(f"{mile}mi", "km") == f"{kilometer}km"
        assert convert_step(f"{kilometer}km", "mi") == f"{mile}mi"
    assert convert_step("73km", "mi") == "73km"


def test_every_criterion_has_the_words_the_screen_needs() -> None:
    for name in NAMES:
        if name != "sort":
            assert f"criterion.{name}" in load_words()


NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FRESH = {"source": "clinicaltrials_gov", "published_at": "2026-11-20T03:00:00Z", "data_version": "2026-11-19T09:00:05"}


def test_the_banner_tells_source_and_dates() -> None:
    fresh = judge_freshness(FRESH, [], NOW)
    assert not fresh.warn
    assert "ClinicalTrials.gov" in fresh.sentences[0]
    assert "November 20, 2026" in fresh.sentences[0]
    assert "November 19, 2026" in fresh.sentences[1]


def test_the_banner_warns_of_old_data_and_of_a_source_that_failed() -> None:
    old = judge_freshness({**FRESH, "published_at": "2026-11-10T03:00:00Z"}, [], NOW)
    assert old.warn
    assert "10 days old" in " ".join(old.sentences)
    failed = judge_freshness(FRESH, [{"name": "starter_centers", "outcome": "degraded"}], NOW)
    assert failed.warn
    assert "List of centers" in " ".join(failed.sentences)


def test_the_banner_says_that_an_older_program_made_the_list() -> None:
    said = say("banner.older")
    for meta in (FRESH, {**FRESH, "source": "starter", "data_version": "2026-07-31"}):
        older = judge_freshness({**meta, "schema_version": SCHEMA_VERSION - 1}, [], NOW)
        assert older.sentences.count(said) == 1
        assert older.warn == judge_freshness(meta, [], NOW).warn
        for version in (SCHEMA_VERSION, None, "soon"):
            assert said not in judge_freshness({**meta, "schema_version": version}, [], NOW).sentences


def test_the_banner_calls_starter_data_by_its_name_and_says_how_to_refresh() -> None:
    sources = [{"name": "clinicaltrials_gov", "outcome": "unavailable"}, {"name": "starter", "outcome": "data"}]
    starter = judge_freshness({**FRESH, "source": "starter", "data_version": "2026-07-31"}, sources, NOW)
    assert starter.warn
    said = " ".join(starter.sentences)
    assert "starter data" in said
    assert "July 31, 2026" in said
    assert "net-finder refresh" in said
    assert "could not be read" not in said
