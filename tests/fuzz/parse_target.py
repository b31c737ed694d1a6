"""Fuzzes the readers of answers, guided by what of them has run: python tests/fuzz/parse_target.py --seconds 60

It begins with tests/fuzz/seeds; what it finds on the way is kept in --corpus, and what breaks a reader is written to
--found. With --replay it only gives the seeds to the readers, and needs no fuzzer.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
# By path and not as a module: one of the dependencies installs a package of the name `tests`.
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

SEEDS = HERE / "seeds"


def list_seeds() -> Iterator[tuple[str, bytes]]:
    """Each kept seed with the name of its reader."""
    for path in sorted(SEEDS.glob("*/*")):
        yield path.parent.name, path.read_bytes()


def replay() -> int:
    """Give each seed to its reader; how many there were."""
    from fuzz.targets import read

    seeds = list(list_seeds())
    for name, data in seeds:
        read(name, data)
    return len(seeds)


def fuzz(seconds: int, corpus: Path, found: Path) -> None:
    """Look for bytes that break a reader. Never returns: the fuzzer ends the process, with 0 where all held."""
    import atheris

    with atheris.instrument_imports(include=["finder.parse", "finder.fetch.registry_messages", "finder.identifiers"]):
        from fuzz.targets import READERS, read
    names = sorted(READERS)
    for number, (name, data) in enumerate(list_seeds()):
        (corpus / f"seed-{number}").write_bytes(bytes([names.index(name)]) + data)

    def give(data: bytes) -> None:
        if data:
            read(names[data[0] % len(names)], data[1:])

    options = [f"-max_total_time={seconds}", "-max_len=20000", "-timeout=20", "-rss_limit_mb=2048", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={found}/", str(corpus)], give)
    atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--found", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--replay", action="store_true")
    asked = parser.parse_args()
    if asked.replay:
        print(f"{replay()} seeds held.")
        return
    corpus = asked.corpus or Path(tempfile.mkdtemp(prefix="net-finder-corpus-"))
    corpus.mkdir(parents=True, exist_ok=True)
    fuzz(asked.seconds, corpus, asked.found)


if __name__ == "__main__":
    main()
