"""Who may join, split into who may and who may not, where the record itself draws the line.

The registry stores one text. Most records write a heading over each part, in many spellings; some cohorts have parts of
their own. A text without such a line is left whole: a wrong split would tell a patient the opposite of the record.
A split loses nothing: every line but a bare heading is in one of the two parts.
"""

import re
from typing import Literal

import pandas as pd

Part = Literal["inclusion", "exclusion", "both"]

_MARKS = r"[\s*•·#>.()\[\]–—-]*"
_NUMBER = (
    r"(?:(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[IVX]{1,4}(?:\.[0-9]{1,2})?|[A-Za-z])[.):]\s*|[0-9]{1,2}(?:\.[0-9]{1,2})+\s+)?"
)
_CRITERIA = r"criteri(?:a|on|as|ums?|al)"

# Words before "inclusion criteria" that show that the line speaks about criteria and does not begin them.
_NO_LEAD = (
    r"(?:no|not|none|nor|non|meets?|met|meeting|per|see|as|if|does|do|without|any|and|or|all|to"
    r"|fulfil\w*|satisf\w*|pass\w*)"
)
_LEAD = rf"(?:(?!{_NO_LEAD}\b)[\w/&'’+,()-]+\s+){{0,9}}?"
_NAMED = re.compile(
    rf"^{_MARKS}{_NUMBER}{_MARKS}(?P<lead>{_LEAD})(?P<non>non[- ]?)?(?P<kind>inclusion|exclusion)s?"
    rf"(?P<word>\s+{_CRITERIA})?(?P<tail>[^:]{{0,110}})(?P<colon>:?)(?P<rest>.*)$",
    re.I,
)
_BOTH = re.compile(
    rf"^{_MARKS}{_NUMBER}(?:\w+\s+){{0,3}}(?:inclusion|exclusion)s?(?:\s+{_CRITERIA})?\s*(?:/|&|and|or)\s*"
    rf"(?:inclusion|exclusion)s?(?:\s+{_CRITERIA})?\W*$",
    re.I,
)
_WHO = (
    r"(?:an?\s+|any\s+|all\s+|the\s+)?(?:patients?|subjects?|participants?|individuals?|persons?|people"
    r"|volunteers?|women|men|children|adults?|those|you)"
)
_OUT = (
    r"(?:(?:are|is|was|were|will be|must be|should be|to be)\s+(?:to be\s+)?"
    r"(?:excluded|disqualified|ineligible|not eligible)"
    r"|(?:will|may|can|are|is|must)\s*not\s+(?:be\s+)?(?:included|eligible|enrolled|enter|participate|join|take part)"
    r"|would exclude|will exclude|must not meet|must not have)"
)
_SAID_OUT = re.compile(
    rf"^{_MARKS}(?:{_WHO}\b.*\b{_OUT}\b.*(?::|\bif|\bwho|\bthey)"
    rf"|(?:any of |the presence of any of )?the following\b.*\b{_OUT}\b.*:)$",
    re.I,
)
_IN = (
    r"(?:(?:are|is|was|were|will be|may be|can be|must|be|had to)\s+(?:\w+\s+){0,2}?(?:eligible|included|enrolled|meet)"
    r"|(?:may|can)\s+(?:participate|join|take part))"
)
_SAID_IN = re.compile(rf"^(?!.*\bnot\b)(?:to be (?:eligible|included)\b.*|{_WHO}\b.*\b{_IN}\b.*):$", re.I)
#: A heading in the middle of a line, in capitals as headings are, and what must stand before it: the end of a
#: sentence, or an item of a list that goes on for some words.
_INLINE = re.compile(
    rf"\b(?:(?:Key|KEY|Main|Major) )?(?:Inclusion|INCLUSION|Exclusion|EXCLUSION) (?i:{_CRITERIA})[ \t]*(?::|$)"
)
_BEFORE_INLINE = re.compile(r".*[.;:!?)]\s|\s*[*•-]\s+(?:\S+\s+){3,}", re.S)
#: Words after which "Exclusion Criteria" is part of a sentence.
_LEADS_ON = frozenset(
    (
        "the",
        "any",
        "all",
        "of",
        "or",
        "and",
        "no",
        "non",
        "following",
        "other",
        "these",
        "those",
        "this",
        "meet",
        "meets",
    )
)
#: "Exclusion criteria Patients who ...": a heading whose text follows at once.
_RUN_ON = re.compile(rf"^({_MARKS}(?:inclusion|exclusion)\s+{_CRITERIA})[ \t]+(?=[A-Z][a-z]+ \w+ \w+ )", re.I)
_UNSEEN_EXCLUSION = re.compile(rf"\bexclusion\s+{_CRITERIA}|^{_MARKS}exclusions?\s*:", re.I | re.M)
_TITLE = re.compile(r"^[\w(][^.;]{0,70}:$|^(?:cohort|part|arm|group|phase|stage|module)\s+\w{1,4}\b[^.;]{0,60}$", re.I)
#: What makes "Further inclusion criteria apply" a sentence.
_SENTENCE = re.compile(r"\b(?:apply|applies|exist|may|could|can|will|must|are|is|was|were|met)\b", re.I)
_HINT = re.compile(r"clusion|clude|eligible|disqualif|participate|join|take part|enrol|meet", re.I)
_LONGEST_HEADING = 170


