"""One rule a question: how the answer of a person stands to what a record states."""

import math
from collections.abc import Sequence

from finder.places import name_country, say_country
from finder.query.cells import read_list, read_number, read_text
from finder.query.fit_reason import Places, Reason, Trial, Words, find_words, rule_out, say
from finder.query.organs import GROUPS, list_groups
from finder.query.person import Person, Question
from finder.vocabulary.fit import load_fit
from finder.vocabulary.wording import load_wording

_RULING = frozenset({"inclusion", "exclusion", "eligibility", "title", "condition"})
_CITIES_NAMED = 3
_COUNTRIES_NAMED = 6


def judge_age(trial: Trial, person: Person) -> Reason:
    """Whole years: somebody of 75 is within a limit of 75 until the next birthday."""
    low, high = (read_number(trial.get(column)) for column in ("min_age_years", "max_age_years"))
    age = person.age or 0
    stated = Words("", _write_ages(low, high), "ages")
    if low is None and high is None:
        return say("age", "ask", "missing")
    if low is not None and high is not None and low > high:
        return say("age", "ask", "odd", stated)
    if low is not None and math.floor(age) + 1 <= low:
        return say("age", "ruled_out", "young", stated)
    if high is not None and math.floor(age) > high:
        return say("age", "ruled_out", "old", stated)
    if (low is not None and age < low) or (high is not None and high % 1 and math.floor(age) + 1 > high):
        return say("age", "ask", "near", stated)
    return say("age", "fits", "fits", stated)


def judge_sex(trial: Trial, person: Person) -> Reason:
    """By the registry's own field."""
    code = read_text(trial.get("sex"))
    if code not in ("ALL", "FEMALE", "MALE"):
        return say("sex", "ask", "missing")
    stated = Words("", load_wording().label("sex", code), "sex")
    if code == "ALL":
        return say("sex", "fits", "all", stated)
    same = code == (person.sex or "").upper()
    return say("sex", "fits" if same else "ruled_out", "same" if same else "other", stated)


def judge_site(trial: Trial, person: Person, words: Sequence[Words]) -> Reason:
    """A place named, covered by a group, or not limited fits; other places rule out only where they are the rule."""
    sites, asked = read_list(trial.get("primary_sites")), person.site or ""
    if not sites:
        return say("site", "ask", "missing")
    covering = [("gep", group) for group in list_groups(asked)]
    for case, value in (("exact", asked), *covering, ("any", "any")):
        if value in sites:
            return say("site", "fits", case, find_words(words, value))
    named = find_words(words, *sites)
    members = GROUPS.get(asked, ())
    if any(site in members for site in sites):
        return say("site", "ask", "part", find_words(words, *members))
    if asked in ("unknown_primary", "other", *GROUPS) or "other" in sites or "unknown_primary" in sites:
        return say("site", "ask", "unclear", named)
    return rule_out(trial, "site", asked, "other", named)


def judge_prrt(trial: Trial, person: Person, words: Sequence[Words]) -> Reason:
    """By what the record asks of earlier PRRT."""
    return _judge_rule(trial, "prrt", "prior_prrt", "had" if person.prrt else "none", bool(person.prrt), words)


def judge_sstr(trial: Trial, person: Person, words: Sequence[Words]) -> Reason:
    """By what the record asks of receptors."""
    return _judge_rule(trial, "sstr", "sstr", person.sstr or "", person.sstr == "positive", words)


def judge_country(trial: Trial, person: Person, places: Places) -> Reason:
    """By the sites of the country. That none is open there is said as just that: a person may travel."""
    code = person.country or ""
    name = name_country(code)
    blanks = {"country": load_fit().name_in_sentence(say_country(name))}
    if cities := places.open.get(code):
        case = "soon" if read_text(trial.get("status")) == "NOT_YET_RECRUITING" else "open"
        return say("country", "fits", case, Words("", _count(cities, _CITIES_NAMED), "sites"), **blanks)
    if cities := places.later.get(code):
        return say("country", "ask", "later", Words("", _count(cities, _CITIES_NAMED), "sites"), **blanks)
    if not places.countries:
        return say("country", "ask", "missing")
    case = "closed" if name in places.countries else "none"
    return say("country", "ruled_out", case, Words("", _count(places.countries, _COUNTRIES_NAMED), "sites"), **blanks)


def _judge_rule(
    trial: Trial, question: Question, column: str, answer: str, has: bool, words: Sequence[Words]
) -> Reason:
    rule = read_text(trial.get(column))
    if rule not in ("required", "excluded", "allowed"):
        return say(question, "ask", "missing")
    found = find_words(words, f"{column} {rule}")
    if rule == ("excluded" if has else "required"):
        if found and found.field in _RULING:
            return say(question, "ruled_out", f"{answer}_{rule}", found)
        return say(question, "ask", "weak", found)
    return say(question, "fits", f"{answer}_{rule}", found)


def _write_ages(low: float | None, high: float | None) -> str:
    forms = load_fit().ages
    if low is None:
        return forms.high.format(high=_write_years(high)) if high is not None else ""
    if high is None:
        return forms.low.format(low=_write_years(low))
    return forms.between.format(low=_write_years(low), high=_write_years(high))


def _write_years(years: float) -> str:
    forms = load_fit().ages
    if years < 2 and years % 1:
        return forms.months.format(n=round(years * 12))
    return forms.one_year if years == 1 else forms.years.format(n=f"{years:g}")


def _count(names: Sequence[str], most: int) -> str:
    more = len(names) - most
    shown = ", ".join(names[:most])
    return load_fit().counted.more.format(names=shown, n=more) if more > 0 else shown
