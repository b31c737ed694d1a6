"""Every sentence that the code asks for is there, and every sentence that is there is asked for."""

import ast
from pathlib import Path

import dashboard
from dashboard.list_files import FILES
from dashboard.words import load_words

FOLDER = Path(dashboard.__file__).parent
#: Groups whose names come from data: how a source ended, a numbered sentence, a kind of word, what a map shows.
READ_BY_GROUP = ("outcome.", "about.", "glossary.", "map_sites.", "map_centers.", "map_trials.")


def list_asked() -> tuple[set[str], set[str]]:
    """Names that the code says in full, and the beginnings of those it makes up at run time."""
    groups = {name.split(".")[0] for name in load_words()}
    full, beginnings = set(), set()
    for file in FOLDER.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
        made_up = [node.values for node in nodes if isinstance(node, ast.JoinedStr)]
        parts = {id(part) for values in made_up for part in values}
        texts = [
            n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in parts
        ]
        full |= {text for text in texts if "." in text and " " not in text and text.split(".")[0] in groups}
        heads = [values[0].value for values in made_up if values and isinstance(values[0], ast.Constant)]
        beginnings |= {head for head in map(str, heads) if head.split(".")[0] in groups and "." in head}
    return full, beginnings


def test_no_sentence_is_idle() -> None:
    full, beginnings = list_asked()
    begun = (*beginnings, *READ_BY_GROUP)
    assert [name for name in load_words() if name not in full and not name.startswith(begun)] == []


def test_no_sentence_is_missing() -> None:
    full, beginnings = list_asked()
    assert len(full) > 80
    assert full - set(load_words()) - set(FILES) == set()
    assert [head for head in beginnings if not any(name.startswith(head) for name in load_words())] == []


def test_spelling_is_american() -> None:
    said = " ".join(load_words().values()).casefold()
    assert [word for word in ("tumour", "centre", "colour", "haem", "organis", "randomis") if word in said] == []
