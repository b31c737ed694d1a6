"""A small snapshot as version 2 of the schema made it, frozen: no code of today has a say in its tables.

Version 2 knew no listings, genetic tests and diseases, no center of an investigator, no language, source or note of a
resource, and nothing of what a snapshot remembers for the next refresh.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

NAME = "finder-20261118T060000Z-0123abcd.sqlite"

_TABLES = """
CREATE TABLE trials (nct_id TEXT, title TEXT, official_title TEXT, acronym TEXT, summary TEXT, description TEXT,
  status TEXT, last_known_status TEXT, why_stopped TEXT, study_type TEXT, phases TEXT, primary_purpose TEXT,
  allocation TEXT, masking TEXT, conditions TEXT, keywords TEXT, mesh_terms TEXT, interventions TEXT,
  intervention_types TEXT, sponsor TEXT, sponsor_class TEXT, collaborators TEXT, enrollment INTEGER, start_date
  TEXT, start_day TEXT, primary_completion_date TEXT, primary_completion_day TEXT, completion_date TEXT,
  completion_day TEXT, first_posted TEXT, last_update_posted TEXT, status_verified TEXT, has_results INTEGER,
  min_age_years REAL, max_age_years REAL, sex TEXT, healthy_volunteers INTEGER, eligibility TEXT, inclusion TEXT,
  exclusion TEXT, nct_id_aliases TEXT, secondary_ids TEXT, contact_name TEXT, contact_phone TEXT, contact_email
  TEXT, relevance TEXT, matched TEXT, primary_sites TEXT, treatments TEXT, differentiation TEXT, function TEXT,
  syndromes TEXT, sstr TEXT, prior_prrt TEXT, stage TEXT, line_of_therapy TEXT, grades TEXT, has_placebo INTEGER,
  randomized INTEGER, stale TEXT, source TEXT, source_url TEXT, data_version TEXT, fetched_at TEXT);
CREATE TABLE sites (site_id TEXT, nct_id TEXT, facility TEXT, city TEXT, region TEXT, country TEXT, country_code
  TEXT, postal_code TEXT, latitude REAL, longitude REAL, point_source TEXT, status TEXT, recruiting INTEGER,
  contact_name TEXT, contact_phone TEXT, contact_email TEXT, center_id TEXT, FOREIGN KEY (nct_id) REFERENCES
  trials(nct_id));
CREATE TABLE investigators (nct_id TEXT, name TEXT, role TEXT, affiliation TEXT, site_id TEXT, FOREIGN KEY (nct_id)
  REFERENCES trials(nct_id));
CREATE TABLE centers (center_id TEXT, name TEXT, kind TEXT, accreditation TEXT, accreditation_year INTEGER,
  specialties TEXT, city TEXT, region TEXT, country TEXT, country_code TEXT, latitude REAL, longitude REAL, url
  TEXT, source TEXT, source_url TEXT, checked TEXT, evidence TEXT, open_trials INTEGER, total_trials INTEGER);
CREATE TABLE resources (resource_id TEXT, title TEXT, organisation TEXT, kind TEXT, audience TEXT, country TEXT, url
  TEXT, description TEXT, named_in TEXT, link_status TEXT, final_url TEXT, page_title TEXT, page_date TEXT,
  checked_at TEXT);
CREATE TABLE sources (name TEXT, outcome TEXT, rows INTEGER, data_version TEXT, fetched_at TEXT, message TEXT);
CREATE TABLE changes (at TEXT, nct_id TEXT, kind TEXT, before TEXT, after TEXT);
CREATE TABLE records (nct_id TEXT PRIMARY KEY NOT NULL, record BLOB NOT NULL);
CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE facets (facet TEXT, value TEXT, nct_id TEXT, PRIMARY KEY (facet, value, nct_id)) WITHOUT ROWID;
"""

_COUNTED = (
    "status", "differentiation", "relevance", "sstr", "prior_prrt", "stage", "line_of_therapy", "study_type", "sex",
)  # fmt: skip
_LISTED = ("phases", "primary_sites", "treatments", "function", "syndromes", "grades")
_INDEXES = """
CREATE UNIQUE INDEX trials_key ON trials(nct_id);
CREATE UNIQUE INDEX sites_key ON sites(site_id);
CREATE UNIQUE INDEX investigators_key ON investigators(nct_id, name, role, site_id);
CREATE UNIQUE INDEX centers_key ON centers(center_id);
CREATE UNIQUE INDEX resources_key ON resources(resource_id);
CREATE UNIQUE INDEX sources_key ON sources(name);
CREATE INDEX sites_place ON sites(country_code, recruiting, latitude, longitude, nct_id);
CREATE INDEX sites_trial ON sites(nct_id);
CREATE INDEX trials_status ON trials(status, last_update_posted);
CREATE VIRTUAL TABLE trials_fts USING fts5(title, official_title, acronym, conditions, keywords, interventions,
  summary, sponsor, eligibility, nct_id, content='trials', tokenize='unicode61 remove_diacritics 2');
