"""What is made ready while trials are on their way is what they ask for, and what is looked up once says the same."""

from finder.normalize.classification import classify_trial, prepare_classification
from finder.normalize.classify.answers import answer_once
from finder.normalize.classify.entry_lines import read_entry
from finder.normalize.classify.passages import PASSES, READ_ALONE, Passage, read_record
from finder.normalize.classify.stems import Stems
from finder.vocabulary.concepts import list_phrases, load_scanner, load_subjects
from finder.vocabulary.phrases import compile_phrase

FAKE = {
    "title": "Fake drug after everolimus in advanced carcinoid syndrome",
    "conditions": ["Neuroendocrine Tumors"],
    "interventions": ["Everolimus"],
    "inclusion": "Grade 1 or 2\nStage IV\nProgressed on chemotherapy\nPrior PRRT is allowed\nAdults",
    "exclusion": "No prior octreotide within 4 weeks\nPregnancy",
    "study_type": "INTERVENTIONAL",
}


def test_what_is_made_ready_is_what_a_trial_asks_for() -> None:
    load_scanner.cache_clear()
    classify_trial(FAKE)
    asked = load_scanner.cache_info().currsize
    prepare_classification()
    assert load_scanner.cache_info().currsize == asked == len(PASSES) + len(READ_ALONE)


def test_no_phrase_is_left_to_compile() -> None:
    load_scanner.cache_clear()
    compile_phrase.cache_clear()
    prepare_classification()
    for name in (*(name for names in PASSES for name in names), *READ_ALONE):
        phrases = [phrase for concept in load_subjects()[name].concept for phrase, _ in list_phrases(concept)]
        assert [phrase.text for phrase in phrases if not phrase.ending and "pattern" not in vars(phrase)] == []


def test_lines_with_a_hit_are_those_that_find_one() -> None:
    entry = read_entry(read_record(FAKE))
    for fields in (("inclusion",), ("exclusion", "title"), ("title", "inclusion")):
        for subject in ("eligibility", "earlier_drugs", "differentiation"):
            having = list(entry.having(subject, *fields))
            assert having == [line for line in entry.of(*fields) if line.find(subject)]
            assert having == list(entry.having(subject, *fields))
    said = [line.passage.text for line in entry.having("eligibility", "inclusion")]
    assert said == ["Prior PRRT is allowed"]


def test_lines_with_a_hit_of_some_concepts_are_those_that_find_one() -> None:
    entry = read_entry(read_record({**FAKE, "inclusion": "SSTR positive\nPrior PRRT\nNo history of PRRT or SSTR"}))
    for ids in (("prrt",), ("receptor", "prrt"), ("history",), ("receptor_any",)):
        for fields in (("inclusion",), ("exclusion", "inclusion", "title")):
            having = list(entry.having("eligibility", *fields, ids=ids))
            assert having == [line for line in entry.of(*fields) if line.find("eligibility", *ids)]


def test_lines_with_a_stem_are_those_that_have_one() -> None:
    entry = read_entry(read_record(FAKE))
    stems = Stems(("prior", "grade", "stage iv"))
    said = [line.passage.text for line in entry.with_stem(stems, "exclusion", "inclusion")]
    assert said == ["No prior octreotide within 4 weeks", "Grade 1 or 2", "Stage IV", "Prior PRRT is allowed"]


def test_a_question_is_thought_over_once_for_each_thing_that_is_asked() -> None:
    thought: list[str] = []

    @answer_once
    def repeat(passage: Passage, word: str) -> str:
        thought.append(word)
        return f"{passage.text} {word}"

    one, other = Passage("title", "one"), Passage("title", "one")
    assert [repeat(one, "a"), repeat(one, "b"), repeat(one, "a"), repeat(other, "a")] == [
        "one a",
        "one b",
        "one a",
        "one a",
    ]
    assert thought == ["a", "b", "a"]
