"""One row a center: what sources list, joined with the institutions at which trials run."""

from collections import defaultdict
from dataclasses import dataclass

import pandas as pd

from finder.normalize.institutions import choose_name, group_institutions
from finder.normalize.listings import write_slugs
from finder.places import fold_name
from finder.schema import shape_frame

#: Kinds of center, the one that says most of these tumors first.
KINDS = (
    "enets_coe",
    "net_program",
    "network_partner",
    "nuclear_medicine",
    "cancer_center",
    "trial_site",
    "listed_organization",
)
#: How sure a listing is, the surest first; a word that is not here comes last.
_SUREST = ("own page", "published list", "third party", "copied list", "old list", "trial sites", "general register")
_MOST_NAMES = 12
_PLACE = ["city", "region", "country", "country_code", "latitude", "longitude"]
_SITES = ["site_id", "nct_id", "facility", *_PLACE, "recruiting"]


@dataclass(frozen=True)
class Centers:
    """The table `centers`, and the center_id of each listing (by listing_id) and of each site (by site_id)."""

    centers: pd.DataFrame
    of_listing: dict[str, str]
    of_site: dict[str, str]


def join_centers(listings: pd.DataFrame, sites: pd.DataFrame, checked: str, trial_url: str) -> Centers:
    """Centers from `listings` (schema shape) and `sites` (the columns of that table down to `recruiting`).

    Names that `group_institutions` takes for one institution become one center. The listing that says most leads it:
    its name, kind, page and date are shown; accreditations and specialties of all listings are kept, with the oldest
    year of them. A site without a facility belongs to no center. `checked` is the day of the trial data and
    `trial_url` the address of a trial with `{nct_id}` in it: the source of a center that only its trials show.
    """
    facilities = sites.loc[sites["facility"].notna(), _SITES].rename(columns={"facility": "name"})
    named = pd.concat([listings[["listing_id", "name", *_PLACE]], facilities], ignore_index=True)
    named["group"] = _group(named)
    named = named[named["group"].notna()]
    of_listing = named.dropna(subset=["listing_id"]).set_index("listing_id")["group"]
    of_site = named.dropna(subset=["site_id"]).set_index("site_id")["group"]
    listed = _lead_by_listing(listings.assign(group=listings["listing_id"].map(of_listing)).dropna(subset=["group"]))
    trials = facilities.assign(group=facilities["site_id"].map(of_site)).dropna(subset=["group"])
    by_trials = _lead_by_trials(trials[~trials["group"].isin(listed.index)], checked, trial_url)
    centers = pd.concat([listed, by_trials]).join(_count_trials(trials))
    for name in ("open_trials", "total_trials"):
        centers[name] = centers[name].fillna(0)
    centers["other_names"] = _list_other_names(named, centers)
    for name in ("latitude", "longitude"):
        centers[name] = centers[name].fillna(named.groupby("group")[name].median())
    centers = centers.sort_values(["country_code", "city", "name"], kind="stable")
    slugs = write_slugs(centers)
    repeat = slugs.groupby(slugs).cumcount()
    centers["center_id"] = slugs.where(repeat == 0, slugs + "-" + (repeat + 1).astype("str"))
    names = centers["center_id"]
    return Centers(
        shape_frame(centers.reset_index(drop=True), "centers"),
        _pair(of_listing.map(names)),
        _pair(of_site.map(names)),
    )


def find_affiliations(people: pd.DataFrame, centers: pd.DataFrame, of_site: dict[str, str]) -> "pd.Series[str]":
    """The center of each investigator: that of the site, else the only center that has the name of the affiliation."""
    names = centers[["center_id", "name", "other_names"]]
    spelled = pd.concat(
        [
            names[["center_id", "name"]],
            names.explode("other_names").drop(columns="name").set_axis(["center_id", "name"], axis=1),
        ]
    ).dropna()
    spelled["key"] = _fold(spelled["name"])
    spelled = spelled.drop_duplicates(["key", "center_id"])
    known = spelled.drop_duplicates("key", keep=False).set_index("key")["center_id"]
    keys = _fold(people["affiliation"])
    return people["site_id"].map(of_site).fillna(keys.map(known)).astype("str")


