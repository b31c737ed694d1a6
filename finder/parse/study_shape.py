"""The shape of a study of the ClinicalTrials.gov API, version 2: every field that we know, and what it must hold.

From the official description of the API (version 2.0.5, https://clinicaltrials.gov/api/oas/v2). A field that is not
here is new; a field marked SKIP is known and not read. Every list of codes is open: a new code is kept and told.
"""

from typing import Final

TEXT: Final = "text"
NUMBER: Final = "number"
INTEGER: Final = "integer"
FLAG: Final = "flag"
SKIP: Final = "skip"

#: A leaf above, a set of codes, a list of one shape, or an object of named shapes.
Shape = str | frozenset[str] | list["Shape"] | dict[str, "Shape"]


def _codes(words: str) -> frozenset[str]:
    return frozenset(words.split())


STATUS = _codes(
    "ACTIVE_NOT_RECRUITING COMPLETED ENROLLING_BY_INVITATION NOT_YET_RECRUITING RECRUITING SUSPENDED TERMINATED"
    " WITHDRAWN AVAILABLE NO_LONGER_AVAILABLE TEMPORARILY_NOT_AVAILABLE APPROVED_FOR_MARKETING WITHHELD UNKNOWN"
)
SITE_STATUS = STATUS - _codes("NO_LONGER_AVAILABLE TEMPORARILY_NOT_AVAILABLE APPROVED_FOR_MARKETING WITHHELD UNKNOWN")
INVESTIGATOR_ROLES = _codes("STUDY_CHAIR STUDY_DIRECTOR PRINCIPAL_INVESTIGATOR SUB_INVESTIGATOR")
AGENCY = _codes("NIH FED OTHER_GOV INDIV INDUSTRY NETWORK AMBIG OTHER UNKNOWN")

_DATE: Shape = {"date": TEXT, "type": SKIP}
_SPONSOR: Shape = {"name": TEXT, "class": AGENCY}
_CONTACT: Shape = {
    "name": TEXT,
    "role": INVESTIGATOR_ROLES | {"CONTACT"},
    "phone": TEXT,
    "phoneExt": TEXT,
    "email": TEXT,
}
_MESH: Shape = {"id": SKIP, "term": TEXT}

