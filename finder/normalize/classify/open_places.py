"""Words of a rule of entry that open a trial to all places, whatever its title names."""

import re
from collections.abc import Iterable

from finder.normalize.classify.mentions import Mention, find_tumors
from finder.normalize.classify.organs_beside import Sites, read_sites
from finder.normalize.classify.passages import quote_words
from finder.vocabulary.grammar import load_cue
from finder.vocabulary.profile import load_profile

_NO_LIMIT = load_cue("no_limit")
# "carcinoid (NET) of | any location" or "NET from | any primary site": the words up to the place
_LINK = re.compile(r"(?i)s?(?: ?\([^()]{1,20}\))?,?(?: (?:of|from|with|in|at|arising|originating))? ?(?:an? )?")
# "paraganglioma, medullary thyroid cancer, | carcinoid", "pheochromocytoma or other | NET"
_ITEM = re.compile(r"(?i)(?:,|\bor|\band|/) ?(?:(?:any|other|metastatic|advanced|malignant|related) ){0,2}$")
# "NET (GEP, lung | or other)": the list goes on with places that it does not name.
_OR_OTHER = re.compile(
    r"(?i),? ?(?:and|or|and/or|/) others?(?: (?:sites?|origins?|places?|locations?|organs?))?\s*(?:[).;]|$)"
)
_NEAR = 60
_OWN_KINDS = frozenset(load_profile().roles.own_kinds)


def read_open(mentions: Iterable[Mention]) -> Sites:
    """`any`, where a rule takes a tumor wherever it started: "including carcinoid of any location"."""
    for mention in mentions:
        if _is_at_large(mention):
            link = _LINK.match(mention.passage.folded, mention.hit.end)
            if link and _NO_LIMIT.match(mention.passage.folded, link.end()):
                return {"any": (mention.words, mention.passage.field)}
    return {}


def read_joined(mentions: Iterable[Mention]) -> Sites:
    """`any`, where a tumor at large stands in one list with tumors whose name is a site: "paraganglioma, carcinoid"."""
    for mention in mentions:
        passage, start = mention.passage, mention.hit.start
        if _is_at_large(mention) and _ITEM.search(passage.folded[max(0, start - _NEAR) : start]):
            own = [tumor for tumor in find_tumors(passage) if tumor.concept.id in _OWN_KINDS]
            if any(0 <= start - tumor.end <= _NEAR for tumor in own):
                return {"any": (mention.words, passage.field)}
    return {}


def read_other(mentions: Iterable[Mention]) -> Sites:
    """`any`, where the organs beside a tumor end in "or other"."""
    for mention in mentions:
        passage = mention.passage
        for organ in passage.find("tumor_sites") if read_sites(mention) else ():
            if organ.start >= mention.hit.end and (other := _OR_OTHER.match(passage.folded, organ.end)):
                return {"any": (quote_words(passage.text, organ.start, other.end()), passage.field)}
    return {}


def _is_at_large(mention: Mention) -> bool:
    """True for a tumor that is named without an organ, and whose name is none."""
    return mention.hit.kind != "name" and not read_sites(mention)
