"""What a person with a browser waits for: the first useful page, and a page that has settled after a filter change."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
_LONGEST = 30_000

# The page itself notes the time of each press, and of each change that a person can see. It has settled once the run
# is over, nothing of the run before is left on it, and it has stood still for a while; that while is not counted. The
# open list of options lies beside the page, and tidies up its unseen rows a while after it was scrolled.
_WATCH = """() => {
  window.lastChange = performance.now();
  addEventListener('click', () => { window.lastClick = performance.now(); }, true);
  new MutationObserver(() => { window.lastChange = performance.now(); })
    .observe(document.querySelector('[data-testid=stApp]'), {subtree: true, childList: true, characterData: true});
}"""
_HAS_SETTLED = """([told, still]) => {
  const main = document.querySelector('[data-testid=stMain]');
  const over = document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]');
  const count = main && main.querySelector('[data-testid=stAlert]');
  if (!over || !count || main.querySelector('[data-stale=true]') || count.innerText === told) return false;
  return performance.now() - window.lastChange > still ? window.lastChange : false;
}"""
_STILL = 250
# A useful page can be read: how many trials there are, and the first of them.
_IS_USEFUL = """() => document.querySelector('[data-testid=stAlert], .nf-first-state')
  && document.querySelector('article.nf-card') && performance.now()"""
# And it has taken the place of its first sight, so that every choice can be made.
_IS_WHOLE = """() => document.querySelector('[data-testid=stApp][data-test-script-state=notRunning] article.nf-card')
  && !document.getElementById('nf-first') && performance.now()"""
#: Options of the widget of tumor sites; each change adds one or takes one away.
_OPTIONS = ("Pancreas", "Lung", "Rectum", "Stomach", "Thymus", "Appendix")


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Debian's Chromium; nothing is downloaded. Raises RuntimeError where there is none."""
    path = next(filter(None, map(shutil.which, ("chromium", "/usr/bin/chromium", "chromium-headless-shell"))), None)
    if path is None:
        raise RuntimeError("Chromium is absent; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def time_first_pages(url: str, times: int) -> tuple[list[float], list[float]]:
    """Seconds until a browser that has never been there shows the first trial, and until every choice can be made; a
    new browser each time."""
    useful, whole = [], []
    for _ in range(times):
        with open_browser() as browser:
            page = _open_page(browser)
            page.goto(url, wait_until="commit")
            useful.append(float(page.wait_for_function(_IS_USEFUL).json_value()) / 1000)
            whole.append(float(page.wait_for_function(_IS_WHOLE).json_value()) / 1000)
    return useful, whole


def time_filter_changes(url: str, times: int) -> list[float]:
    """Seconds from the click on a choice until the page has settled."""
    seconds = []
    with open_browser() as browser:
        page = _open_page(browser)
        page.goto(url)
        page.wait_for_function(_IS_WHOLE)
        page.evaluate(_WATCH)
        page.wait_for_function(_HAS_SETTLED, arg=["", _STILL])
        for number in range(times):
            seconds.append(_time_change(page, _OPTIONS[number // 2 % len(_OPTIONS)], is_there=bool(number % 2)))
    return seconds


def _open_page(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(_LONGEST)
    return page


def _time_change(page: Page, option: str, *, is_there: bool) -> float:
    """One choice made, or taken away again by the cross beside it."""
    box = page.locator(".st-key-ask_site")
    told = page.locator("[data-testid=stMain] [data-testid=stAlert]").inner_text()
    if is_there:
        target = box.locator(f'button[aria-label="Remove {option}"]:visible')
    else:
        box.locator("input").scroll_into_view_if_needed()
        page.wait_for_timeout(500)  # the list closes again while the page still scrolls
        box.locator("input").click()
        target = page.get_by_role("option", name=option, exact=True)
    target.hover()
    page.wait_for_timeout(500)  # a list that was scrolled draws its rows anew; a press that falls into that is lost
    target.click()
    clicked = page.evaluate("window.lastClick")
    settled = float(page.wait_for_function(_HAS_SETTLED, arg=[told, _STILL], polling="raf").json_value())
    # The list of options stays open after a choice, and a click beside it would only close it.
    box.locator("input").press("Escape")
    page.locator("[role=listbox]").wait_for(state="hidden")
    return (settled - clicked) / 1000
