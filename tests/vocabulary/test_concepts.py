import tomllib
from importlib.resources import files

import pytest

from finder.errors import DeclarationError
from finder.schema import load_columns
from finder.vocabulary import concepts
from finder.vocabulary.concepts import Concept, build_scanner, load_mesh, load_subjects, parse_subject
from finder.vocabulary.phrases import fold_text

GOOD = """
about = "test"
fields = ["title"]
[[concept]]
id = "thing"
label = "A thing"
words = ["small bowel"]
source = "made up"
examples = ["small-bowel"]
counter_examples = ["small bow"]
"""

ALL = [pytest.param(c, id=f"{c.subject}.{c.id}") for s in load_subjects().values() for c in s.concept]

#: Helpers of the rules, which are no value of the column.
HELPERS = {
    "treatments": {
        *("ligand", "comparison", "conditioning", "immune_cells", "liver_route", "record_work"),
        *("graft", "graft_drug", "elsewhere"),
    },
    "differentiation": {"carcinoma_word"},
}


@pytest.mark.parametrize("concept", ALL)
def test_concept_finds_its_examples_and_not_its_counter_examples(concept: Concept) -> None:
    scanner = build_scanner([concept])
    for example in concept.examples:
        assert scanner.scan(fold_text(example)), example
    for example in concept.counter_examples:
        assert not scanner.scan(fold_text(example)), example


@pytest.mark.parametrize("concept", ALL)
def test_every_phrase_finds_itself(concept: Concept) -> None:
    bare = concept.model_copy(update={"unless": ()})
    scanner = build_scanner([bare])
    for phrase in (*concept.words, *concept.names):
        words = [w.split("/")[0] for w in phrase.split() if w != "..."]
        text = " ".join(words).replace("*", "xyz")
        assert any(h.concept == bare for h in scanner.scan(fold_text(text))), phrase


@pytest.mark.parametrize(("subject", "column"), [(s.subject, s.column) for s in load_subjects().values() if s.column])
def test_values_are_those_of_the_schema(subject: str, column: str) -> None:
    allowed = set(load_columns()[column].values)
    given = {c.id.split("__")[0] for c in load_subjects()[subject].concept} - HELPERS.get(subject, set())
    assert given <= allowed
    assert allowed - given <= {"any", "both", "not_stated"}


def test_each_file_is_loaded() -> None:
    present = {f.name.removesuffix(".toml") for f in files(concepts.__package__).iterdir() if f.name.endswith(".toml")}
    assert set(concepts.SUBJECTS) <= present


def test_good_file_is_read() -> None:
    subject = parse_subject("scope", GOOD)
    assert subject.concept[0].fields == ("title",)
    assert subject.concept[0].subject == "scope"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("label =", "lable ="), "concept thing, lable"),
        (('label = "A thing"', ""), "concept thing, label"),
        (('words = ["small bowel"]', "words = 3"), "concept thing, words"),
        (('words = ["small bowel"]', 'words = ["..."]'), "concept thing: the phrase"),
        (('examples = ["small-bowel"]', "examples = []"), "concept thing, examples"),
        (('examples = ["small-bowel"]', 'examples = ["lung"]'), "own example 'lung'"),
        (('["small bow"]', '["small bowel"]'), "finds 'small bowel'"),
        (('fields = ["title"]', 'fields = ["titel"]'), "titel"),
        (('about = "test"', 'about = "test'), "not valid TOML"),
        (('id = "thing"', 'id = "Thing!"'), "id"),
        (('source = "made up"', 'source = "made up"\nneeds = ["other"]'), "needs other"),
        (("[[concept]]", "[concept]"), "cannot be used"),
        (('about = "test"', 'about = "test"\nextra = 1'), "extra"),
    ],
)
def test_broken_file_is_refused_by_name(change: tuple[str, str], told: str) -> None:
    text = GOOD.replace(*change)
    with pytest.raises(DeclarationError) as caught:
        parse_subject("scope", text)
    assert "finder/vocabulary/scope.toml" in caught.value.message
    assert caught.value.remedy
    if told != "titel":
        assert told in caught.value.message


def test_concept_named_twice_is_refused() -> None:
    entry = GOOD[GOOD.index("[[concept]]") :]
    with pytest.raises(DeclarationError, match="thing twice"):
        parse_subject("scope", GOOD + entry)


def test_unless_bars_only_what_it_covers() -> None:
    concept = Concept(
        subject="x", id="liver", label="Liver", words=("liver",), unless=("liver metastasis",), source="made",
        examples=("liver",),
    )  # fmt: skip
    hits = build_scanner([concept]).scan(fold_text("liver metastases of a tumor of the liver"))
    assert [h.start for h in hits] == [35]


def test_mesh_headings_are_found_in_any_case() -> None:
    assert [c.id for c in load_mesh("scope")["neuroendocrine tumors"]] == ["nen"]
    assert "melanoma" not in load_mesh("scope")


def test_no_file_holds_a_trial_number() -> None:
    for subject in load_subjects():
        text = (files(concepts.__package__) / f"{subject}.toml").read_text("utf-8")
        assert "NCT0" not in text
        assert tomllib.loads(text)["about"]


@pytest.mark.timeout(20)
def test_one_text_of_barred_words_stays_quick() -> None:
    concept = Concept(
        subject="x", id="liver", label="Liver", words=("liver",), unless=("liver metastasis",), source="made",
        examples=("liver",),
    )  # fmt: skip
    assert build_scanner([concept]).scan(fold_text("liver metastases " * 30_000)) == []
