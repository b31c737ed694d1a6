"""A bounded store of what was used last: full, it stays as large as it is, and drops what nobody used for longest."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.latest import Latest


@pytest.fixture
def numbers() -> Latest[int]:
    kept: Latest[int] = Latest(3)
    for number in range(3):
        kept.put(str(number), number)
    return kept


def test_what_nobody_used_for_longest_makes_room_one_by_one(numbers: Latest[int]) -> None:
    assert numbers.get("0") == 0
    numbers.put("3", 3)
    assert [numbers.get(name) for name in "0123"] == [0, None, 2, 3]
    assert len(numbers) == 3


def test_a_new_value_takes_the_place_of_the_one_of_its_name(numbers: Latest[int]) -> None:
    numbers.put("0", 9)
    assert [numbers.get(name) for name in "012"] == [9, 1, 2]


def test_values_weigh_no_more_than_told_together() -> None:
    kept: Latest[str] = Latest(5, len)
    for word in ("ab", "cd", "e"):
        kept.put(word, word)
    kept.put("fgh", "fgh")
    assert [kept.get(name) for name in ("ab", "cd", "e", "fgh")] == [None, None, "e", "fgh"]
    kept.put("e", "ij")
    assert (kept.get("fgh"), kept.get("e")) == ("fgh", "ij")


def test_a_value_that_is_too_heavy_is_kept_alone_until_the_next() -> None:
    kept: Latest[str] = Latest(3, len)
    kept.put("a", "a")
    kept.put("b", "heavy")
    assert (kept.get("a"), kept.get("b")) == (None, "heavy")
    kept.put("c", "c")
    assert (kept.get("b"), kept.get("c")) == (None, "c")


def test_many_threads_share_it() -> None:
    def weigh(_: int) -> int:
        time.sleep(0)  # lets another thread in, in the midst of it
        return 1

    kept = Latest(50, weigh)

    def use(start: int) -> None:
        for number in range(300):
            name = str((start * 11 + number) % 90)
            if kept.get(name) not in (None, int(name)):
                raise AssertionError(name)
            kept.put(name, int(name))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(use, range(8)))
    assert len(kept) == 50
    kept.put("another", 0)
    assert len(kept) == 50