STUDY: Shape = {
    "protocolSection": {
        "identificationModule": {
            "nctId": TEXT,
            "nctIdAliases": [TEXT],
            "orgStudyIdInfo": {"id": TEXT, "type": SKIP, "link": SKIP},
            "secondaryIdInfos": [{"id": TEXT, "type": SKIP, "domain": SKIP, "link": SKIP}],
            "briefTitle": TEXT,
            "officialTitle": TEXT,
            "acronym": TEXT,
            "organization": SKIP,
        },
        "statusModule": {
            "statusVerifiedDate": TEXT,
            "overallStatus": STATUS,
            "lastKnownStatus": STATUS,
            "delayedPosting": SKIP,
            "whyStopped": TEXT,
            "expandedAccessInfo": SKIP,
            "startDateStruct": _DATE,
            "primaryCompletionDateStruct": _DATE,
            "completionDateStruct": _DATE,
            "studyFirstSubmitDate": SKIP,
            "studyFirstSubmitQcDate": SKIP,
            "studyFirstPostDateStruct": _DATE,
            "resultsWaived": SKIP,
            "resultsFirstSubmitDate": SKIP,
            "resultsFirstSubmitQcDate": SKIP,
            "resultsFirstPostDateStruct": SKIP,
            "dispFirstSubmitDate": SKIP,
            "dispFirstSubmitQcDate": SKIP,
            "dispFirstPostDateStruct": SKIP,
            "lastUpdateSubmitDate": SKIP,
            "lastUpdatePostDateStruct": _DATE,
        },
        "sponsorCollaboratorsModule": {
            "responsibleParty": SKIP,
            "leadSponsor": _SPONSOR,
            "collaborators": [_SPONSOR],
        },
        "oversightModule": SKIP,
        "descriptionModule": {"briefSummary": TEXT, "detailedDescription": TEXT},
        "conditionsModule": {"conditions": [TEXT], "keywords": [TEXT]},
        "designModule": {
            "studyType": _codes("EXPANDED_ACCESS INTERVENTIONAL OBSERVATIONAL"),
            "nPtrsToThisExpAccNctId": SKIP,
            "expandedAccessTypes": SKIP,
            "patientRegistry": SKIP,
            "targetDuration": SKIP,
            "phases": [_codes("NA EARLY_PHASE1 PHASE1 PHASE2 PHASE3 PHASE4")],
            "designInfo": {
                "allocation": _codes("RANDOMIZED NON_RANDOMIZED NA"),
                "interventionModel": SKIP,
                "interventionModelDescription": SKIP,
                "primaryPurpose": _codes(
                    "TREATMENT PREVENTION DIAGNOSTIC ECT SUPPORTIVE_CARE SCREENING HEALTH_SERVICES_RESEARCH"
                    " BASIC_SCIENCE DEVICE_FEASIBILITY OTHER"
                ),
                "observationalModel": SKIP,
                "timePerspective": SKIP,
                "maskingInfo": {
                    "masking": _codes("NONE SINGLE DOUBLE TRIPLE QUADRUPLE"),
                    "maskingDescription": SKIP,
                    "whoMasked": SKIP,
                },
            },
            "bioSpec": SKIP,
            "enrollmentInfo": {"count": INTEGER, "type": SKIP},
        },
        "armsInterventionsModule": {
            "armGroups": [
                {
                    "label": TEXT,
                    "type": _codes(
                        "EXPERIMENTAL ACTIVE_COMPARATOR PLACEBO_COMPARATOR SHAM_COMPARATOR NO_INTERVENTION OTHER"
                    ),
                    "description": TEXT,
                    "interventionNames": [TEXT],
                }
            ],
            "interventions": [
                {
                    "type": _codes(
                        "BEHAVIORAL BIOLOGICAL COMBINATION_PRODUCT DEVICE DIAGNOSTIC_TEST DIETARY_SUPPLEMENT DRUG"
                        " GENETIC PROCEDURE RADIATION OTHER"
                    ),
                    "name": TEXT,
                    "description": TEXT,
                    "armGroupLabels": [TEXT],
                    "otherNames": [TEXT],
                }
            ],
        },
        "outcomesModule": SKIP,
        "eligibilityModule": {
            "eligibilityCriteria": TEXT,
            "healthyVolunteers": FLAG,
            "sex": _codes("FEMALE MALE ALL"),
            "genderBased": SKIP,
            "genderDescription": SKIP,
            "minimumAge": TEXT,
            "maximumAge": TEXT,
            "stdAges": SKIP,
            "studyPopulation": SKIP,
            "samplingMethod": SKIP,
        },
        "contactsLocationsModule": {
            "centralContacts": [_CONTACT],
            "overallOfficials": [{"name": TEXT, "affiliation": TEXT, "role": INVESTIGATOR_ROLES}],
            "locations": [
                {
                    "facility": TEXT,
                    "status": SITE_STATUS,
                    "city": TEXT,
                    "state": TEXT,
                    "zip": TEXT,
                    "country": TEXT,
                    "countryCode": SKIP,
                    "contacts": [_CONTACT],
                    "geoPoint": {"lat": NUMBER, "lon": NUMBER},
                }
            ],
        },
        "referencesModule": SKIP,
        "ipdSharingStatementModule": SKIP,
    },
    "resultsSection": SKIP,
    "annotationSection": SKIP,
    "documentSection": SKIP,
    "derivedSection": {
        "miscInfoModule": SKIP,
        "conditionBrowseModule": {
            "meshes": [_MESH],
            "ancestors": SKIP,
            "browseLeaves": SKIP,
            "browseBranches": SKIP,
        },
        "interventionBrowseModule": SKIP,
    },
    "hasResults": FLAG,
}
