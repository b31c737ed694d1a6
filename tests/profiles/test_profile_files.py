"""The files of a profile: each fault is told in one sentence that names file and place, and none is read half."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from other_disease import PROFILE, ROOT
from textstat import automated_readability_index

from finder.errors import DeclarationError
from finder.settings import load_settings
from finder.vocabulary import folder
from finder.vocabulary.concepts import parse_subject
from finder.vocabulary.folder import lay_over, read_built_in, read_layers, read_own
from finder.vocabulary.glossary import parse_glossary
from finder.vocabulary.phrases import compile_phrase
from finder.vocabulary.plain import parse_plain
from finder.vocabulary.profile import AXES, load_profile, parse_profile
from finder.vocabulary.questions import parse_questions
from finder.vocabulary.wording import parse_wording

SARCOMA = (PROFILE / "profile.toml").read_text("utf-8")


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the example as the folder of this process, forgotten again after the test."""
    copy = Path(shutil.copytree(PROFILE, tmp_path / "profile"))
    monkeypatch.setenv("NET_FINDER_PROFILE", str(copy))
    remembered = (load_settings, read_own, folder._require_folder)
    for each in remembered:
        each.cache_clear()
    yield copy
    monkeypatch.undo()
    for each in remembered:
        each.cache_clear()


def check_folder(path: Path) -> "subprocess.CompletedProcess[str]":
    """What `python -m finder.vocabulary` says of a folder; a process reads one profile only."""
    return subprocess.run(
        [sys.executable, "-m", "finder.vocabulary"], cwd=ROOT, env={"NET_FINDER_PROFILE": str(path), "PATH": ""},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def list_sentences(value: object) -> Iterator[str]:
    """Every text of a declaration that ends like a sentence."""
    if isinstance(value, dict):
        yield from (text for below in value.values() for text in list_sentences(below))
    elif isinstance(value, list):
        yield from (text for below in value for text in list_sentences(below))
    elif isinstance(value, str) and value.endswith((".", "?")):
        yield from re.split(r"(?<=[.?!])\s+", value)


@pytest.mark.parametrize("name", ["wording", "plain", "fit", "questions", "glossary", "words"])
def test_every_sentence_of_the_example_reads_at_grade_eight_or_below(name: str) -> None:
    names = tomllib.loads((PROFILE / "wording.toml").read_text("utf-8"))["medical_names"]
    known = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    said = list(list_sentences(tomllib.loads((PROFILE / f"{name}.toml").read_text("utf-8"))))
    plain = {text: re.sub(rf"(?i)\b(?:{known})s?\b|\{{\w+\}}|clinicaltrials\.gov", "name", text) for text in said}
    assert said
    hard = [text for text, bare in plain.items() if len(text.split()) > 3 and automated_readability_index(bare) > 8]
    assert hard == []


def test_a_missing_file_that_is_needed_is_named(own_folder: Path) -> None:
    (own_folder / "scope.toml").unlink()
    with pytest.raises(DeclarationError, match=r"profile/scope\.toml is missing"):
        read_own("scope")


def test_a_missing_file_about_the_disease_says_nothing(own_folder: Path) -> None:
    (own_folder / "syndromes.toml").unlink()
    assert read_layers("syndromes") == ("", "")
    assert read_layers("function") == ("", "")


def test_a_missing_file_about_the_language_is_that_of_the_first_disease(own_folder: Path) -> None:
    assert read_layers("stage") == (read_built_in("stage"), "")


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"#" * (folder.LARGEST_BYTES + 1), "larger than"), (b"\xff\xfe\x00", "cannot be read")],
    ids=["huge", "no text"],
)
def test_a_file_that_is_no_such_file_is_refused(own_folder: Path, content: bytes, reason: str) -> None:
    (own_folder / "glossary.toml").write_bytes(content)
    with pytest.raises(DeclarationError, match=reason):
        read_own("glossary")


def test_a_file_that_nothing_would_read_is_refused(own_folder: Path) -> None:
    (own_folder / "tumour_sites.toml").write_text("")
    with pytest.raises(DeclarationError, match=r"tumour_sites\.toml is no file of a disease"):
        read_own("scope")


