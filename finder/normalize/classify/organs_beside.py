"""Organs that stand beside a tumor in the same phrase ("pancreatic or lung NET", "NET of the pancreas", "insulinoma"),
never every organ of a sentence."""

import re

from finder.normalize.classify.answers import answer_once
from finder.normalize.classify.mentions import Mention
from finder.normalize.classify.passages import Passage, quote_words
from finder.normalize.classify.words_taken import is_word_taken
from finder.vocabulary.concepts import Hit
from finder.vocabulary.grammar import load_cue, spell_cue
from finder.vocabulary.profile import load_profile

#: value -> record's own words and their field
Sites = dict[str, tuple[str, str]]

_BRACKET = r"\([^()]{1,60}\)"
_STOP = rf"{spell_cue('other_phrase')}|non(?!-?function)\b|extra[^\W_]*"
# "pancreatic and other well-differentiated | neuroendocrine tumors"
_BEFORE = re.compile(rf"\)?(?:[\s/-]+(?:(?!{_STOP})[^\W_]+|{_BRACKET})){{0,5}}[\s/-]*", re.I)
# "pancreatic, | gastrointestinal"; "lung | or thymus"; "of the lung, | of the small bowel and of unknown origin"
LIST = re.compile(
    rf"(?:[\s,/&()-]|\([a-h1-9]\)|\([a-z-]{{0,8}}NE[TNC]s?\)|\ban?\b|\b(?:i\.e|e\.g)\.|{spell_cue('list_word')}){{1,24}}",
    re.I,
)
# The words between a tumor and an organ after it: neuroendocrine tumors | (NETs) of the | lung
_AFTER = re.compile(
    rf"(?:\s*{_BRACKET}|[\s,/-]+(?!{spell_cue('other_matter')})[^\W_]+){{0,8}}?\)?"
    rf"(?:[\s,-]+{spell_cue('place_link')}|[\s,]*[(:]|\s-)(?:\s*(?:an?\b|{spell_cue('before_organ')}),?)*\s*",
    re.I,
)
# "originating from the | stomach", "primary site: | lung", "of any origin (| midgut, …": where it started follows.
_ORIGIN = load_cue("where_it_started")
_ORIGIN_LINK = re.compile(
    rf"(?i)[\s:(,-]{{0,3}}(?:(?:[a1]\)|\ban?\b|\b(?:i\.e|e\.g)\.|{spell_cue('origin_link')})[\s:(,-]{{0,3}}){{0,9}}"
)
# "non-pancreatic", "outside the lung", "extra-pulmonary": the organ is the one that is not meant.
_NOT_HERE = load_cue("not_here")
# "typical carcinoid if originating in | lung": a condition, no limit.
_SPREAD = load_cue("spread_to")
_CONDITION = load_cue("if_it_is")
# "neuroendocrine tumors, | including pheochromocytoma", "(carcinoid, insulinoma, etc.)": examples, no limit.
_EXAMPLES = re.compile(
    r"(?i)s?(?: ?\([^()]{1,12}\))?[\s,:(]{1,3}(?:(?:including|such as|e\.g\.|for example)|[^()]{3,120}\betc\b)"
)
# "ileocecal resection": what was operated on is not where the tumor started.
_OPERATED = load_cue("operated")
_JOINS = load_cue("joins")
# "Atypical carcinoid" as a heading is the lung's by definition; in a list of kinds it is one word for a grade.
_TYPICAL = load_cue("typical_carcinoid")
_TYPICAL_SITE = load_profile().roles.typical_place
_HEADS = ("title", "condition", "keyword")
# "Metastases of colorectal or | neuroendocrine origin": the organ is that of another cancer.
_ORIGIN_ALONE = load_cue("origin_alone")
_OR = re.compile(r"(?i)\b(?:or|and)\b|[,/]")
# "Carcinoma of the | anal canal and gastrointestinal NET"
_OF_ANOTHER = re.compile(rf"(?i)(?<!neuroendocrine )(?<!neuro-endocrine )\b{spell_cue('a_cancer')} of (?:the )?$")
_OF_ANOTHER_REACH = 40
_ADJECTIVE_ENDS = ("ic", "al", "ary")
_OTHER_CANCER = re.compile(rf"(?i)(?:[\s,/]{{1,3}}(?!neuro)\w{{1,20}}){{0,4}}[\s,/]{{1,3}}{spell_cue('other_cancer')}")
#: Concepts of the scope whose names are no end of the matter: organs stand beside them ("duodenal gastrinoma").
_BESIDE_NAMES = load_profile().roles.beside
_SPREAD_PLACE = load_profile().roles.spread_place
# "esophagus, stomach, liver or pancreas", "(renal, hepatic)": among organs where a tumor started, it is one of them.
_LIVER = re.compile(
    r"(?i)(?:[,/(]|\bor\b|\band\b) ?(?:the )?(?P<liver>liver|hepatic)\b"
    r"(?! ?(?:metast|lesion|function|tumou?r|involv|directed|arter|disease|flexure|vein|enceph|"
    r"impair|failure|surg|resec))"
)
_LIVER_REACH = 16
_LONGEST_GAP = 110


def read_sites(mention: Mention, others: frozenset[str] = frozenset()) -> Sites:
    """Sites of one mention, in the same phrase: "pancreatic or lung NET", "NET of the pancreas", "insulinoma".

    `others`: organs of other cancers of the trial. In "colon, rectal or pancreatic NET" they are no sites of the tumor.
    """
    return _read_beside(mention.passage, mention.hit, others)


