"""Where the tumor started: organs that stand beside a tumor in the same phrase, never every organ of a sentence."""

import re
from collections.abc import Iterable
from itertools import groupby

from finder.normalize.classify.mentions import Mention, find_tumors, is_taken
from finder.normalize.classify.passages import Passage, Record
from finder.vocabulary.concepts import Hit

#: value -> record's own words and their field
Sites = dict[str, tuple[str, str]]

_BRACKET = r"\([^()]{1,30}\)"
_STOP = (
    r"cancers?|carcinomas?|adenocarcinomas?|tumou?rs?|neoplasms?|metasta\w+|lesions?|patients?|for|from|in|than|"
    r"without|spread|non(?!-?function)|sarcomas?|lymphomas?|disease|melanomas?|treated|after"
)
# "pancreatic and other well-differentiated | neuroendocrine tumors"
_BEFORE = re.compile(rf"(?:[\s/-]+(?:(?!(?:{_STOP})\b)[^\W_]+|{_BRACKET})){{0,5}}[\s/-]*", re.I)
# "pancreatic, | gastrointestinal"; "lung | or thymus"; "of the lung, | of the small bowel and of unknown origin"
_LIST = re.compile(
    r"(?:[\s,/&()-]|\b(?:and|or|and/or|of|the|from|an?|in|tract|tumou?rs?|origin|primary|system|including|other|"
    r"known|with|either|typical|atypical|i\.e\.)\b){1,24}",
    re.I,
)
# The words between a tumor and an organ after it: neuroendocrine tumors | (NETs) of the | lung
_AFTER = re.compile(
    rf"(?:\s*{_BRACKET}|[\s,-]+(?!(?:cancers?|carcinomas?|metasta\w+|patients?|treated|spread|invading)\b)[^\W_]+){{0,5}}?"
    r"(?:[\s,-]+(?:of|in|from|at|involving|including|located|arising|originating|with|primary)\b|\s*[(:]|\s-)"
    r"(?:\s*(?:the|an?|all|any|either|primary|known|origin|or|in|of|from|suspected|presumed|be|gastro)\b)*\s*",
    re.I,
)
_PRIMARY = re.compile(r"(?i)\bprimar(?:y|ies)\b|\borigin(?:s|ates?|ating)?\b|\barising\b")
_PRIMARY_REACH = 45
_NO_LIMIT = re.compile(
    r"(?i)\banywhere\b|\b(?:any|all) (?:other )?(?:primary|sites?|origins?|locations?)\b|"
    r"\bregardless of\b[^.;]{0,40}\b(?:site|origin|primary)\b"
)
_PEOPLE = re.compile(r"(?i)\b(?:population|patients|subjects|participants|enroll?|adults|people)\b")
_SETTING = re.compile(r"(?i)\s+(?:oncology|surgery|resections?)\b")
_LONGEST_GAP = 110


def find_sites(record: Record, mentions: list[Mention], relevance: str) -> Sites:
    """The primary sites of a trial in scope; `any` where the record sets no limit."""
    titled = [m for m in mentions if m.passage.field == "title"]
    listed = [m for m in mentions if m.passage.field == "condition"]
    included = [m for m in mentions if m.passage.field == "inclusion"]
    telling = any(not m.hit.concept.needs or read_sites(m) for m in titled)
    lead = (
        (titled if telling else listed or titled)
        or [m for m in mentions if m.passage.field in ("keyword", "arm")]
        or included
    )
    sites = join_sites(map(read_sites, [*titled, *listed, *(lead if lead is not included else [])]))
    limited = [m for m in included if not _NO_LIMIT.search(m.passage.folded)]
    stated = join_sites([*map(read_sites, limited), *map(_read_primary, record.of("inclusion"))])
    if lead is not included and not _is_open(lead):
        return join_sites([sites, stated])
    if relevance == "net_specific" and (limits := _find_limits(included, record)):
        return join_sites([sites, limits, stated])
    sites = join_sites([sites, stated])
    if not sites and not titled and (setting := _read_setting(record) or _read_shared_organ(record)):
        return setting
    open_mention = next((m for m in lead if not read_sites(m)), lead[0] if lead else None)
    words = (open_mention.words, open_mention.passage.field) if open_mention else ("no limit stated", "record")
    return {**sites, "any": words}


def _is_open(mentions: list[Mention]) -> bool:
    """True where each passage (title, official title, …) names a tumor without a site; one with limits is enough."""
    by_passage: dict[int, bool] = {}
    written_out = any(not m.hit.concept.needs for m in mentions)
    for mention in mentions:
        only_short = mention.hit.concept.needs and written_out
        is_open = not read_sites(mention) and not only_short
        by_passage[id(mention.passage)] = by_passage.get(id(mention.passage), False) or is_open
    if mentions and mentions[0].passage.field == "title":
        return all(by_passage.values())
    return any(by_passage.values())


