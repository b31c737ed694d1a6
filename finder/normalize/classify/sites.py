"""Where the tumor started, as far as a trial sets a limit: titles and conditions first, then the rules of entry."""

import re
from collections.abc import Iterator
from itertools import groupby

from finder.normalize.classify.mentions import Mention, find_tumors, is_in_no_line, is_taken
from finder.normalize.classify.open_places import read_joined, read_open, read_other
from finder.normalize.classify.organs_beside import Sites, has_examples, read_limits, read_origin, read_sites
from finder.normalize.classify.passages import Passage, Record
from finder.normalize.classify.site_headings import (
    list_other_organs,
    read_headings,
    read_kin,
    read_setting,
    read_shared_organ,
)
from finder.normalize.classify.site_lists import (
    join_sites,
    read_lines,
    read_long_list,
    read_primary,
    read_primary_word,
    read_tumors_of,
    read_unknown,
    read_unknown_line,
)
from finder.normalize.classify.words_taken import is_word_taken
from finder.vocabulary.concepts import Hit
from finder.vocabulary.grammar import load_cue
from finder.vocabulary.profile import load_profile

# "carcinoid | syndrome due to a NET of the lung" is what a tumor does, not where it started.
_SYMPTOM = load_cue("symptom")
_NO_LIMIT = load_cue("no_limit")
# "Pulmonary and extra-pulmonary carcinomas" are those of all organs.
_OUTSIDE = load_cue("outside")
_PEOPLE = load_cue("site_people")
_TAKES = load_cue("study_takes")
# A rule on the disease itself, after one that names it in passing ("adults at the time of NET diagnosis").
_DIAGNOSIS = load_cue("diagnosis")
_OUTSIDE_REACH = 18
_CHOICE = re.compile(r"(?i)s?(?: tumou?rs?)? ?(?:/|\b(?:and/or|or|and)\b) ?")
_ANYWHERE = ("carcinoid",)
_ASIDE = re.compile(r"(?i)\((?:(?:a?typical|or|and)[\s/]){0,3}$")
#: Concepts beside which an abbreviation in the same sentence is the same tumor again.
_WRITTEN_OUT = load_profile().roles.written_out
_OWN_KINDS = frozenset(load_profile().roles.own_kinds)
#: Tumors that a rule of entry names for some people only, without a limit for the others.
_FOR_SOME = frozenset(load_profile().roles.for_some)
_SPECIFIC, _INCLUDED = load_profile().relevance.specific, load_profile().relevance.included
#: Places that stand for several organs.
_GROUPS = frozenset(load_profile().groups)
_LEAST_MEMBERS = 2


def find_sites(record: Record, mentions: list[Mention], relevance: str) -> Sites:
    """The primary sites of a trial in scope; `any` where the record sets no limit."""
    titled = [m for m in mentions if m.passage.field == "title"]
    listed = [m for m in mentions if m.passage.field == "condition"]
    included = [m for m in _list_included(record, mentions) if not _is_symptom(m)]
    telling = any((not m.hit.concept.needs or read_sites(m)) and not _is_symptom(m) for m in titled)
    lead = (
        (titled if telling else listed or titled)
        or [m for m in mentions if m.passage.field in ("keyword", "arm")]
        or included
        or mentions
        or included
    )
    if lead is not included:
        lead = [m for m in lead if not _is_symptom(m)] or lead
    tagged = [m for m in mentions if m.passage.field == "keyword"] if relevance == _SPECIFIC else []
    if titled and not _is_open(titled):
        tagged = []
    named = map(read_sites, [*titled, *listed, *tagged, *(lead if lead is not included else [])])
    sites = join_sites([*named, *map(read_primary_word, record.having("tumor_sites", "title"))])
    # "Participants with a gastrinoma must take …" is a rule for some, and adds no organ to those that the trial names.
    limited = [m for m in included if lead is included or m.hit.concept.id not in _FOR_SOME or _is_item(m)]
    others = list_other_organs(record, listed) if relevance == _INCLUDED else frozenset()
    origins = map(read_origin, dict.fromkeys(m.passage for m in included if not m.hit.concept.alone))
    groups = [m for m in mentions if m.passage.field == "arm"] if relevance == _SPECIFIC else []
    rules = _read_rules(record, [*titled, *listed], lead) if relevance == _SPECIFIC else []
    stated = join_sites([*(read_sites(m, others) for m in [*limited, *groups]), *origins, *rules])
    if relevance == _SPECIFIC and _GROUPS.issuperset({*sites, *stated}):
        stated = join_sites([stated, _read_members(record, {*sites, *stated})])
    if lead is not included and (not _is_open(lead) or _is_limited(listed, included)):
        wider = read_joined(included) if _is_own_kind(lead) else {}
        return join_sites([sites, stated, read_open(included) if relevance == _SPECIFIC else {}, wider])
    if lead is not included and not _is_own_kind(lead):
        included = [m for m in included if m.hit.concept.id not in _OWN_KINDS]
    limits = _find_limits(included, record) if relevance == _SPECIFIC else _find_shared_limits(included)
    if limits:
        return join_sites([sites, limits, stated, read_other(included)])
    headings = read_headings(record) if relevance == _SPECIFIC and titled else {}
    sites = join_sites([sites, stated, headings])
    if lead is included and set(sites) == {"unknown_primary"}:
        return sites
    if not sites and not titled and (setting := read_setting(record) or read_shared_organ(record)):
        return setting
    if not sites and (kin := read_kin([m for m in titled if not _is_outside(m)])):
        return kin
    if lead is included and sites and all(map(read_limits, lead)):
        return sites
    open_mention = next((m for m in lead if not read_limits(m)), lead[0] if lead else None)
    words = (open_mention.words, open_mention.passage.field) if open_mention else ("no limit stated", "record")
    return {**sites, "any": words}


