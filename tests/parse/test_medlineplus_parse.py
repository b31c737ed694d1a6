"""Health topics of MedlinePlus to rows: plain words, marks of the search taken out, XML that cannot do harm."""

import re
from contextlib import suppress

import pytest
from api_session import make_page
from hypothesis import given, settings
from hypothesis import strategies as st
from world_apis import make_topic, wrap_topics

from finder.errors import AnswerError
from finder.parse.medlineplus import cut_sentences, parse_medlineplus, strip_tags
from finder.schema.raw import RESOURCE_KEYS, Page
from finder.sources import load_sources

SOURCE = load_sources()["medlineplus"]
ASKED = "https://wsearch.example/ws/query?db=healthTopics&term=%22neuroendocrine%22"


def wrap(*documents: str, asked: str = ASKED) -> Page:
    return make_page(wrap_topics(list(documents)), asked, kind="xml")


def test_a_topic_as_medlineplus_tells_it() -> None:
    (row,) = parse_medlineplus([wrap(make_topic(1))], SOURCE)
    assert row["resource_id"] == "medlineplus-faketopic1"
    assert row["title"] == row["page_title"] == "Fake neuroendocrine topic 1"
    assert row["url"] == "https://medlineplus.gov/faketopic1.html"
    assert row["kind"] == "patient_information"
    assert row["language"] == "en"
    assert row["description"] == "Health topic of MedlinePlus, in plain language."
    assert row["page_description"] == "A fake neuroendocrine tumor is slow. It is fake. One Two"
    assert set(row) <= set(RESOURCE_KEYS)
    assert "MedlinePlus.gov" in SOURCE.credit
    assert 12 <= SOURCE.max_age_hours <= 24


def test_topics_that_only_link_to_the_words_are_left_out() -> None:
    assert parse_medlineplus([wrap(make_topic(1, "gallstones"))], SOURCE) == []
    assert parse_medlineplus([wrap()], SOURCE) == []
    assert parse_medlineplus([], SOURCE) == []


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "", "https://medlineplus.gov/", "https://medlineplus.gov/a%20b"]
)
def test_a_topic_without_a_usable_address_is_left_out(url: str) -> None:
    document = make_topic(1).replace("https://medlineplus.gov/faketopic1.html", url)
    assert parse_medlineplus([wrap(document)], SOURCE) == []


def test_marks_that_are_elements_are_read_too() -> None:
    title = '<content name="title">Fake <span class="qt0">neuroendocrine</span> topic</content>'
    document = f'<document url="https://medlineplus.gov/x.html">{title}</document>'
    assert parse_medlineplus([wrap(document)], SOURCE)[0]["title"] == "Fake neuroendocrine topic"


LAUGHS = (
    '<!DOCTYPE n [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize("entity", ["&c;", "&f;"])
def test_entities_are_not_followed(entity: str) -> None:
    text = wrap_topics([make_topic(1).replace("Fake ", f"{entity} ", 1)]).replace("?><nlm", f"?>{LAUGHS}<nlm")
    rows = parse_medlineplus([make_page(text, ASKED, kind="xml")], SOURCE)
    assert not any("haha" in str(row) or "root:" in str(row) for row in rows)
    assert all(len(str(row)) < 2000 for row in rows)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body>Maintenance</body></html>", b"{}", wrap_topics([make_topic(1)]).encode()[:300],
     b"<nlmSearchResult>" + b"<a>" * 5000, b"\x00", b"<error/>"],
)  # fmt: skip
def test_what_is_no_whole_result_is_refused(body: bytes) -> None:
    with pytest.raises(AnswerError):
        parse_medlineplus([make_page(body, ASKED, kind="xml")], SOURCE)


def test_rows_are_bounded() -> None:
    source = SOURCE.model_copy(update={"maximum_rows": 3})
    assert len(parse_medlineplus([wrap(*map(make_topic, range(30)))], source)) == 3


def test_tags_that_are_words_stay_words() -> None:
    summary = "&lt;script&gt;neuroendocrine&lt;/script&gt;"
    (row,) = parse_medlineplus([wrap(make_topic(1, FullSummary=f"<p>{summary}</p>"))], SOURCE)
    assert row["page_description"] == "<script>neuroendocrine</script>"
    assert strip_tags("<p>a</p><script>bad()</script><p>b</p>") == "a b"


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=900))
def test_descriptions_are_bounded_and_their_own_words(text: str) -> None:
    cut = cut_sentences(text)
    assert len(cut) <= 400
    assert re.sub(r"\s", "", cut.removesuffix("…")) in re.sub(r"\s", "", text)


def test_whole_sentences_are_kept_where_they_fit() -> None:
    assert cut_sentences("One. Two! " + "x" * 400 + ".") == "One. Two!"
    assert cut_sentences("x " * 400).endswith("…")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80) | st.from_regex(r"(<[a-z/!\[?]{0,4}[a-z \"'=]{0,8}>?){0,6}", fullmatch=True))
def test_any_excerpt_is_plain_text(text: str) -> None:
    assert isinstance(strip_tags(text), str)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_an_error(body: bytes) -> None:
    with suppress(AnswerError):
        parse_medlineplus([make_page(body, ASKED, kind="xml")], SOURCE)
