"""Any question to a store, for hypothesis: what the fake snapshot has, what it lacks, and what breaks things."""

from hypothesis import strategies as st
from store.postgresql.both_engines import DATES, PLACES, POINTS, TITLES

from finder.places import fold_name
from finder.store.question import AnyOf, Box, Question

HOSTILE = (
    "",
    "'",
    '"',
    "%",
    "_",
    "\\",
    "\0",
    "a\0b",
    "NULL",
    "'; DROP TABLE trials; --",
    "$1",
    ":x",
    "%(x)s",
    "x" * 3000,
)
OPERATORS = (
    '"',
    "'",
    "*",
    "^",
    "(",
    ")",
    "NEAR(",
    "AND",
    "OR",
    "NOT",
    "+",
    "-",
    ":",
    "title:",
    "{",
    "}",
    ",",
    "%",
    "_",
    "\\",
)

#: Words and parts of words of the titles, and phrases that run over the end of a column.
_WORDS = sorted(
    {word for title in TITLES if title for word in title.split()} | {"tum", "dotatate", "LUTE", "of", "fake"}
)

hostile = st.sampled_from(HOSTILE) | st.text(max_size=8)


def values(*known: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(known) | hostile, max_size=3).map(tuple)


@st.composite
def typed_texts(draw: st.DrawFn) -> str:
    """What somebody may type: words, the beginnings of words, phrases in quotes, operators, anything."""
    word = st.sampled_from(_WORDS) | st.sampled_from(_WORDS).map(lambda one: one[: len(one) // 2 + 1])
    piece = word | st.sampled_from(OPERATORS) | st.text(max_size=6) | st.sampled_from(HOSTILE[:7])
    phrase = st.lists(piece, min_size=1, max_size=3).map(lambda pieces: f'"{" ".join(pieces)}"')
    return draw(st.sampled_from(" \t\u3000")).join(draw(st.lists(word | piece | phrase, max_size=5)))


latitudes = st.sampled_from([point[0] for point in POINTS if point[0] is not None]) | st.floats(-90, 90)
longitudes = st.sampled_from([point[1] for point in POINTS if point[1] is not None]) | st.floats(-180, 180)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    south, north = sorted((draw(latitudes), draw(latitudes)))
    west, east = sorted((draw(longitudes), draw(longitudes)))
    return Box(south, north, west, east)


_CITIES = sorted({fold_name(place[0]) for place in PLACES if place[0]})
_REGIONS = sorted({fold_name(place[1]) for place in PLACES if place[1]})
_CODES = ("US", "CH", "FJ", "FR", "us")
facets = st.builds(
    AnyOf,
    st.sampled_from(("phases", "primary_sites", "status", "sex", "none")) | hostile,
    values("PHASE1", "PHASE2", "pancreas", "any", "RECRUITING", "ALL"),
)

questions = st.builds(
    Question,
    statuses=values("RECRUITING", "COMPLETED", "UNKNOWN", "recruiting"),
    any_of=st.lists(facets, max_size=2).map(tuple),
    phases=st.lists(values("PHASE1", "PHASE2", "NA", "").filter(bool), max_size=2).map(tuple),
    age_years=st.none() | st.sampled_from((0.0, 0.5, 18.0, 64.9, 65.0)) | st.floats(-1e9, 1e9),
    sex=st.none() | st.sampled_from(("FEMALE", "MALE", "ALL", "")) | hostile,
    texts=st.lists(typed_texts(), max_size=2).map(tuple),
    updated_since=st.none() | st.sampled_from([date for date in DATES if date]) | hostile,
    country_codes=st.just(()) | values(*_CODES),
    regions=st.just(()) | values(*_REGIONS),
    cities=st.just(())
    | st.lists(st.tuples(st.sampled_from(_CITIES) | hostile, st.sampled_from(("", *_CODES)) | hostile), max_size=3).map(
        tuple
    ),
    boxes=st.just(()) | st.lists(boxes(), max_size=2).map(tuple),
)
