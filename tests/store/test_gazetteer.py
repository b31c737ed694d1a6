"""Places are found without a network, in every name people use, and whatever happens to the file."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from finder.places import find_country_code, fold_name, list_country_names, name_country
from finder.settings import Settings
from finder.store.gazetteer import Gazetteer, open_gazetteer


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("places"))


@pytest.fixture(scope="module")
def gazetteer(settings: Settings) -> Iterator[Gazetteer]:
    with open_gazetteer(settings) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "country", "region"),
    [
        ("Houston", "US", "Texas"), ("Toronto", "CA", "Ontario"), ("Montréal", "CA", "Quebec"),
        ("Vancouver", "CA", "British Columbia"), ("Melbourne", "AU", "Victoria"), ("Perth", "AU", "Western Australia"),
        ("London", "GB", "England"), ("Glasgow", "GB", "Scotland"), ("Cardiff", "GB", "Wales"),
        ("Belfast", "GB", "Northern Ireland"), ("Munich", "DE", "Bavaria"), ("Berlin", "DE", "Berlin"),
        ("Essen", "DE", "North Rhine-Westphalia"), ("Leipzig", "DE", "Saxony"), ("Paris", "FR", "Île-de-France"),
        ("Lyon", "FR", "Auvergne-Rhône-Alpes"), ("Lille", "FR", "Hauts-de-France"), ("Toulouse", "FR", "Occitanie"),
        ("Bordeaux", "FR", "Nouvelle-Aquitaine"), ("Nantes", "FR", "Pays de la Loire"), ("Milan", "IT", "Lombardy"),
        ("Naples", "IT", "Campania"), ("Palermo", "IT", "Sicily"), ("Madrid", "ES", "Madrid"),
        ("Barcelona", "ES", "Catalonia"), ("Sevilla", "ES", "Andalusia"), ("Bilbao", "ES", "Basque Country"),
        ("Zürich", "CH", "Zurich"), ("Basel", "CH", "Basel-Stadt"), ("Genève", "CH", "Geneva"),
        ("Mumbai", "IN", "Maharashtra"), ("Chennai", "IN", "Tamil Nadu"), ("Kolkata", "IN", "West Bengal"),
        ("Bengaluru", "IN", "Karnataka"), ("São Paulo", "BR", "São Paulo"), ("Porto Alegre", "BR", "Rio Grande do Sul"),
        ("Rotterdam", "NL", "South Holland"), ("Leuven", "BE", "Flanders"), ("Vienna", "AT", "Vienna"),
        ("Graz", "AT", "Styria"), ("Uppsala", "SE", "Uppsala"), ("Lund", "SE", "Skåne"),
        ("Aarhus", "DK", "Central Denmark"), ("Auckland", "NZ", "Auckland"), ("Wuhan", "CN", "Hubei"),
        ("Kraków", "PL", "Lesser Poland"), ("Sapporo", "JP", "Hokkaido"), ("Fukuoka", "JP", "Fukuoka"),
        ("Kashiwa", "JP", "Chiba"), ("Busan", "KR", "Busan"), ("Guangzhou", "CN", "Guangdong"),
        ("Cork", "IE", "Munster"), ("Haifa", "IL", "Haifa"),
    ],
)  # fmt: skip
def test_cities_have_the_full_name_of_their_region(gazetteer: Gazetteer, name: str, country: str, region: str) -> None:
    found = [city for city in gazetteer.find(fold_name(name)) if city.country_code == country]
    assert found[0].region == region


@pytest.mark.parametrize(
    ("one", "other", "country"),
    [
        ("München", "Munich", "DE"), ("Wien", "Vienna", "AT"), ("Köln", "Cologne", "DE"), ("Koeln", "Köln", "DE"),
        ("NYC", "New York", "US"), ("Saint Louis", "St. Louis", "US"), ("København", "Copenhagen", "DK"),
        ("Łódź", "Lodz", "PL"), ("Milano", "Milan", "IT"), ("Fort Worth", "Ft. Worth", "US"),
    ],
)  # fmt: skip
def test_a_city_has_one_place_under_all_its_names(gazetteer: Gazetteer, one: str, other: str, country: str) -> None:
    first, second = (
        next((c.name, c.latitude) for c in gazetteer.find(fold_name(name)) if c.country_code == country)
        for name in (one, other)
    )
    assert first == second


def test_zip_codes(gazetteer: Gazetteer) -> None:
    houston = gazetteer.find_zip("77030")
    assert houston is not None
    assert (houston.name, houston.region, houston.country_code) == ("Houston", "Texas", "US")
    assert (houston.latitude, houston.longitude) == pytest.approx((29.7, -95.4), abs=0.1)
    san_juan = gazetteer.find_zip("00901")
    assert san_juan is not None
    assert san_juan.country_code == "PR"
    assert gazetteer.find_zip("00000") is None
    assert gazetteer.find_zip("７７０３０") is None
    # A post office of the army is nowhere on the map.
    assert gazetteer.find_zip("09001") is None


def test_small_us_towns_come_from_the_zip_codes(gazetteer: Gazetteer) -> None:
    [town] = [city for city in gazetteer.find("houston") if city.region == "Arkansas"]
    assert town.population == 0


@pytest.mark.parametrize("name", ["", "no such place at all", "'", '"; DROP TABLE cities', "%", "x" * 10_000, "\0"])
def test_unknown_names_are_no_places(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.find(name) == []
    assert gazetteer.find_regions(name) == []
    assert gazetteer.find_zip(name) is None
    gazetteer.find_similar(name)


def test_mistyped_names_lead_to_the_nearest(gazetteer: Gazetteer) -> None:
    assert gazetteer.find_similar("housten")[0].name == "Houston"
    names = [(city.name, city.latitude) for city in gazetteer.find_similar("sprngfield")]
    assert len(names) == len(set(names)) > 1


def test_regions_have_names_and_abbreviations(gazetteer: Gazetteer) -> None:
    assert gazetteer.find_regions("tx") == [("US", "Texas")]
    assert gazetteer.find_regions(fold_name("Bayern")) == [("DE", "Bavaria")]
    assert {"bavaria", "bayern"} <= set(gazetteer.list_region_keys("bayern"))


def test_asked_names_as_a_frame(gazetteer: Gazetteer) -> None:
    frame = gazetteer.load_cities(["munchen", "munich", "springfield"])
    assert list(frame.columns) == ["name_key", "country_code", "region", "latitude", "longitude", "population"]
    assert {"munchen", "munich"} <= set(frame.loc[frame["region"] == "Bavaria", "name_key"])
    assert frame["latitude"].between(-90, 90).all()
    assert frame["longitude"].between(-180, 180).all()
    assert not frame.isna().any(axis=None)
    assert (frame["name_key"] == frame["name_key"].map(fold_name)).all()
    assert (frame["name_key"] == "springfield").sum() > 20
    assert ("CA", "Ontario") in set(zip(frame["country_code"], frame["region"], strict=True))
    assert gazetteer.count_names() > 20 * len(frame)
    assert set(frame["country_code"]) <= {find_country_code(name) for name in list_country_names()}


def test_the_file_is_made_once_and_read_by_many_threads(settings: Settings, gazetteer: Gazetteer) -> None:
    stamp = settings.gazetteer.stat().st_mtime_ns
    found: list[int] = []

    def look_up() -> None:
        for _ in range(50):
            found.append(len(gazetteer.find("springfield")))

    threads = [threading.Thread(target=look_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 400
    assert len(set(found)) == 1
    with open_gazetteer(settings):
        assert settings.gazetteer.stat().st_mtime_ns == stamp
    assert [path.name for path in settings.home.iterdir()] == [settings.gazetteer.name]


@pytest.fixture
def broken(settings: Settings, gazetteer: Gazetteer, tmp_path: Path) -> Settings:
    """Settings with a copy of the file, to be broken."""
    copy = Settings(home=tmp_path)
    copy.gazetteer.write_bytes(settings.gazetteer.read_bytes())
    return copy


def test_a_file_cut_off_or_foreign_is_made_again(broken: Settings) -> None:
    whole = broken.gazetteer.read_bytes()
    for content in (b"no database", whole[:-4096]):
        broken.gazetteer.write_bytes(content)
        with open_gazetteer(broken) as gazetteer:
            assert gazetteer.find("houston")
        assert broken.gazetteer.stat().st_size == len(whole)


def test_a_file_damaged_inside_is_made_again(broken: Settings) -> None:
    with broken.gazetteer.open("r+b") as file:
        file.seek(8192)
        file.write(os.urandom(3_000_000))
    with open_gazetteer(broken) as gazetteer:
        assert gazetteer.find("houston")[0].region == "Texas"


def test_a_file_of_other_versions_is_made_again(broken: Settings) -> None:
    db = sqlite3.connect(broken.gazetteer)
    with db:
        db.execute("UPDATE made_from SET versions = 'older'")
        db.execute("DELETE FROM names")
    db.close()
    with open_gazetteer(broken) as gazetteer:
        assert gazetteer.find("houston")


def test_places_are_found_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with open_gazetteer(Settings(home=tmp_path / "file" / "home")) as gazetteer:
        assert gazetteer.find("houston")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_countries_by_any_name() -> None:
    for text, code in {
        "Germany": "DE", "de": "DE", "DEU": "DE", "South Korea": "KR", "Korea, Republic of": "KR", "Turkey": "TR",
        "Türkiye": "TR", "USA": "US", "U.S.": "US", "United States of America": "US", "UK": "GB", "Côte d'Ivoire": "CI",
        "The Netherlands": "NL", "Atlantis": None, "": None,
    }.items():  # fmt: skip
        assert find_country_code(text) == code, text
    for name in list_country_names():
        code = find_country_code(name)
        assert code is not None
        assert name_country(code) == name
