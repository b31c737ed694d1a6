"""Takes the pictures of the README again, from the starter data: python tests/e2e/take_screenshots.py FOLDER"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

# By path and not as a module: one of the dependencies installs a package of the name `tests`.
sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from e2e.browser import FLAGS, Dashboard, Visitor, find_chromium  # noqa: E402

from finder.pipeline import publish_starter  # noqa: E402

#: File name to the size of the screen, in CSS pixels.
SCREENS = {"screenshot-phone.png": (390, 1640), "screenshot-desktop.png": (1280, 1280)}
QUESTION = "/?near=Houston%2C+TX&site=pancreas"


def take_screenshots(folder: Path) -> None:
    """One picture a screen, of the same question, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        dashboard = Dashboard(Path(home) / "home")
        dashboard.home.mkdir()
        publish_starter(dashboard.settings)
        dashboard.start()
        try:
            _photograph(dashboard.url, folder)
        finally:
            dashboard.stop()


def _photograph(url: str, folder: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for name, (width, height) in SCREENS.items():
            context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
            visitor = Visitor(context, url)
            visitor.open(QUESTION)
            visitor.page.locator(".nf-card").first.wait_for()
            visitor.page.wait_for_load_state("networkidle")
            visitor.page.screenshot(path=folder / name)
            print(folder / name)
            context.close()
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the folder: python tests/e2e/take_screenshots.py FOLDER")
    take_screenshots(Path(sys.argv[1]))
