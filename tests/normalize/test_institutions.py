import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.institution_names import InstitutionReader, Setting
from finder.normalize.institutions import choose_name, fold_institution, group_institutions

Row = tuple[object, object, object, object, object, object]
COLUMNS = ["name", "city", "region", "country_code", "latitude", "longitude"]
BOSTON = ("Boston", "Massachusetts", "US", 42.36, -71.06)
LYON = ("Lyon", None, "FR", 45.75, 4.85)
BERLIN = ("Berlin", None, "DE", 52.52, 13.41)
LONDON = ("London", "England", "GB", 51.51, -0.13)


def build(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS, dtype="object")


def is_one(one: Row, other: Row) -> bool:
    groups = group_institutions(build([one, other]))
    return bool(groups.iloc[0] == groups.iloc[1])


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        ("Fake General Hospital", "FAKE GENERAL HOSPITAL ( Site 0123)", BOSTON),
        ("Example University Hospital", "Example University Medical Center /ID# 12345", BOSTON),
        ("Massachusetts General Hospital", "Massachusetts General Hospital Cancer Center", BOSTON),
        ("Massachusetts General Hospital", "MGH", BOSTON),
        ("Dana-Farber Cancer Institute", "Dana Farber Cancer Institue", BOSTON),
        ("St. Exemplar's Hospital", "Saint Exemplars Hospital, Inc.", BOSTON),
        ("Hôpital Édouard Herriot", "HOPITAL EDOUARD HERRIOT", LYON),
        ("Hôpital Édouard Herriot", "Hospices Civils de Lyon - Hopital E. Herriot", LYON),
        ("Hôpital Édouard Herriot", "Edouard Herriot Hospital, Medical Oncology Unit", LYON),
        ("Hôpital Édouard Herriot", "Service d'Urologie de l'Hôpital Édouard Herriot", LYON),
        ("HÃ´pital Edouard Herriot", "Hôpital Édouard Herriot", LYON),
        ("Charité - Universitätsmedizin Berlin", "Charite University Hospital Berlin", BERLIN),
        ("Exemplar Sample Hospital", "Exemplar Sample General Hospital", BOSTON),
        ("Beispiel Klinikum", "Beispiel-Krankenhaus GmbH", BERLIN),
        ("The Royal Example Hospital", "Royal Example Hospital NHS Foundation Trust", LONDON),
    ],
)
def test_one_place_under_two_names(one: str, other: str, place: tuple[object, ...]) -> None:
    assert is_one((one, *place), (other, *place))


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        ("Fake Hospital", "Fake Children's Hospital", BOSTON),
        ("Fake Medical Center", "Fake VA Medical Center", BOSTON),
        ("Fake Hospital North", "Fake Hospital South", BOSTON),
        ("Fake Hospital No. 1", "Fake Hospital No. 2", BOSTON),
        ("Fake Hospital 1", "Fake Hospital 7", BOSTON),
        (
            "The First Affiliated Hospital of Fake University",
            "The Second Affiliated Hospital of Fake University",
            BOSTON,
        ),
        ("Northwestern Example Hospital", "Northeastern Example Hospital", BOSTON),
        ("Fake Hospital", "Fake Oncology Associates", BOSTON),
        ("Fake Hospital", "Fake Clinical Research", BOSTON),
        ("Boston University", "Boston Medical Center", BOSTON),
        ("Boston Hospital", "Boston Clinic", BOSTON),
        ("Hospices Civils de Lyon", "Hospices Civils de Lyon - Hôpital Édouard Herriot", LYON),
        ("Hôpital Édouard Herriot", "Hôpital de la Croix-Rousse", LYON),
        ("Centre Hospitalier Lyon Sud", "Centre Hospitalier Lyon Nord", LYON),
        ("Charité Universitätsmedizin Berlin", "Charité - CVK", BERLIN),
        ("St. Mary Hospital", "St. Mark Hospital", LONDON),
        ("Medical University of Berlin", "University of Berlin", BERLIN),
        ("Fake Eye Hospital", "Fake Hospital", LONDON),
        ("Center for Cancer and Blood Disorders (Fake Example Care)", "Fake Example Care", BOSTON),
        ("Boston Allergy Research", "Boston Allergy Research Group", BOSTON),
        ("Fake General Hospital", "Fake Hospital", BOSTON),
        ("Exemplar Sample Hospital", "Exemplar Sample Children's Hospital", BOSTON),
        ("Exemplar Sample Hospital", "Exemplar Sample Memorial Hospital", BOSTON),
        ("Hospital Branch of Fake", "Hospital of Fake", LONDON),
    ],
)
def test_two_places_of_one_town_stay_two(one: str, other: str, place: tuple[object, ...]) -> None:
    assert not is_one((one, *place), (other, *place))


def test_one_city_under_two_names_is_one_city() -> None:
    milan = ("Istituto Esempio Prova", "Milan", None, "IT", 45.464, 9.19)
    assert is_one(milan, ("ISTITUTO ESEMPIO PROVA (IEP)", "Milano", "Lombardia", "IT", 45.464, 9.19))
    assert not is_one(milan, ("Istituto Esempio Prova", "Torino", None, "IT", 45.07, 7.69))


