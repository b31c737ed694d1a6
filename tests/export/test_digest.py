"""The letter: plain lines of 72 columns, grouped, with number, place, link and credit, whatever a record holds."""

from dataclasses import replace

from fake_changes import FakeChange
from hypothesis import given
from hypothesis import strategies as st

from finder.export.digest import WIDTH, DigestHead, load_parts, write_digest
from finder.normalize.changes import KINDS

HEAD = DigestHead(
    "NET Finder: what is new", "Country: Germany.", ["Changes are known since 2026-11-01 only."], ["Credit"]
)


def list_headings(letter: str) -> list[str]:
    lines = letter.splitlines()
    return [lines[i] for i in range(len(lines) - 1) if lines[i] and set(lines[i + 1]) == {"-"}]


def test_says_question_number_place_link_and_credit() -> None:
    letter = write_digest(HEAD, [FakeChange()], {"NCT00000001": "In Germany. 2 places take people now."})
    assert letter.startswith("NET Finder: what is new\n=====")
    for said in (
        "Country: Germany.", "Changes are known since 2026-11-01 only.", "* Fake trial",
        "2026-11-19: Status. Before: Opening soon. Now: Taking people now.", "In Germany. 2 places take people now.",
        "NCT00000001, https://clinicaltrials.gov/study/NCT00000001", "Credit", "no medical advice",
    ):  # fmt: skip
        assert said in letter, said


def test_changes_stand_in_groups_in_the_declared_order_and_each_trial_once() -> None:
    closed = replace(FakeChange(), nct_id="NCT00000002", code_before="RECRUITING", code_after="COMPLETED")
    new = replace(FakeChange(), nct_id="NCT00000003", kind="new", sentence="New in this list. Status now: Finished.")
    sites = [replace(FakeChange(), kind="site_opened", sentence=f"A site takes people now: {n}.") for n in range(3)]
    letter = write_digest(HEAD, [*sites, closed, FakeChange(), new], {})
    assert list_headings(letter) == [
        "New in this list (1 trial)",
        "Taking people now (1 trial)",
        "New places that take people (1 trial)",
        "No longer taking people (1 trial)",
    ]
    assert letter.count("* Fake trial") == 4
    assert letter.count("A site takes people now:") == 3
    assert "2026-11-19: New in this list. Status now: Finished." in letter


def test_a_trial_called_off_before_it_opened_has_not_closed() -> None:
    called_off = replace(FakeChange(), code_after="WITHDRAWN")
    assert list_headings(write_digest(HEAD, [called_off], {})) == ["Other news of trials (1 trial)"]


def test_every_kind_has_a_part_and_an_unknown_one_is_not_lost() -> None:
    assert {kind for part in load_parts() for kind in part.kinds} == set(KINDS)
    assert "Fake trial" in write_digest(HEAD, [replace(FakeChange(), kind="brand_new")], {})


def test_a_letter_without_news_says_why() -> None:
    assert "No change is known" in write_digest(replace(HEAD, told=["No change is known since 2026-11-01."]), [], {})
    assert "Nothing to tell." in write_digest(replace(HEAD, told=[]), [], {})


texts = st.text(max_size=300)


@given(texts, texts, texts)
def test_any_text_stays_in_72_columns_and_steers_nothing(title: str, sentence: str, place: str) -> None:
    letter = write_digest(HEAD, [replace(FakeChange(), title=title, sentence=sentence)], {"NCT00000001": place})
    assert all(mark == "\n" or mark.isprintable() for mark in letter)
    for line in letter.split("\n"):
        words = line.split()
        assert len(line) <= WIDTH or len(words) <= 2, "only one word that is longer than a line may be longer"
