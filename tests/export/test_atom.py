"""A feed is valid whatever a record holds, says the same twice, and holds nothing live."""

from dataclasses import replace

import pytest
from atom_check import check_feed
from fake_changes import FakeChange
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from finder.export.atom import FeedHead, write_atom

HEAD = FeedHead(
    "site=pancreas", "Fake feed", ["Changes are known since 2026-11-01."], "2026-11-20T06:00:00Z", ["Fake credit"]
)
HOSTILE = '<script>alert("x")</script> & <b>bold</b> ]]> \x00\x1b[31m \ud800 \u202eturned \ufffe'


def test_an_entry_says_what_was_and_is_of_which_trial_and_when() -> None:
    read = check_feed(write_atom(HEAD, [FakeChange()]))
    assert read.feed.title == "Fake feed"
    assert "Changes are known since 2026-11-01." in read.feed.subtitle
    assert "no medical advice" in read.feed.subtitle
    assert read.feed.rights == "Fake credit."
    assert read.feed.updated == "2026-11-20T06:00:00+00:00"
    entry = read.entries[0]
    assert entry.title == "Status: Fake trial"
    assert entry.link == "https://clinicaltrials.gov/study/NCT00000001"
    assert entry.updated == "2026-11-19T06:00:00+00:00"
    text = entry.content[0]
    assert text.type == "text/plain"
    for said in ("Before: Opening soon. Now: Taking people now.", "NCT00000001", "Seen on 2026-11-19", "Fake trial"):
        assert said in text.value


def test_without_changes_the_feed_is_valid_and_says_since_when_they_are_known() -> None:
    read = check_feed(write_atom(HEAD, []))
    assert read.entries == []
    assert "known since 2026-11-01" in read.feed.subtitle


def test_a_snapshot_without_a_time_has_the_time_of_its_last_change() -> None:
    bare = replace(HEAD, updated="")
    assert check_feed(write_atom(bare, [FakeChange()])).feed.updated.startswith("2026-11-19")
    assert check_feed(write_atom(bare, [])).feed.updated.startswith("1970-01-01")


@pytest.mark.parametrize("name", ["title", "before", "after", "sentence", "what"])
def test_text_of_a_record_is_never_live(name: str) -> None:
    content = write_atom(HEAD, [replace(FakeChange(), **{name: HOSTILE})])
    check_feed(content)
    assert b"<script" not in content
    assert b"<b>" not in content
    assert not {mark for mark in content.decode() if ord(mark) in (0, 0x1B, 0x202E, 0xFFFE)}


def test_identifiers_stay_and_tell_changes_and_questions_apart() -> None:
    def ids(*changes: FakeChange, head: FeedHead = HEAD) -> list[str]:
        return [element.text for element in etree.fromstring(write_atom(head, list(changes))).iter("{*}id")]

    one = FakeChange()
    feed, first, second = ids(one, replace(one, at="2026-11-20T06:00:00Z"))
    assert [feed, first] == ids(one)
    assert ids(replace(one, title="A title that was corrected")) == [feed, first]
    assert first != second
    others = [replace(one, after="Finished"), replace(one, kind="phases"), replace(one, nct_id="NCT00000002")]
    assert len({first, *(ids(other)[1] for other in others)}) == 4
    assert ids(one, head=replace(HEAD, key="site=lung"))[0] != feed
    assert ids(one, head=replace(HEAD, title="Renamed", updated="2026-11-21T06:00:00Z"))[0] == feed


texts = st.text(st.characters(), max_size=60)


@given(st.lists(st.tuples(texts, texts, texts), max_size=4), texts)
def test_any_text_gives_a_valid_feed_and_the_same_bytes_again(rows: list[tuple[str, str, str]], title: str) -> None:
    changes = [
        replace(FakeChange(), nct_id=f"NCT{number:08d}", title=row[0], after=row[1], sentence=row[2])
        for number, row in enumerate(rows)
    ]
    head = replace(HEAD, title=f"Fake {title}", about=[title])
    assert write_atom(head, changes) == write_atom(head, changes)
    assert len(check_feed(write_atom(head, changes)).entries) == len(rows)
