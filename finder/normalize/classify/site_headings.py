"""Organs of titles and conditions that stand apart from the tumor, and what they say of where it started."""

from finder.normalize.classify.mentions import Mention, find_tumors
from finder.normalize.classify.organs_beside import Sites
from finder.normalize.classify.passages import Record
from finder.vocabulary.grammar import load_cue
from finder.vocabulary.profile import load_profile

_HEADING = load_cue("site_heading")
_SPREAD_PLACE = load_profile().roles.spread_place
_SETTING = load_cue("setting")
_CELL_KIND = load_cue("cell_kind")
_PLACE_OF = load_profile().roles.place_of


def list_other_organs(record: Record, listed: list[Mention]) -> frozenset[str]:
    """Organs of the conditions that name another cancer."""
    own = {id(m.passage) for m in listed}
    having = (p for p in record.having("tumor_sites", "condition") if id(p) not in own)
    return frozenset(hit.concept.id for passage in having for hit in passage.find("tumor_sites"))


def read_setting(record: Record) -> Sites:
    """The organ that a title is about as a whole: "digestive oncology", "after pancreatic resection"."""
    return {
        organ.concept.id: (passage.quote(organ), passage.field)
        for passage in record.having("tumor_sites", "title")
        for organ in passage.find("tumor_sites")
        if organ.kind == "word" and organ.concept.id != _SPREAD_PLACE and _SETTING.match(passage.folded, organ.end)
    }


def read_shared_organ(record: Record) -> Sites:
    """The organ that all conditions share: a neuroendocrine tumor in a trial of lung cancer is one of the lung."""
    shared: Sites = {}
    for passage in record.of("condition"):
        organs = [h for h in passage.find("tumor_sites") if h.concept.id != _SPREAD_PLACE]
        if not organs:
            return {}
        shared.update({h.concept.id: (passage.quote(h), passage.field) for h in organs})
    return shared if len(shared) == 1 else {}


def read_kin(titled: list[Mention]) -> Sites:
    """The organ of a cancer of the same cells in the same title: large cell carcinoma beside small cell lung cancer."""
    return {
        _PLACE_OF[friend.concept.id]: (mention.passage.quote(friend), mention.passage.field)
        for mention in titled
        if _CELL_KIND.search(mention.passage.folded, mention.hit.start, mention.hit.end)
        for friend in mention.passage.find("false_friends", *_PLACE_OF)
        if _PLACE_OF
    }


def read_headings(record: Record) -> Sites:
    """Organs of conditions such as "Pancreatic Neoplasms" in a trial whose title names these tumors."""
    return {
        organ.concept.id: (passage.quote(organ), passage.field)
        for passage in record.having("tumor_sites", "condition")
        if _HEADING.search(passage.folded) and not find_tumors(passage)
        for organ in passage.find("tumor_sites")
        if organ.concept.id != _SPREAD_PLACE
    }
