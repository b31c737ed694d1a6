"""How the example profile reads real records. An extra: the studies are not part of the project."""

import os
import re
import subprocess
import sys

import pytest
from other_disease import PROFILE, ROOT

SHARED = ROOT.parent / "shared"
#: Least accuracy of each column over all labels; what is measured is a little better.
LEAST = {"relevance": 0.94, "primary_sites": 0.95, "differentiation": 0.95}


@pytest.mark.shared
@pytest.mark.timeout(600)
def test_the_labels_of_the_example_are_found() -> None:
    studies = [SHARED / "ctgov" / f"{name}.jsonl.gz" for name in ("other", "net")]
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.classification", PROFILE / "labels.json", *studies, "--part", "all"],
        cwd=ROOT, env={**os.environ, "NET_FINDER_PROFILE": str(PROFILE)}, capture_output=True, text=True, timeout=500,
        check=True,
    )  # fmt: skip
    assert "in-scope recall 54/54" in ended.stdout
    found = {name: float(share) for name, share in re.findall(r"^(\w+) +accuracy ([\d.]+)", ended.stdout, re.M)}
    assert found.keys() == LEAST.keys()
    assert all(found[name] >= least for name, least in LEAST.items()), found
