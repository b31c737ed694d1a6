"""Since when a site takes people, as far as our own lists show it, night by night.

The registry tells no day on which a single site opened. What is known is the night on which a site stood open in our
list for the first time, and since when our lists look at all. Where that is not certain, nothing is said.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from finder.query.cells import read_text
from finder.store.reader import Reader

#: As a change of a site names its place.
PLACE = ("facility", "city", "region", "country")
_LONGEST = 300


@dataclass(frozen=True)
class SiteHistory:
    """Of one site that takes people now: the UTC day on which our lists first showed it open, and since which UTC day
    they look. `opened` is None where it was open from the first look on: then it is open since `known_since` at least.
    """

    opened: str | None
    known_since: str


def find_site_histories(reader: Reader, nct_id: str) -> dict[str, SiteHistory]:
    """What is known of the sites of one trial that take people now, by site_id. Raises DamagedError.

    A site is left out where nothing is known: changes of sites are known from the second refresh on. It is left out,
    too, where it cannot be told from another one, or where the place may have had another name before.
    """
    since = reader.meta.get("sites_since")
    if not since:
        return {}
    rows = _list_rows(reader.read_changes([nct_id]))
    since = max([str(since), *(read_text(row["at"]) for row in rows if row["kind"] == "new")])
    changes = [row for row in rows if read_text(row["at"]) > since]
    sites = [site for site in _list_rows(reader.read_sites([nct_id])) if site["recruiting"] is True]
    told = {read_text(site["site_id"]): say_site_place(site) for site in sites}
    alike = Counter(told.values())
    found = {}
    for site in sites:
        site_id = read_text(site["site_id"])
        if not (place := told[site_id]) or alike[place] > 1:
            continue
        if history := _judge(changes, place, set(alike), read_text(site["city"]), since):
            found[site_id] = history
    return found


def say_site_place(site: Mapping[str, Any]) -> str:
    """The place of a site in the words in which a change names it; empty where none is known."""
    return say_place(site[name] for name in PLACE)


def say_place(parts: Iterable[object]) -> str:
    """The same from the cells of PLACE."""
    words = ", ".join(dict.fromkeys(filter(None, map(read_text, parts))))
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _list_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def _judge(
    changes: Sequence[Mapping[str, Any]], place: str, places: set[str], city: str, since: str
) -> SiteHistory | None:
    """`changes` are those of the trial after `since`, `places` those of all its sites that take people now."""
    opened = [(read_text(row["at"]), read_text(row["after"])) for row in changes if row["kind"] == "site_opened"]
    closed = [(read_text(row["at"]), read_text(row["before"])) for row in changes if row["kind"] == "site_closed"]
    nights = [at for at, words in opened if words == place]
    if not nights:
        # Something opened in this city under words that no site has now: it may have been this one.
        unclear = any(words not in places and _may_name(words, city) for _, words in opened)
        return None if unclear else SiteHistory(None, since[:10])
    night = max(nights)
    # Something in this city closed in the same night: it may be the same place under another name.
    unclear = any(at == night and _may_name(words, city) for at, words in closed)
    return None if unclear else SiteHistory(night[:10], since[:10])


def _may_name(words: str, city: str) -> bool:
    """Whether a place in words may lie in the city; a site without a city may lie anywhere."""
    return city.casefold() in words.casefold()
