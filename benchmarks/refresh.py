"""One whole refresh against the bare download of the same pages: how much all our care costs, and the peak memory.

    python -m benchmarks.refresh http://127.0.0.1:8765/api/v2

The address is a registry on loopback. The first refresh writes down every page it asked for, and builds the look-up of
places, which a machine does once. Then refresh and bare download (a `requests` loop that throws the bytes away) take
turns, each in a process of its own; every refresh starts without a snapshot and without a response cache.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

REFRESH = """
import json, logging, resource, sys
logging.basicConfig(filename=sys.argv[1], level=logging.WARNING)
logging.getLogger("urllib3.connectionpool").setLevel(logging.DEBUG)
from finder.pipeline import refresh
from finder.settings import load_settings
report = refresh(load_settings(), accept_fewer=True)
print(json.dumps({"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "counts": report.meta["counts"]}))
"""
BARE = """
import json, resource, sys
import requests
session = requests.Session()
size = 0
for url in open(sys.argv[1]).read().split():
    answer = session.get(url, timeout=60)
    answer.raise_for_status()
    size += len(answer.content)
print(json.dumps({"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "bytes": size}))
"""


def run_child(code: str, argument: Path, environment: dict[str, str]) -> tuple[float, dict[str, object]]:
    """Seconds of the whole process, and what it printed."""
    start = time.perf_counter()
    child = subprocess.run([sys.executable, "-c", code, argument], env=environment, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if child.returncode:
        sys.exit(child.stderr)
    return seconds, json.loads(child.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="base address of a registry on loopback")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if not str(urlsplit(options.url).hostname).startswith(("127.", "localhost")):
        parser.error("measurements ask loopback only")
    parts = urlsplit(options.url)
    with tempfile.TemporaryDirectory() as folder:
        log, pages = Path(folder, "log"), Path(folder, "pages")
        refreshes, bares = [], []
        for run in range(options.runs + 1):
            environment = os.environ | {
                "NET_FINDER_CTGOV_URL": options.url,
                "NET_FINDER_MIN_INTERVAL": "0",
                "NET_FINDER_SOURCES": "clinicaltrials_gov,starter_centers,resource_list",
                "NET_FINDER_HOME": str(Path(folder, "home")),
            }
            for used in ("snapshots", "http"):
                shutil.rmtree(Path(folder, "home", used), ignore_errors=True)
            seconds, told = run_child(REFRESH, log, environment)
            if run == 0:
                paths = re.findall(r'"GET (/\S+) HTTP', log.read_text())
                pages.write_text("\n".join(f"{parts.scheme}://{parts.netloc}{path}" for path in paths))
                run_child(BARE, pages, environment)
                first = seconds
                continue
            refreshes.append((seconds, told))
            bares.append(run_child(BARE, pages, environment))
    ratio = statistics.median(a / b for (a, _), (b, _) in zip(refreshes, bares, strict=True))
    print(f"pages asked for       {len(paths)}, {bares[0][1]['bytes'] / 1e6:.1f} MB")
    print(f"published             {refreshes[0][1]['counts']}")
    print(f"bare download         {statistics.median(s for s, _ in bares):.2f} s")
    print(f"first refresh         {first:.2f} s, with the look-up of places built")
    print(f"refresh               {statistics.median(s for s, _ in refreshes):.2f} s")
    print(f"ratio, pair by pair   {ratio:.2f} (goal: at most 1.5)")
    print(
        f"peak memory           {max(int(t['memory']) for _, t in refreshes) / 1024:.0f} MB (refresh), "
        f"{max(int(t['memory']) for _, t in bares) / 1024:.0f} MB (bare)"
    )


if __name__ == "__main__":
    main()
