"""What is new, with a real browser: a phone looks back farther, opens a trial, and follows a feed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from atom_check import check_feed
from e2e.browser import Dashboard, Visitor
from e2e.fakes import HOSTILE
from e2e.survey import DESKTOP, PHONE, SCREENS, look, prepare_context
from fake_snapshot import fake_site, fake_trial, publish_fake
from playwright.sync_api import Browser, expect

from finder.feeds import write_feeds

pytestmark = pytest.mark.browser

NOW = datetime.now(UTC)


def tell(trial: int, kind: str, days: int, **sides: str) -> dict[str, Any]:
    at = f"{NOW - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
    return {"at": at, "nct_id": f"NCT{trial:08d}", "kind": kind, "before": None, "after": None, **sides}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    served = Dashboard(tmp_path_factory.mktemp("news"))
    changes = [
        tell(2, "status", 60, before="NOT_YET_RECRUITING", after="RECRUITING"),
        tell(1, "site_opened", 3, after=f"{HOSTILE}, Houston, Texas, United States"),
        tell(1, "new", 2),
    ]
    meta = {
        "published_at": f"{NOW:%Y-%m-%dT%H:%M:%SZ}",
        "changes_since": f"{NOW - timedelta(days=100):%Y-%m-%dT%H:%M:%SZ}",
    }
    trials = [fake_trial(1, title=f"Fake {HOSTILE}"), fake_trial(2)]
    publish_fake(served.settings, trials, [fake_site(1, 1), fake_site(2, 2)], changes=changes, meta=meta)
    assert write_feeds(served.settings) == []
    served.start()
    yield served
    served.stop()


@pytest.mark.parametrize("screen", [PHONE, DESKTOP])
def test_a_person_looks_back_opens_a_trial_and_follows_a_feed(served: Dashboard, browser: Browser, screen: str) -> None:
    context = browser.new_context(**SCREENS[screen])
    prepare_context(context)
    visitor = Visitor(context, served.url)
    seen = look(visitor, screen, "news", "/news")
    assert seen.nodes == []
    assert seen.too_wide == []
    page = visitor.open("/news")
    expect(page.get_by_role("heading", name="What is new", level=1)).to_be_visible()
    assert visitor.count().startswith("2 changes since")
    items = page.locator("section.nf-text li")
    expect(items).to_have_count(2)
    assert HOSTILE[:12] in items.nth(1).inner_text()
    page.get_by_text("90 days").click()
    expect(items).to_have_count(3)
    assert page.url.endswith("/news?since=90")
    answer = context.request.get(f"{served.url}/feeds/pancreas.atom")
    assert answer.status == 200
    assert len(check_feed(answer.body()).entries) == 3
    assert page.locator("a[href='feeds/pancreas.atom']").evaluate("e => e.href") == f"{served.url}/feeds/pancreas.atom"
    items.first.get_by_role("link").first.click()
    visitor.settle()
    assert "/trial?nct=NCT00000001" in page.url
    context.close()
    assert visitor.strangers() == []
    assert visitor.refusals() == []
    assert visitor.dialogs == []
