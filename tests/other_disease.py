"""The example profile at work: a registry with fake studies, and the program run as a process of its own.

A process has one disease, so nothing here may be done inside the process of the tests.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from refreshing import build_places
from registry import Registry, serve_registry

ROOT = Path(__file__).resolve().parents[1]
PROFILE = ROOT / "examples" / "sarcoma"
#: As many copies of the fake studies as make a list that may be published.
COPIES = 11
#: Numbers of the fake studies that are about sarcoma, and of those that only look so.
OURS, OTHERS = range(1, 11), range(11, 15)


def name_trial(number: int, copy: int = 0) -> str:
    """The identifier of one fake study."""
    return f"NCT{90_000_000 + 1_000 * copy + number:08}"


def list_studies() -> list[dict[str, Any]]:
    """All fake studies, each of them COPIES times under numbers of its own."""
    lines = (Path(__file__).parent / "profiles" / "fake_studies.jsonl").read_text("utf-8").splitlines()
    studies = []
    for copy in range(COPIES):
        for number, line in enumerate(lines, start=1):
            study = deepcopy(json.loads(line))
            study["protocolSection"]["identificationModule"]["nctId"] = name_trial(number, copy)
            studies.append(study)
    return studies


@contextmanager
def serve_fakes() -> Iterator[Registry]:
    with serve_registry(list_studies()) as running:
        yield running


def prepare_home(home: Path) -> Path:
    """A home with the look-up of places in it, which takes long to build."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "places.sqlite").symlink_to(build_places())
    return home


#: Words of the disease that the program was made for; its own name, and a code of lists of centers, are no such words.
NET_WORDS = re.compile(
    r"neuro-?endocrine|carcinoid|\bNETs?\b|\bNEC\b|\bNEN\b|PRRT|somatostatin|paragangl|pheochromo|insulinoma|\bGEP\b|"
    r"gut and pancreas|\bnet_|hormone signs|NET Finder",
    re.I,
)
_OUR_NAMES = re.compile(r"net-finder|NET_FINDER_\w+|\.net\b|net_program", re.I)


def find_net_words(text: str) -> list[str]:
    """Each place where a text speaks of the other disease, with what stands around it."""
    clean = _OUR_NAMES.sub("", text)
    return [clean[max(0, hit.start() - 40) : hit.end() + 20] for hit in NET_WORDS.finditer(clean)]


class Answer(NamedTuple):
    """How one command ended."""

    code: int
    out: str
    err: str


def run_finder(
    home: Path, *commands: Sequence[str], url: str = "http://127.0.0.1:9", profile: Path | None = PROFILE
) -> list[Answer]:
    """The answers of these commands, all run in one new process. Raises AssertionError where the process fails."""
    return [Answer(*each) for each in _run("run_commands.py", commands, home, url, profile)]


def open_pages(home: Path, pages: Sequence[tuple[str, dict[str, list[str]]]]) -> list[str]:
    """What stands on these pages of the dashboard, each given as its path and its address."""
    return [str(text) for text in _run("run_pages.py", pages, home, "http://127.0.0.1:9", PROFILE)]


def _run(script: str, given: Any, home: Path, url: str, profile: Path | None) -> list[Any]:
    settings = {"NET_FINDER_HOME": str(home), "NET_FINDER_CTGOV_URL": url, "NET_FINDER_MIN_INTERVAL": "0"}
    if profile is not None:
        settings["NET_FINDER_PROFILE"] = str(profile)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NET_FINDER_")}
    ended = subprocess.run(
        [sys.executable, str(ROOT / "tests" / script)], env={**kept, **settings, "PYTHONPATH": str(ROOT)},
        input=json.dumps(given), cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    answered: list[Any] = json.loads(ended.stdout)
    return answered
