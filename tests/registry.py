"""A small, strict stand-in for the registry's API, for tests: a real server on loopback that serves fake studies.

It knows the parameters, fields and answers that this project may use and refuses all else, as the registry does. A
study with `nctIdAliases` is found by its earlier identifiers, too.
`fault` names one way to misbehave (see `_FAULTS` and `Registry.route`); `seen` is every request, with time and sender.
"""

import base64
import gzip
import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Study = dict[str, Any]

PARAMETERS = {"filter.advanced", "filter.ids", "fields", "pageSize", "pageToken", "countTotal", "format"}
MODULES = {
    "IdentificationModule", "StatusModule", "SponsorCollaboratorsModule", "DescriptionModule", "ConditionsModule",
    "DesignModule", "ArmsInterventionsModule", "EligibilityModule", "ContactsLocationsModule", "ConditionBrowseModule",
}  # fmt: skip
AREAS = {
    "Condition": "protocolSection.conditionsModule.conditions",
    "Keyword": "protocolSection.conditionsModule.keywords",
    "BriefTitle": "protocolSection.identificationModule.briefTitle",
    "OfficialTitle": "protocolSection.identificationModule.officialTitle",
    "ConditionMeshTerm": "derivedSection.conditionBrowseModule.meshes.term",
    "InterventionName": "protocolSection.armsInterventionsModule.interventions.name",
    "InterventionOtherName": "protocolSection.armsInterventionsModule.interventions.otherNames",
    "EligibilityCriteria": "protocolSection.eligibilityModule.eligibilityCriteria",
}
#: Single fields that may be asked for, and where they stand.
PIECES = {
    "NCTId": ("protocolSection", "identificationModule", "nctId"),
    "NCTIdAlias": ("protocolSection", "identificationModule", "nctIdAliases"),
    "LastUpdatePostDate": ("protocolSection", "statusModule", "lastUpdatePostDateStruct", "date"),
}
_RANGE = re.compile(r"\((.*)\) AND \(AREA\[LastUpdatePostDate\]RANGE\[(\d{4}-\d\d-\d\d),MAX\]\)")
_CLAUSE = re.compile(r'\(AREA\[(\w+)\]\(("[^"()\[\]]+"(?: OR "[^"()\[\]]+")*)\)\)')
_FORBIDDEN_PAGE = "<html><head><title>403 Forbidden</title></head><body>403 Forbidden</body></html>"


def make_study(number: int, condition: str = "Neuroendocrine Tumor (fake)", **modules: Any) -> Study:
    """A fake study in the API's exact shape; `modules` replace or add modules of the protocol section."""
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT{number:08}", "briefTitle": f"Fake study {number}"},
            "statusModule": {"overallStatus": "RECRUITING", "lastUpdatePostDateStruct": {"date": "2026-01-02"}},
            "conditionsModule": {"conditions": [condition]},
            "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE2"]},
            "eligibilityModule": {"eligibilityCriteria": "Fake criteria."},
            **modules,
        },
        "derivedSection": {"conditionBrowseModule": {"meshes": [{"id": "D018358", "term": "Neuroendocrine Tumors"}]}},
        "hasResults": False,
    }


@dataclass(frozen=True)
class Seen:
    """One request as it came in. `at` is on the clock of `time.monotonic`."""

    at: float
    path: str
    params: dict[str, str]
    user_agent: str


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    drip: float = 0.0


class _RefusalError(Exception):
    """A request that the registry refuses with plain text."""


