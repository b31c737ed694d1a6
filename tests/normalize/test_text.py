import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.text import clean_block, clean_column, clean_line, clean_list


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (r"Ki-67 \> 20 %", "Ki-67 > 20 %"),
        ("ANC &gt; 1.5", "ANC > 1.5"),
        ("ANC &amp;gt; 1.5", "ANC > 1.5"),
        ("A &amp;amp;lt; B", "A < B"),
        ("Biology &Amp; outcome", "Biology & outcome"),
        ("patient&#39;s", "patient's"),
        (r"5 \* 10\^9", "5 * 10^9"),
        (r"\[Part 1\] 1\. a\~b", "[Part 1] 1. a~b"),
        (r"head \\& neck", "head & neck"),
        ("**Note**: x", "Note: x"),
        ("*in vivo* study", "in vivo study"),
        ("H<sub>2</sub>O", "H2O"),
        ("zero\u200bwidth \ufeffmark\x07", "zerowidth mark"),
        ("half\ud800character", "halfcharacter"),
        ("hard\u00a0space", "hard space"),
        ("", ""),
    ],
)
def test_marks_of_the_registry_become_plain_text(written: str, plain: str) -> None:
    assert clean_line(written) == plain
    assert clean_block(written) == plain


@pytest.mark.parametrize(
    "text",
    [
        "<18 years",
        "a < b > c",
        "x_1 and y_2",
        "AT&T",
        "R&D; then",
        "&notit;",
        "2*3*4",
        "C:\\nothing",
        "#1 priority",
        "5 % ± 2",
    ],
)
def test_text_without_marks_is_left_as_written(text: str) -> None:
    assert clean_line(text) == text


def test_lists_and_line_breaks_stay() -> None:
    block = "## Inclusion\r\n\r\n\r\n\r\n* one  \n   1. two\n\n<!-- -->\n\n* three<br>four\n\n\n"
    assert clean_block(block) == "Inclusion\n\n* one\n   1. two\n\n* three\nfour"
    assert clean_line(block) == "Inclusion * one 1. two * three four"


_PIECES = [*"ab &;#x3gt\\*_<>br/! \n\r\t\u200b\u2028\ud800-", "&amp;", "&#38;", "**", "&gt;", "<br>", "<!--", "-->"]
_MARKED = st.lists(st.sampled_from(_PIECES), max_size=60).map("".join)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=200), _MARKED))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    for clean in (clean_line, clean_block):
        once = clean(text)
        assert clean(once) == once


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_cleaned_text_can_be_stored_and_shown(text: str) -> None:
    cleaned = clean_block(text)
    cleaned.encode("utf-8")
    assert not any(ord(c) < 32 and c != "\n" for c in cleaned)
    assert "\n\n\n" not in cleaned


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(categories=("L", "N", "Zs")), max_size=80))
def test_letters_and_figures_are_never_lost(text: str) -> None:
    assert "".join(clean_line(text).split()) == "".join(text.split())


def test_hostile_nesting_ends() -> None:
    assert clean_line("&" + "amp;" * 100_000 + "gt;") == ">"
    assert clean_line("\\" * 100_000 + ">") == ">"


def test_columns_take_any_cell() -> None:
    cells = pd.Series(["a\ud800b", None, 3, ["x"], {}, " ", float("nan"), True], dtype="object")
    assert clean_column(cells).fillna("-").tolist() == ["ab", "-", "-", "-", "-", "-", "-", "-"]
    assert clean_list(["a ", 3, None, "", "b"]) == ["a", "b"]
    assert clean_list("a") == []
