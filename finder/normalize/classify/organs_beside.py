"""Organs that stand beside a tumor in the same phrase ("pancreatic or lung NET", "NET of the pancreas", "insulinoma"),
never every organ of a sentence."""

import re

from finder.normalize.classify.mentions import Mention
from finder.normalize.classify.passages import Passage, quote_words
from finder.normalize.classify.words_taken import is_word_taken
from finder.vocabulary.concepts import Hit

#: value -> record's own words and their field
Sites = dict[str, tuple[str, str]]

_BRACKET = r"\([^()]{1,60}\)"
_STOP = (
    r"cancers?|carcinomas?|adenocarcinomas?|tumou?rs?|neoplasms?|metasta\w+|lesions?|patients?|for|from|in|than|"
    r"without|spread|non(?!-?function)|sarcomas?|lymphomas?|disease|melanomas?|treated|after|"
    r"hormones?|levels?|functions?|enzymes?|insufficiency|biops(?:y|ies)|fistula"
)
# "pancreatic and other well-differentiated | neuroendocrine tumors"
_BEFORE = re.compile(rf"\)?(?:[\s/-]+(?:(?!(?:{_STOP})\b)[^\W_]+|{_BRACKET})){{0,5}}[\s/-]*", re.I)
# "pancreatic, | gastrointestinal"; "lung | or thymus"; "of the lung, | of the small bowel and of unknown origin"
LIST = re.compile(
    r"(?:[\s,/&()-]|\([a-h1-9]\)|\([a-z-]{0,8}NE[TNC]s?\)|\b(?:and|or|and/or|of|the|from|an?|in|tract|tumou?rs?|origin|primary|system|including|other|"
    r"known|with|either|typical|atypical|i\.e\.|e\.g\.|carcinoids?|pha?eochromocytomas?|paragangliomas?|"
    r"suspected|unknown|liver|proximal|distal|right|left|ascending|descending|upper|lower|extrahepatic|intrahepatic)\b){1,24}",
    re.I,
)
# The words between a tumor and an organ after it: neuroendocrine tumors | (NETs) of the | lung
_AFTER = re.compile(
    rf"(?:\s*{_BRACKET}|[\s,-]+(?!(?:cancers?|carcinomas?|metasta\w+|patients?|treated|spread|invading|anywhere|undergoing|surgery|resections?|scheduled|planned|after|who)\b)[^\W_]+){{0,8}}?\)?"
    r"(?:[\s,-]+(?:of|in|from|at|involving|including|located|arising|originating|with|primary)\b|\s*[(:]|\s-)"
    r"(?:\s*(?:the|an?|all|any|either|primary|known|origin|or|in|of|from|suspected|presumed|be|gastro|typical|atypical|carcinoids?|"
    r"islet cell)\b,?)*\s*",
    re.I,
)
# "originating from the | stomach", "primary site: | lung", "of any origin (| midgut, …": where it started follows.
_ORIGIN = re.compile(
    r"(?i)\b(?:originat\w{1,4}|aris(?:e|es|ing|en)|origins?|"
    r"primar(?:y|ies)(?: tumou?rs?)?(?: sites?| lesions?| locations?| locali[sz]ations?| organs?)?)\b"
)
_ORIGIN_LINK = re.compile(
    r"(?i)[\s:(,-]{0,3}(?:(?:[a1]\)|(?:in|from|of|at|within|is|are|was|be|being|the|an?|either|any|part|known|including|includes|"
    r"may|can|any|one|following|these|limited to|confined to|restricted to|located|locali[sz]ed|such as|i\.e\.|"
    r"e\.g\.)\b)[\s:(,-]{0,3}){0,9}"
)
# "non-pancreatic", "outside the lung", "extra-pulmonary": the organ is the one that is not meant.
_NOT_HERE = re.compile(r"(?i)\b(?:non|extra|outside(?: of)?(?: the)?)[\s-]{0,2}$")
# "ileocecal resection": what was operated on is not where the tumor started.
_OPERATED = re.compile(r"(?i)[\s-]{1,2}(?:resection|surgery|biops|anastomos|bypass|transplant|metasta|involvement)")
_JOINS = re.compile(r"(?i)\b(?:and|or)\b")
# "Atypical carcinoid" as a heading is the lung's by definition; in a list of kinds it is one word for a grade.
_TYPICAL = re.compile(r"(?i)\ba?typical carcinoid")
_TYPICAL_SITE = "lung"
_HEADS = ("title", "condition", "keyword")
#: Concepts of the scope that are abbreviations, beside which organs are named as beside the words.
_SHORT = ("nen_short", "nen_site_short")
# "esophagus, stomach, liver or pancreas": among organs where a tumor started, the liver is one of them.
_LIVER = re.compile(
    r"(?i)(?:[,/(]|\bor\b|\band\b) ?(?:the )?(?P<liver>liver)\b(?! ?(?:metast|lesion|function|tumou?r|involv|directed))"
)
_LIVER_REACH = 16
_LONGEST_GAP = 110


