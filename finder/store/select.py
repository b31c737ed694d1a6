"""A question as SQL for SQLite. Values of a question only ever travel as parameters.

Each function gives conditions as (SQL, values) parts, to be joined by AND.
"""

from collections.abc import Iterable, Iterator, Sequence

from finder.store.question import TAKES_PEOPLE, Question
from finder.store.search_words import Term, split_terms
from finder.store.spellings import Spellings

Part = tuple[str, tuple[object, ...]]

#: Trials t with their sites s.
SITES_OF_TRIALS = "trials t JOIN sites s ON s.nct_id = t.nct_id"


def join_parts(parts: Iterable[Part]) -> Part:
    """One condition that holds where all parts hold."""
    parts = list(parts)
    sql = " AND ".join(f"({sql})" for sql, _ in parts) or "1"
    return sql, tuple(value for _, values in parts for value in values)


def trial_parts(question: Question) -> Iterator[Part]:
    """Conditions on a row of trials, called t."""
    if question.statuses:
        yield f"t.status IN ({_marks(question.statuses)})", question.statuses
    for part in question.any_of:
        sql = f"SELECT nct_id FROM facets WHERE facet = ? AND value IN ({_marks(part.values)})"
        yield f"t.nct_id IN ({sql})", (part.facet, *part.values)
    if question.phases:
        yield _join_groups(question.phases)
    if question.age_years is not None:
        # Silence hides nothing: a trial without a stated limit stays.
        yield "ifnull(t.min_age_years <= ?, 1) AND ifnull(t.max_age_years >= ?, 1)", (question.age_years,) * 2
    if question.sex is not None:
        yield "ifnull(t.sex, 'ALL') IN ('ALL', ?)", (question.sex,)
    if question.updated_since is not None:
        # A date of a lower precision, such as 2024-05, counts as the last day that it can mean.
        yield "ifnull(t.last_update_posted >= substr(?, 1, length(t.last_update_posted)), 1)", (question.updated_since,)
    if question.texts:
        match = " OR ".join(f"({query})" for text in question.texts if (query := write_match(text)))
        sql = "SELECT rowid FROM trials_fts WHERE trials_fts MATCH ?"
        yield (f"t.rowid IN ({sql})", (match,)) if match else ("0", ())


def site_parts(question: Question, regions: Spellings, cities: Spellings, *, always: bool = False) -> Iterator[Part]:
    """Conditions on a row of sites, called s, of a trial called t.

    A place asks for the rule which sites count; `always` asks for it without a place too.
    """
    if question.names_place or always:
        yield f"s.recruiting = 1 OR t.status IS NULL OR t.status NOT IN ({_marks(TAKES_PEOPLE)})", TAKES_PEOPLE
    if question.country_codes:
        yield f"s.country_code IN ({_marks(question.country_codes)})", question.country_codes
    if question.regions:
        names = [name for region in question.regions for name in regions.get(region, ())]
        yield f"s.region IN ({_marks(names)})", tuple(names)
    if question.cities:
        yield _join_cities(question.cities, cities)
    if question.boxes:
        sql = "s.latitude BETWEEN ? AND ? AND s.longitude BETWEEN ? AND ?"
        values = tuple(edge for box in question.boxes for edge in (box.south, box.north, box.west, box.east))
        yield " OR ".join([sql] * len(question.boxes)), values


def _join_groups(groups: Sequence[Sequence[str]]) -> Part:
    has = "t.nct_id IN (SELECT nct_id FROM facets WHERE facet = 'phases' AND value = ?)"
    sql = " OR ".join(" AND ".join([has] * len(group)) for group in groups)
    return sql, tuple(value for group in groups for value in group)


def _join_cities(wanted: Sequence[tuple[str, str]], spellings: Spellings) -> Part:
    clauses: list[str] = ["0"]
    values: list[str] = []
    for key, country in wanted:
        names = spellings.get(key, ())
        if names:
            clauses.append(f"s.city IN ({_marks(names)})" + (" AND s.country_code = ?" if country else ""))
            values += [*names, country] if country else names
    return " OR ".join(clauses), tuple(values)


def write_match(text: str) -> str:
    """A text as a full-text query that cannot be broken: each word or phrase in quotes, all of them wanted.

    A word also finds longer ones that begin with it. Empty where the text has no letter or digit.
    """
    return write_terms(split_terms(text))


def write_terms(terms: Iterable[Term]) -> str:
    """The same of terms that are read already."""
    return " AND ".join(f'"{term.text}"' if term.is_phrase else f'"{term.text}"*' for term in terms)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