@answer_once
def _read_beside(passage: Passage, tumor: Hit, others: frozenset[str]) -> Sites:
    organs = [] if tumor.concept.alone else passage.find("tumor_sites")
    found = [h for h in organs if h.kind == "name" and h.start < tumor.end and tumor.start < h.end]
    words = [h for h in organs if h.kind == "word"]
    # "biliary, neuroendocrine and gynecological tumors" are three diseases.
    joined = _JOINS.search(passage.folded, tumor.start, tumor.end)
    found += [h for h in words if not joined and tumor.start <= h.start and h.end <= tumor.end]
    if any(h.kind == "name" for h in found) and tumor.concept.id not in _BESIDE_NAMES:
        words = []
    found += _walk_left(passage, words, tumor, others) + _walk_right(passage, words, tumor)
    is_headed = not found and _TYPICAL_SITE and passage.field in _HEADS
    if is_headed and _TYPICAL.search(passage.folded[max(0, tumor.start - 14) : tumor.end]):
        return {_TYPICAL_SITE: (passage.quote(tumor), passage.field)}
    taken = [h for h in found if is_word_taken(passage, h) and not is_elsewhere(passage, h)]
    sites = {h.concept.id: (passage.quote(h, tumor), passage.field) for h in taken}
    if len(sites) > 1:
        sites.update(read_liver(passage, min(h.start for h in taken), max(h.end for h in taken)))
    return sites


def has_examples(mention: Mention) -> bool:
    """True for a tumor of which examples follow: "neuroendocrine tumors, including pheochromocytoma"."""
    return bool(_EXAMPLES.match(mention.passage.folded, mention.hit.end))


def read_limits(mention: Mention) -> Sites:
    """Sites that a mention is limited to: those of `read_sites`, but none where they are only examples of the tumor."""
    sites = read_sites(mention)
    if not sites or mention.hit.kind == "name" or not has_examples(mention):
        return sites
    passage = mention.passage
    words = [h for h in passage.find("tumor_sites") if h.start < mention.hit.end]
    own = any(mention.hit.start <= h.start for h in words) or _walk_left(passage, words, mention.hit, frozenset())
    return sites if own else {}


@answer_once
def is_elsewhere(passage: Passage, organ: Hit) -> bool:
    """True for an organ that is not where the tumor started.

    The end of a stretch ("the digestive tract (from esophagus to anus)"), an organ ruled out ("non-pancreatic"),
    one that was operated on ("ileocecal resection"), and one of a condition ("if originating in the lung").
    """
    before, after = passage.folded[max(0, organ.start - 40) : organ.start], passage.folded[organ.end : organ.end + 14]
    is_range = before.rstrip().endswith(("from", "from the")) and after.lower().startswith(" to ")
    is_told = any(cue.search(before) for cue in (_NOT_HERE, _CONDITION, _SPREAD)) or _OPERATED.match(after)
    return is_range or bool(is_told)


def _walk_left(passage: Passage, words: list[Hit], tumor: Hit, others: frozenset[str]) -> list[Hit]:
    found: list[Hit] = []
    if _ORIGIN_ALONE.search(passage.folded, tumor.start, tumor.end):
        words = [organ for organ in words if not _OR.search(passage.folded, organ.end, tumor.start)]
    left, pattern = tumor.start, _BEFORE
    for organ in sorted((h for h in words if h.end <= tumor.start), key=lambda h: -h.end):
        if organ.end > left:
            found.append(organ)
            continue
        if left - organ.end > _LONGEST_GAP:
            break
        if not pattern.fullmatch(passage.folded, organ.end, left):
            continue
        before = passage.folded[max(0, organ.start - _OF_ANOTHER_REACH) : organ.start]
        if found and (organ.concept.id in others or _OF_ANOTHER.search(before)):
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
        if not pattern.fullmatch(passage.folded, right, organ.start) and not _is_heading(passage, right, organ):
            continue
        if is_of_another_cancer(passage, organ):
            break
        found.append(organ)
        right, pattern = max(right, organ.end), LIST
    return found


def is_of_another_cancer(passage: Passage, organ: Hit) -> bool:
    """True for "NET of the midgut, or | pancreatic or lung cancer": an adjective belongs to the cancer after it."""
    adjective = passage.folded[organ.start : organ.end].lower().endswith(_ADJECTIVE_ENDS)
    return adjective and bool(_OTHER_CANCER.match(passage.folded, organ.end))


def _is_heading(passage: Passage, end: int, organ: Hit) -> bool:
    """True for the last word of a heading: "Large Cell Neuroendocrine Carcinoma, | Lung"."""
    is_last = passage.field in ("condition", "keyword") and organ.end == len(passage.folded)
    return is_last and passage.folded[end : organ.start].strip() == ","


@answer_once
def read_origin(passage: Passage) -> Sites:
    """Organs that a sentence names right after it speaks of the origin, and the list that they begin."""
    organs = [h for h in passage.find("tumor_sites") if h.concept.id != _SPREAD_PLACE and is_word_taken(passage, h)]
    found: Sites = {}
    for cue in _ORIGIN.finditer(passage.folded) if organs else ():
        if _CONDITION.search(passage.folded[max(0, cue.start() - 30) : cue.start()]):
            continue
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
    if _SPREAD_PLACE != "liver":
        return {}
    # Read further than the reach, so that the word after it ("liver metastases") is seen whole.
    listed = _LIVER.search(passage.folded, start, min(len(passage.folded), end + 2 * _LIVER_REACH))
    if not listed or listed.end() > end + _LIVER_REACH:
        return {}
    return {"liver": (quote_words(passage.text, *listed.span("liver")), passage.field)}
