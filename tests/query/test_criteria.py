"""Criteria are read as people write them, written back the same, and refused with the value and what would do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.errors import QuestionError
from finder.query.criteria import CHOICES, NAMES, PHASES, Criteria, Distance, parse_criteria, write_address


def read(**words: str | list[str]) -> Criteria:
    return parse_criteria({k.replace("_", "-"): [v] if isinstance(v, str) else v for k, v in words.items()})


def test_nothing_asked_means_open_trials() -> None:
    assert parse_criteria({}) == Criteria()
    assert Criteria().status == ("open",)
    assert Criteria().order == "relevance"
    assert write_address(Criteria()) == []


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("near", "  St.  Louis ", "St. Louis"),
        ("country", "germany", ("DE",)),
        ("country", "DE", ("DE",)),
        ("country", "Korea, Republic of", ("KR",)),
        ("country", "Turkey (Türkiye)", ("TR",)),
        ("site", "Small intestine", ("small_intestine",)),
        ("site", "UNKNOWN-PRIMARY", ("unknown_primary",)),
        ("phase", "Phase 1", ("1",)),
        ("phase", "1/2", ("1/2",)),
        ("phase", "Phase 2/Phase 3", ("2/3",)),
        ("phase", "EARLY_PHASE1", ("early 1",)),
        ("phase", "NA", ("na",)),
        ("status", "Not yet recruiting", ("not_yet_recruiting",)),
        ("status", "any", ("any",)),
        ("treatment", "radionuclide", ("radionuclide",)),
        ("differentiation", "not stated", ("not_stated",)),
        ("relevance", "net_specific", ("net_specific",)),
        ("age", "64", 64.0),
        ("age", "0.5 years", 0.5),
        ("sex", "Female", "female"),
        ("text", '"lutetium', ('"lutetium',)),
        ("updated-since", "2026-02-28", "2026-02-28"),
        ("updated-since", "2026-02", "2026-02-01"),
        ("updated-since", "2026", "2026-01-01"),
        ("sort", "phase", "phase"),
    ],
)
def test_values_as_people_write_them(name: str, typed: str, value: object) -> None:
    assert getattr(parse_criteria({name: [typed]}), name.replace("-", "_")) == value


@pytest.mark.parametrize(
    ("typed", "km"),
    [
        ("100mi", 160.934),
        ("100 Miles", 160.934),
        ("1 mile", 1.609),
        ("160km", 160),
        ("12.5 km", 12.5),
        ("20000km", 2e4),
    ],
)
def test_distances(typed: str, km: float) -> None:
    within = read(near="Boston", within=typed).within
    assert within is not None
    assert within.km == pytest.approx(km, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("phase", "7", ["phase", "'7'", "1/2"]),
        ("phase", "", ["phase", "no value"]),
        ("within", "soon", ["within", "'soon'", "100mi"]),
        ("within", "100", ["within", "'100'", "100mi", "100km"]),
        ("within", "0km", ["within", "above 0"]),
        ("within", "-5km", ["within", "'-5km'"]),
        ("within", "99999km", ["within", "20,040"]),
        ("within", "nan km", ["within"]),
        ("within", "1e3km", ["within"]),
        ("within", "100 parsecs", ["within"]),
        ("country", "Germny", ["country", "'Germny'", "Did you mean Germany?"]),
        ("country", "Atlantis", ["country", "'Atlantis'"]),
        ("site", "pancras", ["site", "'pancras'", "Did you mean pancreas?", "rectum"]),
        ("status", "recruitng", ["Did you mean recruiting?"]),
        ("treatment", "magic", ["treatment", "'magic'", "radionuclide"]),
        ("age", "old", ["age", "'old'", "130"]),
        ("age", "131", ["age"]),
        ("age", "-1", ["age"]),
        ("sex", "all", ["sex", "female, male"]),
        ("text", "++ --", ["text", "words"]),
        ("updated-since", "yesterday", ["updated-since", "'yesterday'", "2026-01-31"]),
        ("updated-since", "2026-02-30", ["updated-since"]),
        ("updated-since", "٢٠٢٦-٠١-٠١", ["updated-since"]),
        ("sort", "price", ["sort", "distance, relevance, updated, phase"]),
        ("region", "!!", ["region"]),
        ("near", "…", ["near"]),
        ("text", "x" * 201, ["text", "201 characters"]),
        ("colour", "red", ["'colour'", "these criteria"]),
        ("updated_sinc", "2026", ["Did you mean updated-since?"]),
    ],
)
def test_a_refused_value_is_named_with_what_would_do(name: str, typed: str, says: list[str]) -> None:
    with pytest.raises(QuestionError) as caught:
        parse_criteria({"near": ["Boston"], name: [typed]})
    assert all(words in str(caught.value) for words in says), str(caught.value)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", [None, 5, b"x", ["x"], {}])
def test_a_value_that_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(QuestionError, match="takes text"):
        parse_criteria({"near": [value]})  # type: ignore[list-item]


def test_what_belongs_together() -> None:
    with pytest.raises(QuestionError, match="within needs a place"):
        read(within="100mi")
    with pytest.raises(QuestionError, match="distance needs a place"):
        read(sort="distance")
    with pytest.raises(QuestionError, match="given 2 times"):
        read(near=["Boston", "Houston"])
    with pytest.raises(QuestionError, match="61 times"):
        read(text=["word"] * 61)
    assert read(near=["Boston", "Boston"]).near == "Boston"
    assert read(near="Boston").order == "distance"
    assert read(near="Boston", sort="phase").order == "phase"
    assert read(status=["recruiting", "any"]).status == ("any",)
    assert read(phase=["1", "1", "2"]).phase == ("1", "2")
    assert parse_criteria({"phase": "2", "site": []}) == Criteria(phase=("2",))  # type: ignore[dict-item]


word = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=40)
name = word.map(lambda text: f"a{text}".strip())


@st.composite
def many_criteria(draw: st.DrawFn) -> Criteria:
    def some(*values: str) -> tuple[str, ...]:
        return tuple(draw(st.lists(st.sampled_from(values), max_size=4, unique=True)))

    near = draw(st.none() | name)
    amount = st.integers(1, 9_999).map(float) | st.decimals("0.1", 999, places=1).map(float)
    distances = st.builds(Distance, amount=amount, unit=st.sampled_from(["mi", "km"]))
    clean = [
        " ".join("".join(c if c.isprintable() else " " for c in t).split()) for t in draw(st.lists(name, max_size=3))
    ]
    status = some(*(s for s in CHOICES["status"] if s != "any")) or draw(st.sampled_from([("open",), ("any",)]))
    return Criteria(
        near=None if near is None else " ".join("".join(c if c.isprintable() else " " for c in near).split()),
        within=draw(st.none() | distances) if near else None,
        country=some("US", "DE", "KR", "TR", "CI", "XK", "GB", "CD", "CG"),
        region=tuple(dict.fromkeys(clean)),
        city=tuple(dict.fromkeys(clean)),
        site=some(*CHOICES["site"]),
        phase=some(*PHASES),
        status=status,
        treatment=some(*CHOICES["treatment"]),
        differentiation=some(*CHOICES["differentiation"]),
        relevance=some(*CHOICES["relevance"]),
        age=draw(st.none() | st.integers(0, 130).map(float) | st.sampled_from([0.5, 17.25])),
        sex=draw(st.none() | st.sampled_from(CHOICES["sex"])),
        text=tuple(dict.fromkeys(clean)),
        updated_since=draw(st.none() | st.dates().map(lambda day: day.isoformat())),
        sort=draw(st.sampled_from([None, "updated", "phase", *(["distance"] if near else [])])),
    )  # fmt: skip


@given(many_criteria())
def test_an_address_brings_back_the_same_criteria(criteria: Criteria) -> None:
    words: dict[str, list[str]] = {}
    for key, value in write_address(criteria):
        words.setdefault(key, []).append(value)
    assert parse_criteria(words) == criteria
    assert write_address(parse_criteria(words)) == write_address(criteria)


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=20), st.lists(st.text(max_size=250), max_size=3)))
def test_any_words_are_criteria_or_a_question_error(words: dict[str, list[str]]) -> None:
    try:
        parse_criteria(words)
    except QuestionError as error:
        told = error
    else:
        return
    assert told.remedy
    assert "\n" not in str(told)
