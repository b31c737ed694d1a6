"""Identifiers of sites that stay the same from refresh to refresh, in whatever order the registry lists them."""

from functools import lru_cache
from hashlib import blake2b

import pandas as pd

from finder.places import fold_name

_DIGEST_BYTES = 5


def name_sites(sites: pd.DataFrame) -> "pd.Series[str]":
    """`nct_id`, a short hash of the place's own words, and a counter where a trial lists the same place again.

    Reads nct_id, facility, city, state, postal_code and country (the code where there is one, so that a country's
    new name changes nothing), each as written. Sites alike are counted in the order of what tells them apart:
    status, contact, point.
    """
    words = sites[["facility", "city", "state", "postal_code", "country"]].fillna("")
    digests = pd.Series([_digest(tuple(row)) for row in words.itertuples(index=False)], index=sites.index, dtype="str")
    names = sites["nct_id"].astype("str") + "-" + digests
    telling = ["status", "contact_name", "contact_phone", "contact_email", "latitude", "longitude"]
    order = sites.assign(name=names).sort_values(["name", *telling], kind="stable")
    repeat = order.groupby("name").cumcount().reindex(sites.index)
    return names.where(repeat == 0, names + "-" + (repeat + 1).astype("str"))


#: A hospital and its city stand in many trials.
_fold = lru_cache(maxsize=20_000)(fold_name)


def _digest(words: tuple[str, ...]) -> str:
    text = "\n".join(_fold(word) for word in words)
    return blake2b(text.encode(), digest_size=_DIGEST_BYTES).hexdigest()
