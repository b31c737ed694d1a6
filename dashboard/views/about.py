"""About the data: where it comes from, how fresh it is, what it cannot do, privacy, and what the words mean."""

import streamlit as st

from dashboard.data import open_reader, read_sources
from dashboard.parts.banner import judge_freshness, render_banner
from dashboard.parts.card import Row, render_facts
from dashboard.parts.escape import escape_html, escape_markdown
from dashboard.parts.facts import write_time
from dashboard.parts.source_list import render_sources
from dashboard.words import load_words, say
from finder.vocabulary.wording import load_wording

_GLOSSARY = ("status", "phases", "treatments")


def show_about() -> None:
    """The page. Raises the failures of the store."""
    reader = open_reader()
    st.title(escape_markdown(say("about.title")), anchor=False)
    sources = read_sources(reader)
    st.html(render_banner(judge_freshness(reader.meta, sources)))
    st.html(f'<div class="nf-text"><p>{escape_html(say("about.lead"))}</p></div>')
    _section("now", render_facts(_list_figures(reader.meta)))
    _section("sources", render_sources(sources))
    for name in ("how", "cannot", "privacy"):
        _section(name, _render_list(name))
    command = f"<pre><code>{escape_html(say('about.refresh_command'))}</code></pre>"
    _section("refresh", f"<p>{escape_html(say('about.refresh_1'))}</p>{command}")
    _section("words", "".join(_render_glossary(group) for group in _GLOSSARY))


def _section(name: str, html: str) -> None:
    st.header(escape_markdown(say(f"about.{name}")), anchor=False)
    st.html(f'<div class="nf-text">{html}</div>')


def _list_figures(meta: Row) -> list[tuple[str, str]]:
    counts = meta.get("counts") or {}
    tables = [name for name in ("trials", "sites", "centers") if name in counts]
    figures = [(say(f"about.{name}"), f"{int(counts[name]):,}") for name in tables]
    return [
        *figures,
        (say("about.published"), escape_html(write_time(meta.get("published_at")))),
        (say("about.version"), escape_html(write_time(meta.get("data_version")))),
    ]


def _render_list(name: str) -> str:
    """The numbered sentences of one section of words.toml, as a list."""
    sentences = [text for key, text in load_words().items() if key.startswith(f"about.{name}_")]
    return f"<ul>{''.join(f'<li>{escape_html(text)}</li>' for text in sentences)}</ul>"


def _render_glossary(group: str) -> str:
    terms = load_wording().groups[group].values()
    facts = [(term.label, escape_html(term.meaning)) for term in terms]
    return f"<h3>{escape_html(say(f'about.words_{group}'))}</h3>{render_facts(facts)}"
