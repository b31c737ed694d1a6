"""Words explained: the terms of the glossary as a list of word and meaning, and those that one trial uses."""

from collections.abc import Sequence

from dashboard.parts.card import Row
from dashboard.parts.escape import escape_html, link, to_text
from dashboard.parts.registry_text import say_with_record
from dashboard.words import say
from finder.vocabulary.glossary import Term, find_terms

_READ = ("title", "summary", "interventions", "conditions")
_BETWEEN = " | "


def list_trial_terms(trial: Row) -> list[Term]:
    """Terms that the record uses in its title, summary, interventions and conditions, in order of their first place."""
    cells = [trial.get(name) for name in _READ]
    texts = [to_text(each) for cell in cells for each in (cell if isinstance(cell, list) else [cell])]
    return find_terms(_BETWEEN.join(texts))


def render_trial_terms(trial: Row) -> str:
    """The words of one trial, closed until they are wanted, and the way to all words. Empty where it uses none."""
    terms = list_trial_terms(trial)
    if not terms:
        return ""
    count = say("trial.words_some" if len(terms) > 1 else "trial.words_one", n=len(terms))
    everything = link("glossary", escape_html(say("trial.words_all")), css="nf-tap")
    return f"<details><summary>{escape_html(count)}</summary>{render_terms(terms)}</details><p>{everything}</p>"


def render_terms(terms: Sequence[Term]) -> str:
    """Terms as a description list, each with its other names and a public health source."""
    return f'<dl class="nf-terms">{"".join(_render_term(term) for term in terms)}</dl>'


def _render_term(term: Term) -> str:
    also = f"{say_with_record('glossary.also', 'names', ', '.join(term.also))}." if term.also else ""
    source = link(term.source.url, escape_html(say("glossary.source", name=term.source.name)))
    return (
        f"<dt>{escape_html(term.term)}</dt><dd>{escape_html(term.meaning)}"
        f'<div class="nf-note">{also} {source}</div></dd>'
    )
