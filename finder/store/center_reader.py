"""What a snapshot says of centers and of the people who lead trials. A part of the Reader, see reader.py."""

from collections.abc import Collection
from typing import Any

import pandas as pd

from finder.schema import load_tables
from finder.store.question import Question
from finder.store.rows import record_row
from finder.store.snapshot import SITE_PLACE, Rows
from finder.store.snapshot_reader import SnapshotReader

#: Columns of `find_people`: the row of investigators, then the site it belongs to (missing where it has none), then
#: sponsor and source of the trial, and `counts`: whether a trial that takes people now does so at that site (true
#: without a site, and for other trials).
PEOPLE_COLUMNS = (*load_tables()["investigators"].names, *SITE_PLACE, "sponsor", "source", "counts")


class CenterReader(SnapshotReader):
    """Questions about centers. All methods may raise DamagedError, StoreError."""

    def read_center(self, center_id: str) -> dict[str, Any] | None:
        """One row of centers; None where there is none with this identifier."""
        rows = self.snapshot.select_by("centers", "center_id", [center_id], ())
        with self.snapshot.telling_damage():
            return record_row(rows[0], "centers") if rows else None

    def read_centers(self, center_ids: Collection[str]) -> pd.DataFrame:
        """These centers in schema shape, by identifier; unknown ones are left out."""
        return self._read_by("centers", "center_id", center_ids, "center_id")

    def read_listings(self, center_ids: Collection[str]) -> pd.DataFrame:
        """What each source says of these centers, in schema shape; what was checked last comes first."""
        return self._read_by("listings", "center_id", center_ids, "center_id", "-checked", "source", "listing_id")

    def read_sites_of_centers(self, center_ids: Collection[str]) -> pd.DataFrame:
        """All sites of trials at these centers, in schema shape."""
        return self._read_by("sites", "center_id", center_ids, "nct_id", "site_id")

    def find_center_trials(self, question: Question, *, recruiting: bool) -> pd.DataFrame:
        """The fitting trials at each center: center_id and nct_id, each pair once, in their order.

        `recruiting`: only where a site of the trial takes people there now. Else a trial that takes people now
        counts by its recruiting sites, and any other by all of its sites. Places of the question are not looked at.
        """
        rows = self.snapshot.select_center_trials(question, recruiting=recruiting)
        return pd.DataFrame(rows, columns=["center_id", "nct_id"], dtype="str")

    def find_people(self, question: Question) -> pd.DataFrame:
        """The people named for the fitting trials, with PEOPLE_COLUMNS. Places of the question are not looked at.

        Texts are missing or text, `latitude` and `longitude` degrees or NaN; points off the earth are NaN.
        `center_id` is that of the row, else that of its site.
        """
        return _frame_people(self.snapshot.select_people(question))

    def count_people(self) -> int:
        """How many rows name somebody, whatever the trial."""
        return self.snapshot.count_people()

    def read_people_of_center(self, center_id: str) -> pd.DataFrame:
        """The same for the people of one center, whatever the trial."""
        return _frame_people(self.snapshot.select_people_of_center(center_id))


def _frame_people(rows: Rows) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(PEOPLE_COLUMNS), dtype="object")
    points = frame[["latitude", "longitude"]].astype("float64")
    on_earth = points["latitude"].abs().le(90) & points["longitude"].abs().le(180)
    frame[["latitude", "longitude"]] = points.where(on_earth)
    return frame.assign(recruiting=frame["recruiting"].eq(1), counts=frame["counts"].eq(1))
