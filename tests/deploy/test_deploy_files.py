"""The ready files of deploy/: each is what its reader takes, and each command in them is one that the program knows."""

import http.server
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import kubernetes_validate
import pytest
import yaml
from cronsim import CronSim

from finder.cli.app import net_finder
from finder.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
COMPOSE = DEPLOY / "container" / "compose.yaml"
DOCKERFILE = DEPLOY / "container" / "Dockerfile"
WORKFLOW = DEPLOY / "github" / "refresh.yml"
CRONTAB = DEPLOY / "cron" / "crontab.example"
BIN = Path(sys.executable).parent


def read_yaml(path: Path) -> list[Any]:
    return list(yaml.safe_load_all(path.read_text("utf-8")))


def read_cron() -> list[tuple[str, str]]:
    """Time and command of each line of the crontab that is neither a comment nor a variable."""
    lines = [line for line in CRONTAB.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    split = [line.split(maxsplit=5) for line in lines if not re.match(r"[A-Z_]+=", line)]
    return [(" ".join(parts[:5]), parts[5]) for parts in split]


def find_shell_commands(script: str) -> Iterator[list[str]]:
    """The words behind each `net-finder` of a shell script, up to where the shell has another thing to do."""
    for said in re.findall(r"(?:^|[\s/(`])net-finder((?: +(?!\d?[<>&|;()])[^\s&|;<>()`\"]+)+)", script, re.MULTILINE):
        yield shlex.split(said)


def find_steps(node: Any) -> Iterator[Any]:
    """All values of `command`, `args`, `entrypoint`, `test` and `run` in a YAML document."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("command", "args", "entrypoint", "test", "run"):
                yield value
            yield from find_steps(value)
    elif isinstance(node, list):
        for item in node:
            yield from find_steps(item)


def list_commands() -> list[tuple[str, list[str]]]:
    """File name and words of each command line of the program in deploy/."""
    found: list[tuple[str, list[str]]] = []
    for _, command in read_cron():
        found += [(CRONTAB.name, words) for words in find_shell_commands(command)]
    for unit in UNITS:
        for line in re.findall(r"^ExecStart=(.*)$", unit.read_text("utf-8"), re.MULTILINE):
            found += [(unit.name, words) for words in find_shell_commands(line)]
    (entrypoint,) = re.findall(r"^ENTRYPOINT (.*)$", DOCKERFILE.read_text("utf-8"), re.MULTILINE)
    (command,) = re.findall(r"^CMD (.*)$", DOCKERFILE.read_text("utf-8"), re.MULTILINE)
    found.append((DOCKERFILE.name, [*json.loads(entrypoint), *json.loads(command)][1:]))
    for path in (COMPOSE, WORKFLOW, *MANIFESTS):
        for document in read_yaml(path):
            for step in find_steps(document):
                if isinstance(step, str):
                    found += [(path.name, words) for words in find_shell_commands(step)]
                elif step[:2] == ["sh", "-c"]:
                    found += [(path.name, words) for words in find_shell_commands(step[2])]
                else:  # arguments of the image, whose entrypoint is the program
                    found.append((path.name, step[step.index("net-finder") + 1 :] if "net-finder" in step else step))
    found += [("README.md", words) for words in find_shell_commands((DEPLOY / "README.md").read_text("utf-8"))]
    return found


def test_every_file_has_commands() -> None:
    named = {name for name, _ in list_commands()}
    silent = {"net-finder-refresh.timer", "kustomization.yaml", "volume.yaml"}
    expected = {path.name for path in (CRONTAB, COMPOSE, WORKFLOW, DOCKERFILE, *UNITS, *MANIFESTS)} - silent
    assert expected <= named
    assert {words[0] for _, words in list_commands()} >= {"refresh", "dashboard", "status", "runs", "export"}


@pytest.mark.parametrize(("name", "words"), list_commands())
def test_the_program_takes_each_command(name: str, words: list[str]) -> None:
    with net_finder.make_context("net-finder", list(words), resilient_parsing=False) as context:
        command = net_finder.get_command(context, words[0])
        assert command is not None, name
        try:
            command.make_context(words[0], words[1:], parent=context).close()
        except click.UsageError as error:
            pytest.fail(f"{name}: {error.format_message()}")


def test_each_setting_that_is_named_exists() -> None:
    known = {f"NET_FINDER_{field.upper()}" for field in Settings.model_fields} | {"NET_FINDER_NCI_API_KEY"}
    for path in (path for path in DEPLOY.rglob("*") if path.is_file()):
        assert set(re.findall(r"NET_FINDER_[A-Z_]+", path.read_text("utf-8"))) <= known, path.name


def test_the_crontab_names_two_times_a_day_and_no_percent_sign() -> None:
    lines = read_cron()
    assert len(lines) == 2
    for times, command in lines:
        first = next(CronSim(times, datetime(2026, 11, 20, tzinfo=UTC)))
        assert first < datetime(2026, 11, 21, tzinfo=UTC)
        assert "%" not in command
        subprocess.run(["sh", "-n", "-c", command], check=True)


def test_the_crontab_speaks_where_something_is_wrong(environment: dict[str, str], tmp_path: Path) -> None:
    for _, command in read_cron():
        env = {**environment, "PATH": f"{BIN}:{os.environ['PATH']}", "NET_FINDER_HOME": str(tmp_path)}
        ran = subprocess.run(["sh", "-c", command], env=env, capture_output=True, text=True, timeout=120)
        assert ran.stdout.strip(), command
        assert "Traceback" not in ran.stdout + ran.stderr
        assert ran.stderr == ""


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_takes_each_unit(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    program = str(shutil.which("true"))
    for path in UNITS:  # the timer needs its service beside it, and each service a program that is there
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace("/opt/net-finder/bin/net-finder", program))
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)], capture_output=True, text=True, timeout=60
    )
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


@pytest.mark.parametrize(("schema", "path"), [("github-workflows", WORKFLOW), ("compose-spec", COMPOSE)])
def test_workflow_and_compose_file_fit_their_schemas(schema: str, path: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_manifests_fit_the_schemas_of_kubernetes(path: Path) -> None:
    for document in read_yaml(path):
        if document["kind"] != "Kustomization":
            kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)


def test_kubernetes_never_runs_two_refreshes_and_finds_what_it_names() -> None:
    documents = {document["kind"]: document for path in MANIFESTS for document in read_yaml(path)}
    assert set(documents["Kustomization"]["resources"]) == {path.name for path in MANIFESTS} - {"kustomization.yaml"}
    job = documents["CronJob"]["spec"]
    assert job["concurrencyPolicy"] == "Forbid"
    assert next(CronSim(job["schedule"], datetime(2026, 11, 20)))  # noqa: DTZ001 - a schedule has its own zone
    pods = [job["jobTemplate"]["spec"]["template"], documents["Deployment"]["spec"]["template"]]
    for pod in pods:
        claims = [
            v["persistentVolumeClaim"]["claimName"] for v in pod["spec"]["volumes"] if "persistentVolumeClaim" in v
        ]
        assert claims == [documents["PersistentVolumeClaim"]["metadata"]["name"]]
        assert pod["spec"]["securityContext"]["runAsUser"] == 10001
    labels = documents["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert documents["Service"]["spec"]["selector"].items() <= labels.items()
    assert not documents["Service"]["spec"]["selector"].items() <= pods[0]["metadata"]["labels"].items()


def test_the_image_takes_only_what_is_there_and_runs_as_nobody_special() -> None:
    text = DOCKERFILE.read_text("utf-8")
    allowed = {
        line[1:] for line in (DOCKERFILE.parent / "Dockerfile.dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    copied = {word for line in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE) for word in line.split()}
    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)
    assert "--require-hashes" in text
    assert text.index("USER 10001") > text.rindex("RUN ")
    images = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert len(images) == 2
    assert all("/" not in image and not image.endswith("latest") for image in images)


def test_the_linter_of_dockerfiles_has_nothing_to_say() -> None:
    hadolint = shutil.which("hadolint", path=f"{BIN}:{os.environ['PATH']}")
    if hadolint is None:
        pytest.skip("hadolint is not installed")
    ran = subprocess.run([hadolint, str(DOCKERFILE)], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_the_health_check_of_the_image_tells_a_server_that_is_well() -> None:
    (line,) = re.findall(r"^HEALTHCHECK (?:.*\\\n)* *CMD (\[.*\])$", DOCKERFILE.read_text("utf-8"), re.MULTILINE)

    state = {"well": True}

    class Well(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if state["well"] and self.path == "/_stcore/health" else 503)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Well)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    words = json.loads(line.replace("8501", str(server.server_port)))
    try:
        for state["well"], code in ((True, 0), (False, 1)):
            ran = subprocess.run([sys.executable, *words[1:]], stderr=subprocess.DEVNULL, timeout=30)
            assert ran.returncode == code
    finally:
        server.shutdown()
        server.server_close()


def test_the_loop_of_the_refresh_container_goes_on_and_stops_when_told(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """Offline, so that each refresh fails at once: the loop must not end for that."""
    entrypoint = read_yaml(COMPOSE)[0]["services"]["refresh"]["entrypoint"]
    env = {**environment, "PATH": f"{BIN}:{os.environ['PATH']}", "REFRESH_EVERY_SECONDS": "0.1"}
    env["NET_FINDER_HOME"] = str(tmp_path / "home")
    script = entrypoint[2].replace("$$", "$")
    loop = subprocess.Popen([*entrypoint[:2], script], env=env, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    runs, end = tmp_path / "home" / "runs", time.monotonic() + 120
    try:
        while time.monotonic() < end and (not runs.is_dir() or len(list(runs.iterdir())) < 2):
            time.sleep(0.1)
        loop.send_signal(signal.SIGTERM)
        _, said = loop.communicate(timeout=50)
    finally:
        loop.kill()
    assert loop.returncode == 0
    assert len(list(runs.iterdir())) >= 2
    assert "Traceback" not in said
    assert json.loads(said.splitlines()[0])["event"] == "run_started"
