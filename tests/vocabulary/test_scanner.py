"""The index of the vocabulary against the plain way: every phrase tried at the start of every word."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.vocabulary import scanner as scanners
from finder.vocabulary.concepts import SUBJECTS, Concept, Hit, build_scanner, list_phrases, load_scanner, load_subjects
from finder.vocabulary.phrases import Phrase, compile_phrase, fold_text

Place = tuple[int, int, str, str, str]

CONCEPTS = [concept for subject in load_subjects().values() for concept in subject.concept]
DECLARED = [(phrase, kind, concept) for concept in CONCEPTS for phrase, kind in list_phrases(concept)]
PHRASES = sorted({phrase.text for phrase, _, _ in DECLARED})
NOISE = [
    "", " ", "  ", "   ", "    ", "-", " - ", "/", ", ", ",", ";", ". ", "\n", "\n\n", "(", ")", "s", "es", "of the",
    "and", "x", "1", "neuro", "endocrine", "TUMOURS", "tumor", "\u2011", "\u00a0", "\u00e9", "\u0131", "\u03b2",
    "\u4e2d", "_",
]  # fmt: skip
words = st.one_of(
    st.sampled_from(PHRASES).map(lambda text: text.replace("*", "ab").replace("...", "one two")),
    st.sampled_from(PHRASES).map(str.upper),
    st.sampled_from(PHRASES).flatmap(lambda text: st.integers(1, len(text)).map(lambda end: text[:end])),
    st.sampled_from(NOISE),
    st.text(max_size=4),
)
texts = st.tuples(st.lists(words, max_size=7), st.sampled_from(["", " ", "-", " (", "; "])).map(
    lambda drawn: fold_text(drawn[1].join(drawn[0]))
)


def find_plainly(folded: str) -> list[Place]:
    found: list[tuple[Concept, str, int, int]] = []
    for word in re.finditer(r"[^\W_]+", folded):
        for phrase, kind, concept in DECLARED:
            if phrase.ending:
                end = word.end() if word.group().lower().endswith(phrase.ending) else 0
            else:
                match = phrase.pattern.match(folded, word.start())
                end = match.end() if match else 0
            if end:
                found.append((concept, kind, word.start(), end))
    return sorted(
        (start, end, concept.subject, concept.id, kind)
        for concept, kind, start, end in found
        if kind != "unless"
        and not any(c is concept and k == "unless" and s <= start and end <= e for c, k, s, e in found)
    )


def name_place(hit: Hit) -> Place:
    return hit.start, hit.end, hit.concept.subject, hit.concept.id, hit.kind


@settings(max_examples=100, deadline=None)
@given(texts)
def test_scanner_finds_what_the_plain_way_finds(folded: str) -> None:
    hits = load_scanner(*SUBJECTS).scan(folded)
    assert sorted(map(name_place, hits)) == find_plainly(folded)
    assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)


@settings(max_examples=60, deadline=None)
@given(texts, st.sampled_from(["scope", "treatments", "eligibility"]))
def test_the_quick_look_misses_nothing(folded: str, subject: str) -> None:
    scanner = load_scanner(subject)
    assert scanner.may_find(folded) or not scanner.scan(folded)


def test_the_quick_look_spares_words_that_only_begin_alike() -> None:
    scanner = build_scanner([make_concept(words=("NET", "small ... carcinoid"), unless=("net benefit",))])
    assert not scanner.may_find("a network of small cells; net benefit")
    assert scanner.may_find("(NET)")
    endings = build_scanner([make_concept(words=("*tinib",))])
    assert not endings.may_find("any text, tinibs")
    assert endings.may_find("(Axitinib)")


@given(st.text())
def test_lower_case_keeps_every_place(text: str) -> None:
    assert len(fold_text(text).lower()) == len(fold_text(text))


def make_concept(**given: tuple[str, ...]) -> Concept:
    return Concept(subject="x", id="thing", label="Thing", source="made up", examples=("thing",), **given)


@pytest.mark.parametrize(
    ("phrases", "text", "places"),
    [
        (("small bowel",), "small  bowel, small-bowel small \n bowel", [(0, 12), (14, 25), (26, 39)]),
        (("neuro-endocrine",), "neuroendocrine neuro-endocrine neuro endocrine", [(0, 14), (15, 30), (31, 46)]),
        (("tumor", "tumor of the lung"), "tumor of the lung", [(0, 5), (0, 17)]),
        (("i-131*",), "I-131 i131MIBG in 131", [(0, 5), (6, 14)]),
        (("prior ... drug",), "prior use of a drug; prior. Drug", [(0, 19)]),
        (("*tinib",), "sunitinib (Axitinib) tinib tinibs", [(0, 9), (11, 19), (21, 26)]),
        (("*tinib",), "tinib\u03b2 \u03b2\u03b2tinib _tinib", [(7, 14), (16, 21)]),
        (("drug analog",), "drug analogue, Drug  analogs", [(0, 13), (15, 28)]),
        (("carcinoma, merkel cell",), "carcinoma,merkel cell; carcinoma,  merkel - cell", [(0, 21), (23, 48)]),
        (("liver",), "\u03b2liver _liver xliver liver", [(8, 13), (21, 26)]),
        (("liver",), "liver\u03b2 liver\u03b2, Liver_ livers liverx (LIVER)", [(15, 20), (22, 28), (37, 42)]),
        (("NET", "pNET/PNET"), "NET net Net (NETs) pnet pNET", [(0, 3), (13, 17), (19, 23), (24, 28)]),
        (("sstr2+",), "sstr2, sstr2+", [(7, 13)]),
        (("with/without",), "within with, Without withs", [(7, 11), (13, 20), (21, 26)]),
    ],
)
def test_scanner_reads_every_form(phrases: tuple[str, ...], text: str, places: list[tuple[int, int]]) -> None:
    hits = build_scanner([make_concept(words=phrases)]).scan(fold_text(text))
    assert [(hit.start, hit.end) for hit in hits] == places


def test_hits_of_one_place_keep_the_order_of_the_declarations() -> None:
    concept = make_concept(
        words=("*tinib", "sunitinib malate", "sunitinib", "sunitinib ... malate"), names=("*nitinib",)
    )
    hits = build_scanner([concept]).scan("sunitinib malate")
    assert [(hit.end, hit.kind) for hit in hits] == [(16, "word"), (9, "word"), (16, "word"), (9, "word"), (9, "name")]


def test_a_word_is_tried_only_where_it_goes_on() -> None:
    tried: list[int] = []
    scanner = build_scanner([make_concept(words=("liver", "liver cancer"))])
    for entry in (entry for family in scanner.families for entry in family.words):
        entry.match = lambda folded, start: tried.append(start)
    assert [hit.start for hit in scanner.scan("liver, Liver; livers")] == [0, 7]
    assert tried == [14]


def test_no_phrases_find_nothing() -> None:
    assert build_scanner([]).scan("neuroendocrine tumor") == []


def count_matches(monkeypatch: pytest.MonkeyPatch, subjects: tuple[str, ...], text: str) -> int:
    """How often a scan tries a phrase."""
    tried = 0
    make = scanners._Entry

    def watch(phrase: Phrase) -> scanners._Entry:
        def counted(folded: str, start: int) -> re.Match[str] | None:
            nonlocal tried
            tried += 1
            return phrase.pattern.match(folded, start)

        entry = make(phrase)
        entry.match = counted
        return entry

    with monkeypatch.context() as patch:
        patch.setattr(scanners, "_Entry", watch)
        scanner = build_scanner(c for name in subjects for c in load_subjects()[name].concept)
    scanner.scan(fold_text(text))
    return tried


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "unit",
    [
        "neuro-", "neuroendocrine ", "grade 1 ", "(", "a, a, a,", "NET NET NET ", "prior ", "- ", "not ", "tumor, ",
        "x" * 9, "without neuroendocrine ", "tinib", "multiple endocrine neoplasia ", "\u4e2d", "liver metastases ",
    ],
)  # fmt: skip
def test_twice_the_text_is_twice_the_work(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = unit * (50_000 // len(unit))
    once, twice = (count_matches(monkeypatch, SUBJECTS, text * times) for times in (1, 2))
    assert twice <= 2 * once + 1000
    assert once <= 40 * len(text)


@pytest.mark.parametrize("text", ["neuroendocrine", "tumour", "oesophageal", "biopsies", "177Lu", "metastases"])
def test_every_beginning_of_a_phrase_is_a_beginning_of_its_match(text: str) -> None:
    folded = fold_text(text).lower()
    for phrase in map(compile_phrase, PHRASES):
        if phrase.pattern.match(folded):
            assert any(folded.startswith(begin) for begin in phrase.beginnings)