def _read_rules(record: Record, headed: list[Mention], lead: list[Mention]) -> list[Sites]:
    """Organs of rules of entry that do not stand beside the tumor itself.

    A title that names organs says more than a list in a rule, so lists count only where it leaves the place open.
    """
    passages = list(record.having("tumor_sites", "inclusion"))
    readers = [read_primary]
    if not _is_own_kind(headed):
        readers.append(read_unknown)
    if _is_open(lead):
        readers += [read_long_list, read_tumors_of]
    return [*(read(passage) for read in readers for passage in passages), read_lines(record)]


def _read_members(record: Record, stated: set[str]) -> Sites:
    """Organs that a summary lists as parts of what the trial names as a whole: "the digestive system, including …"."""
    for passage in record.having("tumor_sites", "summary"):
        if _PEOPLE.search(passage.folded):
            for tumor in find_tumors(passage):
                if stated & set(found := read_sites(Mention(passage, tumor))) and len(found) > _LEAST_MEMBERS:
                    return found
    return {}


def _list_included(record: Record, mentions: list[Mention]) -> Iterator[Mention]:
    """Tumors of the rules of entry, with those beside which another thing is kept out ("…, not fit for surgery")."""
    known = {(id(m.passage), m.hit.start) for m in mentions}
    for passage in record.having("scope", "inclusion"):
        for hit in () if is_in_no_line(passage) else find_tumors(passage):
            is_known = (id(passage), hit.start) in known
            if is_known or (
                (not hit.concept.needs or record.writes_out(hit.concept.needs))
                and (not is_taken(passage, hit) and is_word_taken(passage, hit))
            ):
                yield Mention(passage, hit)


def _is_open(mentions: list[Mention]) -> bool:
    """True where each passage (title, official title, …) names a tumor without a site; one with limits is enough."""
    by_passage: dict[int, bool] = {}
    written_out = any(not m.hit.concept.needs and m.hit.kind != "name" for m in mentions)
    for mention in _drop_asides(mentions):
        is_open = not read_limits(mention)
        if not (is_open and written_out and mention.hit.concept.needs):
            by_passage[id(mention.passage)] = by_passage.get(id(mention.passage), False) or is_open
    if mentions and mentions[0].passage.field == "title":
        return all(by_passage.values())
    return any(by_passage.values())


def _is_limited(listed: list[Mention], included: list[Mention]) -> bool:
    """True where every condition names a site, whatever the title leaves open, and no rule of entry says "any"."""
    if not listed or not all(map(read_limits, _drop_asides(listed))):
        return False
    return not any(_NO_LIMIT.search(m.passage.folded) for m in included)


