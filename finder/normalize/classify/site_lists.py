"""Organs that a rule of entry lists as the place where the tumor started, with or without its name."""

import re
from collections.abc import Iterable

from finder.normalize.classify.answers import answer_once
from finder.normalize.classify.mentions import find_tumors
from finder.normalize.classify.organs_beside import LIST, Sites, is_elsewhere, is_of_another_cancer, read_liver
from finder.normalize.classify.passages import Passage, Record
from finder.normalize.classify.words_taken import is_word_taken
from finder.vocabulary.concepts import Hit
from finder.vocabulary.grammar import load_cue, spell_cue
from finder.vocabulary.profile import load_profile

_PRIMARY = load_cue("primary")
_PRIMARY_REACH = 45
_PRIMARY_AFTER = load_cue("primary_after")
# What a line may hold beside its organs.
_REST = re.compile(rf"(?i)(?:[\W\d]|\ban?\b|{spell_cue('bare_line')})*")
# "Small cell carcinoma of the bladder, cervix, …" is our tumor in a trial for such tumors.
_SMALL_CELL = load_cue("small_cell")
# "Functional tumors of the | lung"
_TUMORS_OF = load_cue("tumors_of")
# Before a list of organs that are no place of origin: "metastases to", "CT of", "function of"
_OTHER_LIST = load_cue("other_list")
# What parts a list from the tumor: "… NET; patients who had tumors of the | lung, …"
_BREAK = load_cue("list_break")
_NEAR = 70
#: So many organs in a row are a list.
_LONG_LIST = 3
_UNKNOWN = "unknown_primary"
_SPREAD_PLACE = load_profile().roles.spread_place


@answer_once
def read_primary(passage: Passage) -> Sites:
    """Sites of a rule that speaks of the primary itself: "primary tumor in the midgut (ileum, appendix)"."""
    if find_tumors(passage):
        return {}
    organs = [
        h
        for h in passage.find("tumor_sites")
        if h.concept.id != _SPREAD_PLACE and is_word_taken(passage, h) and not is_elsewhere(passage, h)
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


def read_lines(record: Record) -> Sites:
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
            is_open = any(h.end == len(line) for h in passage.find("tumor_sites")) and bool(_PRIMARY.search(line))
    return found


def _list_leading(passage: Passage) -> list[Hit]:
    """The organs of a line that holds nothing else: "Small bowel", "Lung or bronchus"."""
    organs = [h for h in passage.find("tumor_sites") if is_word_taken(passage, h) and not is_elsewhere(passage, h)]
    rest, end = "", 0
    for organ in organs:
        rest, end = rest + " " + passage.folded[end : organ.start], max(end, organ.end)
    return organs if _REST.fullmatch(rest + " " + passage.folded[end:]) else []


def read_unknown_line(passage: Passage) -> Sites:
    """An unknown start that is a rule of its own: "Unknown primary site", on a line that says nothing else."""
    organs = _list_leading(passage)
    return _quote_taken(passage, organs) if {organ.concept.id for organ in organs} == {_UNKNOWN} else {}


def read_long_list(passage: Passage) -> Sites:
    """Three organs or more in a row, in a sentence about the tumor or its origin: "primary (lung, thymus, stomach)"."""
    organs = [h for h in passage.find("tumor_sites") if h.concept.id != _SPREAD_PLACE]
    if len(organs) < _LONG_LIST:
        return {}
    places = [(tumor.start, tumor.end) for tumor in find_tumors(passage)]
    places += [word.span() for pattern in (_PRIMARY, _SMALL_CELL) for word in pattern.finditer(passage.folded)]
    if not places:
        return {}
    found: Sites = {}
    run: list[Hit] = []
    for organ in [*(h for h in organs if not is_of_another_cancer(passage, h)), None]:
        if organ and run and (organ.start < run[-1].end or LIST.fullmatch(passage.folded, run[-1].end, organ.start)):
            run.append(organ)
            continue
        if len({h.start for h in run}) >= _LONG_LIST and _is_about_tumor(passage, run, places):
            found.update(_quote_taken(passage, run))
            found.update(read_liver(passage, run[0].start, run[-1].end))
        run = [organ] if organ else []
    return found


def _is_about_tumor(passage: Passage, run: list[Hit], places: list[tuple[int, int]]) -> bool:
    """True for a list that stands close to the tumor or a word for its origin, and is none of another thing."""
    first, last = run[0].start, max(organ.end for organ in run)
    # "Metastatic carcinoid, | midgut …": what stands before the tumor speaks of the tumor.
    begin = max(first - 60, *(tumor.end for tumor in find_tumors(passage) if tumor.end <= first), 0)
    if _OTHER_LIST.search(passage.folded[begin:first]):
        return False
    gaps = [passage.folded[end:first] if end <= first else passage.folded[last:start] for start, end in places]
    return any(len(gap) <= _NEAR and ";" not in gap and not _BREAK.search(gap) for gap in gaps)


def _quote_taken(passage: Passage, organs: list[Hit]) -> Sites:
    return {
        h.concept.id: (passage.quote(h), passage.field)
        for h in organs
        if is_word_taken(passage, h) and not is_elsewhere(passage, h)
    }


def read_unknown(passage: Passage) -> Sites:
    """An unknown start that a rule of entry takes: "or unknown primary", "unknown primary is allowed"."""
    hits = [h for h in passage.find("tumor_sites", _UNKNOWN) if _PRIMARY.search(passage.folded, h.start, h.end + 10)]
    return _quote_taken(passage, hits)


def read_tumors_of(passage: Passage) -> Sites:
    """Organs of "tumors of the gastroenteropancreatic system or lung", where the sentence has no other name."""
    organs = [h for h in passage.find("tumor_sites") if h.concept.id != _SPREAD_PLACE]
    if not organs or find_tumors(passage) or not _TUMORS_OF.search(passage.folded[: organs[0].start]):
        return {}
    found = [organs[0]]
    for organ in organs[1:]:
        if organ.start >= found[-1].end and not LIST.fullmatch(passage.folded, found[-1].end, organ.start):
            break
        found.append(organ)
    return _quote_taken(passage, found)


def read_primary_word(passage: Passage) -> Sites:
    """Organs of "… for pancreatic primary, … for gastrointestinal primary"."""
    return {
        organ.concept.id: (passage.quote(organ), passage.field)
        for organ in passage.find("tumor_sites")
        if organ.concept.id != _SPREAD_PLACE
        and _PRIMARY_AFTER.match(passage.folded, organ.end)
        and not is_elsewhere(passage, organ)
    }


def join_sites(parts: Iterable[Sites]) -> Sites:
    """All sites, the first words for each."""
    joined: Sites = {}
    for part in parts:
        for value, words in part.items():
            joined.setdefault(value, words)
    return joined
