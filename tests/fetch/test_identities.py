"""Who we say we are: honest, in order, and with certificates checked in every handshake."""

import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import requests
from registry import serve_registry

from finder.errors import FinderError
from finder.fetch.doctor import check_identities
from finder.fetch.identities import (
    IDENTITIES,
    forget_winners,
    list_identities,
    remember_winner,
    write_address,
    write_user_agent,
)
from finder.fetch.transport import make_ssl_context
from finder.settings import Settings
from finder.sources import load_sources

OpenTo = Callable[..., Any]
REAL = "https://clinicaltrials.gov/api/v2"


def test_no_identity_is_a_browser() -> None:
    for identity in IDENTITIES:
        agent = write_user_agent(identity, "https://example.org/contact")
        assert agent.startswith(("python-requests/", "Python-urllib/"))
        assert not any(name in agent for name in ("Mozilla", "Chrome", "Safari", "curl"))


def test_the_first_names_us_behind_the_library() -> None:
    assert write_user_agent(IDENTITIES[0], "").split(" ")[0] == requests.utils.default_user_agent()
    assert " net-finder/" in write_user_agent(IDENTITIES[0], "")
    assert write_user_agent(IDENTITIES[0], "me@example.org").endswith(" (+me@example.org)")


def test_only_the_real_host_is_asked_under_its_second_name() -> None:
    assert [identity.name for identity in list_identities(REAL)] == [identity.name for identity in IDENTITIES]
    assert not any(i.www for i in list_identities("https://mirror.example.org/api/v2"))
    assert [i.stack for i in list_identities("http://127.0.0.1:8765/api/v2")] == ["default", "default", "urllib"]
    www = next(identity for identity in IDENTITIES if identity.www)
    assert write_address(f"{REAL}/version", www) == "https://www.clinicaltrials.gov/api/v2/version"
    assert write_address(f"{REAL}/version", IDENTITIES[0]) == f"{REAL}/version"


def test_the_winner_comes_first_until_forgotten() -> None:
    remember_winner(REAL, IDENTITIES[3])
    assert list_identities(REAL)[0] == IDENTITIES[3]
    assert sorted(map(str, list_identities(REAL))) == sorted(map(str, IDENTITIES))
    assert list_identities("https://mirror.example.org")[0] == IDENTITIES[0]
    forget_winners()
    assert list_identities(REAL)[0] == IDENTITIES[0]


def test_other_handshakes_still_check_certificates() -> None:
    for identity in IDENTITIES:
        context = make_ssl_context(identity)
        if context is not None:
            assert context.verify_mode is ssl.CERT_REQUIRED
            assert context.check_hostname
            assert context.cert_store_stats()["x509_ca"] > 10
    assert make_ssl_context(IDENTITIES[0]) is None


class _VersionHandler(BaseHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        body = b'{"apiVersion": "2.0.5"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def secure_server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A TLS server whose certificate nobody has signed but itself; its address and certificate."""
    openssl = which("openssl")
    if openssl is None:
        pytest.skip("the openssl command is absent")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = HTTPServer(("127.0.0.1", 0), _VersionHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_address[1]}", certificate
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("stack", ["default", "p256", "tls12", "urllib"])
def test_every_handshake_works_and_refuses_a_stranger(
    secure_server: tuple[str, Path], stack: str, open_to: OpenTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, certificate = secure_server
    identity = next(identity for identity in IDENTITIES if identity.stack == stack)
    with (
        open_to(address, identities=[identity]) as session,
        pytest.raises(FinderError, match="no safe connection to localhost"),
    ):
        session.get("version")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with open_to(address, identities=[identity]) as session:
        assert session.get("version").json()["apiVersion"] == "2.0.5"
        assert session.requests_sent == 1


def test_the_doctor_asks_as_each_identity(tmp_path: Path) -> None:
    source = load_sources()["clinicaltrials_gov"]
    with serve_registry([], refuse_agent=lambda agent: "net-finder" in agent) as registry:
        settings = Settings(home=tmp_path, ctgov_url=registry.url, min_interval=0)
        checks = check_identities(settings, source)
        assert [check.ok for check in checks] == [False, True, True]
        assert "403" in checks[0].detail
        assert registry.version in checks[1].detail
        assert len(registry.seen) == 3
        registry.fault = "down"
        assert [check.ok for check in check_identities(settings, source)] == [False] * 3
        assert len(registry.seen) == 6
