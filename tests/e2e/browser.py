"""A dashboard in a process of its own, and a person with a browser that notes every request it makes."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Dialog, Page

from finder.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ("chromium-headless-shell", "chromium", "/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def find_chromium() -> str | None:
    """Debian's Chromium without a window, which asks less of the machine, else the one with; nothing is downloaded."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


class Dashboard:
    """A dashboard of its own home, served by the command."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.settings = Settings(home=home)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        ours = {"NET_FINDER_HOME": str(home), "NET_FINDER_PROCESSES": "1", "PYTHONPATH": str(ROOT)}
        self.env = {**os.environ, **ours}

    def start(self) -> None:
        self.log = (self.home.parent / f"{self.home.name}.log").open("wb")
        command = [sys.executable, "-m", "finder", "dashboard", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=self.env, cwd=self.home, stdout=self.log, stderr=self.log)
        for _ in range(900):
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise AssertionError(f"the dashboard did not start: {Path(self.log.name).read_text()}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()

    def run_command(self, *words: str) -> bytes:
        """What `net-finder` prints for the same snapshot."""
        command = [sys.executable, "-m", "finder", *words]
        done = subprocess.run(command, env=self.env, cwd=self.home, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout


# The page has taken the place of its first sight, no link is being followed, the run is over, the first and the last
# part of the page are there, nothing of the run before is left, and the text has stood still for a moment: the page
# knows of the end of a run before its last parts are drawn.
IS_DRAWN = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const over = document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]:not([aria-busy])');
  const whole = main && over && main.querySelector('h1') && main.querySelector('.nf-trust')
    && !document.getElementById('nf-first') && !main.querySelector('[data-stale=true]');
  const text = whole ? main.innerText : null;
  if (text === null || text !== window.drawnText) { window.drawnText = text; window.drawnSince = performance.now(); }
  return text !== null && performance.now() - window.drawnSince > 200;
}"""


FOLLOW = """path => {
  const link = document.createElement('a');
  link.href = path;
  document.querySelector('[data-testid=stHtml]').append(link);
  link.click();
  link.remove();
}"""

#: Says on the console what the browser refused to load, run or send, whichever way it came to be asked.
NOTE_REFUSALS = """addEventListener('securitypolicyviolation',
  event => console.error('refused', event.violatedDirective, event.blockedURI, event.sourceFile, event.lineNumber))"""

#: Its reader of messages tries whether WebAssembly is there, and does without.
TRIED_BY_STREAMLIT = "error: refused script-src wasm-eval"


class Visitor:
    """One person with a browser. `requests` are all addresses it asked for, sockets included, `messages` what its
    console said, `dialogs` what it was made to read."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.requests: list[str] = []
        self.messages: list[str] = []
        self.dialogs: list[str] = []
        context.add_init_script(NOTE_REFUSALS)
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: self.messages.append(f"{message.type}: {message.text}"))
        context.on("dialog", self._dismiss)
        self.page: Page = context.new_page()
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str = "/") -> Page:
        self.page.goto(f"{self.url}{path}")
        self.settle()
        return self.page

    def follow(self, path: str) -> Page:
        """Open a page as one of our links does, without loading all of it anew: in a third of the time."""
        self.page.evaluate(FOLLOW, path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the page has been drawn to its end."""
        self.page.wait_for_function(IS_DRAWN)
        assert self.page.locator("[data-testid=stException]").count() == 0

    def titles(self) -> list[str]:
        self.page.wait_for_selector(".nf-card h3, .st-key-start_over")
        return self.page.locator(".nf-card h3").all_inner_texts()

    def count(self) -> str:
        """The sentence in the live region."""
        return self.page.locator("[data-testid=stAlert]").inner_text()

    def wait_for_count(self, words: str) -> None:
        self.page.locator("[data-testid=stAlert]", has_text=words).wait_for()
        self.settle()

    def hosts(self) -> set[str]:
        """Of whom anything was asked; what a page holds in itself is no request."""
        return {urlsplit(url).netloc.split(":")[0] for url in self.requests if url.startswith(("http", "ws"))}

    def strangers(self) -> list[str]:
        """Addresses it asked for that are not the dashboard's own, by any scheme."""
        own = ("data:", f"blob:{self.url}/", f"{self.url}/", f"{self.url.replace('http', 'ws', 1)}/")
        return [url for url in self.requests if not url.startswith(own)]

    def refusals(self) -> list[str]:
        """What the policies of the page refused, and what of them the browser did not understand."""
        signs = ("error: refused", "Content Security Policy", "Permissions-Policy", "Permissions policy")
        said = [message for message in self.messages if any(sign in message for sign in signs)]
        return [message for message in said if not message.startswith(TRIED_BY_STREAMLIT)]
