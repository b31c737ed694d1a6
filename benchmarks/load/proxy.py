"""The proxy of deploy/replicas before servers of this machine: its own configuration, with other addresses in it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.load.server import Server, find_port, wait_for

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "replicas" / "nginx.conf"
#: Where the dashboards are in the configuration.
PLACES = ("10.213.0.11:8501", "10.213.0.12:8501")


def find_nginx() -> str | None:
    """The program, wherever a system keeps it."""
    return shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


@contextmanager
def serve_proxy(urls: Sequence[str], log: Path | None = None) -> Iterator[Server]:
    """nginx before one or two dashboards; what it logs goes to `log`. Raises RuntimeError where it does not start."""
    nginx = find_nginx()
    if nginx is None:
        raise RuntimeError("nginx is absent; on Debian: apt-get install nginx-light")
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), find_port()
        settings = folder / "nginx.conf"
        settings.write_text(write_configuration(urls, port, folder, log or folder / "access.log"), "utf-8")
        # Started by root, its workers would be somebody else, who may not enter this folder.
        options = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
        command = [nginx, "-e", "stderr", "-p", name, "-c", str(settings), "-g", options]
        with (folder / "errors.log").open("wb") as said:
            process = subprocess.Popen(command, stdout=said, stderr=said)
            try:
                wait_for(process, f"http://127.0.0.1:{port}/api/health")
                yield Server(f"http://127.0.0.1:{port}", process.pid)
            except Exception as error:
                error.add_note((folder / "errors.log").read_text("utf-8", "replace")[-4000:])
                raise
            finally:
                process.terminate()
                process.wait(20)


def write_configuration(urls: Sequence[str], port: int, folder: Path, log: Path) -> str:
    """The configuration of deploy/replicas for these dashboards. With one of them, both places are its."""
    text = CONFIGURATION.read_text("utf-8").replace("listen 8080;", f"listen 127.0.0.1:{port};")
    for place, url in zip(PLACES, [*urls, *urls[-1:]], strict=False):
        text = text.replace(place, urlsplit(url).netloc)
    return text.replace("/dev/stdout", str(log)).replace("/tmp/nginx", str(folder / "nginx"))
