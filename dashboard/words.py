"""Every sentence of the dashboard, from words.toml beside this file, so that one file can be judged and tested."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def load_words() -> dict[str, str]:
    """All sentences by their name, "group.name"."""
    found: dict[str, str] = {}
    for file in sorted(files("dashboard").iterdir(), key=lambda f: f.name):
        if file.name.startswith("words") and file.name.endswith(".toml"):
            groups = tomllib.loads(file.read_text("utf-8"))
            found |= {f"{group}.{name}": text for group, texts in groups.items() for name, text in texts.items()}
    return found


def say(name: str, /, **values: object) -> str:
    """One sentence with its blanks filled in. Plain text: escape it for where it goes. Raises KeyError."""
    return load_words()[name].format(**values)
