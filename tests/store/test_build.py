"""A snapshot is built beside the published ones, holds what was put in, and leaves nothing behind when it fails."""

import json
import random
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from finder.errors import StoreError
from finder.schema import load_tables, shape_frame, table
from finder.store.build import SnapshotBuilder
from finder.store.layout import FACETS
from finder.store.rows import frame_rows


def make_study(nct_id: str, title: str = "fake") -> dict[str, Any]:
    return {"protocolSection": {"identificationModule": {"nctId": nct_id, "briefTitle": title}}}


def make_trials(*nct_ids: str, **cells: Any) -> pd.DataFrame:
    rows = [
        {"nct_id": nct_id, "title": f"Fake trial {nct_id}", "relevance": "net_specific", **cells} for nct_id in nct_ids
    ]
    return shape_frame(pd.DataFrame(rows), "trials")


def make_sites(*pairs: tuple[str, str]) -> pd.DataFrame:
    rows = [{"site_id": site, "nct_id": nct, "country_code": "US", "recruiting": True} for site, nct in pairs]
    return shape_frame(pd.DataFrame(rows), "sites")


def open_file(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def test_frames_come_back_as_they_went_in(tmp_path: Path) -> None:
    trials = make_trials(
        "NCT00000001", phases=["PHASE1", "PHASE2"], enrollment=30, has_results=False, min_age_years=0.5
    )
    trials.loc[0, "conditions"] = None
    trials = shape_frame(
        pd.concat([trials, make_trials("NCT00000002", title=None, conditions=["a, b", 'c "d" | é'])]), "trials"
    )
    with SnapshotBuilder(tmp_path) as builder:
        builder.append("trials", trials)
        builder.finish({})
        names = ", ".join(table("trials").names)
        back = frame_rows(open_file(builder.path).execute(f"SELECT {names} FROM trials").fetchall(), "trials")
    pd.testing.assert_frame_equal(back, trials.reset_index(drop=True))
    assert back["conditions"].tolist() == [[], ["a, b", 'c "d" | é']]


def test_records_are_kept_once_and_by_page(tmp_path: Path) -> None:
    with SnapshotBuilder(tmp_path) as builder:
        builder.put_records([make_study("NCT00000003"), make_study("NCT00000001"), make_study("NCT00000002", "old")])
        builder.put_records([make_study("NCT00000002", "new \ud83d")])
        assert len(builder.list_records()) == 3
        pages = []
        for page in builder.iter_records(2):
            pages.append([study["protocolSection"]["identificationModule"] for study in page])
            builder.append("trials", make_trials(*(study["nctId"] for study in pages[-1])))
            builder.drop_records({study["nctId"] for study in pages[-1]} - {"NCT00000002"})
        assert [[study["nctId"] for study in page] for page in pages] == [
            ["NCT00000001", "NCT00000002"],
            ["NCT00000003"],
        ]
        assert pages[0][1]["briefTitle"] == "new \ud83d"
        assert len(builder.list_records()) == 1
        assert builder.measure().rows["trials"] == 3


@pytest.mark.parametrize(
    "study",
    [{}, {"protocolSection": None}, {"protocolSection": {"identificationModule": {"nctId": 5}}}, None, [], "text"],
)
def test_a_record_without_identifier_costs_no_other(tmp_path: Path, study: Any) -> None:
    with SnapshotBuilder(tmp_path) as builder:
        builder.put_records([make_study("NCT00000001"), study, make_study("NCT00000002")])
        assert len(builder.list_records()) == 2


def test_finished_file_is_whole_indexed_and_searchable(tmp_path: Path) -> None:
    with SnapshotBuilder(tmp_path) as builder:
        trials = make_trials(
            "NCT00000001", "NCT00000002", phases=["PHASE1", "PHASE2"], conditions=["Phéochromocytoma"], status="UNKNOWN"
        )
        trials.at[1, "phases"] = []
        builder.append("trials", trials)
        builder.append("sites", make_sites(("s1", "NCT00000001"), ("s2", "NCT00000002")))
        path = builder.finish({"source": "starter", "counts": {"trials": 2}})
        db = open_file(path)
        assert path.read_bytes()[18:20] == b"\x01\x01", "a WAL file cannot be read in a read-only folder"
        assert {key: json.loads(value) for key, value in db.execute("SELECT * FROM meta")} == {
            "source": "starter",
            "counts": {"trials": 2},
        }
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        phases = db.execute("SELECT value, nct_id FROM facets WHERE facet = 'phases' ORDER BY 1, 2").fetchall()
        assert phases == [("", "NCT00000002"), ("PHASE1", "NCT00000001"), ("PHASE2", "NCT00000001")]
        assert {row[0] for row in db.execute("SELECT DISTINCT facet FROM facets")} == set(FACETS)
        found = db.execute("SELECT rowid FROM trials_fts WHERE trials_fts MATCH 'pheochromocytoma'").fetchall()
        assert len(found) == 2
        plan = db.execute(
            "EXPLAIN QUERY PLAN SELECT nct_id FROM sites WHERE country_code = 'US' AND recruiting = 1 "
            "AND latitude BETWEEN 40 AND 41 AND longitude BETWEEN -75 AND -73"
        ).fetchall()
        assert "COVERING INDEX sites_place" in plan[0][3]


def test_measures_name_every_fault(tmp_path: Path) -> None:
    with SnapshotBuilder(tmp_path) as builder:
        builder.append(
            "trials", make_trials("NCT00000001", "NCT00000001", relevance="maybe", treatments=["magic", "surgery"])
        )
        builder.append(
            "trials", make_trials("NCT00000002", start_date="2024-02", start_day="2024-02-30", fetched_at="soon")
        )
        builder.append(
            "trials", make_trials("NCT00000003", start_date="May 2024", start_day="1066-10-14", status="NEW_WORD")
        )
        builder.append("sites", make_sites(("s1", "NCT00000009")))
        measures = builder.measure()
    assert measures.rows["trials"] == 4
    assert measures.repeated == {"trials": 1}
    assert measures.dangling == {"sites.nct_id": 1}
    assert measures.unknown == {"trials.relevance": {"maybe": 2}, "trials.treatments": {"magic": 2}}
    assert measures.odd_dates == {"trials.start_date": 1, "trials.start_day": 2, "trials.fetched_at": 1}


def test_missing_keys_are_counted_but_empty_parts_of_a_long_key_are_not(tmp_path: Path) -> None:
    people = pd.DataFrame([{"nct_id": "NCT00000001", "name": "Fake Person", "role": "STUDY_CHAIR"}])
    with SnapshotBuilder(tmp_path) as builder:
        builder.append("trials", make_trials("NCT00000001"))
        builder.append("investigators", people)
        builder.append("centers", pd.DataFrame([{"name": "A center without key"}]))
        assert builder.measure().repeated == {"centers": 1}


def test_repeated_keys_never_become_a_snapshot(tmp_path: Path) -> None:
    with SnapshotBuilder(tmp_path) as builder:
        builder.append("trials", make_trials("NCT00000001", "NCT00000001"))
        with pytest.raises(StoreError, match="UNIQUE"):
            builder.finish({})
    assert list(tmp_path.iterdir()) == []


def test_rows_that_belong_to_nothing_never_become_a_snapshot(tmp_path: Path) -> None:
    with SnapshotBuilder(tmp_path) as builder:
        builder.append("sites", make_sites(("s1", "NCT00000009")))
        with pytest.raises(StoreError, match="damaged"):
            builder.finish({})
    assert list(tmp_path.iterdir()) == []


def test_tables_are_taken_over_from_an_earlier_snapshot(tmp_path: Path) -> None:
    old = tmp_path / "old # 100%.sqlite"
    with SnapshotBuilder(tmp_path) as builder:
        builder.append("trials", make_trials("NCT00000001"))
        builder.put_records([make_study("NCT00000001")])
        builder.finish({}).replace(old)
    before = old.read_bytes()
    with SnapshotBuilder(tmp_path) as builder:
        builder.copy_tables(old, ["trials", "records"])
        builder.append("trials", make_trials("NCT00000002"))
        assert len(builder.list_records()) == 1
        builder.finish({})
        assert open_file(builder.path).execute("SELECT count(*) FROM trials").fetchone() == (2,)
    assert old.read_bytes() == before


def test_space_of_dropped_records_is_given_back(tmp_path: Path) -> None:
    noise = [{**make_study(f"NCT1000{n:04}"), "text": random.Random(n).randbytes(3000).hex()} for n in range(300)]
    with SnapshotBuilder(tmp_path) as builder:
        builder.put_records(noise)
        builder.drop_records([f"NCT1000{n:04}" for n in range(300)])
        assert builder.finish({}).stat().st_size < 300_000


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt, SystemExit])
def test_nothing_is_left_when_a_build_is_interrupted(tmp_path: Path, stop: type[BaseException]) -> None:
    def build() -> None:
        with SnapshotBuilder(tmp_path / "new") as builder:
            builder.append("trials", make_trials("NCT00000001"))
            raise stop

    with pytest.raises(stop):
        build()
    assert list((tmp_path / "new").iterdir()) == []


def test_a_folder_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as caught, SnapshotBuilder(tmp_path / "file" / "snapshots"):
        pass
    assert str(tmp_path / "file" / "snapshots") in caught.value.message
    assert "NET_FINDER_HOME" in caught.value.remedy


def test_a_disk_that_fills_up_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    assert resource
    program = """
        import random, resource, sys
        from pathlib import Path
        from finder.errors import StoreError
        from finder.store.build import SnapshotBuilder
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
        noise = random.Random(1)
        try:
            with SnapshotBuilder(Path(sys.argv[1])) as builder:
                for page in range(200):
                    ident = {"identificationModule": {"nctId": f"NCT1000{page:04}"}}
                    builder.put_records([{"protocolSection": ident, "text": noise.randbytes(400_000).hex()}])
                builder.finish({})
        except StoreError as error:
            print(error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert str(tmp_path) in done.stdout
    assert "NET_FINDER_HOME" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_every_table_of_the_schema_is_there(tmp_path: Path) -> None:
    with SnapshotBuilder(tmp_path) as builder:
        db = open_file(builder.finish({}))
    for name, declared in load_tables().items():
        assert [row[1] for row in db.execute(f"PRAGMA table_info({name})")] == declared.names
