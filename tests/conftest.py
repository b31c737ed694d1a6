"""Rules for every test: no network but loopback, a home of its own, and no silent skip where nothing may be missing."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# How long an example takes says more of the machine than of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

# A shell that starts the tests in the background, or nohup, has these ignored, and whatever they start inherits that.
for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, usual)

SHARED = Path(__file__).resolve().parents[2] / "shared"
_connect = socket.socket.connect
_LOOPBACK = ("127.", "localhost", "::1", "0.0.0.0")


def _connect_loopback_only(self: socket.socket, address: Any) -> None:
    if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
        raise AssertionError(f"a test tried to reach {address[0]}; tests reach no network but loopback")
    _connect(self, address)


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "live" not in request.keywords:
        monkeypatch.setattr(socket.socket, "connect", _connect_loopback_only)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test writes into a folder of its own and starts from the default settings."""
    from finder.settings import load_settings

    for name in [name for name in os.environ if name.startswith("NET_FINDER_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NET_FINDER_HOME", str(tmp_path / "home"))
    # The other sources are played where they are tested; nobody else waits for hosts that cannot be reached.
    monkeypatch.setenv("NET_FINDER_SOURCES", "clinicaltrials_gov,starter_centers,resource_list")
    load_settings.cache_clear()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "live" not in config.getoption("markexpr", ""):
        live = [item for item in items if "live" in item.keywords]
        config.hook.pytest_deselected(items=live)
        items[:] = [item for item in items if "live" not in item.keywords]
    for item in items:
        if "shared" in item.keywords and not SHARED.is_dir():
            item.add_marker(pytest.mark.skip(reason="the study files beside the project are absent"))


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium for all tests of a process, which can hold no second one."""
    from e2e.browser import FLAGS, find_chromium
    from playwright.sync_api import sync_playwright

    chromium = find_chromium()
    assert chromium is not None, "Chromium is absent, and CI=true says that nothing may be missing"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()
