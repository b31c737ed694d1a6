"""Fake centers and people with all that their pages can show, and a page run over them. No real center or person."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pytest
from e2e.fakes import HOSTILE, make_site, make_trial
from guide_pages import LIVE, list_links, read_html, use_home
from streamlit.testing.v1 import AppTest

from finder.outcome import Ending, Outcome
from finder.schema import SCHEMA_VERSION, load_tables, shape_frame
from finder.settings import Settings
from finder.store.build import SnapshotBuilder
from finder.store.gazetteer import open_gazetteer
from finder.store.publish import publish

Cells = dict[str, Any]
READ_AT = pd.Timestamp("2026-11-20T03:00:00Z")
LYON = {"city": "Lyon", "region": "Auvergne-Rhône-Alpes", "country": "France", "country_code": "FR",
        "latitude": 45.75, "longitude": 4.85}  # fmt: skip
GENEVA = {"city": "Genève", "region": "Geneva", "country": "Switzerland", "country_code": "CH",
          "latitude": 46.2, "longitude": 6.15}  # fmt: skip
NOWHERE: Cells = dict.fromkeys(LYON)
OPEN, LUNG, CLOSED = "NCT10000101", "NCT10000102", "NCT10000103"
#: What would do harm if a page took it for more than text.
SCRIPT_LINK = "javascript:window.hacked=1"
HOSTILE_NAME = "Fake <script>window.hacked=true</script><b>bold</b> **bold** [tap](javascript:hack) $x$"


def make_center(center_id: str, kind: str = "net_program", **cells: Any) -> Cells:
    """A fake center in Lyon, known from the list of centers."""
    return {
        "center_id": center_id,
        "name": f"Fake Center {center_id}",
        "kind": kind,
        "source": "starter_centers",
        "source_url": "https://lists.example.org/page",
        "checked": "2026-11-20",
        "evidence": "own page",
        "open_trials": 0,
        "total_trials": 0,
        **LYON,
        **cells,
    }


def make_centers() -> list[Cells]:
    """One of each kind, one without a point, one of a register only, one hostile in every column."""
    return [
        make_center(
            "expert",
            "enets_coe",
            accreditation=["ENETS CoE"],
            accreditation_year=2013,
            evidence="old list",
            source="enets",
            other_names=["Clinique Factice"],
            specialties=["PRRT", "Surgery"],
            phone="+33 5 5501 0010",
            url="https://www.expert.example.org/net",
        ),
        make_center("fresh", accreditation=["Fake seal"], accreditation_year=2026, **GENEVA),
        make_center("partner", "network_partner"),
        make_center("rays", "nuclear_medicine", url=SCRIPT_LINK, source_url=SCRIPT_LINK),
        make_center("general", "cancer_center", **GENEVA),
        make_center("trials", "trial_site", evidence="trial sites", source="clinicaltrials_gov"),
        make_center("lost", **NOWHERE),
        make_center("register", "listed_organization", evidence="general register"),
        make_hostile(),
    ]


def make_hostile() -> Cells:
    """Text from outside that is no text at all, in every column that takes text."""
    lists = {name: [HOSTILE, SCRIPT_LINK] for name in ("other_names", "accreditation", "specialties")}
    texts = dict.fromkeys(("city", "region", "country", "kind", "evidence", "checked", "phone", "source"), HOSTILE)
    links = dict.fromkeys(("url", "source_url"), SCRIPT_LINK)
    return make_center("hostile", "", name=f"Hostile {HOSTILE}") | lists | texts | links | {"country_code": "FR"}


def make_listings() -> list[Cells]:
    """Two sources that say something of one center, one of another, and a hostile one."""
    columns = load_tables()["listings"].names
    centers = {center["center_id"]: center for center in make_centers()}
    hostile = {name: cell for name, cell in centers["hostile"].items() if name in columns}
    expert = {name: cell for name, cell in centers["expert"].items() if name in columns}
    newer = {"source": "starter_centers", "kind": "net_program", "evidence": "own page", "checked": "2026-11-19"}
    return [
        {**expert, "listing_id": "l1", "as_written": "Fake Center expert, Lyon"},
        {**expert, "listing_id": "l2", "accreditation": [], "accreditation_year": None, **newer},
        {**hostile, "listing_id": "l3", "as_written": HOSTILE},
    ]


def make_people() -> list[Cells]:
    """People of sites and of whole trials, one hostile, one who is named without a place."""
    return [
        {"nct_id": OPEN, "name": "Ann Fake, MD", "role": "PRINCIPAL_INVESTIGATOR", "affiliation": "Fake Center expert",
         "site_id": f"{OPEN}-0", "center_id": "expert"},
        {"nct_id": LUNG, "name": "Ann Fake", "role": "STUDY_CHAIR", "affiliation": "Fake Center expert", "site_id": "",
         "center_id": "expert"},
        {"nct_id": LUNG, "name": "Bob Fake", "role": "STUDY_DIRECTOR", "affiliation": "Fake Pharma", "site_id": "",
         "center_id": ""},
        {"nct_id": OPEN, "name": f"Cy {HOSTILE_NAME}", "role": "LEADER", "affiliation": HOSTILE, "site_id": "",
         "center_id": ""},
        {"nct_id": OPEN, "name": f"Di {HOSTILE_NAME}", "role": "", "affiliation": HOSTILE, "site_id": f"{OPEN}-1",
         "center_id": "hostile"},
    ]  # fmt: skip


def make_world() -> dict[str, list[Cells]]:
    """All tables: three trials with their sites, centers, listings, people, and sources that were read."""
    trials = [
        make_trial(10_000_101, title="A fake trial that is open", status="RECRUITING", primary_sites=["pancreas"]),
        make_trial(10_000_102, title="A fake lung trial", status="RECRUITING", primary_sites=["lung"]),
        make_trial(10_000_103, title="A fake trial that is over", status="COMPLETED", primary_sites=["pancreas"]),
    ]
    nurse = {"contact_name": "Fake Nurse", "contact_phone": "+1 555 010 0100", "contact_email": "nurse@example.org"}
    sites = [
        make_site(OPEN, 0, 3, recruiting=True, center_id="expert", **nurse),
        make_site(OPEN, 1, 3, recruiting=True, center_id="hostile", contact_name=HOSTILE, contact_email=SCRIPT_LINK),
        make_site(OPEN, 2, 3, recruiting=True, center_id="trials"),
        make_site(LUNG, 0, 3, recruiting=True, center_id="expert"),
        make_site(CLOSED, 0, 3, recruiting=False, center_id="expert"),
    ]
    return {
        "trials": trials,
        "sites": sites,
        "centers": make_centers(),
        "listings": make_listings(),
        "investigators": make_people(),
        "sources": make_outcomes(),
    }


def make_outcomes(**endings: Ending) -> list[Cells]:
    """How reading the registry and the list of centers ended."""
    known = {"clinicaltrials_gov": Ending.DATA, "starter_centers": Ending.DATA, **endings}
    return [dict(Outcome(name, end, 9, None, "2026-11-20T03:00:00Z").as_row()) for name, end in known.items()]


def publish_world(settings: Settings, **tables: list[Cells]) -> Path:
    """Publish the fake world; `tables` replace those of the same name."""
    frames = {**make_world(), **tables}
    with SnapshotBuilder(settings.snapshots) as builder:
        for name, rows in frames.items():
            builder.append(name, shape_frame(pd.DataFrame(rows), name))
        part = builder.finish(
            {
                "schema_version": SCHEMA_VERSION,
                "program_version": "0",
                "published_at": "2026-11-20T03:00:00Z",
                "data_version": "2026-11-19T09:00:05",
                "source": "clinicaltrials_gov",
                "counts": {name: len(rows) for name, rows in frames.items()},
                "left_out": {},
                "warnings": [],
            }
        )
        return publish(part, READ_AT.to_pydatetime())


@cache
def _build_places(base: Path) -> Path:
    """The look-up of places, which takes seconds to build, once for all tests of a run."""
    settings = Settings(home=base / "places-of-centers")
    open_gazetteer(settings).close()
    return settings.gazetteer


def open_home(home: Path, base: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a new home, for the pages as well; `base` is the folder of the whole run."""
    settings = use_home(home, monkeypatch)
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(_build_places(base), settings.gazetteer)
    return settings


