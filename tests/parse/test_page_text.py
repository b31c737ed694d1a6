"""A page as text: charsets, bounds, lines and links."""

import codecs

import pytest
from bs4 import BeautifulSoup
from fake_pages import make_page
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.errors import AnswerError
from finder.parse.page_text import (
    MOST_BYTES,
    MOST_ELEMENTS,
    MOST_LEVELS,
    MOST_LINKS,
    clean_text,
    decode_page,
    find_links,
    is_same_house,
    open_page,
    read_lines,
    read_text,
    resolve_link,
)

WORDS = "Fake Höpital Süd – “Köln” Ñandú"
PLAIN = "Fake Höpital Süd Ñandú"


def read_body(body: bytes, charset: str = "") -> str:
    soup = open_page(make_page(body, charset=charset))
    assert soup.p is not None
    return read_text(soup.p)


def page_bytes(words: str, encoding: str, meta: str = "") -> bytes:
    head = f'<meta charset="{meta}">' if meta else ""
    return f"<html><head>{head}<title>Fake</title></head><body><p>{words}</p></body></html>".encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "header", "meta", "words"),
    [
        ("utf-8", "utf-8", "", WORDS),
        ("utf-8", "", "utf-8", WORDS),
        ("utf-8", "", "", WORDS),
        ("utf-8-sig", "latin-1", "latin-1", WORDS),
        ("latin-1", "ISO-8859-1", "", PLAIN),
        ("latin-1", "", "iso-8859-1", PLAIN),
        ("windows-1252", "windows-1252", "", WORDS),
        ("windows-1252", "iso-8859-1", "", WORDS),  # what servers call latin-1 is windows-1252
        ("windows-1252", "", "utf-8", WORDS),  # a wrong meta
        ("windows-1252", "utf-8", "", WORDS),  # a wrong header
        ("utf-8", "iso-8859-1", "", WORDS),  # a server's default
        ("utf-8", "no-such-charset", "zip", WORDS),
        ("utf-8", "", "utf-16", WORDS),  # a page that says so in single bytes is not that
        ("utf-8", "utf-16", "", WORDS),
        ("utf-16", "", "", WORDS),  # with its mark
        ("utf-16-le", "utf-16-le", "", WORDS),
        ("utf-16-be", "utf-16-be", "utf-8", WORDS),
        ("iso-8859-2", "iso-8859-2", "", "Fake Łódź"),
        ("shift_jis", "", "shift_jis", "Fake 病院"),
    ],
)
def test_text_is_read_with_its_own_charset(encoding: str, header: str, meta: str, words: str) -> None:
    assert read_body(page_bytes(words, encoding, meta), header) == words


@pytest.mark.parametrize("length", [200, 201])
def test_plain_letters_read_in_pairs_are_no_text(length: int) -> None:
    assert decode_page(make_page("<p>Fake</p>".ljust(length), charset="utf-16")).strip() == "<p>Fake</p>"


@pytest.mark.parametrize(
    "href", ["javascript://directory.example/%0a", "ftp://a.example/x", "https://a:b@a.example/", "data:x"]
)
def test_other_links_are_none(href: str) -> None:
    assert resolve_link("https://directory.example/", href) == ""


def test_one_broken_character_does_not_break_the_others() -> None:
    assert read_body(b"<p>F\xc3 " + WORDS.encode() + b"</p>", "utf-8") == f"F\ufffd {WORDS}"


def test_marks_win_over_the_header() -> None:
    body = codecs.BOM_UTF16_BE + page_bytes(WORDS, "utf-16-be")
    assert read_body(body, "utf-8") == WORDS


@settings(max_examples=80, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from(["", "utf-8", "utf-16", "utf-32", "utf-7", "idna", "rot13", "hex", "\x00"])
)
def test_any_bytes_are_some_text(body: bytes, charset: str) -> None:
    text = decode_page(make_page(body, charset=charset))
    assert "\x00" not in text
    assert text.encode("utf-8") is not None


