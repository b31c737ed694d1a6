"""A small, strict stand-in for the registry's API, for tests: a real server on loopback that serves fake studies.

It knows the parameters, fields and answers that this project may use and refuses all else, as the registry does. A
study with `nctIdAliases` is found by its earlier identifiers, too.
`fault` names one way to misbehave (see registry_faults.py and `Registry.page`), `misbehave` also where it begins and
how long it lasts; `seen` is every request, with time and sender.
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

from registry_faults import EARLY, FORBIDDEN_PAGE, Reply, spoil_records

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
_RANGE = re.compile(r"(?:\((.*)\) AND \()?AREA\[LastUpdatePostDate\]RANGE\[(\d{4}-\d\d-\d\d),MAX\]\)?")
_CLAUSE = re.compile(r'\(AREA\[(\w+)\]\(("[^"()\[\]]+"(?: OR "[^"()\[\]]+")*)\)\)')


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


class _RefusalError(Exception):
    """A request that the registry refuses with plain text."""


@dataclass
class Registry:
    """The state of the stand-in. Change it while it runs."""

    studies: list[Any]
    fault: str = "none"
    #: The page, counted from when it was set, with which the fault begins; 0 is the next request of any kind.
    fault_at: int = 0
    #: For how many pages the fault lasts; 0 is for good.
    fault_times: int = 0
    version: str = "2026-11-19T09:00:05"
    most_terms: int = 1000
    refuse_agent: Callable[[str], bool] = lambda _agent: False
    retry_after: str = "0"
    redirect_to: str = ""
    url: str = ""
    slow_seconds: float = 0.3
    seen: list[Seen] = field(default_factory=list)
    bytes_sent: int = 0
    _pages: int = 0
    _now: str = "none"

    def misbehave(self, fault: str, at: int = 0, times: int = 0) -> None:
        """From the `at`-th page that is asked for from now on (0: from the next request on), for `times` pages."""
        self.fault, self.fault_at, self.fault_times, self._pages = fault, at, times, 0

    def pages_asked(self) -> list[Seen]:
        return [request for request in self.seen if request.path.endswith("/studies")]

    def answer(self, request: Seen) -> Reply:
        """The answer to one request, the fault included."""
        if self.refuse_agent(request.user_agent):
            return Reply(403, FORBIDDEN_PAGE, "text/html")
        self._now = self._find_fault(request)
        if early := EARLY.get(self._now, lambda _registry: None)(self):
            return early
        try:
            reply = Reply(body=json.dumps(self.route(request)).encode())
        except _RefusalError as refusal:
            return Reply(400, str(refusal).encode(), "text/plain; charset=utf-8")
        reply.cut = self._now == "truncated" or (self._now == "truncated_once" and len(self.seen) == 1)
        reply.drip = 0.05 if self._now == "drip" else 0.0
        reply.wait = self.slow_seconds if self._now == "slow" else 0.0
        return reply

    def _find_fault(self, request: Seen) -> str:
        is_page = request.path.endswith("/studies")
        self._pages += is_page
        if self.fault_times:
            due = is_page and self.fault_at <= self._pages < self.fault_at + self.fault_times
        else:
            due = self._pages >= self.fault_at
        return self.fault if due else "none"

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
        found = [] if self._now == "empty" else self.select(params)
        studies = found[max(0, start - 1) if self._now == "duplicates" else start : start + size]
        if self._now == "endless":
            studies = [make_study(90_000_000 + start + number) for number in range(size)]
        if set(fields := params["fields"].split("|")) <= PIECES.keys():
            studies = [_project(study, fields) for study in studies]
        if self._now == "bad_records":
            studies = spoil_records(studies)
        answer: dict[str, Any] = {"studies": studies}
        if params.get("countTotal") == "true" and start == 0:
            answer["totalCount"] = len(found)
        if self._now == "no_total":
            answer.pop("totalCount", None)
        if len(found) >= start + size or self._now == "endless":  # a full page gets a token, so the last may be empty
            following = 0 if self._now == "loop" else start + size
            answer["nextPageToken"] = base64.urlsafe_b64encode(f"{key}:{following}".encode()).decode()
        if self._now == "short":
            answer["studies"] = studies[:-1]
            answer.pop("nextPageToken", None)
        if start and self._now == "new_data":
            self.fault, self.version = "none", "2026-11-20T09:00:05"
        return answer

    def _read_token(self, token: str, key: str) -> int:
        if self._now == "token_once":
            self.fault = "none"
            raise _RefusalError("Invalid page token")
        got, _, start = base64.urlsafe_b64decode(token).decode().partition(":")
        if got != key or self._now == "token":
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
        expression, since = params.get("filter.advanced", ""), ""
        if ranged := _RANGE.fullmatch(expression):
            expression, since = ranged[1] or "", ranged[2]
        day = ".".join(PIECES["LastUpdatePostDate"])
        found = self.search(expression) if expression else self.studies
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
        time.sleep(reply.wait)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        body = reply.body
        if "gzip" in self.headers.get("Accept-Encoding", "") and reply.may_pack():
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.pieces is None:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if reply.cut or reply.pieces:
            body = body[: len(body) // 2]
            self.close_connection = True
        for piece in reply.pieces or ([body[i : i + 1] for i in range(len(body))] if reply.drip else [body]):
            self.wfile.write(piece)
            self.wfile.flush()
            self.registry.bytes_sent += len(piece)
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