def test_a_strong_name_is_found_again_in_a_suburb_only() -> None:
    city = ("Hôpital Exemple Modèle", "Paris", None, "FR", 48.85, 2.35)
    assert is_one(city, ("Hopital Exemple Modele", "Clichy", None, "FR", 48.90, 2.31))
    assert not is_one(city, ("Hopital Exemple Modele", "Lille", None, "FR", 50.63, 3.06))
    weak = ("Hôpital Exemple", "Paris", None, "FR", 48.85, 2.35)
    assert not is_one(weak, ("Hopital Exemple", "Clichy", None, "FR", 48.90, 2.31))


def test_houses_of_a_network_stay_apart() -> None:
    main = ("Memorial Sloan Kettering Cancer Center", "New York", "New York", "US", 40.71, -74.0)
    assert not is_one(main, ("Memorial Sloan Kettering Cancer Center", "Montvale", "New Jersey", "US", 41.05, -74.02))


def test_a_name_met_in_far_towns_is_no_strong_name() -> None:
    rows: list[Row] = [
        ("Exemplar Sample Hospital", "Aville", "Ohio", "US", 40.0, -80.0),
        ("Exemplar Sample Hospital", "Bville", "Ohio", "US", 40.1, -80.0),
    ]
    assert group_institutions(build(rows)).nunique() == 1
    assert (
        group_institutions(build([*rows, ("Exemplar Sample Hospital", "Cville", None, "US", 30.0, -90.0)])).nunique()
        == 3
    )


def test_towns_of_one_name_are_told_apart_by_region() -> None:
    maine, oregon = (("Fake Medical Center", "Portland", r, "US", None, None) for r in ("Maine", "Oregon"))
    assert not is_one(maine, oregon)
    nowhere = ("Fake Medical Center", "Portland", None, "US", None, None)
    assert is_one(maine, nowhere)
    assert group_institutions(build([maine, oregon, nowhere])).nunique() == 3


def test_an_unplaced_name_goes_where_the_very_same_name_stands() -> None:
    rows: list[Row] = [
        ("Fake Example Hospital", "Portland", "Maine", "US", None, None),
        ("Other Sample Hospital", "Portland", "Oregon", "US", None, None),
        ("Other Sample Hospital", "Portland", None, "US", None, None),
    ]
    groups = group_institutions(build(rows))
    assert groups[1] == groups[2] != groups[0]


def test_an_abbreviation_that_one_name_explains() -> None:
    full, short = "Instituto Ejemplar Modelo Nacional (IEMN)", "IEMN"
    assert is_one((full, "Madrid", None, "ES", None, None), (short, "Madrid", None, "ES", None, None))
    assert not is_one((full, "Madrid", None, "ES", None, None), (short, "Sevilla", None, "ES", None, None))
    assert not is_one(("Hospital Ejemplo (XQZ)", *LYON), ("XQZ", *LYON))


def test_unlike_names_are_not_chained() -> None:
    names = ["Exemplarity", "Exemplaritas", "Exemplaritasse"]
    groups = group_institutions(build([(f"{name} Hospital", *BOSTON) for name in names]), threshold=85)
    assert is_one((f"{names[0]} Hospital", *BOSTON), (f"{names[1]} Hospital", *BOSTON))
    assert is_one((f"{names[1]} Hospital", *BOSTON), (f"{names[2]} Hospital", *BOSTON))
    assert groups[0] != groups[2]


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, "", "   ", 42, 3.5, b"x", ["a"], "...", "\u200b"])
def test_what_is_no_name_has_no_group(missing: object) -> None:
    groups = group_institutions(build([(missing, *BOSTON), ("Fake Hospital", *BOSTON)]))
    assert groups.isna().tolist() == [True, False]
    assert groups.dtype == "Int64"


def test_everything_may_be_missing() -> None:
    rows: list[Row] = [("Fake Hospital", None, None, None, None, None)] * 2 + [(None,) * 6]  # type: ignore[list-item]
    assert group_institutions(build(rows)).isna().tolist() == [False, False, True]
    assert group_institutions(build([])).empty


def test_the_index_is_kept() -> None:
    frame = build([("Fake Hospital", *BOSTON), ("Fake Hospital", *BOSTON)]).set_axis(["b", "a"], axis=0)
    assert group_institutions(frame).index.tolist() == ["b", "a"]


@pytest.mark.parametrize(
    "odd",
    [
        "a" * 100_000,
        "Hospital " * 20_000,
        "((((((" * 10_000 + "Hospital",
        "-,;/" * 20_000,
        "' " * 50_000,
        "\U0001f3e5\U0001f3e5 Hospital",
        "مستشفى الملك",
        "בית חולים",
        "北京协和医院",
        "\ud800 Hospital",
        "\x00\x01",
        "1" * 5_000,
        "Ã" * 400,
    ],
)
def test_odd_text_is_read(odd: str) -> None:
    groups = group_institutions(build([(odd, *BOSTON), (odd, *BOSTON), ("Fake Hospital", *BOSTON)]))
    assert groups.isna()[0] or groups[0] == groups[1] != groups[2]


