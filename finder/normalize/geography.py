"""Countries under one name with a code, regions under their full name."""

import re
from functools import cache
from typing import Any

import pandas as pd
import pycountry

from finder.normalize.text import clean_column
from finder.places import fold_name
from finder.vocabulary.geography import find_country

_CODE = re.compile(r"[A-Z]{2,3}")


def name_countries(values: "pd.Series[Any]") -> pd.DataFrame:
    """Columns `country` and `country_code`. A name that is no country stays as written, without a code."""
    written = clean_column(values)
    known = {text: find_country(text) for text in written.dropna().unique()}
    return pd.DataFrame(
        {
            "country": written.map({text: country.name if country else text for text, country in known.items()}),
            "country_code": written.map({text: country.code if country else None for text, country in known.items()}),
        }
    ).astype("str")


def name_regions(values: "pd.Series[Any]", places: pd.DataFrame) -> "pd.Series[str]":
    """Regions by full name; `places` has the columns country and country_code of the same rows.

    Sponsors also write the region's code ("MB" in Italy), or the country once more.
    """
    frame = places[["country", "country_code"]].assign(region=clean_column(values))
    distinct = frame.dropna(subset=["region"]).drop_duplicates()
    distinct["full"] = [
        _name_region(region, country, code)
        for country, code, region in distinct[["country", "country_code", "region"]].itertuples(index=False)
    ]
    merged = frame.merge(distinct, how="left", on=["country", "country_code", "region"])
    return pd.Series(merged["full"].array, index=values.index, dtype="str")


def _name_region(region: str, country: object, code: object) -> str | None:
    if isinstance(country, str) and fold_name(region) == fold_name(country):
        return None
    if isinstance(code, str) and _CODE.fullmatch(region):
        return _load_regions().get(f"{code}-{region}", region)
    return region


@cache
def _load_regions() -> dict[str, str]:
    # ISO 3166-2 marks some names with a star, and gives names in two languages as "one / other".
    return {entry.code: entry.name.split(" / ")[0].rstrip("*") for entry in pycountry.subdivisions}
