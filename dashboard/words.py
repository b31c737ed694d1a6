"""Every sentence of the dashboard, from the words files beside this one, so that they can be judged, tested and
put into another language."""

import tomllib
from importlib.resources import files

from finder.languages import load_once_a_language, translate


@load_once_a_language
def load_words() -> dict[str, str]:
    """All sentences by their name, "group.name"."""
    found: dict[str, str] = {}
    for file in sorted(files("dashboard").iterdir(), key=lambda f: f.name):
        if file.name.startswith("words") and file.name.endswith(".toml"):
            groups = translate(tomllib.loads(file.read_text("utf-8")), f"dashboard/{file.name}")
            found |= {f"{group}.{name}": text for group, texts in groups.items() for name, text in texts.items()}
    return found


def say(name: str, /, **values: object) -> str:
    """One sentence with its blanks filled in. Plain text: escape it for where it goes. Raises KeyError."""
    return load_words()[name].format(**values)