def test_points_that_are_none() -> None:
    rows: list[Row] = [("Fake Hospital", "Oslo", None, "NO", "north", 1e9), ("Fake Hospital", "Oslo", None, "NO", 0, 0)]
    assert group_institutions(build(rows)).nunique() == 1


WORDS = ["Fake",
         "Example", "Sample", "Hospital", "University", "Children's", "VA", "North", "South", "Cancer", "Center",
         "Clinic", "1", "2", "- Medical Oncology", "(FEH)", "FEH", "Saint", "of", "Boston", "Research"]  # fmt: skip
PLACES = [BOSTON, LYON, BERLIN, ("Cambridge", "Massachusetts", "US", 42.37, -71.1), (None, None, None, None, None)]
NAMES = st.one_of(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join), st.text(max_size=20))
ROWS = st.lists(st.builds(lambda name, place: (name, *place), NAMES, st.sampled_from(PLACES)), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(rows: list[Row], random) -> None:
    frame = build(rows)
    order = list(frame.index)
    random.shuffle(order)
    pd.testing.assert_series_equal(group_institutions(frame), group_institutions(frame.loc[order]).sort_index())


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_repeated_rows_change_nothing(rows: list[Row]) -> None:
    once = group_institutions(build(rows))
    twice = group_institutions(build(rows * 2))
    assert once.tolist() == twice.tolist()[: len(rows)] == twice.tolist()[len(rows) :]


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_a_group_is_of_one_country_and_one_kind(rows: list[Row]) -> None:
    frame = build(rows)
    for _, group in frame.groupby(group_institutions(frame)):
        assert group["country_code"].fillna("").nunique() == 1
        for word in ("Children's", "VA", "North", "South"):
            has = [word in str(name).split() for name in group["name"]]
            assert all(has) or not any(has)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_folding_never_raises_and_ignores_case(text: str) -> None:
    assert fold_institution(text).text == fold_institution(text).text
    assert fold_institution("Fake Hospital " + "x").own == fold_institution("FAKE HOSPITAL " + "X").own


def test_folding_tells_the_words_of_a_place_from_the_rest() -> None:
    folded = fold_institution("Department of Surgery, Fake Example Children's Hospital", "Boston", country_code="US")
    assert folded.own == ("example", "fake")
    assert folded.dividers == {"children"}
    assert folded.kinds == {"hospital"}


SETTINGS = [
    Setting(),
    Setting("US", ("Boston", "South Boston"), ("massachusetts", "United States")),
    Setting("US", ("Denver",), ("colorado", "United States")),
    Setting("US", ("Hospital",), ("Boston",)),
    Setting("US", ("Boston",), ("Fake Example",)),
]
SAID = st.lists(st.sampled_from([*WORDS, "UZBoston", "MGH", "Colorado", "Massachusetts"]), max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SAID.map(" ".join), st.sampled_from(SETTINGS)), min_size=1, max_size=6))
def test_what_was_read_before_changes_nothing(names: list[tuple[str, Setting]]) -> None:
    shared = InstitutionReader()
    for name, setting in names:
        assert shared.read(name, setting) == InstitutionReader().read(name, setting)


def test_a_name_is_read_by_the_places_it_names() -> None:
    reader = InstitutionReader()
    away, home = (reader.read("UZFakestad", Setting("BE", (city,))) for city in ("Oldtown", "Fakestad"))
    assert (away.own, away.of_city) == (("uzfakestad",), False)
    assert (home.own, home.of_city, home.kinds) == ((), True, {"university", "hospital"})
    far, near = (reader.read("Colorado Hospital", Setting("US", (), (state,))) for state in ("Ohio", "Colorado"))
    assert (far.own, far.wide, near.own, near.wide) == (("colorado",), False, ("colorado",), True)
    here, there = (reader.read("MGH", Setting("US", (city,))) for city in ("Boston", "Denver"))
    assert (here.known, there.known) == (True, False)


@pytest.mark.parametrize(
    ("names", "best"),
    [
        ({"FAKE HOSPITAL": 9, "Fake Hospital": 1}, "Fake Hospital"),
        ({"FH": 50, "Fake Hospital (FH)": 3, "Fake Hospital": 3}, "Fake Hospital"),
        ({"Fake Hospital ( Site 0012)": 2, "Service of Surgery; Fake Hospital": 5}, "Fake Hospital"),
        ({"Fake Hospital": 2, "Fake University Hospital": 5}, "Fake University Hospital"),
        ({"FH": 1}, "FH"),
        ({"Fake Hospital ( Site 0012)": 2, "Fake  Hospital": 1}, "Fake Hospital"),
        ({"Fake Example": 9, "Fake Hospital": 1}, "Fake Hospital"),
        ({"123": 1}, "123"),
    ],
)
def test_the_most_telling_name_is_shown(names: dict[str, int], best: str) -> None:
    assert choose_name(names) == best
    assert choose_name(reversed(list(names.items()))) == best


def test_no_name_to_choose_from() -> None:
    with pytest.raises(ValueError, match="no name"):
        choose_name([])
