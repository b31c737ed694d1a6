"""Runs any page of the whole dashboard by Streamlit's own test harness."""

from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import dashboard

_APP = Path(dashboard.__file__).parent / "app.py"


def open_app(path: str = "", address: dict[str, list[str]] | None = None) -> AppTest:
    """The page with this path, before its first run."""
    harness = AppTest.from_file(str(_APP), default_timeout=60)
    for name, values in (address or {}).items():
        harness.query_params[name] = values
    return turn_to(harness, path)


def turn_to(harness: AppTest, path: str) -> AppTest:
    """Another page of the same visit, before its run. Streamlit's own way takes only pages that are files."""
    harness._page_hash = calc_hash(path)
    return harness
