"""What the declaration of a source says to people, in the language that is spoken: its title, terms and warning.

The declaration itself stays English, for it also goes into files, beside rows that are English.
"""

from collections.abc import Iterable

from dashboard.parts.escape import escape_html
from dashboard.parts.registry_text import mark_registry
from finder.export.credits import list_declared
from finder.languages import translate_text
from finder.sources import Source


def write_title(source: Source) -> str:
    """What people call it."""
    return translate_text(_file(source), "title", source.title)


def write_terms(source: Source) -> str:
    """On what terms it may be used."""
    return translate_text(_file(source), "licence", source.licence)


def write_warning(source: Source) -> str:
    """What a reader must know beside every row of it; often nothing."""
    return translate_text(_file(source), "warning", source.warning)


def write_credit(source: Source) -> str:
    """The line that it asks to be named by, as HTML; it stays in its own words."""
    return mark_registry(escape_html(source.credit))


def list_warnings(sources: Iterable[object]) -> list[str]:
    """What a reader must know of the sources that these cells name, each once: the title, then the warning."""
    known = list_declared(sources)
    return list(dict.fromkeys(f"{write_title(source)}: {write_warning(source)}" for source in known if source.warning))


def _file(source: Source) -> str:
    return f"finder/sources/{source.name}.toml"
