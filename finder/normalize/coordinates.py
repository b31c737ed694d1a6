"""Where a site is: the source's own point, else the center of its city, else nothing. Never a guess."""

import pandas as pd

from finder.normalize.numbers import clean_numbers
from finder.normalize.problems import note_where
from finder.places import fold_name
from finder.schema.raw import Problem

#: A city name that fits several places of a country means the largest only if it is this many times the next.
DOMINANCE = 10
_PLACE = ["name_key", "country_code", "region_key"]


def read_points(sites: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    """Columns latitude and longitude of the source where both are on the globe and not the null point 0, 0."""
    latitude = clean_numbers(sites["latitude"], -90, 90)
    longitude = clean_numbers(sites["longitude"], -180, 180)
    usable = latitude.notna() & longitude.notna() & ~((latitude == 0) & (longitude == 0)).fillna(False)
    given = sites["latitude"].notna() | sites["longitude"].notna()
    note_where(problems, "invalid_point", "sites.latitude", given & ~usable, sites["nct_id"])
    return pd.DataFrame({"latitude": latitude.where(usable), "longitude": longitude.where(usable)})


def find_cities(places: pd.DataFrame, cities: pd.DataFrame) -> pd.DataFrame:
    """Columns latitude, longitude and region for rows of city, region and country_code; missing where not certain.

    `cities` has one row a name: name_key, country_code, region, latitude, longitude, population. A region that
    `cities` knows must be the city's own; one that it does not know (another spelling) decides nothing.
    """
    asked = pd.DataFrame(
        {
            "name_key": _fold(places["city"]),
            "country_code": places["country_code"].astype("object"),
            "region_key": _fold(places["region"]),
        }
    ).astype("object")
    distinct = asked.dropna(subset=["name_key", "country_code"]).drop_duplicates()
    chosen = _choose(distinct, cities)
    found = asked.merge(chosen, how="left", on=_PLACE)[["latitude", "longitude", "region"]]
    return found.set_axis(places.index).astype({"latitude": "Float64", "longitude": "Float64", "region": "str"})


def find_country_codes(names: "pd.Series[str]", cities: pd.DataFrame) -> "pd.Series[str]":
    """The country of each city name: where its largest city has DOMINANCE times the people of any in another country.

    `cities` as in `find_cities`. For a list that names cities alone; missing where not certain.
    """
    people = cities.assign(population=cities["population"].astype("float64").fillna(0))
    largest = people.groupby(["name_key", "country_code"])["population"].max().reset_index()
    largest = largest.sort_values(["name_key", "population"], ascending=[True, False], kind="stable")
    order = largest.groupby("name_key").cumcount()
    first = largest[order == 0].set_index("name_key")
    second = largest[order == 1].set_index("name_key")["population"].reindex(first.index)
    certain = second.isna() | ((first["population"] > 0) & (first["population"] >= DOMINANCE * second))
    return _fold(names).map(first.loc[certain, "country_code"]).astype("str")


def _fold(names: "pd.Series[str]") -> "pd.Series[str]":
    keys = {name: fold_name(name) for name in names.dropna().unique()}
    return names.map(keys).astype("object").replace("", None)


def _choose(distinct: pd.DataFrame, cities: pd.DataFrame) -> pd.DataFrame:
    near = cities.loc[cities["name_key"].isin(distinct["name_key"].unique())].astype(
        {"name_key": "object", "country_code": "object"}
    )
    near = near.assign(city_region=_fold(near["region"]), population=near["population"].astype("float64").fillna(0))
    regions = cities[["country_code", "region"]].drop_duplicates().itertuples(index=False)
    known_keys = {(country, fold_name(region)) for country, region in regions if isinstance(region, str) and region}
    fits = distinct.merge(
        near[["name_key", "country_code", "region", "city_region", "latitude", "longitude", "population"]],
        on=["name_key", "country_code"],
    ).drop_duplicates([*_PLACE, "latitude", "longitude"])
    decides = pd.Series(
        [pair in known_keys for pair in zip(fits["country_code"], fits["region_key"], strict=True)],
        index=fits.index,
        dtype="bool",
    )
    same = fits["region_key"].eq(fits["city_region"]).fillna(False).astype(bool)
    fits = fits[~decides | same | fits["city_region"].isna()]
    # Two fits of one place: the one in the very region comes before one whose region nobody knows.
    fits = fits.assign(exact=fits["region_key"].eq(fits["city_region"]).fillna(False).astype(bool))
    best = fits.groupby(_PLACE, dropna=False)["exact"].transform("max").astype(bool)
    fits = fits[fits["exact"] | ~best].sort_values("population", ascending=False, kind="stable")
    order = fits.groupby(_PLACE, dropna=False).cumcount()
    first = fits[order == 0]
    second = fits.loc[order == 1, [*_PLACE, "population"]].rename(columns={"population": "next"})
    top = first.merge(second, how="left", on=_PLACE)
    alone = top["next"].isna() | ((top["population"] > 0) & (top["population"] >= DOMINANCE * top["next"]))
    return top.loc[alone, [*_PLACE, "latitude", "longitude", "region"]].assign(
        region=lambda found: found["region"].mask(found["region"].eq(""))
    )