def _group(named: pd.DataFrame) -> "pd.Series[int]":
    """The group of each row; names alike in a place are compared once."""
    keys = ["name", "city", "region", "country_code"]
    distinct = named.groupby(keys, dropna=False, sort=True)[["latitude", "longitude"]].median().reset_index()
    distinct["group"] = group_institutions(distinct)
    joined = named[keys].merge(distinct[[*keys, "group"]], how="left", on=keys)
    return joined["group"].set_axis(named.index)


def _lead_by_listing(listed: pd.DataFrame) -> pd.DataFrame:
    """One row a group that some source lists, index the group, columns of `centers`."""
    ranks = {kind: rank for rank, kind in enumerate(KINDS)}
    sure = {word: rank for rank, word in enumerate(_SUREST)}
    order = listed.assign(
        rank=listed["kind"].map(ranks).fillna(len(KINDS)),
        doubt=listed["evidence"].fillna("").map(lambda text: min(sure.get(w, len(sure)) for w in text.split(", "))),
    ).sort_values(["rank", "doubt", "checked", "listing_id"], ascending=[True, True, False, True], kind="stable")
    groups = order.groupby("group", sort=True)
    # The first value of each column that is there, so that another listing fills what the leading one leaves open;
    # name, source and evidence are always there, so they stay together.
    leads = groups.first()
    first = groups.head(1).set_index("group")
    for name in ("source", "source_url", "checked", "evidence", *_PLACE):
        leads[name] = first[name]
    for name in ("accreditation", "specialties"):
        leads[name] = groups[name].agg(lambda several: list(dict.fromkeys(item for part in several for item in part)))
    leads["accreditation_year"] = groups["accreditation_year"].min()
    return leads


def _lead_by_trials(sites: pd.DataFrame, checked: str, trial_url: str) -> pd.DataFrame:
    """One row a group that only trials show, index the group, columns of `centers`."""
    sites = sites.sort_values(["group", "recruiting", "nct_id"], ascending=[True, False, True], kind="stable")
    groups = sites.groupby("group", sort=True)
    leads = groups[_PLACE].first()
    leads["name"] = _choose_names(sites)
    leads["source_url"] = groups["nct_id"].first().map(lambda nct_id: trial_url.format(nct_id=nct_id))
    return leads.assign(kind="trial_site", source="clinicaltrials_gov", checked=checked, evidence="trial sites")


def _choose_names(sites: pd.DataFrame) -> "pd.Series[str]":
    """The name to show for each group."""
    counts = sites.groupby(["group", "name"], sort=False).size().reset_index(name="count")
    names: dict[int, dict[str, int]] = defaultdict(dict)
    for group, name, count in zip(counts["group"], counts["name"], counts["count"], strict=True):
        names[group][name] = count
    return pd.Series({group: choose_name(several) for group, several in names.items()}, dtype="str")


def _fold(names: "pd.Series[str]") -> "pd.Series[str]":
    return names.map({name: fold_name(name) for name in names.dropna().unique()})


def _pair(cells: "pd.Series[str]") -> dict[str, str]:
    return {str(key): str(cell) for key, cell in cells.dropna().items()}


def _count_trials(sites: pd.DataFrame) -> pd.DataFrame:
    recruiting = sites[sites["recruiting"].fillna(False).astype(bool)]
    return pd.DataFrame(
        {
            "open_trials": recruiting.groupby("group")["nct_id"].nunique(),
            "total_trials": sites.groupby("group")["nct_id"].nunique(),
        }
    ).fillna(0)


def _list_other_names(named: pd.DataFrame, centers: pd.DataFrame) -> "pd.Series[list[str]]":
    """Names of each group that differ from the one shown by more than case and punctuation, the usual ones first."""
    counts = named.groupby(["group", "name"]).size().sort_values(ascending=False, kind="stable").reset_index()
    counts["shown"] = counts["group"].map(centers["name"])
    others = counts[counts["name"] != counts["shown"]]
    others = others.assign(key=_fold(others["name"]), shown=_fold(others["shown"]))
    others = others[others["key"] != others["shown"]].drop_duplicates(["group", "key"])
    lists: dict[int, list[str]] = defaultdict(list)
    for group, name in zip(others["group"], others["name"], strict=True):
        lists[group].append(name)
    return pd.Series([lists[group][:_MOST_NAMES] for group in centers.index], index=centers.index, dtype="object")
