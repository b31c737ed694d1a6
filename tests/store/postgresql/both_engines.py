"""One small fake snapshot in both engines, with whatever may tell their answers apart, and how answers are compared.

Missing values, ties, repeated rows, names written in several ways, points on edges, words out of many alphabets.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from fake_snapshot import Cells, fake_site, fake_trial, publish_fake
from postgresql_servers import open_database

from finder.settings import Settings
from finder.store.postgresql.migrate import migrate
from finder.store.postgresql.publish import publish_snapshot
from finder.store.postgresql.server import open_engine
from finder.store.reader import Reader, open_current

TRIALS = 48
STATUSES = ("RECRUITING", "COMPLETED", "UNKNOWN", None, "NOT_YET_RECRUITING", "AVAILABLE", "Recruiting")
PHASES = (["PHASE1"], ["PHASE1", "PHASE2"], [], ["PHASE2"], ["NA"], ["PHASE3", "PHASE1"])
ORGANS = (["pancreas"], ["gep", "any"], [], ["lung"], ["any"])
DATES = ("2024", "2024-05", "2024-05-17", None, "2023-12-31", "2024-06-01")
AGES = (None, 0.5, 18.0, 65.0)
SEXES = ("ALL", "FEMALE", None, "MALE")
#: Titles: compounds, accents of one and of two characters, alphabets without case, signs of SQL, LIKE and FTS5.
TITLES = (
    "177Lu-DOTATATE (fake)", "Müller Zürich straße", "Mu\u0308ller cafe\u0301", "Σίσυφος ΟΔΟΣ", "東京 がん 治療",
    "100% a_b c\\d",
    'say "tumor of the pancreas" (fake)', "of tumor", "NEAR AND OR NOT", "a" * 40, None, "", "İstanbul ıI", "x*y^z",
    "e\u0301", "ﬁne ﬀ ½ ²", "O'Neil; DROP TABLE trials; --", "tumor-of", "line\nbreak\ttab", "Привет МИР", "нет",
)  # fmt: skip
TEXTS = (None, "Lutetium for well differentiated tumors.", "everolimus; sunitinib", "résumé of DOTATATE", "")
PLACES = (
    ("Houston", "Texas", "United States", "US"), ("houston", "TEXAS", "United States", "US"),
    ("Zürich", "Zürich", "Switzerland", "CH"), ("Zurich", None, "Switzerland", "CH"), ("Suva", "", "Fiji", "FJ"),
    ("Paris", "Texas", "United States", "US"), ("Paris", "Île-de-France", "France", "FR"), (None, None, None, None),
    ("東京", "Kantō", "Japan", "JP"), ("", "", "", ""),
)  # fmt: skip
POINTS = (
    (29.76, -95.36), (29.76, -95.36), (47.37, 8.54), (None, None), (-17.7, 179.9), (-17.7, -179.9), (48.85, 2.35),
    (95.0, 0.0), (90.0, 180.0), (None, 8.5), (0.1 + 0.2, 1e-9),
)  # fmt: skip
CENTERS = (None, "", "center-1", "center-2", "Center-2")


class Both(NamedTuple):
    """Readers of the same snapshot."""

    file: Reader
    server: Reader
    settings: Settings


def make_trials() -> list[Cells]:
    return [
        fake_trial(
            n,
            title=TITLES[n % len(TITLES)],
            status=STATUSES[n % 7],
            phases=PHASES[n % 6],
            primary_sites=ORGANS[n % 5],
            conditions=["Carcinoid, fake", 'so-called "NET"'][: n % 3],
            last_update_posted=DATES[n % 6],
            min_age_years=AGES[n % 4],
            max_age_years=AGES[n // 4 % 4],
            sex=SEXES[n // 3 % 4],
            summary=TEXTS[n % 5],
            nct_id_aliases=[f"NCT9{n % 5:07d}"] if n % 3 else [],
            enrollment=(None, 0, 2**40)[n % 3],
            has_results=(None, True, False)[n % 3],
            sponsor=("Fake Sponsor", None)[n % 2],
        )
        for n in range(TRIALS, 0, -1)
    ]


def make_sites() -> list[Cells]:
    sites = []
    for n in range(TRIALS, 0, -1):
        for turn in range(n % 5):
            city, region, country, code = PLACES[(n + 3 * turn) % len(PLACES)]
            latitude, longitude = POINTS[(n * 2 + turn) % len(POINTS)]
            cells = {"city": city, "region": region, "country": country, "country_code": code, "latitude": latitude}
            cells |= {"longitude": longitude, "recruiting": (True, False, None)[(n + turn) % 3]}
            sites.append(fake_site(9000 - len(sites), n, center_id=CENTERS[(n + turn) % 5], **cells))
    return sites


def make_others() -> dict[str, list[Cells]]:
    people = [
        {
            "nct_id": f"NCT{n % 20 + 1:08d}",
            "name": ("Émile Fake", "Zoë Fake", "ada fake", "Ada Fake")[n % 4],
            "role": ("PRINCIPAL_INVESTIGATOR", None, "STUDY_CHAIR")[n % 3],
            "affiliation": f"Fake Hospital {n}",
            "site_id": None if n % 4 else f"site-{9000 - n:04d}",
            "center_id": CENTERS[n % 5],
        }
        for n in range(60, 0, -1)
    ]
    listings = [
        {"listing_id": f"listing-{n}", "center_id": CENTERS[n % 5], "name": f"Fake center {n}", "source": "ab"[n % 2],
         "checked": DATES[n % 6], "specialties": ["net", "surgery"][: n % 3]}
        for n in range(12, 0, -1)
    ]  # fmt: skip
    centers = [
        {"center_id": name, "name": f"Fake {name}", "country_code": "US", "open_trials": n, "latitude": 29.76 + n,
         "longitude": -95.36}
        for n, name in enumerate(("center-2", "Center-2", "center-1"))
    ]  # fmt: skip
    changes = [
        {"at": DATES[n % 3], "nct_id": f"NCT{n % 9 + 1:08d}", "kind": ("status", "site_opened", None)[n % 3],
         "before": TITLES[n % 21], "after": str(n)}
        for n in range(40, 0, -1)
    ]  # fmt: skip
    sources = [{"name": "clinicaltrials_gov", "outcome": "data", "rows": TRIALS, "message": "Fake."}]
    return {"investigators": people, "listings": listings, "centers": centers, "changes": changes, "sources": sources}


@contextmanager
def open_both(home: Path) -> Iterator[Both]:
    """The fake snapshot in a folder and on a server; `settings` are those of the server. Skips without a server."""
    with open_database() as address:
        meta: Cells = {"counts": {"trials": TRIALS}, "sites_since": "2023-01-01", "b": [1.5, None], "a": "Zürich"}
        path = publish_fake(Settings(home=home), make_trials(), make_sites(), meta=meta, **make_others())
        engine = open_engine(address)
        migrate(engine)
        publish_snapshot(engine, path)
        settings = Settings(home=home, store=address)
        yield Both(open_current(Settings(home=home)), open_current(settings), settings)


def assert_same(file: Any, server: Any) -> None:
    """The same answer to the last bit: values, types and order, of keys in dictionaries too."""
    if isinstance(file, pd.DataFrame):
        pd.testing.assert_frame_equal(server, file, check_exact=True)
    elif isinstance(file, pd.Series):
        pd.testing.assert_series_equal(server, file, check_exact=True)
    elif is_dataclass(file):
        for one in fields(file):
            assert_same(getattr(file, one.name), getattr(server, one.name))
    elif isinstance(file, dict):
        assert list(server) == list(file)
        for key, value in file.items():
            assert_same(value, server[key])
    else:
        assert server == file
        assert type(server) is type(file)
