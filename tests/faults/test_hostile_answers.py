"""Answers that are made to harm: without end, packed to burst, sent on to where nobody may go. In a real process."""

import pytest
from faults.processes import run_refresh
from faults.promises import read_whole, require_as_before, require_next_succeeds
from refreshing import list_files
from registry import Registry, make_study
from registry_faults import TWO_GIGABYTES

from finder.pipeline import refresh
from finder.settings import Settings
from finder.store.reader import open_current

#: What one answer may have, as the source declares it; and what the whole process may take, program included.
LARGEST_ANSWER = 64_000_000
MOST_MEMORY = 700_000_000


@pytest.fixture
def home(published: Settings) -> Settings:
    return published.model_copy(update={"sources": "clinicaltrials_gov"})


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("fault", ["two_gigabytes", "two_gigabytes_unannounced", "bomb", "bomb_in_bomb"])
def test_two_gigabytes_are_not_taken(home: Settings, registry: Registry, fault: str, at: int) -> None:
    before = list_files(home)
    registry.misbehave(fault, at)
    ended = run_refresh(home)
    assert ended.code == 3
    assert f"larger than {LARGEST_ANSWER:,} bytes" in ended.said
    assert ended.peak < MOST_MEMORY
    assert registry.bytes_sent < TWO_GIGABYTES / 16, "and not even received"
    require_as_before(home, before)


def test_after_two_gigabytes_the_next_refresh_succeeds(home: Settings, registry: Registry) -> None:
    registry.misbehave("two_gigabytes_unannounced", 2)
    assert run_refresh(home).code == 3
    require_next_succeeds(home, registry)


@pytest.mark.parametrize("at", [1, 2])
@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[fd00::1]/"],
)  # fmt: skip
def test_nothing_is_followed_to_a_file_or_a_private_address(
    home: Settings, registry: Registry, target: str, at: int
) -> None:
    before = list_files(home)
    registry.redirect_to = target
    registry.misbehave("redirect", at)
    ended = run_refresh(home)
    assert ended.code == 3
    assert "sends us on" in ended.said
    assert "Traceback" not in ended.said
    require_as_before(home, before)


def test_one_record_of_five_megabytes_is_taken(home: Settings, registry: Registry) -> None:
    text = "A fake sentence of a huge record. " * 150_000
    huge = make_study(700, descriptionModule={"briefSummary": text, "detailedDescription": text[:100]})
    huge["protocolSection"]["eligibilityModule"]["eligibilityCriteria"] = text[:200_000]
    registry.studies.insert(60, huge)
    assert len(text) > 5_000_000
    assert refresh(home).meta["counts"]["trials"] == 121
    trials = open_current(home).read_table("trials").set_index("nct_id")
    assert trials.loc["NCT00000700", "summary"] == text.strip()
    read_whole(home)
