"""Where the tumor started, as far as a trial sets a limit: titles and conditions first, then the rules of entry."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from finder.normalize.classify.mentions import Mention, find_tumors, is_taken
from finder.normalize.classify.organs_beside import LIST, Sites, is_elsewhere, read_liver, read_origin, read_sites
from finder.normalize.classify.passages import Passage, Record
from finder.normalize.classify.words_taken import is_word_taken
from finder.vocabulary.concepts import Hit

_PRIMARY = re.compile(r"(?i)\bprimar(?:y|ies)\b|\borigin(?:s|ates?|ating)?\b|\barising\b")
# "carcinoid | syndrome due to a NET of the lung" is what a tumor does, not where it started.
_SYMPTOM = re.compile(r"(?i)[\s-](?:syndrome|heart|symptom|crisis|diarrho?ea|flush)")
_PRIMARY_REACH = 45
_PRIMARY_AFTER = re.compile(r"(?i)\s(?:primary|origin)\b")
_NO_LIMIT = re.compile(
    r"(?i)\banywhere\b|\b(?:any|all) (?:other )?(?:primary|sites?|origins?|locations?)\b|"
    r"\bregardless of\b[^.;]{0,40}\b(?:site|origin|primary)\b"
)
_PEOPLE = re.compile(r"(?i)\b(?:population|patients|subjects|participants|enroll?|adults|people)\b")
_HEADING = re.compile(r"(?i)\bneoplasms?\b|\bunknown primary\b")
_ASIDE = re.compile(r"(?i)\((?:(?:a?typical|or|and)[\s/]){0,3}$")
# What a line may hold beside its organs.
_REST = re.compile(
    r"(?i)(?:[\W\d]|\b(?:and|or|the|of|an?|tract|tumou?rs?|nets?|neuro-?endocrine|primary|origin|site|any|known)\b)*"
)
_SETTING = re.compile(r"(?i)\s+(?:oncology|surgery|resections?)\b")


def find_sites(record: Record, mentions: list[Mention], relevance: str) -> Sites:
    """The primary sites of a trial in scope; `any` where the record sets no limit."""
    titled = [m for m in mentions if m.passage.field == "title"]
    listed = [m for m in mentions if m.passage.field == "condition"]
    included = [m for m in _list_included(record, mentions) if not _is_symptom(m)]
    telling = any(not m.hit.concept.needs or read_sites(m) for m in titled)
    lead = (
        (titled if telling else listed or titled)
        or [m for m in mentions if m.passage.field in ("keyword", "arm")]
        or included
    )
    tagged = [m for m in mentions if m.passage.field == "keyword"] if relevance == "net_specific" else []
    named = map(read_sites, [*titled, *listed, *tagged, *(lead if lead is not included else [])])
    sites = join_sites([*named, *map(_read_primary_word, record.having("tumor_sites", "title"))])
    # "Participants with a gastrinoma must take …" is a rule for some, and adds no organ to those that the trial names.
    limited = [m for m in included if lead is included or m.hit.concept.id != "hormone_tumors" or _is_item(m)]
    others = _list_other_organs(record, listed) if relevance == "net_included" else frozenset()
    origins = map(read_origin, dict.fromkeys(m.passage for m in included))
    groups = [m for m in mentions if m.passage.field == "arm"] if relevance == "net_specific" else []
    primary = []
    if relevance == "net_specific":
        primary = [*map(_read_primary, record.having("tumor_sites", "inclusion")), _read_lines(record)]
    stated = join_sites([*(read_sites(m, others) for m in [*limited, *groups]), *origins, *primary])
    if lead is not included and (not _is_open(lead) or _is_limited(listed, included)):
        return join_sites([sites, stated])
    limits = _find_limits(included, record) if relevance == "net_specific" else _find_shared_limits(included)
    if limits:
        return join_sites([sites, limits, stated])
    headings = _read_headings(record) if relevance == "net_specific" and titled else {}
    sites = join_sites([sites, stated, headings])
    if not sites and not titled and (setting := _read_setting(record) or _read_shared_organ(record)):
        return setting
    if lead is included and sites and all(read_sites(m) for m in lead):
        return sites
    open_mention = next((m for m in lead if not read_sites(m)), lead[0] if lead else None)
    words = (open_mention.words, open_mention.passage.field) if open_mention else ("no limit stated", "record")
    return {**sites, "any": words}


def _list_included(record: Record, mentions: list[Mention]) -> Iterator[Mention]:
    """Tumors of the rules of entry, with those beside which another thing is kept out ("…, not fit for surgery")."""
    known = {(id(m.passage), m.hit.start) for m in mentions}
    for passage in record.having("scope", "inclusion"):
        for hit in find_tumors(passage):
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
    for mention in mentions:
        is_open = not read_sites(mention)
        if not (is_open and written_out and mention.hit.concept.needs):
            by_passage[id(mention.passage)] = by_passage.get(id(mention.passage), False) or is_open
    if mentions and mentions[0].passage.field == "title":
        return all(by_passage.values())
    return any(by_passage.values())


def _is_limited(listed: list[Mention], included: list[Mention]) -> bool:
    """True where every condition names a site, whatever the title leaves open, and no rule of entry says "any"."""
    if not listed or not all(map(read_sites, listed)):
        return False
    return not any(_NO_LIMIT.search(m.passage.folded) for m in included)


def _find_limits(included: list[Mention], record: Record) -> Sites:
    """Sites to which an otherwise open trial is limited: by its rules of entry, else by what it says of its people."""
    passages = dict.fromkeys(m.passage for m in included)
    if any(_NO_LIMIT.search(passage.folded) for passage in passages):
        return {}
    for _, group in groupby(included, key=lambda mention: id(mention.passage)):
        mentioned = list(group)
        if mentioned[0].passage.folded.rstrip().endswith(":"):
            continue
        if origins := read_origin(mentioned[0].passage):
            return join_sites([origins, *map(read_sites, mentioned)])
        here = [m for m in mentioned if not _is_aside(m.passage, m.hit)]
        if any(not m.hit.concept.needs and m.hit.kind != "name" for m in here):
            here = [m for m in here if not m.hit.concept.needs or read_sites(m)]
        found = [read_sites(m) for m in here if not _is_heading(m, here)]
        if all(found) and found:
            return join_sites(found)
        if found:
            break
    for passage in record.having("tumor_sites", "inclusion"):
        if sites := _read_primary(passage):
            return sites
    if sites := _read_lines(record):
        return sites
    for passage in record.of("summary"):
        if _PEOPLE.search(passage.folded):
            tumors = [hit for hit in find_tumors(passage) if not _is_aside(passage, hit)]
            found = [read_sites(Mention(passage, hit)) for hit in tumors]
            if found and all(found):
                return join_sites(found)
    return {}


def _find_shared_limits(included: list[Mention]) -> Sites:
    """Sites that a trial of many diseases sets: each of its rules that names our tumors at large limits them."""
    at_large = [m for m in included if m.hit.kind != "name"]
    if any(_NO_LIMIT.search(m.passage.folded) for m in at_large):
        return {}
    found = [read_sites(m) or read_origin(m.passage) for m in at_large]
    return join_sites([*found, *map(read_sites, included)]) if found and all(found) else {}


def _list_other_organs(record: Record, listed: list[Mention]) -> frozenset[str]:
    """Organs of the conditions that name another cancer."""
    own = {id(m.passage) for m in listed}
    having = (p for p in record.having("tumor_sites", "condition") if id(p) not in own)
    return frozenset(hit.concept.id for passage in having for hit in passage.find("tumor_sites"))


def _read_setting(record: Record) -> Sites:
    """The organ that a title is about as a whole: "digestive oncology", "after pancreatic resection"."""
    return {
        organ.concept.id: (passage.quote(organ), passage.field)
        for passage in record.having("tumor_sites", "title")
        for organ in passage.find("tumor_sites")
        if organ.kind == "word" and organ.concept.id != "liver" and _SETTING.match(passage.folded, organ.end)
    }


def _read_shared_organ(record: Record) -> Sites:
    """The organ that all conditions share: a neuroendocrine tumor in a trial of lung cancer is one of the lung."""
    shared: Sites = {}
    for passage in record.of("condition"):
        organs = [h for h in passage.find("tumor_sites") if h.concept.id != "liver"]
        if not organs:
            return {}
        shared.update({h.concept.id: (passage.quote(h), passage.field) for h in organs})
    return shared if len(shared) == 1 else {}


def _is_item(mention: Mention) -> bool:
    """True for a tumor that begins its line, as the items of a list do."""
    return not any(letter.isalnum() for letter in mention.passage.folded[: mention.hit.start])


def _is_symptom(mention: Mention) -> bool:
    return bool(_SYMPTOM.search(mention.passage.folded, mention.hit.start, mention.hit.end + 12))


def _is_aside(passage: Passage, hit: Hit) -> bool:
    """True for another name in brackets: "tumors of the lung (carcinoid)", "tumors (carcinoid, bronchial)"."""
    return bool(_ASIDE.search(passage.folded[max(0, hit.start - 30) : hit.start]))


def _is_heading(mention: Mention, mentioned: list[Mention]) -> bool:
    """True for tumors at large before a colon and a list of tumors by site: "NETs, one of these: lung NET, …"."""
    colon = mention.passage.folded.find(":", mention.hit.end, mention.hit.end + 60)
    if colon < 0 or read_sites(mention):
        return False
    listed = [m for m in mentioned if m.hit.start > colon]
    return len(listed) > 1 and all(map(read_sites, listed))


def _read_primary(passage: Passage) -> Sites:
    """Sites of a rule that speaks of the primary itself: "primary tumor in the midgut (ileum, appendix)"."""
    if find_tumors(passage):
        return {}
    organs = [
        h
        for h in passage.find("tumor_sites")
        if h.concept.id != "liver" and is_word_taken(passage, h) and not is_elsewhere(passage, h)
    ]
    if not organs:
        return {}
    found: Sites = {}
    words = list(_PRIMARY.finditer(passage.folded))
    listed = -1
    for organ in organs:
        near = any(
            organ.start <= word.start() < organ.end
            or min(abs(organ.start - word.end()), abs(word.start() - organ.end)) <= _PRIMARY_REACH
            for word in words
        )
        goes_on = 0 <= listed <= organ.start and LIST.fullmatch(passage.folded, listed, organ.start)
        if near or goes_on or organ.start < listed:
            found.setdefault(organ.concept.id, (passage.quote(organ), passage.field))
            listed = max(listed, organ.end)
    if len(found) > 1:
        found.update(read_liver(passage, organs[0].start, listed))
    return found if set(found) - {"unknown_primary"} else {}


def _read_headings(record: Record) -> Sites:
    """Organs of conditions such as "Pancreatic Neoplasms" in a trial whose title names these tumors."""
    return {
        organ.concept.id: (passage.quote(organ), passage.field)
        for passage in record.having("tumor_sites", "condition")
        if _HEADING.search(passage.folded) and not find_tumors(passage)
        for organ in passage.find("tumor_sites")
        if organ.concept.id != "liver"
    }


def _read_lines(record: Record) -> Sites:
    """Organs below a line such as "One of these primary sites:", each on a line of its own or parted by semicolons."""
    found: Sites = {}
    is_open = False
    for passage in record.of("inclusion"):
        line = passage.folded.rstrip()
        if not any(map(str.isalpha, line)):
            continue
        if is_open and (organs := _list_leading(passage)):
            found.update({h.concept.id: (passage.quote(h), passage.field) for h in organs if h.concept.id not in found})
        elif line.endswith(":"):
            is_open = bool(_PRIMARY.search(line) or find_tumors(passage))
        else:
            is_open = bool(_PRIMARY.search(line)) and any(h.end == len(line) for h in passage.find("tumor_sites"))
    return found


def _list_leading(passage: Passage) -> list[Hit]:
    """The organs of a line that holds nothing else: "Small bowel", "Lung or bronchus"."""
    organs = [h for h in passage.find("tumor_sites") if is_word_taken(passage, h) and not is_elsewhere(passage, h)]
    rest, end = "", 0
    for organ in organs:
        rest, end = rest + " " + passage.folded[end : organ.start], max(end, organ.end)
    return organs if _REST.fullmatch(rest + " " + passage.folded[end:]) else []


def _read_primary_word(passage: Passage) -> Sites:
    """Organs of "… for pancreatic primary, … for gastrointestinal primary"."""
    return {
        organ.concept.id: (passage.quote(organ), passage.field)
        for organ in passage.find("tumor_sites")
        if organ.concept.id != "liver" and _PRIMARY_AFTER.match(passage.folded, organ.end)
    }


def join_sites(parts: Iterable[Sites]) -> Sites:
    """All sites, the first words for each."""
    joined: Sites = {}
    for part in parts:
        for value, words in part.items():
            joined.setdefault(value, words)
    return joined
