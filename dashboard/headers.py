"""The headers of every answer: what a page may load and ask, and that no address is handed on; see headers.toml."""

import hashlib
import tomllib
from base64 import b64encode
from html.parser import HTMLParser
from importlib.resources import files

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.page_source import read_source


class SendHeaders:
    """Adds the headers to every answer of `app`, and keeps search engines from an address that holds a question."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = list_headers(read_source())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_more(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
                if scope.get("query_string"):
                    headers["X-Robots-Tag"] = "noindex"
            await send(message)

        await self.app(scope, receive, send_more if scope["type"] == "http" else send)


def list_headers(shell: str) -> dict[str, str]:
    """All headers by name; `shell` is the page that Streamlit serves, whose own inline scripts may run."""
    declared: dict[str, dict[str, str]] = tomllib.loads(
        files("dashboard").joinpath("headers.toml").read_text(encoding="utf-8")
    )
    policy = dict(declared["policy"])
    policy["script-src"] = " ".join([policy["script-src"], *map(hash_script, list_scripts(shell))])
    return {
        **declared["headers"],
        "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in policy.items()),
        "Permissions-Policy": ", ".join(f"{name}=({who})" for name, who in declared["permissions"].items()),
    }


def hash_script(script: str) -> str:
    """The source expression that lets exactly this script run (Content Security Policy Level 3)."""
    return f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def list_scripts(page: str) -> list[str]:
    """The texts of the scripts that stand in a page itself."""
    reader = _ScriptReader()
    reader.feed(page)
    reader.close()
    return reader.scripts


class _ScriptReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and "src" not in dict(attrs)
        if self._inside:
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = False
