"""Two dashboards with homes of their own behind the proxy of deploy/replicas, over one store that a third one fills."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from e2e.browser import Dashboard
from postgresql_servers import OwnServer, run_own_server
from redis_servers import serve_redis
from refreshing import build_places, shrink_walks
from registry import Registry, Study, make_study, serve_registry

from benchmarks.load.proxy import find_nginx, serve_proxy
from finder.pipeline import refresh
from finder.settings import Settings

CONDITIONS = ("Pancreatic Neuroendocrine Tumor", "Lung Carcinoid Tumor", "Rectal Neuroendocrine Tumor", "NET (fake)")
SOURCES = "clinicaltrials_gov,starter_centers,resource_list"
#: How many studies there are at first; fewer are held to be a failure of the registry.
STUDIES = 120
NOW = datetime.now(UTC)
#: Seconds in which a dashboard that was told to stop is gone: it gives notice, then lets answers end.
GONE = 30.0


def make_studies(number: int) -> list[Study]:
    """Fake studies of several organs, some of them finished."""
    studies = [make_study(number, CONDITIONS[number % 4]) for number in range(1, number + 1)]
    for study in studies[::5]:
        study["protocolSection"]["statusModule"]["overallStatus"] = "COMPLETED"
    return studies


def stop(dashboard: Dashboard) -> None:
    """Tell it to stop, as an operator does; it must end by itself."""
    dashboard.process.terminate()
    assert dashboard.process.wait(GONE) == 0


def restart(dashboard: Dashboard) -> None:
    """Until it serves again."""
    stop(dashboard)
    dashboard.start()


@dataclass
class Site:
    """All that runs. `url` is the proxy's, `log` what it writes down. Each test leaves both dashboards running."""

    url: str
    log: Path
    dashboards: list[Dashboard]
    registry: Registry
    settings: Settings
    server: OwnServer | None
    published: int = 0

    def publish(self, number: int) -> None:
        """A refresh of the whole registry, which holds so many studies now."""
        self.published += 1
        self.registry.studies, self.registry.version = make_studies(number), f"2026-11-{18 + self.published}T09:00:05"
        report = refresh(self.settings, now=NOW + timedelta(minutes=self.published), full=True)
        assert report.published, report


@contextmanager
def open_site(engine: str) -> Iterator[Site]:
    """Everything, begun and ended. `engine` of the store: files or postgresql. Skips where a program is absent."""
    for program, found in (("nginx", find_nginx()), ("redis-server", shutil.which("redis-server"))):
        if found is None:
            pytest.skip(f"{program} is not installed")
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        shrink_walks(patch.setattr)
        with open_store(engine) as server, serve_redis() as cache, serve_registry([]) as registry:
            store = server.address if server else str(folder / "snapshots")
            settings = Settings(
                home=make_home(folder / "refresher"), store=store, http_cache=cache.address, ctgov_url=registry.url,
                min_interval=0, sources=SOURCES,
            )  # fmt: skip
            dashboards = [Dashboard(make_home(folder / place)) for place in ("one", "two")]
            site = Site("", folder / "access.log", dashboards, registry, settings, server)
            site.publish(STUDIES)
            with run_dashboards(dashboards, store), serve_proxy([one.url for one in dashboards], site.log) as proxy:
                site.url = proxy.url
                yield site


@contextmanager
def run_dashboards(dashboards: list[Dashboard], store: str) -> Iterator[None]:
    """All of them over this store, stopped at the end."""
    started = []
    try:
        for dashboard in dashboards:
            dashboard.env["NET_FINDER_STORE"] = store
            started.append(dashboard)
            dashboard.start()
        yield
    finally:
        for dashboard in started:
            dashboard.stop()


@contextmanager
def open_store(engine: str) -> Iterator[OwnServer | None]:
    """A server with an empty database, or nothing for the files of a folder."""
    if engine == "files":
        yield None
        return
    with run_own_server() as server:
        yield server


def make_home(folder: Path) -> Path:
    """A home that knows all places already."""
    folder.mkdir()
    (folder / "places.sqlite").symlink_to(build_places())
    return folder
