"""Fake rows of resources, genetic tests and diseases, and the hostile ones among them. No real page, lab or test."""

from typing import Any

from e2e.fakes import HOSTILE, make_tables
from fake_snapshot import Cells, publish_fake

from finder.outcome import Ending, Outcome
from finder.settings import Settings

FETCHED = "2026-11-20T03:00:00Z"
SCRIPT = "javascript:window.hacked=1"


def make_resource(number: int, **cells: Any) -> Cells:
    """A page in English for US patients, whose link worked."""
    return {
        "resource_id": f"fake-{number}",
        "title": f"Fake page {number}",
        "organisation": f"Fake Foundation {number}",
        "kind": "patient_information",
        "audience": "patients",
        "country": "United States",
        "country_code": "US",
        "language": "en",
        "url": f"https://page{number}.example.org/",
        "description": "Tells you about fake things.",
        "source": "resource_list",
        "link_status": "alive",
        "checked_at": FETCHED,
        "last_alive": "2026-11-20",
        **cells,
    }


def make_test(number: int, **cells: Any) -> Cells:
    """A test of MEN1 in the United States."""
    return {
        "test_id": f"GTR{number:09}",
        "title": f"Fake MEN1 test {number}",
        "genes": ["MEN1"],
        "conditions": ["Multiple endocrine neoplasia, type 1"],
        "test_type": "Clinical",
        "laboratory": "Fake Laboratory 1",
        "laboratory_place": "Faketown, Ohio",
        "country": "United States",
        "country_code": "US",
        "methods": ["Sequence analysis"],
        "certifications": ["CLIA"],
        "url": f"https://www.example.org/gtr/tests/{number}/",
        "source": "gtr",
        "checked": "2026-11-20",
        **cells,
    }


def make_disease(number: int, **cells: Any) -> Cells:
    """A disease of Orphadata."""
    return {
        "disease_id": f"ORPHA:{number}",
        "name": f"Fake neuroendocrine tumor {number}",
        "other_names": [f"Fake NET {number}"],
        "definition": "A fake disease in the words of a fake register.",
        "prevalence": ["Point prevalence: 1-9 / 100 000 (Europe)"],
        "genes": ["MEN1"],
        "url": f"https://www.example.org/disease/{number}",
        "source": "orphadata",
        "data_version": "2026-07-01",
        "checked": "2026-11-20",
        **cells,
    }


RESOURCES = [
    *[make_resource(number) for number in range(1, 9)],
    make_resource(
        10,
        title="Fake group that is gone",
        kind="support_group",
        url="https://gone.example.org/",
        link_status="gone",
        last_alive="2026-10-02",
    ),
    make_resource(
        11,
        title="Fake group that moved",
        kind="support_group",
        audience="everyone",
        url="https://old.example.org/",
        final_url="https://new.example.org/here",
        link_status="moved",
        country=None,
        country_code=None,
        named_in=["S1", "S3"],
        page_date="2021-06-03",
    ),
    make_resource(12, title="Fake group in France", kind="support_group", country="France", country_code="FR",
                  language="fr, de", note="You need an account there.", link_status="blocked"),
    make_resource(13, title="Fake new kind", kind="choir_of_fakes", audience="singers", link_status="not_checked",
                  checked_at=None, last_alive=None),
]  # fmt: skip
HOSTILE_RESOURCE = {
    **dict.fromkeys(
        ("title", "organisation", "description", "note", "page_title", "page_description", "link_note", "language"),
        HOSTILE,
    ),
    "kind": f"a {HOSTILE}",
    "audience": f"b {HOSTILE}",
    "url": SCRIPT,
    "final_url": SCRIPT,
    "named_in": [HOSTILE],
    "page_date": HOSTILE,
    "checked_at": HOSTILE,
    "last_alive": HOSTILE,
}
TESTS = [
    *[make_test(number) for number in range(1, 24)],
    make_test(50, title="Fake RET test", genes=["RET"], laboratory="Fake Laboratory 2", country="Germany",
              country_code="DE", laboratory_place="Fakestadt"),
]  # fmt: skip
HOSTILE_TEST = {
    **dict.fromkeys(("title", "test_type", "laboratory", "laboratory_place", "country"), HOSTILE),
    **{name: [HOSTILE] for name in ("genes", "conditions", "methods", "certifications")},
    "country_code": None,
    "url": SCRIPT,
    "source_url": SCRIPT,
    "checked": HOSTILE,
}
DISEASES = [make_disease(number) for number in range(1, 10)]
HOSTILE_DISEASE = {
    **dict.fromkeys(("name", "definition", "data_version", "checked"), HOSTILE),
    **{name: [HOSTILE] for name in ("other_names", "prevalence", "genes", "codes")},
    "url": SCRIPT,
    "source_url": SCRIPT,
}


def make_outcomes(**endings: Ending) -> list[Cells]:
    """Rows of the table of sources: the registry in full, and what is named here as it ended."""
    told = {"clinicaltrials_gov": Ending.DATA, **endings}
    return [
        Outcome(name, ending, 5 if ending == Ending.DATA else 0, None, FETCHED, "" if ending == Ending.DATA else
                "It did not answer.").as_row()
        for name, ending in told.items()
    ]  # fmt: skip


def publish_guide(settings: Settings, *, hostile: bool = True, **tables: list[Cells]) -> None:
    """Publish fake trials with all fake rows, hostile ones too, all sources read but one of the diseases."""
    trials, sites = make_tables()
    data = Ending.DATA
    outcomes = make_outcomes(
        resource_list=data, link_check=data, gtr=data, orphadata=data, gard=Ending.UNAVAILABLE, medgen=Ending.DEGRADED
    )
    rows = {
        "resources": [*RESOURCES, make_resource(99, **HOSTILE_RESOURCE)] if hostile else RESOURCES,
        "genetic_tests": [*TESTS, make_test(99, **HOSTILE_TEST)] if hostile else TESTS,
        "diseases": [*DISEASES, make_disease(99, **HOSTILE_DISEASE)] if hostile else DISEASES,
        "sources": outcomes,
    }
    publish_fake(
        settings,
        trials,
        sites,
        meta={"published_at": FETCHED, "data_version": "2026-11-19T09:00:05", "counts": {"trials": len(trials)}},
        **{**rows, **tables},
    )
