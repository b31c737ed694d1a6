"""Studies of the ClinicalTrials.gov API, version 2, as raw rows: the registry's own words under our column names.

Two tables of data say everything: `study_shape.STUDY`, what a study may hold, and the paths below, where each column
comes from. Entities and Markdown in texts stay as they are; cleaning is the next stage's.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from finder.identifiers import find_nct_id, read_nct_id
from finder.parse.fitting import fit
from finder.parse.study_shape import INVESTIGATOR_ROLES, STUDY
from finder.schema.raw import Problem, RawRows, Row

_ID = "protocolSection.identificationModule"
_STATUS = "protocolSection.statusModule"
_DESIGN = "protocolSection.designModule"
_ARMS = "protocolSection.armsInterventionsModule"
_ELIGIBILITY = "protocolSection.eligibilityModule"
_PEOPLE = "protocolSection.contactsLocationsModule"

#: Column to the path of its value; a path that crosses a list gives a list.
TRIAL_PATHS: dict[str, str] = {
    "title": f"{_ID}.briefTitle",
    "official_title": f"{_ID}.officialTitle",
    "acronym": f"{_ID}.acronym",
    "summary": "protocolSection.descriptionModule.briefSummary",
    "description": "protocolSection.descriptionModule.detailedDescription",
    "status": f"{_STATUS}.overallStatus",
    "last_known_status": f"{_STATUS}.lastKnownStatus",
    "why_stopped": f"{_STATUS}.whyStopped",
    "study_type": f"{_DESIGN}.studyType",
    "primary_purpose": f"{_DESIGN}.designInfo.primaryPurpose",
    "allocation": f"{_DESIGN}.designInfo.allocation",
    "masking": f"{_DESIGN}.designInfo.maskingInfo.masking",
    "sponsor": "protocolSection.sponsorCollaboratorsModule.leadSponsor.name",
    "sponsor_class": "protocolSection.sponsorCollaboratorsModule.leadSponsor.class",
    "enrollment": f"{_DESIGN}.enrollmentInfo.count",
    "start_date": f"{_STATUS}.startDateStruct.date",
    "primary_completion_date": f"{_STATUS}.primaryCompletionDateStruct.date",
    "completion_date": f"{_STATUS}.completionDateStruct.date",
    "first_posted": f"{_STATUS}.studyFirstPostDateStruct.date",
    "last_update_posted": f"{_STATUS}.lastUpdatePostDateStruct.date",
    "status_verified": f"{_STATUS}.statusVerifiedDate",
    "has_results": "hasResults",
    "min_age": f"{_ELIGIBILITY}.minimumAge",
    "max_age": f"{_ELIGIBILITY}.maximumAge",
    "sex": f"{_ELIGIBILITY}.sex",
    "healthy_volunteers": f"{_ELIGIBILITY}.healthyVolunteers",
    "eligibility": f"{_ELIGIBILITY}.eligibilityCriteria",
}
TRIAL_LIST_PATHS: dict[str, str] = {
    "nct_id_aliases": f"{_ID}.nctIdAliases",
    "phases": f"{_DESIGN}.phases",
    "conditions": "protocolSection.conditionsModule.conditions",
    "keywords": "protocolSection.conditionsModule.keywords",
    "mesh_terms": "derivedSection.conditionBrowseModule.meshes.term",
    "collaborators": "protocolSection.sponsorCollaboratorsModule.collaborators.name",
}
#: Identifiers of the sponsor and of other registries, in this order.
SECONDARY_ID_PATHS = (f"{_ID}.orgStudyIdInfo.id", f"{_ID}.secondaryIdInfos.id")
SITE_PATHS: dict[str, str] = {
    "facility": "facility",
    "city": "city",
    "state": "state",
    "postal_code": "zip",
    "country": "country",
    "status": "status",
    "latitude": "geoPoint.lat",
    "longitude": "geoPoint.lon",
}
INTERVENTION_PATHS: dict[str, str] = {"name": "name", "type": "type", "description": "description"}
INTERVENTION_LIST_PATHS: dict[str, str] = {"other_names": "otherNames", "arms": "armGroupLabels"}
ARM_PATHS: dict[str, str] = {"label": "label", "type": "type", "description": "description"}
ARM_LIST_PATHS: dict[str, str] = {"interventions": "interventionNames"}
CONTACT_PATHS: dict[str, str] = {
    "name": "name",
    "role": "role",
    "phone": "phone",
    "phone_ext": "phoneExt",
    "email": "email",
}
_MOST_PROBLEMS = 100


def parse_studies(studies: Iterable[dict[str, Any]]) -> RawRows:
    """Rows of all studies that can be identified; what was odd in them is in `problems`.

    Never raises for a bad record. Provenance columns are left to the caller, who knows when and where from.
    """
    rows = RawRows()
    for study in studies:
        nct_id = find_nct_id(study)
        if nct_id is None:
            kind = "no usable identifier" if isinstance(study, dict) else "not a study"
            rows.problems.append(Problem(kind, f"{_ID}.nctId", bad=True))
            continue
        fitted, problems = _fit_study(study, nct_id)
        rows.problems += problems
        rows.trials.append(_parse_trial(fitted, nct_id))
        rows.sites += _parse_sites(fitted, nct_id)
        rows.investigators += _parse_investigators(fitted, nct_id)
    return rows


def _fit_study(study: object, nct_id: str) -> tuple[Mapping[str, Any], list[Problem]]:
    """The study in its known shape, and each of its problems once."""
    found: dict[Problem, None] = {}

    def note(kind: str, where: str, bad: bool) -> None:
        if bad or len(found) < _MOST_PROBLEMS:
            found[Problem(kind, where, nct_id, bad)] = None

    return fit(study, STUDY, "", note), list(found)


def _parse_trial(study: Mapping[str, Any], nct_id: str) -> Row:
    row = {"nct_id": nct_id, **_read_columns(study, TRIAL_PATHS, TRIAL_LIST_PATHS)}
    row["nct_id_aliases"] = [read_nct_id(alias) or alias for alias in row["nct_id_aliases"]]
    row["secondary_ids"] = [found for path in SECONDARY_ID_PATHS for found in _read_all(study, path)]
    row["interventions"] = [
        _read_columns(item, INTERVENTION_PATHS, INTERVENTION_LIST_PATHS)
        for item in _read_all(study, f"{_ARMS}.interventions")
    ]
    row["arms"] = [_read_columns(item, ARM_PATHS, ARM_LIST_PATHS) for item in _read_all(study, f"{_ARMS}.armGroups")]
    row["contacts"] = [_read_columns(item, CONTACT_PATHS) for item in _read_all(study, f"{_PEOPLE}.centralContacts")]
    return row


def _parse_sites(study: Mapping[str, Any], nct_id: str) -> list[Row]:
    return [
        {
            "nct_id": nct_id,
            "position": position,
            **_read_columns(site, SITE_PATHS),
            "contacts": [_read_columns(contact, CONTACT_PATHS) for contact in _read_all(site, "contacts")],
        }
        for position, site in enumerate(_read_all(study, f"{_PEOPLE}.locations"))
    ]


def _parse_investigators(study: Mapping[str, Any], nct_id: str) -> list[Row]:
    """The officials of the study, then the contacts of its sites that are listed as investigators there."""
    officials: list[Row] = [
        {"nct_id": nct_id, **{key: official.get(key) for key in ("name", "role", "affiliation")}, "position": None}
        for official in _read_all(study, f"{_PEOPLE}.overallOfficials")
    ]
    at_sites: list[Row] = [
        {
            "nct_id": nct_id,
            "name": contact.get("name"),
            "role": contact.get("role"),
            "affiliation": site.get("facility"),
            "position": position,
        }
        for position, site in enumerate(_read_all(study, f"{_PEOPLE}.locations"))
        for contact in _read_all(site, "contacts")
        if contact.get("role") in INVESTIGATOR_ROLES
    ]
    return officials + at_sites


def _read_columns(
    source: Mapping[str, Any], paths: Mapping[str, str], list_paths: Mapping[str, str] | None = None
) -> dict[str, Any]:
    single = {key: _read_first(source, path) for key, path in paths.items()}
    return single | {key: _read_all(source, path) for key, path in (list_paths or {}).items()}


def _read_first(source: Mapping[str, Any], path: str) -> object:
    if "." not in path and not isinstance(value := source.get(path), list):
        return value
    return next(iter(_read_all(source, path)), None)


def _read_all(source: Mapping[str, Any], path: str) -> list[Any]:
    """All values at `path` of a fitted object, in order, without those that are missing."""
    if "." not in path:
        value = source.get(path)
        return [item for item in (value if isinstance(value, list) else [value]) if item is not None]
    found: list[Any] = [source]
    for step in path.split("."):
        deeper: list[Any] = []
        for item in found:
            value = item.get(step)
            deeper.extend(value if isinstance(value, list) else [value])
        found = [value for value in deeper if value is not None]
    return found
