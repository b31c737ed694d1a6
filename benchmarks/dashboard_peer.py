"""The dashboard beside the plain Streamlit app, for the table of results: `benchmarks.dashboard --only peer`, in turns.

    python -m benchmarks.dashboard_peer                           about four minutes
    python -m benchmarks.dashboard_peer --turns 1 --seconds 5     to try it

Plain app and dashboard are started anew for each turn, over one and the same snapshot.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.results import Part, keep_part
from benchmarks.steps import tell_step


def run_turns(home: Path, turns: int, seconds: float) -> Iterator[str]:
    """Lines of each turn as they come. Raises CalledProcessError where one fails."""
    words = ["--only", "peer", "--home", str(home), "--seconds", str(seconds)]
    command = [sys.executable, "-u", "-m", "benchmarks.dashboard", *words]
    for turn in range(turns):
        tell_step(f"turn {turn + 1} of {turns}")
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            for line in child.stdout:
                print(line, end="", file=sys.stderr, flush=True)
                yield line
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, command)


def read_lines(lines: Iterable[str]) -> Part:
    """The table made of what is printed: what was measured, then its figure, two blanks or more apart."""
    figures: dict[str, list[str]] = {}
    for line in lines:
        if " load " in line:
            what, figure, *_ = re.split(r"\s{2,}", line.strip())
            figures.setdefault(what, []).append(figure)
    turns = max(map(len, figures.values()), default=0)
    return Part(
        "dashboard_peer",
        "The dashboard.",
        "The same questions put to it and to a plain Streamlit app over the same 3,000 fake trials and 30,000 sites. "
        "Questions wait in line where an app cannot keep up, so its figure then grows with the length of a turn.",
        ["", *(f"turn {turn + 1}" for turn in range(turns))],
        [[what, *told] for what, told in figures.items()],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="folder to keep the fake snapshot in, for another run")
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=40.0, help="how long people act in a turn")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep what was found in this file too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = run_turns(asked.home or Path(folder), asked.turns, asked.seconds)
        keep_part(read_lines(lines), asked.json)


if __name__ == "__main__":
    main()
