"""Lists of the registry as a tree. All texts are fake, in the shapes that records have."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.query.outline import DEEPEST, Item, read_outline

NESTED = """Cohort A:

* Age 18 or more
* One of these:

  * first
  * second

    1. deep one
    2. deep two
* After the list

Cohort B:
- only this"""

Tree = list[str | tuple[str, "Tree"]]


def draw(items: tuple[Item, ...]) -> Tree:
    """Items as text, those with children as (text, children); listed ones with their mark."""
    drawn: Tree = []
    for item in items:
        line = f"{item.marker or '*'} {item.text}" if item.is_listed else item.text
        drawn.append((line, draw(item.children)) if item.children else line)
    return drawn


def walk(items: tuple[Item, ...]) -> list[Item]:
    return [found for item in items for found in (item, *walk(item.children))]


def measure_depth(items: tuple[Item, ...]) -> int:
    return max((1 + measure_depth(item.children) for item in items), default=0)


def test_headings_bullets_and_numbers_nest_as_written() -> None:
    assert draw(read_outline(NESTED)) == [
        (
            "Cohort A:",
            [
                "* Age 18 or more",
                ("* One of these:", ["* first", ("* second", ["1. deep one", "2. deep two"])]),
                "* After the list",
            ],
        ),
        ("Cohort B:", ["* only this"]),
    ]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        # A line that ends in a colon leads lines of another mark, though they are no deeper.
        ("1. One of:\n* a\n* b\n2. Next", [("1. One of:", ["* a", "* b"]), "2. Next"]),
        ("1. One:\n2. Two:\n3. Three", ["1. One:", "2. Two:", "3. Three"]),
        ("1. Blood\n(1) counts\n(2) liver\n2. Age", [("1. Blood", ["(1) counts", "(2) liver"]), "2. Age"]),
        ("1. Blood\n1.1 counts\n1.2 Liver\n2. Age", ["1. Blood", "1.1 counts", "1.2 Liver", "2. Age"]),
        ("1. Blood\n1.1 Counts\n1.2 Liver\n2. Age", [("1. Blood", ["1.1 Counts", "1.2 Liver"]), "2. Age"]),
        ("a. one\nb. two\n   i. deep\n   ii. deeper", ["a. one", ("b. two", ["i. deep", "ii. deeper"])]),
        # What stands below an item without a mark belongs to it; at the margin it stands alone.
        ("9. Tumor\n\n   Note: fresh\n10. Next\n\nThe end", [("9. Tumor", ["Note: fresh"]), "10. Next", "The end"]),
        # Marks without a space, and what only looks like one.
        ("•one\n•two\n-Three", ["* one", "* two", "* Three"]),
        ("*When asked\n-5 degrees\n2.5 mg a day\nE. coli\n18 years\n> 3", None),
        ("①One\n②Two", ["① One", "② Two"]),
        ("1、第一\n2、第二", ["1、 第一", "2、 第二"]),
        ("1.\nOne", ["1. One"]),
        ("* \n*\n- -\n", []),
        # Numbers inside a line, where they are sure.
        ("1) age; 2) weight; 3) height", ["1) age;", "2) weight;", "3) height"]),
        ("1. Age over 18 2. No drugs 3. Consent\n", ["1. Age over 18", "2. No drugs", "3. Consent"]),
        ("* Tests: (1) blood; (2) urine; (3) heart", [("* Tests:", ["(1) blood;", "(2) urine;", "(3) heart"])]),
        ("* (1) a b; (2) c d; (3) e f\n* last", ["(1) a b;", "(2) c d;", "(3) e f", "* last"]),
        ("4. Of: a. small; b. round; c. red\n5. Old", [("4. Of:", ["a. small;", "b. round;", "c. red"]), "5. Old"]),
        # And where they are not.
        ("Grade 1. Or grade 2. Or grade 3.", None),
        ("People with 1) pain, 2) fever, and 3) cough", None),
        ("1) age; 2) weight", ["1) age; 2) weight"]),
        ("Any of (as: 1) pain, 2) fever, 3) cough)", None),
        ("1) one; 3) three; 4) four", ["1) one; 3) three; 4) four"]),
        ("1. Had drug 2. Twice 3. Thrice\n2. Second", ["1. Had drug 2. Twice 3. Thrice", "2. Second"]),
    ],
)  # fmt: skip
def test_shapes_of_records(text: str, tree: Tree | None) -> None:
    assert draw(read_outline(text)) == (text.split("\n") if tree is None else tree)


@pytest.mark.parametrize("nothing", [None, 3, float("nan"), b"* a", ["* a"], "", " \n\t\n"])
def test_what_is_no_text_has_no_items(nothing: object) -> None:
    assert read_outline(nothing) == ()


@pytest.mark.parametrize("size", [300, 30_000])
def test_no_text_nests_deeper_than_can_be_read(size: int) -> None:
    text = "\n".join(f"{' ' * 3 * (n % 300)}* step {n}" for n in range(size))
    items = read_outline(text)
    assert measure_depth(items) == DEEPEST
    assert len(walk(items)) == size


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece",
    [
        "* a\n",
        "1) a 2) b 3) c ",
        "((((1. ",
        "* * * ",
        "1.1.1.",
        "\t",
        "- ",
        "(a) ",
        "年龄大于18岁。1、",
        "ii. ",
        ":\n ",
    ],
)
def test_two_million_characters_are_read_to_the_end(piece: str) -> None:
    text = piece * (2_000_000 // len(piece)) + "end"
    last = walk(read_outline(text))[-1]
    assert last.text.endswith("end")


_LINES = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.sampled_from(
            ["", "* ", "- ", "• ", "1. ", "2. ", "3) ", "(a) ", "b. ", "ii. ", "1.1 ", "(C1) ", "1) x 2) y 3) "]
        ),
        st.text(alphabet="abc :.;()≥12", max_size=20),
    ),
    max_size=15,
)


@given(_LINES)
def test_no_word_of_a_list_is_lost_or_moved(lines: list[tuple[int, str, str]]) -> None:
    text = "\n".join(f"{' ' * indent}{mark}{words}" for indent, mark, words in lines)
    told = " ".join(f"{item.marker} {item.text}" for item in walk(read_outline(text)))
    # A bullet is no word, and a number typed without a space after it is told with one.
    bare = "\n".join(re.sub(r"^\s*(?:[*•-]\s+|[*•-]$|•)*", "", line) for line in text.split("\n"))
    assert "".join(told.split()) == "".join(bare.split())


@given(st.text(max_size=200))
def test_any_text_keeps_its_letters_in_order(text: str) -> None:
    told = "".join(f"{item.marker}{item.text}" for item in walk(read_outline(text)))
    assert [c for c in told if c.isalnum()] == [c for c in text if c.isalnum()]