def test_a_folder_that_is_not_there_is_named(own_folder: Path) -> None:
    shutil.rmtree(own_folder)
    with pytest.raises(DeclarationError, match="no folder that can be read"):
        read_own("scope")


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('name = "sarcoma"', 'name = "Sarcoma!"', "name: "),
        ('name = "sarcoma"', 'name = "sarcoma"\nnick = "s"', "nick: Extra inputs"),
        ("minimum_rows = 100", 'minimum_rows = "many"', r"registry\.minimum_rows"),
        ("[columns.syndromes]", "[columns.genes]", "'genes' is no column"),
        (
            '"ewing", "chondrosarcoma", "chordoma", "giant_cell_bone"]',
            '"ewing", "nobody"]',
            "'nobody', which is no value",
        ),
        ('fit = ["age", "sex", "site", "country"]', 'fit = ["age", "prrt"]', "asks for the column prior_prrt"),
        ('fit = ["age", "sex", "site", "country"]', "fit = []", "fit: "),
        ("[options.differentiation]", "[options.kind]", "options"),
        ("[words]", "[words", "Expected"),
        ('pages = ["centers", "people", "glossary"]', 'pages = ["admin"]', "pages"),
    ],
)
def test_a_broken_profile_is_refused_with_the_place(before: str, after: str, reason: str) -> None:
    assert before in SARCOMA
    with pytest.raises(DeclarationError, match=reason):
        parse_profile(SARCOMA.replace(before, after))


def test_the_first_disease_has_every_column() -> None:
    assert load_profile().is_first
    assert load_profile().absent == frozenset()
    assert load_profile().group_match == "gep"
    assert parse_profile(SARCOMA).absent == {"function", "grades", "sstr", "prior_prrt"}
    assert parse_profile(SARCOMA).group_match == "group"
    assert parse_profile(SARCOMA).absent < set(AXES)


def test_adopted_concepts_must_be_there() -> None:
    with pytest.raises(DeclarationError, match="adopt names 'magic'"):
        parse_subject(
            "treatments", 'about = "fake"\nfields = ["title"]\nadopt = ["magic"]', base=read_built_in("treatments")
        )


def test_adopted_concepts_come_as_they_are() -> None:
    text = 'about = "fake"\nfields = ["title"]\nadopt = ["surgery"]'
    adopted = parse_subject("treatments", text, base=read_built_in("treatments")).concept
    known = parse_subject("treatments", read_built_in("treatments"), tries=False).concept
    assert adopted == tuple(concept for concept in known if concept.id == "surgery")


def test_a_concept_that_misses_its_own_example_is_refused() -> None:
    text = (PROFILE / "scope.toml").read_text("utf-8").replace('"Chondrosarcomas"', '"Nothing of the kind"')
    with pytest.raises(DeclarationError, match="concept cartilage, does not find its own example"):
        parse_subject("scope", text)


@pytest.mark.parametrize("phrase", ["a1 ... b ... c ... d", "ab/cd/ef/gh " * 6])
def test_a_phrase_that_could_hold_up_every_record_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="leaves too much open"):
        compile_phrase(phrase.strip())


def test_a_reworded_file_takes_groups_of_codes_whole_and_joins_the_rest() -> None:
    laid = lay_over("wording", '[treatments.surgery]\nlabel = "Fake"', read_built_in("wording"))
    assert list(laid["treatments"]) == ["surgery"]
    assert laid["status"] == tomllib.loads(read_built_in("wording"))["status"]
    told = lay_over("plain", '[columns]\nstage = "Fake"', read_built_in("plain"))
    assert told["columns"]["stage"] == "Fake"
    assert told["columns"]["grades"] == "Grade of the tumor"


@pytest.mark.parametrize(
    ("parse", "name"), [(parse_wording, "wording"), (parse_plain, "plain"), (parse_questions, "questions")]
)
def test_a_broken_reworded_file_is_refused(parse: object, name: str) -> None:
    assert callable(parse)
    for text in ("[broken", "nobody_knows_this = 1"):
        with pytest.raises(DeclarationError, match=f"{name}.toml cannot be used"):
            parse(text, read_built_in(name))


def test_a_glossary_adopts_kinds_of_terms() -> None:
    adopted = parse_glossary('adopt_kinds = ["trial"]', read_built_in("glossary")).terms
    assert {term.kind for term in adopted} == {"trial"}


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("file", "before", "after", "reason"),
    [
        ("wording.toml", "[primary_sites.chordoma]", "[primary_sites.chordom]", "primary_sites.chordoma is missing"),
        ("tumor_sites.toml", 'id = "chordoma"', 'id = "chordome"', "there is no concept chordoma"),
        ("profile.toml", 'written_out = ["sarcoma"]', 'written_out = ["nen"]', "roles name nen"),
    ],
)
def test_files_that_do_not_fit_each_other_are_refused(
    tmp_path: Path, file: str, before: str, after: str, reason: str
) -> None:
    copy = Path(shutil.copytree(PROFILE, tmp_path / "profile"))
    text = (copy / file).read_text("utf-8")
    assert before in text
    (copy / file).write_text(text.replace(before, after), "utf-8")
    ended = check_folder(copy)
    assert ended.returncode == 1
    assert reason in ended.stderr
    assert "Traceback" not in ended.stderr