@dataclass
class Registry:
    """The state of the stand-in. Change it while it runs."""

    studies: list[Any]
    fault: str = "none"
    version: str = "2026-11-19T09:00:05"
    most_terms: int = 1000
    refuse_agent: Callable[[str], bool] = lambda _agent: False
    retry_after: str = "0"
    redirect_to: str = ""
    url: str = ""
    seen: list[Seen] = field(default_factory=list)

    def pages_asked(self) -> list[Seen]:
        return [request for request in self.seen if request.path.endswith("/studies")]

    def answer(self, request: Seen) -> Reply:
        """The answer to one request, the fault included."""
        if self.refuse_agent(request.user_agent):
            return Reply(403, _FORBIDDEN_PAGE.encode(), "text/html")
        if early := _FAULTS.get(self.fault, lambda _registry: None)(self):
            return early
        try:
            reply = Reply(body=json.dumps(self.route(request)).encode())
        except _RefusalError as refusal:
            return Reply(400, str(refusal).encode(), "text/plain; charset=utf-8")
        reply.cut = self.fault == "truncated" or (self.fault == "truncated_once" and len(self.seen) == 1)
        reply.drip = 0.05 if self.fault == "drip" else 0.0
        return reply

    def route(self, request: Seen) -> dict[str, Any]:
        if request.path == "/api/v2/version":
            return {"apiVersion": "2.0.5", "dataTimestamp": self.version}
        if request.path != "/api/v2/studies":
            raise _RefusalError("Not found")
        return self.page(request.params)

    def page(self, params: dict[str, str]) -> dict[str, Any]:
        for name in params.keys() - PARAMETERS:
            raise _RefusalError(f"`{name}` is unknown parameter")
        for name in params.get("fields", "").split("|"):
            if name not in MODULES | PIECES.keys() | {"HasResults"}:
                raise _RefusalError(f"Parameter 'fields' contains invalid field name: {name}")
        size = min(int(params.get("pageSize", "10")), 1000)
        asked = params.get("filter.advanced", "") + params.get("filter.ids", "")
        key = hashlib.sha256(f"{asked}{params['fields']}{self.version}".encode()).hexdigest()[:8]
        start = self._read_token(params["pageToken"], key) if "pageToken" in params else 0
        found = [] if self.fault == "empty" else self.select(params)
        studies = found[max(0, start - 1) if self.fault == "duplicates" else start : start + size]
        if set(fields := params["fields"].split("|")) <= PIECES.keys():
            studies = [_project(study, fields) for study in studies]
        answer: dict[str, Any] = {"studies": studies}
        if params.get("countTotal") == "true" and start == 0:
            answer["totalCount"] = len(found) + (self.fault == "short")
        if self.fault == "no_total":
            answer.pop("totalCount", None)
        if len(found) >= start + size:  # a full page gets a token, so the last page may be empty
            following = 0 if self.fault == "loop" else start + size
            answer["nextPageToken"] = base64.urlsafe_b64encode(f"{key}:{following}".encode()).decode()
        if start and self.fault == "new_data":
            self.fault, self.version = "none", "2026-11-20T09:00:05"
        return answer

    def _read_token(self, token: str, key: str) -> int:
        if self.fault == "token_once":
            self.fault = "none"
            raise _RefusalError("Invalid page token")
        got, _, start = base64.urlsafe_b64decode(token).decode().partition(":")
        if got != key or self.fault == "token":
            raise _RefusalError("Invalid page token")
        return int(start)

    def select(self, params: dict[str, str]) -> list[Any]:
        """The studies that are asked for by identifier, now or earlier, or by an expression."""
        if "filter.ids" in params:
            wanted = params["filter.ids"].split("|")
            if "filter.advanced" in params or not all(re.fullmatch(r"NCT0*[1-9]\d{0,7}", nct_id) for nct_id in wanted):
                raise _RefusalError("Parameter `filter.ids` has incorrect format")
            paths = [".".join(PIECES[name]) for name in ("NCTId", "NCTIdAlias")]
            return [s for s in self.studies if any(text in wanted for path in paths for text in _texts(s, path))]
        expression, since = params["filter.advanced"], ""
        if ranged := _RANGE.fullmatch(expression):
            expression, since = ranged[1], ranged[2]
        day = ".".join(PIECES["LastUpdatePostDate"])
        found = self.search(expression)
        return [s for s in found if any(text >= since for text in _texts(s, day))] if since else found

    def search(self, expression: str) -> list[Any]:
        """The studies that an expression finds; only clauses `(AREA[X]("word" OR "word"))` joined by OR are known."""
        clauses = [_CLAUSE.fullmatch(clause) for clause in expression.split(" OR (")[:1]]
        clauses += [_CLAUSE.fullmatch(f"({clause}") for clause in expression.split(" OR (")[1:]]
        terms: list[tuple[str, str]] = []
        for clause in clauses:
            if clause is None or clause[1] not in AREAS:
                raise _RefusalError("Error parsing query in Advanced filter: no viable alternative")
            terms += [(AREAS[clause[1]], word.strip('"').lower()) for word in clause[2].split(" OR ")]
        if len(terms) > self.most_terms:
            raise _RefusalError("Error parsing query in Advanced filter: Too complicated query")
        return [
            s for s in self.studies if any(word in text.lower() for path, word in terms for text in _texts(s, path))
        ]


