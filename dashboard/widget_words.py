"""What Streamlit says by itself, for a page in another language than the only one that it knows.

Its words are in its scripts, and no setting reaches them. A page that is not English brings what to say instead, and
static/widget_words.js puts that in their place. A word that a later Streamlit says in another way stays English.
"""

import json
import tomllib
from importlib.resources import files

from dashboard.words import load_words

#: Where static/widget_words.js is served.
WORDS_SCRIPT = "widget_words.js"
#: The element that holds the words, by which the script finds them.
_ID = "nf-widget-words"


def list_widget_words() -> dict[str, dict[str, str]]:
    """Streamlit's words with what is said in the language spoken now: `words` anywhere but in what is ours, `choices`
    among the choices of a field too, `months` where a sentence has a blank for one."""
    found: dict[str, dict[str, str]] = {"words": {}, "choices": {}, "months": {}}
    kinds = {"choice": "choices", "month": "months"}
    for name, english in read_english().items():
        found[kinds.get(name.split("_")[0], "words")][english] = load_words()[f"widget.{name}"]
    return found


def read_english() -> dict[str, str]:
    """Streamlit's own words by our name for them."""
    declared = tomllib.loads(files("dashboard").joinpath("words_widgets.toml").read_text("utf-8"))
    words: dict[str, str] = declared["widget"]
    return words


def write_widget_words() -> str:
    """The part of a page that says Streamlit's words in the language spoken now. It has to stand before Streamlit's own
    script, which asks for the language when it begins. The words are data, which no policy of scripts is about."""
    words = json.dumps(list_widget_words(), ensure_ascii=False).replace("<", "\\u003c")
    data = f'<script type="application/json" id="{_ID}">{words}</script>'
    return f'{data}<script src="{WORDS_SCRIPT}" type="module"></script>'
