"""Text from outside is data: whatever it holds, it comes out as itself and can do nothing."""

from html.parser import HTMLParser

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.parts.escape import (
    escape_html,
    escape_markdown,
    is_nct_id,
    link,
    mail_address,
    phone_address,
    registry_address,
    to_text,
)

ANY_TEXT = st.text(st.characters(), max_size=200)


class Tags(HTMLParser):
    """Counts what a browser would take for markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(ANY_TEXT)
@example("<script>x</script><!-- --><b")
@example("]]> &lt;b&gt; &amp;amp;")
def test_escaped_text_holds_no_tags_and_says_the_same(text: str) -> None:
    reader = Tags()
    reader.feed(f"<p>{escape_html(text)}</p>")
    reader.close()
    assert reader.tags == ["p"]
    assert reader.text.strip("\u2068\u2069") == to_text(text)


@given(ANY_TEXT)
def test_escaped_text_cannot_leave_a_quoted_attribute(text: str) -> None:
    for quote in "'\"":
        tag = BeautifulSoup(f"<p title={quote}{escape_html(text)}{quote}>x</p>", "html.parser").p
        assert tag is not None
        assert list(tag.attrs) == ["title"]


@given(ANY_TEXT)
def test_text_keeps_no_marks_that_deceive_and_can_always_be_sent(text: str) -> None:
    kept = to_text(text)
    kept.encode("utf-8")
    assert not set(kept) & set("\x00\x1b\u202e\u2066\u200f\u200b\u2060\ufeff\u00ad\U000e0041\u3164")


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("NCT0000\u200b0001", "NCT00000001"),
        ("pay\u202elap\u202c", "paylap"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("e\u0301" + "\u0335" * 500 + "f", "e\u0301\u0335\u0335\u0335f"),
        ("two\nlines\tand tab", "two\nlines\tand tab"),
        ("Müller-Lüdenscheidt 日本語 naïve", "Müller-Lüdenscheidt 日本語 naïve"),
    ],
)
def test_what_nobody_sees_is_dropped_and_what_a_script_needs_stays(written: str, seen: str) -> None:
    assert to_text(written) == seen


@pytest.mark.parametrize("text", ["שלום 12", "abc 12 مرحبا", "a ٣ b"])
def test_text_from_right_to_left_keeps_its_direction_to_itself(text: str) -> None:
    assert escape_html(text) == f"\u2068{text}\u2069"
    assert escape_html("plain ASCII and ü") == "plain ASCII and ü"


def test_a_word_without_end_is_cut_off_and_a_long_text_is_not() -> None:
    assert escape_html("W" * 100_000) == "W" * 1000 + "…"
    assert escape_html(f"a {'W' * 2000} b") == f"a {'W' * 1000}… b"
    long = "three words here " * 5000
    assert escape_html(long) == long
    japanese = "日本語の文章には空白がありません。" * 500
    assert escape_html(japanese) == japanese


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_a_missing_cell_is_empty_text(missing: object) -> None:
    assert to_text(missing) == ""


@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_every_mark_that_markdown_could_read_is_escaped(text: str) -> None:
    escaped = escape_markdown(text)
    bare = escaped.replace("\\\\", "")
    assert all(bare[at - 1] == "\\" for at, mark in enumerate(bare) if mark in "*_`[]()<>#$:!|~&{}@" and at)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example/x", "vbscript:x", "file:///etc/passwd", "JaVaScRiPt:x"],
)
def test_an_address_we_would_not_build_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not a link"):
        link(address, "x")


def test_only_links_that_leave_open_a_new_window() -> None:
    assert 'rel="noopener noreferrer"' in link("https://clinicaltrials.gov/study/NCT00000001", "x")
    assert "target" not in link("trial?nct=NCT00000001", "x")


@pytest.mark.parametrize(
    "text", ["", "NCT1", "NCT0000000x", "nct00000001", "NCT00000001 ", "NCT00000001\n", "NCT٠٠٠٠٠٠٠١"]
)
def test_what_is_no_nct_number_gets_no_registry_link(text: str) -> None:
    assert not is_nct_id(text)
    with pytest.raises(ValueError, match="NCT"):
        registry_address(text)


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("+1 555 010 0100 ext. 7", "tel:+15550100100;ext=7"),
        ("555-010-0100", "tel:5550100100"),
        ("(555) 010-0100x22", "tel:5550100100;ext=22"),
        ("+33 (0)4 00 00 00 00", "tel:+330400000000"),
        ("call the desk", None),
        ("12", None),
        ("555-010-0100 or 555-010-0101", None),
        ("1" * 40, None),
        ("javascript:5550100100", None),
        ("", None),
    ],
)
def test_phone_numbers_become_links_only_where_they_can_be_dialled(phone: str, address: str | None) -> None:
    assert phone_address(phone) == address


@pytest.mark.parametrize(
    ("email", "works"),
    [
        ("nurse@example.org", True),
        (" nurse.two+net@clinic.example.org ", True),
        ("x@y.z' onclick='alert(1)", False),
        ("a@example.org?bcc=b@example.org", False),
        ("a@example.org,b@example.org", False),
        ("javascript:x@example.org", False),
        ("no address", False),
        ("a@" + "x" * 10_000, False),
    ],
)
def test_mail_links_are_made_of_plain_addresses_only(email: str, works: bool) -> None:
    address = mail_address(email, "Question about trial NCT00000001")
    assert (address is not None) is works
    if address:
        assert address.endswith("?subject=Question%20about%20trial%20NCT00000001")


@given(ANY_TEXT, ANY_TEXT)
def test_whatever_stands_in_a_record_no_link_gains_a_second_parameter(email: str, subject: str) -> None:
    address = mail_address(email, to_text(subject))
    if address:
        assert address.startswith("mailto:")
        assert address.count("?") == 1
        assert "&" not in address