def open_page(page: Callable[[], None], /, **address: str | list[str]) -> AppTest:
    """The page after one run; it must be calm."""
    return check_inert(run_once(page, **address))


def run_once(page: Callable[[], None], /, **address: str | list[str]) -> AppTest:
    """The page after one run, unchecked."""
    harness = AppTest.from_function(page)
    harness.default_timeout = 60
    for name, value in address.items():
        harness.query_params[name.rstrip("_").replace("_", "-")] = value
    return harness.run()


def check_inert(page: AppTest) -> AppTest:
    """The same page, which must not have failed, nor hold anything live from outside."""
    assert not page.exception
    html = read_html(page)
    assert "Traceback" not in html
    assert LIVE.search(html) is None, LIVE.search(html)
    assert {urlsplit(link).scheme for link in list_links(page)} <= {"", "http", "https", "tel", "mailto"}
    assert [title.value for title in page.title if "went wrong" in title.value] == []
    return page


def asked_by(page: AppTest) -> dict[str, list[str]]:
    """The address of a page, every value as a list."""
    return {name: [value] if isinstance(value, str) else list(value) for name, value in page.query_params.items()}


def read_info(page: AppTest) -> str:
    """The sentence that tells what is shown, without the marks of Markdown."""
    return str(page.info[0].value).replace("\\", "")
