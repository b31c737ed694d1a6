"""Which words name an institution, which a person, and which are a sentence.

Named clinicians are never copied: where a person's mark stands beside an institution, only the institution is kept.
Matching is on words folded to plain letters, in the languages that European and American lists are written in.
"""

import re
from typing import NamedTuple

from finder.parse.page_text import clean_text
from finder.places import fold_name

LONGEST_NAME = 200

_INSTITUTION = re.compile(
    r"\b(?:\w*(?:hospita[lu]|ospidal|ospedal|hopital|ziekenhui|krankenhau|klini[kc]|clini[cqk]|spital|sairaala|sjukhus|sykehus"
    r"|sygehus|szpital|nemocnic|bolnic|korhaz|infirmar|medcent|medezin)\w*"
    r"|\w*(?:centers?|centres?|centrum|zentrum|zentren)|centro|centros|instituts?|institutes?|istituto|instituto|institutet?"
    r"|universi\w+|school|college|foundation trust|nhs|trust|irccs|chu|chru|chuv|uz|umc|mc|health|healthcare"
    r"|net (?:group|service|unit|team|network)"
    r"|(?:tumou?r|cancer|oncology) (?:group|service|unit|programs?|programme|network)"
    r"|program in|policlin\w+|fondazione|charite|memorial|gustave roussy|royal free|mount sinai|ippokrat\w+)\b"
)
_GROUP = re.compile(
    r"\b(?:foundations?|society|societies|association\w*|asociacion|associazione|associacao|alliance|federation|support"
    r"|patients?|network|netwerk|netzwerk|groups?|gruppe|selbsthilfe\w*|union|organi[sz]ations?|trust|charity|community"
    r"|cancer|kanker|krebs|tumou?rs?|stichting|verein|forening\w*|apted|carcinor|cnets|inca|nets?)\b"
)
_ACRONYM = re.compile(r"\b[A-Z]{2,}[A-Za-z+-]*\b")
_NO_ACRONYM = re.compile(
    r"(?:NETs?|NEN|NEC|GEP|PRRT|MD|PHD|CT|MRI|PET|FAQS?|UK|USA?|EU|PDF|RSS|NCI|ENETS|COE|TNE|PM|AM|TV|ID|OK|II|III|IV|VI{0,3})"
)
_TITLE = re.compile(
    r"(?:(?:a/|assoc(?:iate)?\.? |assistant |asst\.? |adj\.? |univ\.?-|em\.? )?prof(?:essore?|essor|esseur)?(?:in)?\b"
    r"|drs?\b|dr\.|dott(?:\.|\b)|dottssa|dra\b|doct(?:or|eur|ora)\b(?!['’])|doktor\b|p\.? ?d\.? dr|priv\.?-?doz"
    r"|mrs?\b|ms\b|miss\b|mme\b|herr\b|frau\b|mevr\b|dhr\b)",
    re.I,
)
_CREDENTIAL = re.compile(
    r"(?<![\w.])(?:M\.?D\.?(?! Anderson\b)(?:/Ph\.?D\.?)?|Ph\.? ?D\.?|D\.Phil|DPhil|MBBS|MBBCh|MBChB|MRC[PS]|FRC[PSR]"
    r"|FRAC[PS]|FAC[PSEGR]{1,2}|FASCO|FEBS|FEBNM|D\.O\.|R\.N\.|RN|APRN|CRNP|FNP|NP-C|PA-C|BSN|MSN|MPH|MHSc)(?![\w])"
)
_EMAIL = re.compile(r"(?:mailto:)?[^\s@<>()\[\],;:]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w.-]{1,100}", re.I)
_BULLET = re.compile(r"^(?:[-–—•·*▪►»>#]+|\(?[0-9]{1,3}[.)])\s*")
_SAYING = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|must|should|please|you|your|our|their|they|we|which|who"
    r"|that|this|these|if|when|because|offers?|provides?|announces?|opens?|receives?|joins?|treats?|est|sont|vous|nous|votre"
    r"|cette|qui|ist|sind|wird|werden|wir|sie|zijn|wordt|deze)\b"
)
_OPENING = re.compile(
    r"(?:please|click|we|you|this|these|if|when|how|why|what|where|learn|find|read|see|contact us|call|download"
    r"|back to|about|visit|view|show|more|copyright|updated?|last|share|subscribe|donate|register|welcome|follow"
    r"|print|home|search)\b",
    re.I,
)
_PERSON = re.compile(
    r"[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z]\.?)?(?: (?:de|van|von|der|del|di|da|la|le))*(?: [^\W\d_a-z][\w'’-]+){1,2}"
)
_GENERAL = frozenset((
    "a", "about", "all", "and", "by", "cancer", "care", "center", "centers", "centre", "centres", "clinic",
    "clinical", "clinics", "contact", "database", "department", "departments", "directory", "excellence", "expert",
    "experts", "find", "finder", "for", "foundation", "general", "group", "health", "healthcare", "home",
    "hospital", "hospitals", "in", "institute", "institutes", "institution", "institutions", "list", "lists", "map",
    "medical", "medicine", "member", "members", "near", "net", "nets", "network", "neuroendocrine", "of", "on",
    "oncology", "other", "our", "partner", "partners", "program", "programme", "programmes", "programs", "research",
    "school", "search", "service", "services", "specialist", "specialists", "support", "the", "to", "treating",
    "treatment", "tumor", "tumors", "tumour", "tumours", "university", "us", "your",
))  # fmt: skip
_SEVERAL = re.compile(
    r"(?:(?:all|our|the|university|medical|cancer|expert|specialist|treatment|net|other|partner) )*"
    r"(?:hospitals|cent(?:er|re)s|clinics|institutes|universities) (?:in|for|of|by|near)\b"
)
_ABBREVIATED = re.compile(r"\b\w{1,4}\.$")
_MOST_WORDS = 24


