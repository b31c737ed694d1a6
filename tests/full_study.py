"""One fake study with a value in every field that is read, in the API's exact shape."""

from typing import Any

FULL: dict[str, Any] = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT00000101",
            "nctIdAliases": ["NCT00000007", "nct0000008"],
            "orgStudyIdInfo": {"id": "FAKE-1"},
            "secondaryIdInfos": [
                {"id": "2020-000000-00", "type": "EUDRACT_NUMBER"},
                {"id": "FAKE-2", "type": "OTHER", "domain": "Fake"},
            ],
            "organization": {"fullName": "Fake Institute", "class": "OTHER"},
            "briefTitle": "Fake study of A &amp; B",
            "officialTitle": "A Fake Study",
            "acronym": "FAKE",
        },
        "statusModule": {
            "statusVerifiedDate": "2026-01",
            "overallStatus": "UNKNOWN",
            "lastKnownStatus": "RECRUITING",
            "whyStopped": "No reason",
            "expandedAccessInfo": {"hasExpandedAccess": False},
            "startDateStruct": {"date": "2024-05", "type": "ACTUAL"},
            "primaryCompletionDateStruct": {"date": "2027", "type": "ESTIMATED"},
            "completionDateStruct": {"date": "2028-03-01"},
            "studyFirstPostDateStruct": {"date": "2024-04-02", "type": "ACTUAL"},
            "lastUpdatePostDateStruct": {"date": "2026-01-03", "type": "ACTUAL"},
        },
        "sponsorCollaboratorsModule": {
            "responsibleParty": {"type": "SPONSOR"},
            "leadSponsor": {"name": "Fake Sponsor", "class": "INDUSTRY"},
            "collaborators": [{"name": "Fake Helper, Inc.", "class": "NIH"}, {"class": "OTHER"}, {"name": "Second"}],
        },
        "descriptionModule": {"briefSummary": "Short \\> long.", "detailedDescription": "Long."},
        "conditionsModule": {"conditions": ["Carcinoid Tumor", "NET, Grade 1"], "keywords": ["PRRT"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE1", "PHASE2"],
            "designInfo": {
                "allocation": "RANDOMIZED",
                "primaryPurpose": "TREATMENT",
                "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT"]},
            },
            "enrollmentInfo": {"count": 120, "type": "ESTIMATED"},
        },
        "armsInterventionsModule": {
            "armGroups": [
                {"label": "Arm A", "type": "EXPERIMENTAL", "description": "First", "interventionNames": ["Drug: X"]},
                {"label": "Arm B"},
            ],
            "interventions": [
                {
                    "type": "RADIATION",
                    "name": "X",
                    "description": "A fake drug",
                    "armGroupLabels": ["Arm A"],
                    "otherNames": ["177Lu-X", "X-177"],
                },
                {"name": "Y"},
            ],
        },
        "eligibilityModule": {
            "eligibilityCriteria": "Inclusion Criteria:\n\n* Age \\>= 18",
            "healthyVolunteers": False,
            "sex": "ALL",
            "minimumAge": "18 Years",
            "maximumAge": "6 Months",
        },
        "contactsLocationsModule": {
            "centralContacts": [
                {"name": "Fake Desk", "role": "CONTACT", "phone": "000", "phoneExt": "1", "email": "x@y.z"}
            ],
            "overallOfficials": [
                {"name": "Fake Chair", "affiliation": "Fake Institute", "role": "STUDY_CHAIR"},
                {"name": "Fake Sponsor Desk"},
            ],
            "locations": [
                {
                    "facility": "Research Site",
                    "status": "RECRUITING",
                    "city": "Fakeville",
                    "state": "Nowhere",
                    "zip": "00000",
                    "country": "Turkey (Türkiye)",
                    "contacts": [
                        {"name": "Site Desk", "role": "CONTACT"},
                        {"name": "Fake Investigator", "role": "PRINCIPAL_INVESTIGATOR"},
                    ],
                    "geoPoint": {"lat": 1.5, "lon": -2},
                },
                {"city": "Elsewhere", "country": "France"},
            ],
        },
    },
    "derivedSection": {
        "conditionBrowseModule": {
            "meshes": [{"id": "D002276", "term": "Carcinoid Tumor"}],
            "ancestors": [{"id": "D018358", "term": "Neuroendocrine Tumors"}],
        }
    },
    "hasResults": True,
}  # fmt: skip
