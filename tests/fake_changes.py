"""One change as the feed and the letter are given it. No real trial."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FakeChange:
    at: str = "2026-11-19T06:00:00Z"
    nct_id: str = "NCT00000001"
    title: str = "Fake trial"
    kind: str = "status"
    what: str = "Status"
    before: str = "Opening soon"
    after: str = "Taking people now"
    sentence: str = "Status. Before: Opening soon. Now: Taking people now."
    link: str = "https://clinicaltrials.gov/study/NCT00000001"
    code_before: str = "NOT_YET_RECRUITING"
    code_after: str = "RECRUITING"