class Name(NamedTuple):
    """What is left of a text that should name an institution ("" for nothing), and whether a person was taken out."""

    text: str
    had_person: bool


def tidy_name(text: str) -> str:
    """One line without e-mail addresses, bullets and counters."""
    return clean_text(_BULLET.sub("", _EMAIL.sub("", clean_text(text)))).strip(" ,;:|–—-")


def drop_emails(text: str) -> str:
    return clean_text(_EMAIL.sub("", text))


def names_institution(text: str) -> bool:
    """Whether a word says hospital, clinic, institute and so on, in any of the languages, or stands in capitals."""
    return bool(_INSTITUTION.search(fold_name(text))) or any(
        not _NO_ACRONYM.fullmatch(word) for word in _ACRONYM.findall(text) if not text.isupper()
    )


def names_group(text: str) -> bool:
    """Whether a word says foundation, society, patients and so on: an organisation of or for patients."""
    return bool(_GROUP.search(fold_name(text))) or names_institution(text)


def is_general(text: str) -> bool:
    """Whether the words could head a list ("Our centers", "Hospitals in Germany") and name no place of their own."""
    folded = fold_name(text)
    return set(folded.split()) <= _GENERAL or bool(_SEVERAL.match(folded))


def is_sentence(text: str) -> bool:
    """Whether a line is prose or a command of the page rather than a name."""
    ends = text.endswith(("!", "?", ":", "…")) or (text.endswith(".") and not _ABBREVIATED.search(text))
    return ends or len(text.split()) > _MOST_WORDS or bool(_SAYING.search(text) or _OPENING.match(text))


def keep_institution(text: str) -> Name:
    """The text without its persons: parts (by commas, dashes, semicolons) that carry a title or degree are left out.

    Beside a person, only parts that name an institution are kept; a name alone that looks like a person's is nothing.
    """
    name = tidy_name(text)
    parts = [part for part in re.split(r"\s*[,;|]\s*|\s+[-–—]\s+", name) if part]
    marked = [_is_marked(part) for part in parts]
    if not any(marked):
        if len(parts) > 1 and _looks_personal(parts[0]) and any(names_institution(part) for part in parts[1:]):
            return Name(", ".join(part for part in parts[1:] if names_institution(part)), True)
        return Name("", True) if _looks_personal(name) else Name(name, False)
    kept = [part for part, bad in zip(parts, marked, strict=True) if not bad and names_institution(part)]
    return Name(", ".join(kept), True)


def _is_marked(part: str) -> bool:
    """A title before a name or a degree after one. "Hospital Dr. X" is a hospital: its own word comes first."""
    return bool(_TITLE.match(part) or _CREDENTIAL.search(part))


def _looks_personal(text: str) -> bool:
    return bool(_PERSON.fullmatch(text)) and not names_group(text)
