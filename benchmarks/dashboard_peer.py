"""The dashboard beside the plain Streamlit app, for the table of results: `benchmarks.dashboard --only peer`, kept.

python -m benchmarks.dashboard_peer
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.results import Part, keep_part


def run_dashboard(words: list[str]) -> Iterator[str]:
    """Lines of the measurement as they come. Raises CalledProcessError where it fails."""
    command = [sys.executable, "-u", "-m", "benchmarks.dashboard", "--only", "peer", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            print(line, end="", flush=True)
            yield line
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)


def read_lines(lines: Iterable[str]) -> Part:
    """The table made of what is printed: what was measured, then its figure, two blanks or more apart."""
    cells = [re.split(r"\s{2,}", line.strip()) for line in lines if " load " in line]
    return Part(
        "dashboard_peer",
        "The dashboard.",
        "The same questions put to it and to a plain Streamlit app over the same 3,000 fake trials and 30,000 sites.",
        ["", "measured"],
        [[what, figure] for what, figure, *_ in cells],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="folder to keep the fake snapshot in, for another run")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep what was found in this file too")
    asked = parser.parse_args()
    keep_part(read_lines(run_dashboard(["--home", str(asked.home)] if asked.home else [])), asked.json)


if __name__ == "__main__":
    main()
