"""Raw sites to the table `sites`."""

import pandas as pd

from finder.identifiers import read_nct_id
from finder.normalize.contacts import choose_contacts
from finder.normalize.coordinates import find_cities, read_points
from finder.normalize.geography import name_countries, name_regions
from finder.normalize.problems import note_lost, note_where
from finder.normalize.site_ids import name_sites
from finder.normalize.staleness import TAKES_PEOPLE
from finder.normalize.text import clean_column
from finder.schema import shape_frame
from finder.schema.raw import SITE_KEYS, Problem, Row
from finder.vocabulary.placeholders import load_placeholders

_TEXTS = ["facility", "city", "state", "postal_code", "country", "status"]


def build_sites(rows: list[Row], trials: pd.DataFrame, cities: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    """The sites of the given trials in the shape of table `sites`, plus `position`, the place in the record's list.

    `trials` has nct_id and status. Sites of other trials are left out; nothing else is. A facility that is a
    placeholder ("Research Site") is empty: the city still says where people are taken.
    """
    raw = pd.DataFrame(rows, columns=list(SITE_KEYS), dtype="object")
    raw["nct_id"] = pd.Series([read_nct_id(cell) for cell in raw["nct_id"]], index=raw.index, dtype="str")
    raw = raw[raw["nct_id"].isin(trials["nct_id"])].reset_index(drop=True)
    written = pd.DataFrame({name: clean_column(raw[name]) for name in _TEXTS})
    for name in _TEXTS:
        note_lost(problems, f"sites.{name}", raw[name], written[name], raw["nct_id"], kind="empty_text")
    places = name_countries(written["country"])
    note_where(
        problems,
        "unknown_country",
        "sites.country",
        places["country"].notna() & places["country_code"].isna(),
        raw["nct_id"],
    )
    sites = pd.concat([raw[["nct_id", "position"]], written[["city", "postal_code"]], places], axis=1)
    sites["region"] = name_regions(written["state"], places)
    sites["facility"] = written["facility"].mask(_find_placeholders(written["facility"]))
    of_city = find_cities(sites, cities)
    # Outside North America the registry mostly has no region; where the city is certain, so is its region.
    sites["region"] = sites["region"].fillna(of_city["region"])
    sites = pd.concat([sites, _locate(of_city, raw, problems)], axis=1)
    study = raw["nct_id"].map(trials.set_index("nct_id")["status"])
    own = written["status"]
    sites["status"] = own.fillna(study)
    sites["recruiting"] = study.isin(TAKES_PEOPLE) & (own.isna() | own.isin(TAKES_PEOPLE))
    sites = pd.concat([sites, choose_contacts(raw["contacts"])], axis=1)
    words = written.assign(country=places["country_code"].fillna(places["country"])).drop(columns="status")
    telling = sites[["nct_id", "status", "latitude", "longitude", "contact_name", "contact_phone", "contact_email"]]
    sites["site_id"] = name_sites(pd.concat([telling, words], axis=1))
    return shape_frame(sites, "sites").assign(position=raw["position"])


def _find_placeholders(facilities: "pd.Series[str]") -> "pd.Series[bool]":
    pattern = load_placeholders()
    return facilities.isin([text for text in facilities.dropna().unique() if pattern.fullmatch(text)])


def _locate(of_city: pd.DataFrame, raw: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    """Columns latitude, longitude and point_source."""
    own = read_points(raw, problems)
    points = own.fillna(of_city[["latitude", "longitude"]])
    points["point_source"] = "none"
    points.loc[of_city["latitude"].notna(), "point_source"] = "city"
    points.loc[own["latitude"].notna(), "point_source"] = "source"
    return points
