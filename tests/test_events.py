"""Events reach whoever listens in their context, as one JSON line each, and no secret reaches anybody."""

import json
import math
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from finder.events import add_traffic, bind_facts, count_traffic, hide_secrets, note, send_events

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="#?"), max_size=20)
CELLS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def listen() -> tuple[list[dict[str, Any]], Any]:
    events: list[dict[str, Any]] = []
    return events, lambda line: events.append(json.loads(line))


def test_nobody_hears_what_is_not_listened_to(capfd) -> None:
    note("unheard", number=1)
    events, outlet = listen()
    with send_events(outlet):
        note("heard", number=2)
    note("unheard again")
    assert [(event["event"], event["number"]) for event in events] == [("heard", 2)]
    assert list(events[0])[:2] == ["at", "event"]
    assert capfd.readouterr() == ("", "")


def test_two_listeners_hear_the_same_and_facts_are_bound() -> None:
    (first, outlet), (second, other) = listen(), listen()
    with send_events(outlet), send_events(other), bind_facts(source="fake"):
        note("read")
    assert first == second
    assert first[0]["source"] == "fake"


def test_threads_are_heard_and_counted_in_a_copy_of_the_context() -> None:
    events, outlet = listen()

    def work(number: int) -> None:
        with bind_facts(source=f"fake-{number}"), count_traffic() as traffic:
            for _ in range(100):
                add_traffic(requests=1, size=number)
            note("done", **traffic.as_facts())

    with send_events(outlet), ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: copy_context().run(work, number), range(1)))
        for future in [pool.submit(copy_context().run, work, number) for number in range(8)]:
            future.result()
    found = {event["source"]: (event["requests"], event["bytes"]) for event in events if event["source"] != "fake-0"}
    assert found == {f"fake-{number}": (100, 100 * number) for number in range(1, 8)}


@given(CELLS)
def test_any_fact_is_one_line_of_json(cell: object) -> None:
    lines: list[str] = []
    with send_events(lines.append):
        note("fact", cell=cell)
    (line,) = lines
    assert "\n" not in line
    assert line.isascii()
    told = json.loads(line, parse_constant=lambda name: (_ for _ in ()).throw(AssertionError(name)))
    assert "cell" in told
    assert not isinstance(told["cell"], float) or math.isfinite(told["cell"])


@given(
    secret=st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=6, max_size=30).map(lambda text: f"!{text}"),
    before=WORDS,
    after=WORDS,
)
def test_a_secret_is_hidden_wherever_it_stands(secret: str, before: str, after: str) -> None:
    lines: list[str] = []
    text = f"{before}{secret}{after}"
    with send_events(lines.append, (secret,)):
        note("told", message=text, rows={text: [text, (text,)]}, error=ValueError(text))
    assert secret not in json.loads(lines[0])["message"]
    assert secret not in lines[0].encode().decode("unicode_escape")


def test_an_address_loses_user_query_and_fragment() -> None:
    told = hide_secrets("See https://me:word@example.org:8443/a/b?api_key=12345#part, then (http://example.org/?q=1).")
    assert told == "See https://example.org:8443/a/b then (http://example.org/)."
    assert hide_secrets("https://[broken") == "(address)"
    assert (
        hide_secrets("It leads away from me:word@example.org:8443 and on.")
        == "It leads away from example.org:8443 and on."
    )
    assert hide_secrets("Write to desk@example.org at 12:30.") == "Write to desk@example.org at 12:30."