def read_sites(mention: Mention, others: frozenset[str] = frozenset()) -> Sites:
    """Sites of one mention, in the same phrase: "pancreatic or lung NET", "NET of the pancreas", "insulinoma".

    `others`: organs of other cancers of the trial. In "colon, rectal or pancreatic NET" they are no sites of the tumor.
    """
    passage, tumor = mention.passage, mention.hit
    organs = passage.find("tumor_sites")
    found = [h for h in organs if h.kind == "name" and h.start < tumor.end and tumor.start < h.end]
    words = [h for h in organs if h.kind == "word"]
    # "biliary, neuroendocrine and gynecological tumors" are three diseases.
    joined = _JOINS.search(passage.folded, tumor.start, tumor.end)
    found += [h for h in words if not joined and tumor.start <= h.start and h.end <= tumor.end]
    if any(h.kind == "name" for h in found) and tumor.concept.id not in _SHORT:
        words = []
    found += _walk_left(passage, words, tumor, others) + _walk_right(passage, words, tumor)
    if not found and passage.field in _HEADS and _TYPICAL.search(passage.folded[max(0, tumor.start - 14) : tumor.end]):
        return {_TYPICAL_SITE: (passage.quote(tumor), passage.field)}
    return {
        h.concept.id: (passage.quote(h, tumor), passage.field)
        for h in found
        if is_word_taken(passage, h) and not is_elsewhere(passage, h)
    }


def is_elsewhere(passage: Passage, organ: Hit) -> bool:
    """True for an organ that is not where the tumor started.

    The end of a stretch ("the digestive tract (from esophagus to anus)"), an organ ruled out ("non-pancreatic"), and
    one that was operated on ("ileocecal resection").
    """
    before, after = passage.folded[max(0, organ.start - 20) : organ.start], passage.folded[organ.end : organ.end + 14]
    is_range = before.rstrip().endswith(("from", "from the")) and after.lower().startswith(" to ")
    return is_range or bool(_NOT_HERE.search(before) or _OPERATED.match(after))


def _walk_left(passage: Passage, words: list[Hit], tumor: Hit, others: frozenset[str]) -> list[Hit]:
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
        if found and organ.concept.id in others:
            break
        found.append(organ)
        left, pattern = organ.start, LIST
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
        right, pattern = max(right, organ.end), LIST
    return found


def read_origin(passage: Passage) -> Sites:
    """Organs that a sentence names right after it speaks of the origin, and the list that they begin."""
    organs = [h for h in passage.find("tumor_sites") if h.concept.id != "liver" and is_word_taken(passage, h)]
    found: Sites = {}
    for cue in _ORIGIN.finditer(passage.folded) if organs else ():
        link = _ORIGIN_LINK.match(passage.folded, cue.end())
        right = link.end() if link and not link.group().isspace() else cue.end()
        for organ in organs:
            if organ.end <= cue.end() or is_elsewhere(passage, organ):
                continue
            inside = found and organ.start < right
            if (
                not inside
                and organ.start != right
                and not (found and LIST.fullmatch(passage.folded, right, organ.start))
            ):
                break
            found.setdefault(organ.concept.id, (passage.quote(organ), passage.field))
            right = max(right, organ.end)
        if len(found) > 1:
            found.update(read_liver(passage, cue.end(), right))
    return found


def read_liver(passage: Passage, start: int, end: int) -> Sites:
    """The liver as an entry of a list of organs that stands between these places."""
    listed = _LIVER.search(passage.folded, start, min(len(passage.folded), end + _LIVER_REACH))
    if not listed:
        return {}
    return {"liver": (quote_words(passage.text, *listed.span("liver")), passage.field)}
