"""From criteria, as people say them, to a question that a snapshot can answer."""

from dataclasses import replace

from finder.places import fold_name
from finder.query.criteria import Criteria
from finder.query.distance import draw_boxes
from finder.query.organs import widen_organs
from finder.query.places import Place, find_main_city
from finder.store.gazetteer import Gazetteer
from finder.store.question import TAKES_PEOPLE, AnyOf, Question
from finder.store.reader import Reader
from finder.vocabulary.profile import load_profile

#: A study of these statuses takes people now or soon.
OPEN = (*TAKES_PEOPLE, "NOT_YET_RECRUITING")

_PHASES: dict[str, tuple[tuple[str, ...], ...]] = {
    "early 1": (("EARLY_PHASE1",),),
    "1": (("PHASE1",),),
    "1/2": (("PHASE1", "PHASE2"),),
    "2": (("PHASE2",),),
    "2/3": (("PHASE2", "PHASE3"),),
    "3": (("PHASE3",),),
    "4": (("PHASE4",),),
    "na": (("NA",), ("",)),
}


def compose_question(
    criteria: Criteria, place: Place | None, gazetteer: Gazetteer, reader: Reader | None = None
) -> Question:
    """The question; `place` is what `criteria.near` resolved to, `reader` whom it is put to, see `limit_scope`."""
    within = criteria.within
    question = Question(
        statuses=_widen_status(criteria.status),
        any_of=tuple(_list_any_of(criteria)),
        phases=tuple(group for phase in criteria.phase for group in _PHASES[phase]),
        age_years=criteria.age,
        sex=criteria.sex.upper() if criteria.sex else None,
        texts=criteria.text,
        updated_since=criteria.updated_since,
        country_codes=criteria.country,
        regions=tuple(key for name in criteria.region for key in widen_region(name, gazetteer)),
        cities=tuple(pair for name in criteria.city for pair in widen_city(name, gazetteer)),
        boxes=draw_boxes(place.latitude, place.longitude, within.km) if place and within else (),
    )
    return question if reader is None else limit_scope(question, reader)


def limit_scope(question: Question, reader: Reader) -> Question:
    """The question, put to the trials about the disease alone.

    Only a snapshot of the whole registry has others; they answer where the question names their relevance.
    """
    if not reader.holds_all or any(part.facet == "relevance" for part in question.any_of):
        return question
    codes = load_profile().relevance
    return replace(question, any_of=(*question.any_of, AnyOf("relevance", (codes.specific, codes.included))))


def _widen_status(asked: tuple[str, ...]) -> tuple[str, ...]:
    if "any" in asked:
        return ()
    return tuple(dict.fromkeys(s for value in asked for s in (OPEN if value == "open" else (value.upper(),))))


def _list_any_of(criteria: Criteria) -> list[AnyOf]:
    """Silence hides nothing: a trial that does not state a value stays, unless `not_stated` itself is what is asked."""
    parts = []
    if criteria.site:
        parts.append(AnyOf("primary_sites", widen_organs(criteria.site)))
    if criteria.treatment:
        parts.append(AnyOf("treatments", (*criteria.treatment, "")))
    if criteria.differentiation:
        asked = criteria.differentiation
        silent = ("not_stated", "")
        wide = silent if asked == ("not_stated",) else (*asked, "both", *silent)
        parts.append(AnyOf("differentiation", tuple(dict.fromkeys(wide))))
    if criteria.relevance:
        parts.append(AnyOf("relevance", criteria.relevance))
    return parts


def widen_region(name: str, gazetteer: Gazetteer) -> list[str]:
    """The folded name with the full name of an abbreviation and the names in other languages: TX, Bayern, Bavaria."""
    key = fold_name(name)
    return list(dict.fromkeys([key, *gazetteer.list_region_keys(key)]))


def widen_city(name: str, gazetteer: Gazetteer) -> list[tuple[str, str]]:
    """The folded name anywhere, and other names of the city mainly meant, in its country: München, Munich."""
    key = fold_name(name)
    city = find_main_city(key, gazetteer)
    others = [] if city is None else [(other, city.country_code) for other in gazetteer.list_names(city)]
    return [(key, ""), *others]
