"""A real `refresh --all` of generated registries of several sizes: peak memory, time, trials a second.

    python -m benchmarks.whole_refresh 10000 50000

A registry on loopback, in a process of its own, makes its fake studies page by page as they are asked for; see
`generate.py` for what they look like. One of 180 is about neuroendocrine tumors, as in the whole registry, and they
have nine sites each, as there. The memory is that of the process that refreshes, at its highest.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from benchmarks.generate import Study, generate_studies

SITES_A_TRIAL = 5_000_000 / 550_000
NET_SHARE = 3_000 / 550_000
VERSION = {"apiVersion": "2.0.5", "dataTimestamp": "2026-11-20T09:00:05"}
REFRESH = """
import json, resource, time
from finder.pipeline import refresh
from finder.settings import load_settings
start = time.perf_counter()
report = refresh(load_settings(), whole=True)
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"mb": used.ru_maxrss / 1024, "seconds": time.perf_counter() - start,
                  "processor": used.ru_utime + used.ru_stime, "counts": report.meta["counts"],
                  "size": report.path.stat().st_size / 1e6}))
"""


def serve(trials: int, said: Any) -> None:  # noqa: ANN401 - one end of a pipe
    """A registry that gives its pages once, in their order, and says at which port."""
    studies: Iterator[Study] = generate_studies(trials, round(trials * SITES_A_TRIAL), net_share=NET_SHARE)
    sent = 0

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            nonlocal sent
            parts = urlsplit(self.path)
            asked = dict(parse_qsl(parts.query))
            if parts.path.endswith("/version"):
                answer: dict[str, Any] = VERSION
            else:
                answer = {"studies": list(islice(studies, int(asked["pageSize"])))}
                sent += len(answer["studies"])
                answer |= {"totalCount": trials} if "countTotal" in asked else {}
                answer |= {"nextPageToken": str(sent)} if sent < trials else {}
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = HTTPServer(("127.0.0.1", 0), Handler)
    said.send(server.server_address[1])
    server.serve_forever()


def measure_refresh(trials: int, home: Path) -> dict[str, Any]:
    """What one refresh into an empty home took."""
    heard, said = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.Process(target=serve, args=(trials, said), daemon=True)
    server.start()
    environment = os.environ | {
        "NET_FINDER_CTGOV_URL": f"http://127.0.0.1:{heard.recv()}/api/v2",
        "NET_FINDER_MIN_INTERVAL": "0",
        "NET_FINDER_SOURCES": "clinicaltrials_gov,starter_centers,resource_list",
        "NET_FINDER_HOME": str(home),
    }
    try:
        done = subprocess.run([sys.executable, "-c", REFRESH], env=environment, capture_output=True, text=True)
    finally:
        server.terminate()
        server.join()
    if done.returncode:
        sys.exit(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="+", help="trials of each registry")
    parser.add_argument("--folder", type=Path, help="where to work; some 20 kB a trial are needed")
    options = parser.parse_args()
    print(
        f"{'trials':>9} {'sites':>10} {'peak MB':>8} {'file MB':>8} {'seconds':>8} {'processor s':>11} {'trials/s':>8}"
    )
    for trials in options.sizes:
        home = Path(tempfile.mkdtemp(dir=options.folder))
        try:
            start = time.perf_counter()
            told = measure_refresh(trials, home)
            counts, rate = told["counts"], counts_rate(told)
            print(
                f"{counts['trials']:>9,} {counts['sites']:>10,} {told['mb']:>8.0f} {told['size']:>8.0f} "
                f"{time.perf_counter() - start:>8.0f} {told['processor']:>11.0f} {rate:>8.0f}",
                flush=True,
            )
        finally:
            shutil.rmtree(home, ignore_errors=True)


def counts_rate(told: dict[str, Any]) -> float:
    """Trials a second of processor time, which other work on the machine does not slow down."""
    return float(told["counts"]["trials"] / told["processor"])


if __name__ == "__main__":
    main()
