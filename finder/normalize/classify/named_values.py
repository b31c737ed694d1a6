"""Values that a record names as such: hormone syndromes, inherited syndromes, and kinds where no rule weighs them."""

from finder.normalize.classify.mentions import Mention, is_taken
from finder.normalize.classify.passages import Passage, Record
from finder.normalize.classify.words_taken import is_word_taken
from finder.vocabulary.concepts import Hit, load_mesh, load_scanner

#: Value -> the record's own words and their field
Named = dict[str, tuple[str, str]]

_CUES = "named_cues"
_REACH = 80
# Fewer genes than this are those of a family; a panel has more.
_PANEL = 2


def find_named(record: Record, subject: str) -> Named:
    """Values of `function` or `syndromes` among the people a trial takes."""
    found: Named = {}
    for passage, hit in record.find(subject):
        if hit.concept.id not in found and _is_among_people(passage, hit):
            found[hit.concept.id] = (passage.quote(hit), passage.field)
    for term in record.mesh:
        for concept in load_mesh(subject).get(term.lower(), ()):
            found.setdefault(concept.id, (term, "mesh"))
    return found


def name_kind(record: Record, mentions: list[Mention]) -> tuple[str, Named]:
    """The kind of tumor that a record names, both where it names several, and the words for each.

    Beside the tumor itself and in the list of diseases; never in what the trial keeps out.
    """
    found: Named = {}
    with_tumor = {id(m.passage) for m in mentions}
    for passage, hit in record.find("differentiation", "title", "condition", "keyword", "arm", "inclusion"):
        if id(passage) in with_tumor and is_word_taken(passage, hit):
            found.setdefault(hit.concept.id, (passage.quote(hit), passage.field))
    return ("both" if len(found) > 1 else next(iter(found), "not_stated")), found


def _is_among_people(passage: Passage, hit: Hit) -> bool:
    cues = load_scanner(_CUES).scan(passage.folded)
    if passage.field == "exclusion":
        return _is_welcome(passage, hit, cues)
    panel = {passage.folded[c.start : c.end].lower() for c in cues if c.concept.id == "panel_gene"}
    return is_taken(passage, hit) and len(panel) < _PANEL


def _is_welcome(passage: Passage, hit: Hit, cues: list[Hit]) -> bool:
    """True where an exclusion makes an exception: "except for MEN1", "people with MEN2 are eligible"."""
    for cue in cues:
        before = cue.concept.id == "exception" and 0 <= hit.start - cue.end <= _REACH
        after = cue.concept.id == "still_welcome" and 0 <= cue.start - hit.end <= _REACH
        between = passage.folded[min(cue.end, hit.end) : max(cue.start, hit.start)]
        if (before or after) and not any(stop in between for stop in ".;:"):
            return True
    return False
