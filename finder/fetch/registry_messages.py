"""What is said to the registry of ClinicalTrials.gov, API version 2, and how its answers are read. Sends nothing.

The official description of the API is served at https://clinicaltrials.gov/api/oas/v2; how it behaves beyond that is
said where it surprises.
"""

import json
import sys
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from finder.errors import AnswerError
from finder.identifiers import find_nct_id, read_nct_id
from finder.vocabulary.search import Plan

Study = dict[str, Any]

#: What is asked of each study: what parse/ reads, and nothing of results, outcomes or references (most of the bytes).
FIELDS = (
    "IdentificationModule",
    "StatusModule",
    "SponsorCollaboratorsModule",
    "DescriptionModule",
    "ConditionsModule",
    "DesignModule",
    "ArmsInterventionsModule",
    "EligibilityModule",
    "ContactsLocationsModule",
    "ConditionBrowseModule",
    "HasResults",
)
#: What tells whether a study is still there, and still as it was.
DATED = ("NCTId", "LastUpdatePostDate")
#: What tells under which identifier a study is kept now.
NAMED = ("NCTId", "NCTIdAlias")
#: A plan without words: every study of the registry.
ALL_STUDIES = Plan.model_construct(name="all studies", areas=(), words=())
#: The registry takes no more studies a page.
LARGEST_PAGE = 1000
LATER = "Try again later; the last snapshot stands."
_LONGEST_DAY = 40


@dataclass(frozen=True)
class DataVersion:
    """Version of the API, and the time of its data (UTC, no zone letter) where it tells one."""

    api: str
    timestamp: str | None


@dataclass(frozen=True)
class Page:
    """One page of studies; `total` comes with the first page only, `token` is None on the last."""

    studies: list[Any]
    token: str | None
    total: int | None


def build_page(
    plan: Plan, page_size: int, token: str | None, *, fields: Collection[str] = FIELDS, since: str | None = None
) -> dict[str, str]:
    """Parameters of one page. Later pages repeat all of the first but `countTotal`."""
    expression = write_expression(plan, since)
    page = {
        **({"filter.advanced": expression} if expression else {}),
        "fields": "|".join(fields),
        "pageSize": str(page_size),
        "format": "json",
    }
    return page | ({"pageToken": token} if token else {"countTotal": "true"})


def build_look_up(nct_ids: Collection[str]) -> dict[str, str]:
    """Parameters that ask for studies by identifier; the registry looks among earlier identifiers, too."""
    return {
        "filter.ids": "|".join(nct_ids),
        "fields": "|".join(NAMED),
        "pageSize": str(LARGEST_PAGE),
        "format": "json",
    }


def write_expression(plan: Plan, since: str | None = None) -> str:
    """The plan in the registry's query language, each clause in its own parentheses.

    Fields are named one by one because the registry's own search for a condition also looks at MeSH ancestors, and
    there every melanoma is a neuroendocrine tumor (MeSH D008545 stands below D018358). `since`, a day, keeps studies
    whose last update was posted on it or later; one that states no such day is then never found. Empty for all studies.
    """
    updated = f"AREA[LastUpdatePostDate]RANGE[{since},MAX]" if since else ""
    if not plan.words:
        return updated
    words = " OR ".join(f'"{word}"' for word in plan.words)
    found = " OR ".join(f"(AREA[{area}]({words}))" for area in plan.areas)
    return f"({found}) AND ({updated})" if updated else found


def decode_version(body: bytes) -> DataVersion:
    """Raises AnswerError."""
    answer = _decode_object(body)
    api, timestamp = answer.get("apiVersion"), answer.get("dataTimestamp")
    if not isinstance(api, str) or not isinstance(timestamp, str | None):
        raise refuse_answer("it does not tell its version")
    return DataVersion(api, timestamp)


def decode_page(body: bytes) -> Page:
    """Raises AnswerError. Single studies are not looked at here: one bad record never costs the others."""
    answer = _decode_object(body)
    studies, token, total = answer.get("studies"), answer.get("nextPageToken"), answer.get("totalCount")
    if not isinstance(studies, list):
        raise refuse_answer("a page has no list of studies")
    if not isinstance(token, str | None):
        raise refuse_answer("the token of the next page is not text")
    if isinstance(total, bool) or not isinstance(total, int | None):
        raise refuse_answer("the number of studies is not a number")
    return Page(studies, token or None, total)


def read_update_day(study: object) -> str:
    """The day on which a study's last update was posted, as the registry writes it; empty where it states none."""
    day = _read_path(study, "statusModule", "lastUpdatePostDateStruct", "date")
    # There are few days, and half a million studies.
    return sys.intern(day) if isinstance(day, str) and len(day) <= _LONGEST_DAY else ""


def list_names(study: object) -> tuple[str | None, set[str]]:
    """The identifier of a study, and the earlier ones under which it was once kept."""
    aliases = _read_path(study, "identificationModule", "nctIdAliases")
    known = (read_nct_id(alias) for alias in aliases) if isinstance(aliases, list) else ()
    return find_nct_id(study), {alias for alias in known if alias}


def _read_path(study: object, *steps: str) -> object:
    for step in ("protocolSection", *steps):
        study = study.get(step) if isinstance(study, dict) else None
    return study


def _decode_object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise refuse_answer("it is not JSON") from error
    if not isinstance(answer, dict):
        raise refuse_answer("it is no JSON object")
    return answer


def refuse_answer(reason: str) -> AnswerError:
    """The failure of an answer that cannot be used."""
    return AnswerError(f"the answer cannot be used: {reason}.", remedy=LATER, source="ClinicalTrials.gov")
