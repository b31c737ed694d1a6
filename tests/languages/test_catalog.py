"""Each language has every text of the interface and no other, with the same blanks; its command can renew it."""

import shutil
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from click.testing import CliRunner
from languages.speaking import ROOT, speaking

import finder.languages.__main__ as command
from dashboard.parts.ready_questions import load_ready_questions
from dashboard.words import load_words
from finder.guide.facts import load_facts
from finder.guide.genes import load_genes
from finder.guide.resources import load_resource_list
from finder.languages import ENGLISH, list_languages
from finder.languages.catalog import gather_texts, renew_language
from finder.query.topics import load_topics
from finder.vocabulary.fit import load_fit
from finder.vocabulary.glossary import load_glossary
from finder.vocabulary.plain import load_plain
from finder.vocabulary.questions import load_questions
from finder.vocabulary.wording import load_wording

OTHERS = [code for code in list_languages() if code != ENGLISH]
LOADERS = (
    load_facts, load_fit, load_genes, load_glossary, load_plain, load_questions, load_ready_questions,
    load_resource_list, load_topics, load_wording, load_words,
)  # fmt: skip


def read_language(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale=file.stem, abort_invalid=True)


def list_messages(catalog: Catalog) -> dict[tuple[str, str], Message]:
    return {(str(message.context), str(message.id)): message for message in catalog if message.id}


@pytest.fixture(params=OTHERS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def messages(language: str) -> dict[tuple[str, str], Message]:
    return list_messages(read_language(ROOT / f"finder/languages/{language}.po"))


def test_there_is_another_language_than_english() -> None:
    assert list_languages()["en"] == "English"
    assert list_languages()["es"] == "Español"


def test_every_text_is_translated(language: str, messages: dict[tuple[str, str], Message]) -> None:
    left = [key for key in list_messages(gather_texts(ROOT)) if key not in messages or not messages[key].string]
    assert left == [], f"renew with `python -m finder.languages {language}` and translate what is empty"


def test_nothing_is_left_to_look_over(messages: dict[tuple[str, str], Message]) -> None:
    assert [key for key, message in messages.items() if message.fuzzy] == []


def test_no_translation_is_of_a_text_that_is_gone(language: str, messages: dict[tuple[str, str], Message]) -> None:
    gone = set(messages) - set(list_messages(gather_texts(ROOT)))
    assert gone == set(), f"renew with `python -m finder.languages {language}`"
    assert read_language(ROOT / f"finder/languages/{language}.po").obsolete == {}


def test_every_translation_has_the_blanks_of_the_english_text(messages: dict[tuple[str, str], Message]) -> None:
    def list_blanks(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    differing = {
        key: str(message.string)
        for key, message in messages.items()
        if list_blanks(str(message.id)) != list_blanks(str(message.string))
    }
    assert differing == {}


def test_every_translation_begins_and_ends_as_the_english_text(messages: dict[tuple[str, str], Message]) -> None:
    """Sentences are put side by side, so that blanks at the ends and the last mark count."""
    differing = {}
    for key, message in messages.items():
        english, other = str(message.id), str(message.string)
        edges = [(len(text) - len(text.lstrip()), len(text) - len(text.rstrip())) for text in (english, other)]
        ends = [text.endswith((".", "?", ":")) for text in (english, other)]
        if edges[0] != edges[1] or (ends[0] != ends[1] and not other.endswith("EE. UU.")):
            differing[key] = other
    assert differing == {}


def test_spanish_questions_and_calls_open_as_they_close() -> None:
    texts = [str(message.string) for message in read_language(ROOT / "finder/languages/es.po") if message.id]
    assert [text for text in texts if text.count("¿") != text.count("?") or text.count("¡") != text.count("!")] == []


def test_spanish_says_the_same_things_by_the_same_words() -> None:
    said = " ".join(str(message.string) for message in read_language(ROOT / "finder/languages/es.po") if message.id)
    other_words = ("ensayo clínico", "ensayos clínicos", " tu ", " tus ", " tú ", "ordenador", "ratón")
    assert [word for word in other_words if word in said.casefold()] == []


@pytest.mark.parametrize("load", LOADERS, ids=lambda load: load.__name__)
def test_every_declaration_can_be_used_in_it(language: str, load: object) -> None:
    assert callable(load)
    english = load()
    with speaking(language):
        other = load()
    assert type(other) is type(english)
    assert other != english


def test_the_command_leaves_a_whole_file_as_it_is(language: str, tmp_path: Path) -> None:
    before = (ROOT / f"finder/languages/{language}.po").read_bytes()
    own = tmp_path / f"{language}.po"
    own.write_bytes(before)
    renew_language(own, ROOT)
    assert own.read_bytes() == before


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The declarations of the project and the files of its languages, to be changed by a test."""
    for folder in ("finder", "dashboard"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignore_other_files)
    monkeypatch.setattr(command, "_ROOT", tmp_path)
    return tmp_path


def ignore_other_files(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith((".toml", ".po")) and not (Path(folder) / name).is_dir()]


def renew(root: Path, language: str) -> tuple[str, dict[tuple[str, str], Message]]:
    done = CliRunner().invoke(command.renew, [language])
    assert done.exit_code == 0, done.output
    return done.output, list_messages(read_language(root / f"finder/languages/{language}.po"))


def test_the_command_brings_in_what_is_new_and_drops_what_is_gone(root: Path) -> None:
    words = root / "dashboard/words_frame.toml"
    words.write_text(words.read_text("utf-8").replace('languages = "Language"', 'tongues = "Which tongue?"'), "utf-8")
    told, messages = renew(root, "es")
    assert told.startswith(f"{len(messages)} texts, ")
    assert ("words.frame.languages", "Language") not in messages
    assert (
        messages["words.frame.tongues", "Which tongue?"].string in ("", None)
        or messages["words.frame.tongues", "Which tongue?"].fuzzy
    )


def test_a_changed_text_keeps_its_translation_to_be_looked_over(root: Path) -> None:
    words = root / "dashboard/words_frame.toml"
    old = "Who made this, what it cannot do, and privacy"
    words.write_text(words.read_text("utf-8").replace(old, f"{old} too"), "utf-8")
    _, messages = renew(root, "es")
    changed = messages["words.frame.trust_more", f"{old} too"]
    assert changed.fuzzy
    assert (
        changed.string
        == list_messages(read_language(ROOT / "finder/languages/es.po"))["words.frame.trust_more", old].string
    )


def test_the_command_begins_a_language(root: Path) -> None:
    told, messages = renew(root, "fr")
    assert set(messages) == set(list_messages(gather_texts(ROOT)))
    assert told == f"{len(messages)} texts, {len(messages)} left to translate.\n"


@pytest.mark.parametrize("code", ["spanish", "../es", "", "e s"])
def test_what_is_no_code_of_a_language_is_refused(root: Path, code: str) -> None:
    done = CliRunner().invoke(command.renew, [code])
    assert done.exit_code == 2
    assert sorted(file.name for file in (root / "finder/languages").glob("*.po")) == ["es.po"]