def _split_line(line: str) -> list[str]:
    """One line, or several where a heading inside it begins a line of its own."""
    if "lusion" not in line.lower():
        return [line]
    cuts = [
        found.start()
        for found in _INLINE.finditer(line)
        if _BEFORE_INLINE.match(line, max(0, found.start() - 400), found.start())
        and line[: found.start()].split()[-1].lower() not in _LEADS_ON
    ]
    pieces = [line[start:end].rstrip() for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True)]
    return [part for piece in pieces for part in _RUN_ON.sub(r"\1:\n", piece).split("\n")]


def _read_heading(line: str) -> tuple[Part, str, bool] | None:
    """What part a line begins, what is to be kept of it, and whether it names the part in so many words."""
    if not _HINT.search(line):
        return None
    if _BOTH.match(line):
        return "both", "", True
    if named := _NAMED.match(line):
        plain = not named["tail"].strip(" .-–—;") and not named["lead"]
        # "Inclusion of women and minorities" is no heading; "Exclusion:" and "Inclusion criteria part 2" are.
        begins = bool(named["word"]) or not (
            named["tail"].strip(" .-") or named["rest"] or (named["lead"] and not named["colon"])
        )
        ends = bool(named["colon"]) or (len(named["tail"].split()) <= 9 and not re.search(r"[.;,]\s*\S", named["tail"]))
        if begins and ends and not (_SENTENCE.search(named["tail"]) and not named["colon"]):
            part: Part = "exclusion" if named["kind"].lower() == "exclusion" or named["non"] else "inclusion"
            keep = named["rest"].strip() if plain else line.strip()
            return part, keep, True
    if len(line) <= _LONGEST_HEADING:
        if _SAID_OUT.match(line):
            return "exclusion", line.strip(), False
        if _SAID_IN.match(line):
            return "inclusion", line.strip(), False
    return None


def _take_title(lines: list[str]) -> list[str]:
    """Remove and return the title that ends a part but belongs to the next one, such as "Cohort B:"."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    if len(filled) > 1 and _TITLE.match(lines[filled[-1]]) and not lines[filled[-1] - 1].strip():
        title = lines[filled[-1]]
        del lines[filled[-1] :]
        return [title]
    return []


def _choose_headings(lines: list[str]) -> dict[int, tuple[Part, str, bool]]:
    """The headings by line. A sentence such as "Patients are excluded if:" counts where no heading names that part."""
    found = {at: heading for at, line in enumerate(lines) if (heading := _read_heading(line))}
    named = {part for part, _, by_name in found.values() if by_name}
    listed = re.compile(r"\s*[*•0-9-]")
    return {
        at: heading
        for at, heading in found.items()
        if heading[2] or (heading[0] not in named and not listed.match(lines[at]))
    }


def split_text(text: str) -> tuple[str, str]:
    """The inclusion and the exclusion part of one clean text; both empty where the record draws no line."""
    lines = [part for line in text.split("\n") for part in _split_line(line)]
    headings = _choose_headings(lines)
    if not any(by_name or part == "exclusion" for part, _, by_name in headings.values()):
        return "", ""
    parts: dict[str, list[str]] = {"inclusion": [], "exclusion": []}
    # What stands before the first heading is who may join, or a word about both.
    current = parts["inclusion"]
    begun = False
    for at, line in enumerate(lines):
        if at not in headings:
            current.append(line)
            continue
        part, keep, _ = headings[at]
        if part == "both":
            if begun:
                return "", ""
            continue
        title = _take_title(current) if begun else []
        if parts[part] and current is not parts[part]:
            parts[part].append("")
        current = parts[part]
        begun = True
        current.extend([*title, keep] if keep else title)
    inclusion, exclusion = ("\n".join(parts[part]).strip("\n").rstrip() for part in ("inclusion", "exclusion"))
    # A heading that was not understood would pass off reasons to stay out as reasons to come in.
    return ("", "") if not exclusion and _UNSEEN_EXCLUSION.search(inclusion) else (inclusion, exclusion)


def split_column(texts: "pd.Series[str]") -> pd.DataFrame:
    """Columns `inclusion` and `exclusion` for a column of clean eligibility texts; missing where not split."""
    halves = [split_text(text) if isinstance(text, str) else ("", "") for text in texts]
    cells = [[half or None for half in pair] for pair in halves]
    return pd.DataFrame(cells, columns=["inclusion", "exclusion"], index=texts.index, dtype="str")