def _find_limits(included: list[Mention], record: Record) -> Sites:
    """Sites to which an otherwise open trial is limited: by its rules of entry, else by what it says of its people."""
    passages = dict.fromkeys(m.passage for m in included)
    if any(_NO_LIMIT.search(passage.folded) for passage in passages):
        return {}
    for _, group in groupby(included, key=lambda mention: id(mention.passage)):
        here = [m for m in group if not _is_aside(m.passage, m.hit)]
        if any(not m.hit.concept.needs for m in here):
            here = [m for m in here if not m.hit.concept.needs or read_sites(m)]
        found = [read_sites(m) for m in here]
        if all(found) and found:
            return join_sites(found)
        if found:
            break
    for passage in record.of("inclusion"):
        if sites := _read_primary(passage):
            return sites
    for passage in record.of("summary"):
        if _PEOPLE.search(passage.folded):
            tumors = [hit for hit in find_tumors(passage) if not _is_aside(passage, hit)]
            found = [read_sites(Mention(passage, hit)) for hit in tumors]
            if found and all(found):
                return join_sites(found)
    return {}


def read_sites(mention: Mention) -> Sites:
    """Sites of one mention, in the same phrase: "pancreatic or lung NET", "NET of the pancreas", "insulinoma"."""
    passage, tumor = mention.passage, mention.hit
    organs = passage.find("tumor_sites")
    found = [h for h in organs if h.kind == "name" and h.start < tumor.end and tumor.start < h.end]
    words = [h for h in organs if h.kind == "word"]
    found += [h for h in words if tumor.start <= h.start and h.end <= tumor.end]
    if any(h.kind == "name" for h in found) and tumor.concept.id != "nen_short":
        words = []
    found += _walk_left(passage, words, tumor) + _walk_right(passage, words, tumor)
    return {
        h.concept.id: (passage.quote(h, tumor), passage.field)
        for h in found
        if is_taken(passage, h) and not _is_range(passage, h)
    }


def _is_range(passage: Passage, organ: Hit) -> bool:
    """True for the end of a stretch: "the digestive tract (from esophagus to anus)" is no trial of the esophagus."""
    before, after = passage.folded[: organ.start].rstrip(), passage.folded[organ.end : organ.end + 4]
    return before.endswith(("from", "from the")) and after.lower().startswith(" to ")


def _walk_left(passage: Passage, words: list[Hit], tumor: Hit) -> list[Hit]:
    found: list[Hit] = []
    left, pattern = tumor.start, _BEFORE
    for organ in sorted((h for h in words if h.end <= tumor.start), key=lambda h: -h.end):
        if organ.end > left:
            found.append(organ)
            continue
        if left - organ.end > _LONGEST_GAP:
            break
        if not pattern.fullmatch(passage.folded, organ.end, left):
            continue
        found.append(organ)
        left, pattern = organ.start, _LIST
    return found


def _walk_right(passage: Passage, words: list[Hit], tumor: Hit) -> list[Hit]:
    found: list[Hit] = []
    right, pattern = tumor.end, _AFTER
    for organ in sorted((h for h in words if h.start >= tumor.end), key=lambda h: h.start):
        if organ.start < right:
            found.append(organ)
            continue
        if organ.start - right > _LONGEST_GAP:
            break
        if not pattern.fullmatch(passage.folded, right, organ.start):
            continue
        found.append(organ)
        right, pattern = max(right, organ.end), _LIST
    return found


def _read_setting(record: Record) -> Sites:
    """The organ that a title is about as a whole: "digestive oncology", "after pancreatic resection"."""
    return {
        organ.concept.id: (passage.quote(organ), passage.field)
        for passage in record.of("title")
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


def _is_aside(passage: Passage, hit: Hit) -> bool:
    """True for another name in brackets: "tumors of the lung (carcinoid)"."""
    return passage.folded[: hit.start].endswith("(") and passage.folded[hit.end :].startswith(")")


def _read_primary(passage: Passage) -> Sites:
    """Sites of a rule that speaks of the primary itself: "primary tumor in the midgut (ileum, appendix)"."""
    if find_tumors(passage):
        return {}
    organs = [h for h in passage.find("tumor_sites") if h.concept.id != "liver" and is_taken(passage, h)]
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
        goes_on = 0 <= listed <= organ.start and _LIST.fullmatch(passage.folded, listed, organ.start)
        if near or goes_on or organ.start < listed:
            found.setdefault(organ.concept.id, (passage.quote(organ), passage.field))
            listed = max(listed, organ.end)
    return found if set(found) - {"unknown_primary"} else {}


def join_sites(parts: Iterable[Sites]) -> Sites:
    """All sites, the first words for each."""
    joined: Sites = {}
    for part in parts:
        for value, words in part.items():
            joined.setdefault(value, words)
    return joined
