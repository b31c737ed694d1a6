"""Organizations with sites that take people into trials of the NCI's list, as raw rows. Contacts are never read."""

import re
from collections.abc import Iterable
from typing import Any

from finder.identifiers import read_nct_id
from finder.parse.answers import read_object, read_objects, read_part, read_text, read_texts, refuse_answer
from finder.parse.nppes import name_state
from finder.schema.raw import Page, Row
from finder.sources import Source

_OPEN = {"ACTIVE"}
#: What a trial must name among its own diseases. Wider names do not count, or all lung cancer of small cells would.
_DISEASE = re.compile(
    r"neuroendocrine|carcinoid|islet cell|insulinoma|gastrinoma|glucagonoma|vipoma|somatostatinoma|pheochromocytoma"
    r"|paraganglioma|merkel cell|thyroid gland medullary|medullary thyroid",
    re.IGNORECASE,
)
_OWN = "TRIAL"
_BLANK = re.compile(r"\W+")


def parse_nci_trials(pages: Iterable[Page], source: Source) -> list[Row]:
    """A row an organization, each once however many trials it has.

    Raises AnswerError for a page that is no answer, and where no trial at all names its diseases: without them it is
    not known what the organizations treat.
    """
    rows: dict[tuple[str, ...], Row] = {}
    trials_read = trials_with_diseases = 0
    for page in pages:
        trials = read_object(page, source.title).get("data")
        if not isinstance(trials, list):
            raise refuse_answer("it has no list of trials", source.title)
        for trial in read_objects(trials):
            nct_id, diseases = read_nct_id(trial.get("nct_id")), _list_diseases(trial)
            trials_read += 1
            trials_with_diseases += bool(diseases)
            about = any(_DISEASE.search(name) for name in diseases)
            if nct_id is None or not about or not _is_open(trial.get("current_trial_status")):
                continue
            for site in read_objects(trial.get("sites")):
                row = _parse_site(site, nct_id, page) if _is_open(site.get("recruitment_status")) else None
                if row and len(rows) < source.maximum_rows:
                    rows.setdefault(_find_key(row), row)
    if trials_read and not trials_with_diseases:
        raise refuse_answer("no trial names its diseases", source.title)
    return list(rows.values())


def _list_diseases(trial: dict[str, Any]) -> list[str]:
    """Names of the diseases that the trial itself lists; all of them where it does not tell which those are."""
    diseases = read_objects(trial.get("diseases"))
    own = [one for one in diseases if one.get("inclusion_indicator") == _OWN]
    return read_texts(own or diseases)


def _is_open(status: object) -> bool:
    return isinstance(status, str) and status.strip().upper() in _OPEN


def _parse_site(site: dict[str, Any], nct_id: str, page: Page) -> Row | None:
    name, city = read_text(site.get("org_name")), read_text(site.get("org_city"))
    if not name:
        return None
    state, country = read_text(site.get("org_state_or_province")), read_text(site.get("org_country"))
    point = site.get("org_coordinates")
    return {
        "name": name,
        "kind": "trial_site",
        "accreditation": [],
        "accreditation_year": None,
        "specialties": [],
        "city": city,
        "region": name_state(state) if country in ("United States", "US", "USA", None) else state,
        "country": country,
        "latitude": _read_degrees(read_part(point, "lat")),
        "longitude": _read_degrees(read_part(point, "lon")),
        "phone": read_text(site.get("org_phone"), 40),
        "url": None,
        "source_url": f"https://clinicaltrials.gov/study/{nct_id}",
        "checked": page.fetched_at[:10],
        "evidence": "trial sites",
        "as_written": ", ".join(part for part in (name, city, state, country) if part),
    }


def _read_degrees(value: object) -> float | None:
    return (
        float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 180 else None
    )


def _find_key(row: Row) -> tuple[str, ...]:
    return tuple(_BLANK.sub(" ", str(row[name])).casefold() for name in ("name", "city", "region", "country"))