def _project(study: Any, fields: list[str]) -> Any:
    """The study with these single fields alone; one that is none of ours comes as it is."""
    if not isinstance(study, dict):
        return study
    shown: Study = {}
    for name in fields:
        value, (*steps, last) = study, PIECES[name]
        for step in (*steps, last):
            value = value.get(step) if isinstance(value, dict) else None
        if value is not None:
            target = shown
            for step in steps:
                target = target.setdefault(step, {})
            target[last] = value
    return shown


def _texts(node: Any, path: str) -> Iterator[str]:
    step, _, rest = path.partition(".")
    for item in node if isinstance(node, list) else [node]:
        if not path:
            yield str(item)
        elif isinstance(item, dict) and item.get(step) is not None:
            yield from _texts(item[step], rest)


_FAULTS: dict[str, Callable[[Registry], Reply | None]] = {
    "flaky": lambda r: Reply(503, b"Service Unavailable", "text/plain") if len(r.seen) % 3 == 0 else None,
    "limited": lambda r: (
        Reply(429, b"Too Many Requests", "text/plain", {"Retry-After": r.retry_after}) if len(r.seen) % 2 else None
    ),
    "down": lambda _: Reply(500, b"Internal Server Error", "text/plain"),
    "blocked": lambda _: Reply(403, _FORBIDDEN_PAGE.encode(), "text/html"),
    "html": lambda _: Reply(200, b"<html><body>maintenance</body></html>", "text/html"),
    "broken_json": lambda _: Reply(200, b'{"studies": ['),
    "list": lambda _: Reply(200, b"[]"),
    "redirect": lambda r: Reply(301, b"", "text/plain", {"Location": r.redirect_to}),
    "bomb": lambda _: Reply(200, gzip.compress(b" " * 3_000_000), headers={"Content-Encoding": "gzip"}),
    "bad_gzip": lambda _: Reply(200, b"this is not gzip", headers={"Content-Encoding": "gzip"}),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    registry: Registry

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        request = Seen(time.monotonic(), parts.path, params, self.headers.get("User-Agent", ""))
        self.registry.seen.append(request)
        reply = self.registry.answer(request)
        with suppress(BrokenPipeError, ConnectionResetError):
            self.send(reply)

    def send(self, reply: Reply) -> None:
        body = reply.body
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        if "gzip" in self.headers.get("Accept-Encoding", "") and not reply.headers and not reply.drip:
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if reply.cut:
            body = body[: len(body) // 2]
            self.close_connection = True
        for piece in [body[i : i + 1] for i in range(len(body))] if reply.drip else [body]:
            self.wfile.write(piece)
            self.wfile.flush()
            time.sleep(reply.drip)


@contextmanager
def serve_registry(studies: list[Any], **state: Any) -> Iterator[Registry]:
    """A registry with these studies on a free port of loopback; `url` is its base address."""
    registry = Registry(studies, **state)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"registry": registry}))
    server.daemon_threads = True
    registry.url = f"http://127.0.0.1:{server.server_address[1]}/api/v2"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
