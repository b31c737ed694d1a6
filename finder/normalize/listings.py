"""What sources say of centers, each in its own row: raw listings to the table `listings`."""

import hashlib

import pandas as pd

from finder.normalize.coordinates import find_cities, find_country_codes
from finder.normalize.dates import clean_dates
from finder.normalize.geography import name_countries, name_regions
from finder.normalize.numbers import clean_counts, clean_numbers
from finder.normalize.text import clean_column, clean_list
from finder.places import fold_name
from finder.schema import shape_frame
from finder.schema.raw import LISTING_KEYS, Row

_TEXTS = ("name", "kind", "city", "phone", "url", "source_url", "evidence", "as_written")
#: Years in which an accreditation of a center for these tumors can have been given.
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
#: Characters of an identifier, which has to fit into an address; real ones stay below 200.
_LONGEST_SLUG = 250


def build_listings(rows: list[Row], source: str, cities: pd.DataFrame) -> pd.DataFrame:
    """The rows of one source in the shape of table `listings`; `center_id` is empty until centers are joined.

    `cities` as in `find_cities`: a row without a point of its own gets the center of its city where that is certain.
    A row without a name or a kind cannot be shown and is left out; of rows with one name and city the first is kept.
    An accreditation without the year in which it was seen is left out, for it would look current.
    """
    raw = pd.DataFrame(rows, columns=list(LISTING_KEYS), dtype="object")
    texts = pd.DataFrame({name: clean_column(raw[name]) for name in _TEXTS})
    # Some lists name cities alone: Lyon is enough to tell the country, Santiago is not.
    known = clean_column(raw["country"]).fillna(find_country_codes(texts["city"], cities))
    listings = pd.concat([texts, name_countries(known)], axis=1)
    listings["region"] = name_regions(raw["region"], listings)
    listings = pd.concat([listings, _locate(raw, listings, cities)], axis=1)
    listings["region"] = listings["region"].fillna(listings.pop("city_region"))
    years = clean_counts(raw["accreditation_year"], _LAST_YEAR)
    years = years.where(years.ge(_FIRST_YEAR).fillna(False).astype(bool))
    accreditations = [clean_list(cell) for cell in raw["accreditation"]]
    listings["accreditation"] = [
        names if known else [] for names, known in zip(accreditations, years.notna(), strict=True)
    ]
    listings["accreditation_year"] = years.where(listings["accreditation"].map(bool).astype(bool))
    listings["specialties"] = [clean_list(cell) for cell in raw["specialties"]]
    listings["checked"] = clean_dates(raw["checked"])
    listings["source"] = source
    listings = listings[listings["name"].notna() & listings["kind"].notna()].copy()
    slugs = write_slugs(listings)
    listings["listing_id"] = source + "/" + slugs
    listings = listings.drop_duplicates("listing_id").reset_index(drop=True)
    return shape_frame(listings.assign(center_id=None), "listings")


def write_slugs(rows: pd.DataFrame) -> "pd.Series[str]":
    """A readable identifier of each row from name, city and country_code; rows alike in these have the same."""
    words = rows["name"] + " " + rows["city"].fillna("") + " " + rows["country_code"].fillna("")
    folded = {text: _write_slug(text) for text in words.unique()}
    return words.map(folded).astype("str")


def _write_slug(text: str) -> str:
    slug = fold_name(text).replace(" ", "-")
    if len(slug) <= _LONGEST_SLUG:
        return slug
    return f"{slug[:_LONGEST_SLUG]}-{hashlib.sha256(slug.encode()).hexdigest()[:10]}"


def _locate(raw: pd.DataFrame, places: pd.DataFrame, cities: pd.DataFrame) -> pd.DataFrame:
    """Columns latitude, longitude (degrees) and city_region."""
    own = pd.DataFrame(
        {name: clean_numbers(raw[name], -limit, limit) for name, limit in (("latitude", 90), ("longitude", 180))}
    )
    whole = own["latitude"].notna() & own["longitude"].notna() & ~((own == 0).all(axis=1).fillna(False).astype(bool))
    found = find_cities(places[["city", "region", "country_code"]], cities)
    points = own.where(whole, found[["latitude", "longitude"]])
    return points.assign(city_region=found["region"])
