"""The ready files for replicas: all of them speak of the same dashboards, and whoever reads each takes it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from benchmarks.load.proxy import PLACES, find_nginx, write_configuration
from dashboard.leaving import CLOSE_SECONDS, NOTICE_SECONDS

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
REPLICAS = DEPLOY / "replicas"
COMPOSE = REPLICAS / "compose.yaml"
PROXY = REPLICAS / "nginx.conf"


def read_services() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return services


def test_the_compose_file_fits_its_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stdout


def test_the_proxy_knows_each_dashboard_and_gives_each_a_stand_in() -> None:
    services = read_services()
    addresses = {
        f"{service['networks']['web']['ipv4_address']}:8501"
        for name, service in services.items()
        if name.startswith("dashboard")
    }
    text = PROXY.read_text("utf-8")
    upstreams = re.findall(r"upstream (\w+) \{(.*?)\}", text, re.DOTALL)
    assert addresses == set(PLACES)
    assert len(upstreams) == len(addresses) + 1
    for name, body in upstreams:
        assert set(re.findall(r"server (\S+)", body)) == addresses, name
    firsts = [re.findall(r"server (\S+) max_fails", body) for name, body in upstreams if name != "either"]
    assert sorted(firsts) == sorted([address] for address in addresses)
    assert {place for place in addresses if re.search(rf'"~{place}\$" \d;', text)} == addresses
    assert re.findall(r"listen (\d+);", text) == [services["proxy"]["ports"][0].rpartition(":")[2]]


def test_a_stop_leaves_time_for_notice_and_for_answers_under_way() -> None:
    services = read_services()
    for name in ("dashboard-1", "dashboard-2"):
        assert int(services[name]["stop_grace_period"].rstrip("s")) > NOTICE_SECONDS + CLOSE_SECONDS


def test_replicas_refresh_as_one_container_does_and_hold_no_password() -> None:
    services = read_services()
    alone = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text("utf-8"))["services"]["refresh"]
    for part in ("entrypoint", "healthcheck", "stop_grace_period"):
        assert services["refresh"][part] == alone[part]
    stores = {services[name]["environment"]["NET_FINDER_STORE"] for name in ("dashboard-1", "dashboard-2", "refresh")}
    (store,) = stores
    assert re.fullmatch(r"postgresql://net_finder:\$\{POSTGRES_PASSWORD:\?[^}]+\}@postgres/net_finder", store)
    assert all("container_name" not in service for service in services.values())
    published = [port for service in services.values() for port in service.get("ports", ())]
    assert published == ["127.0.0.1:8501:8080"], "nothing but the proxy can be reached from outside"


def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    nginx = find_nginx()
    if nginx is None:
        pytest.skip("nginx is absent; on Debian: apt-get install nginx-light")
    settings = tmp_path / "nginx.conf"
    urls = [f"http://{place}" for place in PLACES]
    settings.write_text(write_configuration(urls, 8080, tmp_path, tmp_path / "access.log"), "utf-8")
    ran = subprocess.run(
        [nginx, "-t", "-q", "-e", "stderr", "-p", str(tmp_path), "-c", str(settings)],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_proxy_writes_down_no_question_and_nobody() -> None:
    text = re.sub(r"#.*", "", PROXY.read_text("utf-8"))
    (line,) = re.findall(r"log_format \w+ (.*);", text)
    assert not re.findall(r"\$(?:request|request_uri|uri|args|query_string|remote_\w+|http_\w+|cookie_\w+)\b", line)
    assert "error_log stderr crit;" in text
    assert "X-Forwarded-For" not in text


def test_kubernetes_takes_what_the_patches_make() -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is absent")
    ran = subprocess.run([kubectl, "kustomize", str(REPLICAS / "kubernetes")], capture_output=True, timeout=60)
    assert ran.returncode == 0, ran.stderr.decode()
    made = {document["kind"]: document for document in yaml.safe_load_all(ran.stdout)}
    for document in made.values():
        kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)
    pod = made["Deployment"]["spec"]["template"]
    assert made["Deployment"]["spec"]["replicas"] == 2
    assert made["Service"]["spec"]["sessionAffinity"] == "ClientIP"
    assert made["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"].items() <= pod["metadata"]["labels"].items()
    (container,) = pod["spec"]["containers"]
    waits = container["lifecycle"]["preStop"]["sleep"]["seconds"] + NOTICE_SECONDS + CLOSE_SECONDS
    assert pod["spec"]["terminationGracePeriodSeconds"] > waits
    assert {"name": "home", "emptyDir": {}} in pod["spec"]["volumes"], "pods on several nodes share no volume"
