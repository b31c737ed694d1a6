"""What fetch/ looks at in an answer before it is kept: any JSON passes or is a named error, and nothing else."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from api_session import JSON, make_page
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.errors import SourceError
from finder.fetch import eutils, nci_trials, nppes, orphadata
from finder.fetch.answers import hide_secrets, quote
from finder.schema.raw import Page

KEYS = (
    "esearchresult", "idlist", "count", "errorlist", "warninglist", "fieldsnotfound", "phrasesignored", "result",
    "uids", "1", "error", "ERROR", "Errors", "results", "result_count", "data", "total", "Preferred term", "Synonym",
    "ORPHAcode",
)  # fmt: skip
ANSWERS = st.dictionaries(
    st.sampled_from(KEYS), JSON | st.dictionaries(st.sampled_from(KEYS), JSON | st.just(["1"]), max_size=5), max_size=5
)
CHECKS: list[Callable[[Page, str], object]] = [
    eutils.read_search, eutils.check_summaries, nci_trials.read_trials, nppes.read_results, orphadata.read_results,
]  # fmt: skip


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__qualname__)
@settings(max_examples=80, deadline=None)
@given(answer=ANSWERS | JSON)
def test_any_json_passes_or_is_a_named_error(check: Callable[[Page, str], object], answer: Any) -> None:
    with suppress(SourceError):
        check(make_page(answer), "Fake source")


@settings(max_examples=60, deadline=None)
@given(JSON)
def test_words_of_a_source_fit_into_a_message(said: Any) -> None:
    words = quote(said)
    assert len(words) <= 200
    assert words == "" or words.isprintable()


@pytest.mark.parametrize("name", ["api_key", "API_KEY", "apikey", "access_token", "X-API-Key"])
def test_no_key_stays_in_an_address(name: str) -> None:
    hidden = hide_secrets(f"https://fake.example/a?{name}=planted&term=MEN1%5BSYMB%5D&empty=#part")
    assert hidden == "https://fake.example/a?term=MEN1%5BSYMB%5D&empty=#part"
