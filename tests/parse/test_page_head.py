"""Title, description and date of a page, as it states them."""

import json
from datetime import date

import pytest
from fake_pages import make_page
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.errors import AnswerError
from finder.parse.page_head import LONGEST_DESCRIPTION, LONGEST_TITLE, read_date, read_head

NONE = {"page_title": None, "page_description": None, "page_date": None}


def read_day(head: str = "", body: str = "") -> str | None:
    return read_head(make_page(f"<head><title>Fake</title>{head}</head><body>{body}</body>"))["page_date"]


def test_a_page_says_who_it_is() -> None:
    page = make_page(
        """<head><title> Fake   page &amp; more </title><meta name="Description" content=" A fake
        page. "><meta property="og:title" content=""></head><p>x</p>"""
    )
    assert read_head(page) == {
        "page_title": "Fake page & more",
        "page_description": "A fake page.",
        "page_date": None,
    }


def test_the_shared_title_comes_first() -> None:
    head = read_head(
        make_page('<title>Fake | Site</title><meta property="og:title" content="Fake"><svg><title>x</title></svg>')
    )
    assert head["page_title"] == "Fake"


def test_tags_in_a_title_are_text_and_it_is_bounded() -> None:
    head = read_head(make_page(f"<title>&lt;b&gt;{'x' * 999}</title><meta name=description content='{'y' * 999}'>"))
    assert str(head["page_title"]).startswith("<b>")
    assert len(str(head["page_title"])) == LONGEST_TITLE
    assert len(str(head["page_description"])) == LONGEST_DESCRIPTION


@pytest.mark.parametrize(("body", "content_type"), [(b"%PDF-1.7", "application/pdf"), (b"{}", "application/json")])
def test_what_is_no_page_says_nothing(body: bytes, content_type: str) -> None:
    assert read_head(make_page(body, content_type=content_type)) == NONE


def test_an_empty_page_says_nothing() -> None:
    assert read_head(make_page(b"")) == NONE


def ld(**record: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(record)}</script>'


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        (ld(dateModified="2024-05-17T23:30:00+02:00"), "", "2024-05-17"),
        (ld(**{"@graph": [{"@type": "WebPage", "dateModified": "2024-05"}]}), "", "2024-05"),
        (ld(datePublished="2019-01-02"), "<p>Last updated March 2025</p>", "2025-03"),
        (ld(dateModified=["x"], comment={"dateModified": "2001-01-01"}), "", None),
        ('<meta property="article:modified_time" content="2023-02-03T04:05:06Z">', "", "2023-02-03"),
        ('<meta name="DCTERMS.modified" content="2022">', "", "2022"),
        ('<meta http-equiv="last-modified" content="Wed, 12 Mar 2025 10:00:00 GMT">', "", "2025-03-12"),
        ('<meta property="article:published_time" content="2020-02-03">', "", "2020-02-03"),
        ("", "<p>Page last reviewed: <b>12 March 2025</b></p>", "2025-03-12"),
        ("", "<p>Page last reviewed: 12 March 2025<br>Next review due: 12 March 2028</p>", "2025-03-12"),
        ("", "<p>Next reviewed: 12 March 2027</p>", None),
        ("", "<p>Updated on Sept. 3, 2024 by the fake team</p>", "2024-09-03"),
        ("", "<p>Last Modified 2024-07-09</p>", "2024-07-09"),
        ("", "<p>Last reviewed 2021</p>", "2021"),
        ("", "<p>Last updated: 03/04/2025</p>", "2025"),  # the third of April or the fourth of March
        ("", "<p>Last updated: 25/04/2025</p>", "2025-04-25"),
        ("", "<p>Last updated: 04/25/2025</p>", "2025-04-25"),
        ("", "<p>Last updated: 05.05.2025</p>", "2025-05-05"),
        ("", "<p>Last updated: 31 April 2025</p>", None),
        ("", "<p>Last updated: 12 March 2031</p>", None),
        ("", "<p>Last updated: 12 March 1066</p>", None),
        ("", "<p>We treated 2024 people; updated rules of 2020-99</p>", None),
        (
            "",
            '<nav><time datetime="2001-01-01">x</time></nav><main><time datetime="2021-06-07T08:09">x</time></main>',
            "2021-06-07",
        ),
        ("", "<script>Last updated: 12 March 2025</script>", None),
    ],
)
def test_the_date_is_the_pages_own(head: str, body: str, day: str | None) -> None:
    assert read_day(head, body) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024", "2024"),
        ("2024-02-30", None),
        ("2024-13", None),
        ("2027-01-01", "2027-01-01"),
        ("2028-01-01", None),
        ("29 February 2023", None),
        ("29 February 2024", "2024-02-29"),
        ("31 January 2024", "2024-01-31"),
        ("12 March", None),
        ("10:30", None),
        ("", None),
        ("99999999999999999999", None),
        ("20240517", "2024-05-17"),
    ],
)
def test_dates_keep_their_precision(text: str, day: str | None) -> None:
    assert read_date(text, "2026-03-01T10:00:00Z") == day


@settings(max_examples=150, deadline=None)
@given(st.dates(min_value=date(1991, 1, 1), max_value=date(2026, 12, 31)))
def test_every_day_is_read_as_itself(day: date) -> None:
    told = [f"{day:%d %B %Y}", f"{day:%B %d, %Y}", f"{day:%Y-%m-%d}", f"{day:%Y-%m-%dT%H:%M:%SZ}"]
    assert [read_date(text, "2026-03-01T10:00:00Z") for text in told] == [f"{day:%Y-%m-%d}"] * 4
    assert read_date(f"{day:%B %Y}", "2026-03-01") == f"{day:%Y-%m}"


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60), st.text(max_size=12))
def test_no_text_breaks_a_date(text: str, fetched_at: str) -> None:
    day = read_date(text, fetched_at)
    assert day is None or day[:4].isdecimal()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["<title>", "<meta ", "content=", '"', "<script type='application/ld+json'>", "{", "[", "x>"])
        | st.text(max_size=10)
    )
)
def test_no_page_breaks_the_reader(pieces: list[str]) -> None:
    try:
        head = read_head(make_page("".join(pieces)))
    except AnswerError:
        return
    assert set(head) == set(NONE)
