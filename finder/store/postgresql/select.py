"""A question as conditions of SQLAlchemy. Values only ever travel as parameters.

The rules are those of finder/store/select.py, which says them in SQLite's SQL; tests compare the answers of both.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, FromClause, Text, and_, any_, false, func, literal, or_, select, true

from finder.store.postgresql.search_text import split_tokens
from finder.store.question import TAKES_PEOPLE, Question
from finder.store.search_words import split_terms
from finder.store.spellings import Spellings

Condition = ColumnElement[bool]


def trial_conditions(trials: FromClause, facets: FromClause, question: Question) -> Iterator[Condition]:
    """Conditions on a row of trials, all of which must hold."""
    t = trials.c
    if question.statuses:
        yield is_one_of(t.status, question.statuses)
    for part in question.any_of:
        yield _has_facet(trials, facets, part.facet, part.values)
    if question.phases:
        yield or_(
            *(and_(*(_has_facet(trials, facets, "phases", [value]) for value in group)) for group in question.phases)
        )
    if question.age_years is not None:
        # Silence hides nothing: a trial without a stated limit stays.
        yield func.coalesce(t.min_age_years <= question.age_years, true())
        yield func.coalesce(t.max_age_years >= question.age_years, true())
    if question.sex is not None:
        yield is_one_of(func.coalesce(t.sex, "ALL"), ["ALL", question.sex])
    if question.updated_since is not None:
        # A date of a lower precision, such as 2024-05, counts as the last day that it can mean.
        since = func.substr(question.updated_since.partition("\0")[0], 1, func.length(t.last_update_posted))
        yield func.coalesce(t.last_update_posted >= since, true())
    if question.texts:
        yield or_(false(), *(_has_words(t.search_text, text) for text in question.texts))


def site_conditions(
    trials: FromClause,
    sites: FromClause,
    question: Question,
    regions: Spellings,
    cities: Spellings,
    *,
    always: bool = False,
) -> Iterator[Condition]:
    """Conditions on a row of sites of a trial. A place asks for the rule which sites count; so does `always`."""
    s = sites.c
    if question.names_place or always:
        yield site_counts(trials, sites)
    if question.country_codes:
        yield is_one_of(s.country_code, question.country_codes)
    if question.regions:
        yield is_one_of(s.region, [name for region in question.regions for name in regions.get(region, ())])
    if question.cities:
        yield or_(false(), *_join_cities(sites, question.cities, cities))
    if question.boxes:
        yield or_(
            *(
                and_(s.latitude.between(box.south, box.north), s.longitude.between(box.west, box.east))
                for box in question.boxes
            )
        )


def site_counts(trials: FromClause, sites: FromClause) -> Condition:
    """A trial that takes people now counts by its recruiting sites alone, any other by all of its sites."""
    status = trials.c.status
    return or_(sites.c.recruiting.is_(True), status.is_(None), status.not_in(TAKES_PEOPLE))


def is_one_of(column: ColumnElement[Any], values: Collection[str]) -> Condition:
    """Whether a cell is one of these texts: one parameter, because the number of parameters is limited."""
    return column == any_(literal(list(filter(is_storable, values)), ARRAY(Text)))


def is_storable(value: object) -> bool:
    """Whether PostgreSQL can hold it: a text without U+0000 and halves of surrogate pairs. No cell is anything else."""
    return isinstance(value, str) and "\0" not in value and (value.isascii() or not _has_surrogate(value))


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _has_facet(trials: FromClause, facets: FromClause, facet: str, values: Collection[str]) -> Condition:
    has = select(facets.c.nct_id).where(is_one_of(facets.c.facet, [facet]), is_one_of(facets.c.value, values))
    return trials.c.nct_id.in_(has)


def _join_cities(sites: FromClause, wanted: Sequence[tuple[str, str]], spellings: Spellings) -> Iterator[Condition]:
    for key, country in wanted:
        named = is_one_of(sites.c.city, spellings.get(key, ()))
        yield and_(named, is_one_of(sites.c.country_code, [country])) if country else named


def _has_words(search_text: ColumnElement[str], text: str) -> Condition:
    """All words and phrases of a text, see search_text.py. The blank before it tells the beginning of a token."""
    patterns = []
    for term in split_terms(text):
        tokens = split_tokens(term.text)
        if not tokens:
            return false()
        patterns.append(f" {' '.join(tokens)}{' ' if term.is_phrase else ''}")
    if not patterns:
        return false()
    return and_(*(search_text.contains(pattern, autoescape=True) for pattern in dict.fromkeys(patterns)))
