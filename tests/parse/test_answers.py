"""Answers of interfaces for programs, read without trust: no shape, size or address of them can do harm."""

import json
import math
from contextlib import suppress
from typing import Any

import pytest
from api_session import JSON, make_page
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.errors import AnswerError
from finder.parse.answers import (
    MOST_ITEMS,
    read_address,
    read_list,
    read_object,
    read_objects,
    read_part,
    read_text,
    read_texts,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(JSON)
def test_any_value_can_be_read(value: Any) -> None:
    assert read_text(value) is None or len(read_text(value).encode()) > 0  # type: ignore[union-attr]
    assert all(isinstance(text, str) and text for text in read_texts(value))
    assert all(isinstance(one, dict) for one in read_objects(value))
    assert isinstance(read_list(value), list)
    assert read_part(value, "a", "b") is None or isinstance(value, dict)
    assert read_address(value) is None or str(read_address(value)).startswith("http")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80), st.text(max_size=10))
def test_any_bytes_in_any_charset_are_an_object_or_an_error(body: bytes, charset: str) -> None:
    with suppress(AnswerError):
        assert isinstance(read_object(make_page(body, charset=charset), "Fake source"), dict)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b'"x"', b"{", b'{"a": 1', b"[" * 100_000, b'{"a":' * 100_000,
     b'{"a": ' + b"9" * 5000 + b"}", "{\"a\": \"\u00e9\"}".encode("cp1252")],
)  # fmt: skip
def test_what_is_no_whole_object_is_refused(body: bytes) -> None:
    with pytest.raises(AnswerError, match="Fake source: the answer cannot be used"):
        read_object(make_page(body), "Fake source")


@pytest.mark.parametrize(
    ("written", "said"),
    [("cp1252", "windows-1252"), ("utf-8", ""), ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-8-sig", ""),
     ("utf-16", "utf-16")],
)  # fmt: skip
def test_charsets_are_obeyed(written: str, said: str) -> None:
    body = '{"a": "é"}'.encode(written)
    assert read_object(make_page(body, charset=said), "Fake source") == {"a": "é"}


def test_the_tower_of_codecs_is_not_climbed() -> None:
    for charset in ("hex", "zip", "rot13", "idna", "\x00", "utf-8\n", "unknown"):
        with pytest.raises(AnswerError):
            read_object(make_page(b"{", charset=charset), "Fake source")


def test_texts_are_bounded_and_tags_stay_text() -> None:
    assert read_text("x" * 1000) == "x" * 299 + "…"
    assert read_text("<script>alert(1)</script>") == "<script>alert(1)</script>"
    assert len(read_texts([str(number) for number in range(5000)])) == MOST_ITEMS
    assert read_text("\ud800") == "\ufffd"
    assert [read_text(value) for value in (None, True, [], {}, "", "  ")] == [None] * 6
    assert [read_text(value) for value in (5, 1.5, math.inf)] == ["5", "1.5", "inf"]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
     "ftp://fake.example/", "//fake.example/", "/path", "http://", "https:///x", "http://[::1", "http://a b.example/",
     "https://fake.example/\"onclick=", "https://user:word@fake.example/", "https://fake.example/<b>", "vbscript:x",
     "https://fake.example/" + "x" * 3000, "https://fake.example/\u202e", 5, None],
)  # fmt: skip
def test_other_addresses_are_dropped(address: object) -> None:
    assert read_address(address) is None


def test_web_addresses_are_kept() -> None:
    assert read_address(" https://fake.example/a?b=c#d ") == "https://fake.example/a?b=c#d"
    assert read_address("HTTP://fake.example") == "HTTP://fake.example"


def test_json_of_python_is_read_as_it_is() -> None:
    assert read_object(make_page(json.dumps({"a": math.nan})), "Fake source").keys() == {"a"}
