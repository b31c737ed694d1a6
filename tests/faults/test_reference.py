"""The README shows the table of faults as it is declared, and each line of it has a test that proves it."""

import ast
import re
from pathlib import Path

from faults.declared import load_faults
from faults.reference import write_table
from registry_faults import EARLY

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"


def test_the_readme_shows_every_fault() -> None:
    found = re.search(r"<!-- faults -->\n(.*?)<!-- /faults -->", README.read_text("utf-8"), re.DOTALL)
    assert found, "README.md has no section between <!-- faults --> and <!-- /faults -->."
    assert found[1].strip() == write_table().strip(), "Write it anew: python tests/faults/reference.py"


def test_each_fault_has_a_test_that_proves_it() -> None:
    for fault in load_faults()["other"]:
        module, _, test = fault["proof"].partition(".")
        source = ast.parse((HERE / f"{module}.py").read_text("utf-8"))
        tests = {node.name for node in ast.walk(source) if isinstance(node, ast.FunctionDef)}
        assert test in tests, fault["proof"]


def test_each_fault_that_the_registry_can_play_is_declared() -> None:
    """Those that need an address or measure memory are in a file of their own."""
    elsewhere = {"redirect", "bomb", "bomb_in_bomb", "two_gigabytes", "two_gigabytes_unannounced"}
    assert EARLY.keys() - elsewhere <= load_faults()["pages"].keys()