def test_bounds_are_told() -> None:
    too_much = {
        "larger": b"x" * (MOST_BYTES + 1),
        "parts": b"<i></i>" * (MOST_ELEMENTS + 1),
        "many parts": b"<b>" * (MOST_LEVELS + 2),
    }
    for words, body in too_much.items():
        with pytest.raises(AnswerError, match=words):
            open_page(make_page(body))
    open_page(make_page(b"<b>" * (MOST_LEVELS - 5)))


@pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "application/json"])
def test_what_is_no_page_is_told(content_type: str) -> None:
    with pytest.raises(AnswerError, match="no web page"):
        open_page(make_page("<p>Fake", content_type=content_type))


def test_programs_and_styles_are_never_text() -> None:
    soup = open_page(
        make_page(
            """<body>a<script>var x = "b"</script><style>c</style><template>d</template><noscript>e</noscript><!-- f -->
            <script type="application/ld+json">{"g": 1}</script><svg><text>h</text></svg></body>"""
        )
    )
    assert soup.body is not None
    assert read_text(soup.body) == "a"
    assert len(soup.find_all("script")) == 1


def test_lines_are_those_a_reader_sees() -> None:
    soup = BeautifulSoup("<div>a <b>b</b>c<br>d<p>e</p>f<ul><li>g<li>h <i>i</i></ul>\n<p> </p>j</div>", "lxml")
    assert soup.div is not None
    assert [line for _, line in read_lines(soup.div)] == ["a bc", "d", "e", "f", "g", "h i", "j"]


def test_invisible_characters_are_dropped() -> None:
    assert clean_text(" Fa\u200bke\u202e\u00a0Hos\u00adpital\ud800 \n x\ufeff") == "Fake Hospital x"


LINKS = """<body><a href="/find?x=1#top">Find a <b>Doctor</b></a> <a href="https://www.directory.example/find?x=1">find
a doctor</a> <a href="b.html" title="Find a doctor">x</a> <a href="c.html"><img alt="FIND A DOCTOR"></a>
<a href="https://elsewhere.example/find">Find a doctor</a> <a href="javascript:x">Find a doctor</a>
<a href="mailto:a@directory.example">Find a doctor</a> <a href="http://[::1">Find a doctor</a> <a>Find a doctor</a>
<a href="https://directory.example@evil.example/">Find a doctor</a><a href="//sub.directory.example/d">Find a doctor</a>
<a href="/other">Find a nurse</a><a href="/find?x=1">Find a doctor</a></body>"""


def test_links_are_found_by_their_words() -> None:
    page = make_page(LINKS, url="https://directory.example/folder/page")
    assert find_links(page, "find a doctor") == [
        "https://directory.example/find?x=1",
        "https://www.directory.example/find?x=1",
        "https://directory.example/folder/b.html",
        "https://directory.example/folder/c.html",
        "https://sub.directory.example/d",
    ]


def test_links_are_joined_with_the_base() -> None:
    page = make_page("<base href='/base/'><a href='x'>Find</a><base href='/other/'>")
    assert find_links(page, "^find$") == ["https://directory.example/base/x"]
    page = make_page("<base href='javascript:x'><a href='x'>Find</a>")
    assert find_links(page, "find") == ["https://directory.example/x"]


def test_links_are_bounded() -> None:
    page = make_page("".join(f"<a href='/{number}'>Find</a>" for number in range(MOST_LINKS * 2)))
    assert len(find_links(page, "find")) == MOST_LINKS


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://fake.example/", "http://www.fake.example:8080/x", True),
        ("https://a.fake.example/", "https://fake.example/", True),
        ("https://fake.example/", "https://fake.example.evil.example/", False),
        ("https://fake.example/", "https://notfake.example/", False),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", True),
        ("http://127.0.0.1/", "http://7.127.0.0.1.example/", False),
        ("http://example/", "http://fake.example/", False),
        ("", "", False),
    ],
)
def test_one_house(one: str, other: str, same: bool) -> None:
    assert is_same_house(one, other) is same
    assert is_same_house(other, one) is same


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=40) | st.none() | st.integers())
def test_an_address_is_whole_or_nothing(href: object) -> None:
    address = resolve_link("https://directory.example/a/", href)
    assert address == "" or address.startswith(("http://", "https://"))
    assert not set(address) & set(' <>"\n')