INSERT INTO trials_fts(trials_fts) VALUES ('rebuild');
ANALYZE;
"""
_META = {
    "schema_version": 2,
    "program_version": "0.1.0",
    "published_at": "2026-11-18T06:00:00Z",
    "data_version": "2026-11-17T09:00:05",
    "source": "clinicaltrials_gov",
    "left_out": {"melanoma": 2},
    "problems": {},
    "warnings": [],
    "bad_records": 0,
    "requests": 4,
    "bytes": 4000,
}


def publish_version_2(
    folder: Path, studies: Iterable[dict[str, Any]], *, version: int = 2, placed: bool = True
) -> Path:
    """Write such a snapshot of these raw studies into a folder of snapshots, and point to it. Returns its path.

    `placed`: each with a site in Houston, although the studies name none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    studies = list(studies)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(_TABLES)
        for study in studies:
            _add_study(db, study, placed=placed)
        _add(
            db, "centers", center_id="c1", name="Fake Center", kind="net_program", accreditation="[]", source="starter"
        )
        _add(db, "resources", resource_id="r1", title="Fake page", url="https://example.org/", named_in="[]")
        _add(
            db,
            "sources",
            name="clinicaltrials_gov",
            outcome="data",
            rows=len(studies),
            data_version="2026-11-17T09:00:05",
            fetched_at="2026-11-18T06:00:00Z",
            message="Fake message.",
        )
        _add(db, "changes", at="2026-11-10T06:00:00Z", nct_id="NCT00000001", kind="status", before="A", after="B")
        for facet in _COUNTED:
            db.execute(f"INSERT INTO facets SELECT '{facet}', ifnull({facet}, ''), nct_id FROM trials")
        for facet in _LISTED:
            db.execute(
                f"INSERT OR IGNORE INTO facets SELECT '{facet}', ifnull(item.value, ''), nct_id "
                f"FROM trials LEFT JOIN json_each(trials.{facet}) AS item"
            )
        counts = {"trials": len(studies), "sites": len(studies), "centers": 1, "resources": 1, "sources": 1}
        meta = {**_META, "schema_version": version, "counts": counts}
        db.executemany("INSERT INTO meta VALUES (?, ?)", [(key, json.dumps(value)) for key, value in meta.items()])
        db.executescript(_INDEXES)
    (folder / "current").write_bytes(NAME.encode("ascii") + b"\n")
    return path


def _add_study(db: sqlite3.Connection, study: dict[str, Any], *, placed: bool) -> None:
    protocol = study["protocolSection"]
    nct_id = protocol["identificationModule"]["nctId"]
    _add(
        db,
        "trials",
        nct_id=nct_id,
        title=protocol["identificationModule"]["briefTitle"],
        status=protocol["statusModule"]["overallStatus"],
        study_type="INTERVENTIONAL",
        phases='["PHASE2"]',
        conditions='["Neuroendocrine Tumor (fake)"]',
        eligibility="Fake criteria.",
        last_update_posted="2026-01-02",
        relevance="net_specific",
        primary_sites='["pancreas"]',
        treatments='["targeted"]',
        differentiation="net",
        source="clinicaltrials_gov",
        source_url=f"https://clinicaltrials.gov/study/{nct_id}",
        fetched_at="2026-11-18T06:00:00Z",
    )
    if placed:
        _add(
            db,
            "sites",
            site_id=f"site-{nct_id}",
            nct_id=nct_id,
            facility="Fake Hospital",
            city="Houston",
            region="Texas",
            country="United States",
            country_code="US",
            latitude=29.76,
            longitude=-95.36,
            recruiting=1,
        )
    _add(db, "investigators", nct_id=nct_id, name="Fake Person", role="PRINCIPAL_INVESTIGATOR", site_id="")
    db.execute("INSERT INTO records VALUES (?, ?)", (nct_id, zlib.compress(json.dumps(study).encode("ascii"))))


def _add(db: sqlite3.Connection, table: str, /, **cells: Any) -> None:
    marks = ", ".join("?" * len(cells))
    db.execute(f"INSERT INTO {table} ({', '.join(cells)}) VALUES ({marks})", tuple(cells.values()))
