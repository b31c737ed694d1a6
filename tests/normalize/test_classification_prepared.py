"""What is made ready while trials are on their way is what they ask for, and what is looked up once says the same."""

from finder.normalize.classification import classify_trial, prepare_classification
from finder.normalize.classify.entry_lines import read_entry
from finder.normalize.classify.passages import PASSES, READ_ALONE, read_record
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
        for subject in ("eligibility", "earlier_drugs", "grades"):
            having = list(entry.having(subject, *fields))
            assert having == [line for line in entry.of(*fields) if line.find(subject)]
            assert having == list(entry.having(subject, *fields))
    said = [line.passage.text for line in entry.having("eligibility", "inclusion")]
    assert said == ["Progressed on chemotherapy", "Prior PRRT is allowed"]