def _find_limits(included: list[Mention], record: Record) -> Sites:
    """Sites to which an otherwise open trial is limited: by its rules of entry, else by what it says of its people."""
    passages = dict.fromkeys(m.passage for m in included)
    if any(_NO_LIMIT.search(passage.folded) for passage in passages):
        return {}
    is_first = True
    #: organs of tumors that stand beside carcinoids: "carcinoid or islet cell tumor"
    beside: set[str] = set()
    for _, group in groupby(included, key=lambda mention: id(mention.passage)):
        mentioned = list(group)
        if not is_first and not _DIAGNOSIS.search(mentioned[0].passage.folded):
            continue
        if mentioned[0].passage.folded.rstrip().endswith(":"):
            continue
        if origins := read_origin(mentioned[0].passage):
            return join_sites([origins, *map(read_sites, mentioned)])
        here = [m for m in mentioned if not _is_aside(m.passage, m.hit)]
        if any(m.hit.concept.id in _WRITTEN_OUT for m in here):
            here = [m for m in here if not m.hit.concept.needs or read_sites(m) or has_examples(m) or _is_outside(m)]
        found = [read_limits(m) for m in here if not _is_heading(m, here)]
        sites = join_sites(found)
        if any(map(_is_choice, mentioned)):
            beside.update(sites)
        elif found and all(found) and not beside.issuperset(sites):
            return sites
        is_first = is_first and not found
    for passage in record.having("tumor_sites", "inclusion"):
        if sites := read_primary(passage) or read_unknown_line(passage):
            return sites
    if sites := read_lines(record):
        return sites
    for passage in record.of("summary", "description"):
        if _OUTSIDE.search(passage.folded):
            return {}
        if (_PEOPLE if passage.field == "summary" else _TAKES).search(passage.folded):
            tumors = [hit for hit in find_tumors(passage) if not _is_aside(passage, hit)]
            found = [read_sites(Mention(passage, hit)) for hit in tumors]
            if found and all(found) and not beside.issuperset(sites := join_sites(found)):
                return sites
    return {}


def _find_shared_limits(included: list[Mention]) -> Sites:
    """Sites that a trial of many diseases sets: each of its rules that names our tumors at large limits them."""
    at_large = [m for m in included if m.hit.kind != "name" and not m.hit.concept.alone]
    if any(_NO_LIMIT.search(m.passage.folded) for m in at_large):
        return {}
    at_large = [m for _, group in groupby(at_large, key=lambda m: id(m.passage)) for m in _drop_repeats(list(group))]
    found = [read_limits(m) or read_origin(m.passage) for m in at_large]
    return join_sites([*found, *map(read_sites, included)]) if found and all(found) else {}


def _drop_repeats(mentioned: list[Mention]) -> list[Mention]:
    """Mentions of one sentence without abbreviations that only repeat a tumor with a site: "GEP-NEN incl. NEC"."""
    if not any(map(read_limits, mentioned)):
        return mentioned
    return [m for m in mentioned if not m.hit.concept.needs or read_limits(m)]


def _is_item(mention: Mention) -> bool:
    """True for a tumor that begins its line, as the items of a list do."""
    return not any(letter.isalnum() for letter in mention.passage.folded[: mention.hit.start])


def _is_own_kind(headed: list[Mention]) -> bool:
    """True for a trial of tumors whose name is a site, wherever they grow ("paraganglioma of the bladder")."""
    return bool(headed) and all(m.hit.concept.id in _OWN_KINDS for m in headed)


def _is_symptom(mention: Mention) -> bool:
    return bool(_SYMPTOM.search(mention.passage.folded, mention.hit.start, mention.hit.end + 12))


def _is_aside(passage: Passage, hit: Hit) -> bool:
    """True for another name in brackets: "tumors of the lung (carcinoid)", "tumors (carcinoid, bronchial)"."""
    return bool(_ASIDE.search(passage.folded[max(0, hit.start - 30) : hit.start]))


def _drop_asides(mentions: list[Mention]) -> list[Mention]:
    """Mentions without other names, in brackets, of a tumor with a site: "NET of the lung (carcinoid)"."""
    kept: list[Mention] = []
    for mention in mentions:
        last = kept[-1] if kept and kept[-1].passage is mention.passage else None
        if not (last and _is_aside(mention.passage, mention.hit) and read_limits(last)):
            kept.append(mention)
    return kept


def _is_outside(mention: Mention) -> bool:
    """True for tumors everywhere but in one organ: "extrapulmonary NEC"."""
    start = mention.hit.start
    return bool(_OUTSIDE.search(mention.passage.folded, max(0, start - _OUTSIDE_REACH), mention.hit.end))


def _is_choice(mention: Mention) -> bool:
    """True for carcinoids, which start anywhere, beside tumors of one organ: "carcinoid or islet cell"."""
    passage, tumor = mention.passage, mention.hit
    link = _CHOICE.match(passage.folded, tumor.end)
    if not link or tumor.concept.id not in _ANYWHERE or read_sites(mention):
        return False
    return any(organ.start == link.end() for organ in passage.find("tumor_sites"))


def _is_heading(mention: Mention, mentioned: list[Mention]) -> bool:
    """True for tumors at large before a colon and a list of tumors by site: "NETs, one of these: lung NET, …"."""
    colon = mention.passage.folded.find(":", mention.hit.end, mention.hit.end + 60)
    if colon < 0 or read_sites(mention):
        return False
    listed = [m for m in mentioned if m.hit.start > colon]
    return len(listed) > 1 and all(map(read_sites, listed))
