"""Small made-up raw rows and a small made-up gazetteer; no real person or contact is in them."""

from typing import Any

import pandas as pd
import pytest

CITIES = [
    # name_key, country_code, region, latitude, longitude, population
    ("columbus", "US", "Ohio", 39.96, -83.0, 900_000),
    ("columbus", "US", "Georgia", 32.46, -84.99, 200_000),
    ("boston", "US", "Massachusetts", 42.36, -71.06, 650_000),
    ("boston", "US", "Virginia", 38.54, -78.1, 900),
    ("springfield", "US", "Missouri", 37.2, -93.3, 166_000),
    ("munich", "DE", "Bavaria", 48.14, 11.58, 1_500_000),
    ("munchen", "DE", "Bavaria", 48.14, 11.58, 1_500_000),
    ("frankfurt", "DE", "Hesse", 50.1, 8.7, 650_000),
    ("frankfurt", "DE", "Brandenburg", 52.3, 14.6, 57_000),
    ("seoul", "KR", "", 37.57, 126.98, 10_000_000),
    ("nowhere", "US", "Kansas", 38.0, -98.0, 0),
    ("nowhere", "US", "Texas", 31.0, -98.0, 0),
    ("boston", "GB", "England", 52.98, -0.02, 45_000),
]


@pytest.fixture
def cities() -> pd.DataFrame:
    columns = ["name_key", "country_code", "region", "latitude", "longitude", "population"]
    return pd.DataFrame(CITIES, columns=columns).astype({"name_key": "str", "country_code": "str", "region": "str"})


@pytest.fixture
def trial() -> dict[str, Any]:
    """A whole made-up record in the shape that parsers give."""
    return {
        "nct_id": "NCT90000001",
        "nct_id_aliases": ["NCT90000011"],
        "title": "A Trial of Nothing in Neuroendocrine Tumors",
        "official_title": "A Phase 1/2 Trial of Nothing",
        "acronym": "FAKE",
        "summary": "A fake.\n\n* one\n* two",
        "description": None,
        "status": "RECRUITING",
        "study_type": "INTERVENTIONAL",
        "phases": ["PHASE1", "PHASE2"],
        "primary_purpose": "TREATMENT",
        "allocation": "RANDOMIZED",
        "masking": "NONE",
        "conditions": ["Neuroendocrine Tumors"],
        "keywords": ["NET"],
        "mesh_terms": ["Neuroendocrine Tumors"],
        "interventions": [
            {
                "name": "Nothing",
                "type": "DRUG",
                "description": "given &gt; once",
                "other_names": ["Nil"],
                "arms": ["A"],
            },
            {"name": "Placebo", "type": None, "description": None, "other_names": [], "arms": ["B"]},
        ],
        "arms": [
            {"label": "A", "type": "EXPERIMENTAL", "description": "gets nothing", "interventions": ["Drug: Nothing"]},
            {"label": "B", "type": None, "description": None, "interventions": []},
        ],
        "sponsor": "Fake Hospital",
        "sponsor_class": "OTHER",
        "collaborators": [],
        "enrollment": 40,
        "start_date": "2026-01",
        "primary_completion_date": "2028",
        "completion_date": "2028-02",
        "first_posted": "2026-01-02",
        "last_update_posted": "2026-10-01",
        "status_verified": "2026-10",
        "has_results": False,
        "min_age": "18 Years",
        "max_age": None,
        "sex": "ALL",
        "healthy_volunteers": False,
        "eligibility": "Inclusion Criteria:\n\n* neuroendocrine tumor\n\nExclusion Criteria:\n\n* child",
        "secondary_ids": ["FAKE-1"],
        "contacts": [
            {"name": "Fake Desk", "role": "CONTACT", "phone": "+1 555 0100", "phone_ext": "12", "email": None}
        ],
        "source": "clinicaltrials_gov",
        "source_url": "https://example.org/NCT90000001",
        "data_version": "2026-11-20",
        "fetched_at": "2026-11-20T09:00:00Z",
    }


@pytest.fixture
def site() -> dict[str, Any]:
    return {
        "nct_id": "NCT90000001",
        "position": 0,
        "facility": "Fake Hospital",
        "city": "Boston",
        "state": "Massachusetts",
        "postal_code": "00000",
        "country": "United States",
        "status": "RECRUITING",
        "latitude": 42.3,
        "longitude": -71.1,
        "contacts": [],
    }
