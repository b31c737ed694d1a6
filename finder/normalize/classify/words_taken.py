"""Whether a rule of entry takes tumors of an organ or of a kind that it names, where it also says what it keeps out.

"Disease that is not resectable, well differentiated" keeps no kind out, and in "low grade tumors, high grade is not
allowed" only the second kind is. So a cue turns around less here than where a whole disease is looked for.
"""

import re

from finder.normalize.classify.answers import answer_once
from finder.normalize.classify.mentions import is_in_no_line, is_taken
from finder.normalize.classify.passages import Passage
from finder.vocabulary.concepts import Hit
from finder.vocabulary.grammar import load_cue, spell_cue

_REACH = 160
# Cues that keep out a whole list; all others speak of the next few words alone.
_LISTING = re.compile(
    r"(?i)(?:other than|exclu\w+|except.*|with the exception|not including|.*eligible|rule out|not (?:of|from|in the))"
)
_CLAUSE_END = re.compile(f"[,;(]|{spell_cue('clause_end')}")
# "low grade, | high grade | is not allowed": the last words before the cue are what it speaks of.
_LAST_WORDS = re.compile(r"(?i)[,;(](?:(?! (?:and|or) )[^,;(]){0,80}$")
_KIND = load_cue("kind_word")
# "Not eligible for surgery"
_FOR = re.compile(r"(?i) (?:for|to) (?!(?:this|the) (?:study|trial))")
# "Not poorly differentiated", "with exception of the lung"
_NOT = load_cue("not_said")
_NOT_REACH = 18
# "No anaplastic, small cell or | poorly differentiated tumor"
_NONE = re.compile(rf"(?i)\bno (?:{spell_cue('kind_chain')}[\s/,-]{{1,2}}){{0,8}}$")
_NONE_REACH = 70
# "Bronchial or thymic primaries | will not be included"
_NOT_INCLUDED = re.compile(
    r"(?i)[^.,;:()]{0,60}?\b(?:(?:will|can|must|should|may|shall) not|cannot) be "
    r"(?:included|enrolled|considered|recruited)\b"
)
# "High grade tumors | are excluded", under that very heading
_SAID_AGAIN = re.compile(
    r"(?i)[^.,;:()]{0,60}?\b(?:(?:are|is|will be) (?:also )?(?:excluded|ineligible)|"
    r"(?:not|cannot|can not) (?:be )?(?:eligible|allowed|permitted|included|enrolled|considered|recruited))\b"
)


@answer_once
def is_word_taken(passage: Passage, hit: Hit) -> bool:
    """True where the sentence does not keep out tumors of this organ or kind."""
    if _NOT.search(passage.folded[max(0, hit.start - _NOT_REACH) : hit.start]):
        return False
    is_kind = hit.concept.subject == "differentiation"
    if is_kind and _NONE.search(passage.folded[max(0, hit.start - _NONE_REACH) : hit.start]):
        return False
    if _NOT_INCLUDED.match(passage.folded, hit.end) or is_in_no_line(passage):
        return False
    if is_taken(passage, hit):
        return True
    cues = passage.find("eligibility", "turned_around", "history")
    near = [cue for cue in cues if cue.start - hit.end <= _REACH and hit.start - cue.end <= _REACH]
    return bool(near) and all(_misses(passage, cue, hit) for cue in near)


def _misses(passage: Passage, cue: Hit, hit: Hit) -> bool:
    """True where a cue speaks of something else."""
    folded = passage.folded
    if cue.end <= hit.start:
        end = _CLAUSE_END.search(folded, cue.end, hit.start)
        if not end or _LISTING.fullmatch(folded, cue.start, cue.end):
            return False
        return not _names_another(passage, hit, cue.end, end.start())
    if _FOR.match(folded, cue.end):
        return True
    last = _LAST_WORDS.search(folded, hit.end, cue.start)
    if not last:
        return False
    if hit.concept.subject == "differentiation" and _KIND.search(folded, last.start(), cue.start):
        return True
    return _names_another(passage, hit, last.start(), cue.start)


def _names_another(passage: Passage, hit: Hit, start: int, end: int) -> bool:
    """True where something else of the same subject is named between two places."""
    found = (h for h in passage.find(hit.concept.subject) if start <= h.start and h.end <= end)
    return any(h.concept.id != hit.concept.id for h in found)


def is_kept_out(passage: Passage, hit: Hit) -> bool:
    """True where tumors of this kind may not come, by a rule for or against them.

    Under the exclusions "high grade tumors are excluded" says again what the heading says, and turns nothing around.
    """
    if passage.field != "exclusion":
        return not is_word_taken(passage, hit)
    if is_word_taken(passage, hit):
        return True
    if not _SAID_AGAIN.match(passage.folded, hit.end):
        return False
    alone = Passage(passage.field, passage.text[: hit.end], passage.subjects)
    return all(is_word_taken(alone, found) for found in alone.find(hit.concept.subject) if found.start == hit.start)
