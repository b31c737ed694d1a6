"""A text finds the same trials in both engines, whatever is typed and whatever stands in the trials."""

from collections.abc import Iterator

import pytest
from fake_snapshot import fake_trial, publish_fake
from hypothesis import HealthCheck, example, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from postgresql_servers import run_sql
from store.postgresql.asked_questions import typed_texts
from store.postgresql.both_engines import Both, open_both

from finder.settings import Settings
from finder.store.layout import SEARCHED
from finder.store.postgresql.search_text import iter_search_texts, split_tokens
from finder.store.question import Question


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with open_both(tmp_path_factory.mktemp("both")) as opened:
        yield opened


def find(both: Both, *texts: str) -> list[str]:
    question = Question(texts=texts)
    found = both.server.find_ids(question)
    assert found == both.file.find_ids(question)
    return found


TYPED = (
    "lutetium", "LUTETIUM", "lute", "utetium", "177Lu-DOTATATE", "177lu dotatate", "dotatate-177lu", "lu-dota", "177",
    '"177Lu-DOTATATE"', '"177Lu-DOTA"', "muller", "Müller", "mu\u0308ller", "strasse", "straße", "cafe", "café",
    "σισυφος", "σίσυφος", "ΣΊΣΥΦΟΣ", "οδος", "οδοσ", "東京", "東", '"東京"', "がん", "治療", "100%", "%", "_", "a_b",
    "a b", "\\",
    '"tumor of"', '"of tumor"', '"tumor of the"', '"tumor of the pan"', '"fake tumor"', '"tumor', '""', '" "',
    "NEAR(tumor of)", "AND", "NOT tumor", "tumor*", "tum*", "^tumor", "-tumor", "title:tumor", "a" * 40,
    "a" * 41, "tumor-of", "istanbul", "İstanbul", "ii", "fine", "ﬁne", "½", "²", "2", "DROP TABLE", "привет мир", "нет",
    "net", "o'neil",
    "nct00000001", "NCT0000000", "x\0y", "break tab", '"break tab"', "\u3000tumor\u3000of", "e\u0301", "\u0301", "ᦰ",
    "carcinoid fake", '"carcinoid fake"', '"fake so called"', "w" * 10_000, "fake " * 2_000, '"' * 999 + "x",
    " ".join(map(str, range(2_000))),
)  # fmt: skip


@pytest.mark.parametrize("text", TYPED, ids=lambda text: text[:20].encode("unicode_escape").decode())
def test_what_people_type(both: Both, text: str) -> None:
    find(both, text)
    find(both, text, "everolimus")


def test_some_of_it_is_found(both: Both) -> None:
    """So that the comparisons above compare something."""
    found = {text for text in TYPED if find(both, text)}
    assert {"lute", "177Lu-DOTATATE", "muller", "σίσυφος", "東京", '"tumor of the"', "100%", "привет мир"} <= found
    assert not {"utetium", '"177Lu-DOTA"', '"tumor of the pan"', "-", "\\", '""', "a" * 41} & found


@limits(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(text=typed_texts())
@example(text='"phrase')
@example(text='tumor "of')
def test_any_text(both: Both, text: str) -> None:
    find(both, text)


def test_it_is_found_without_the_trigram_index(both: Both) -> None:
    """As in a database whose administrator gives no extensions."""
    before = {text: find(both, text) for text in TYPED[:20]}
    run_sql(both.settings.store, "DROP EXTENSION IF EXISTS pg_trgm CASCADE")
    assert {text: find(both, text) for text in TYPED[:20]} == before


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@limits(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles=st.lists(words, min_size=1, max_size=5), sponsor=words, size=st.integers(1, 3))
def test_a_search_text_is_the_tokens_of_each_column(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str], sponsor: str, size: int
) -> None:
    trials = [fake_trial(n, title=title, sponsor=sponsor) for n, title in enumerate(titles, 1)]
    path = publish_fake(Settings(home=tmp_path_factory.mktemp("texts")), trials)
    found = list(iter_search_texts(path, size))
    assert [nct_id for nct_id, _ in found] == [trial["nct_id"] for trial in trials]
    for trial, (_, text) in zip(trials, found, strict=True):
        columns = [split_tokens(str(trial.get(name) or "")) for name in sorted(SEARCHED)]
        assert [column.split() for column in text.split("\n")] == [tokens for tokens in columns if tokens]
