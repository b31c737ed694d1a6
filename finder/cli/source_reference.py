"""The table of sources as Markdown, made from their declarations: `python -m finder.cli.source_reference`."""

from finder.cli.reference import escape_cell
from finder.sources import Source, load_sources

_GIVES = {
    "trials": "trials with sites, contacts and investigators",
    "listings": "centers",
    "resources": "organizations and pages",
    "genetic_tests": "genetic tests with laboratory and country",
    "diseases": "names, codes and figures of diseases",
}
_OWN = {
    "link_check": (
        "whether each address answers, its title and its date",
        "links keep what they answered last, with the day they were last alive",
    ),
    "starter": ("trials for a first look", "it comes with the program"),
}
_HOURS_A_DAY = 24


def write_sources() -> str:
    """One row a source: what it gives, how often it is asked, on what terms, and what its failure costs."""
    lines = ["| source | gives | asked | terms | when it fails |", "|---|---|---|---|---|"]
    for source in load_sources().values():
        cells = [f"`{source.name}` {source.title}", _say_gives(source), _say_pace(source), source.licence]
        lines.append("| " + " | ".join(map(escape_cell, [*cells, _say_failure(source)])) + " |")
    return "\n".join(lines) + "\n"


def _say_gives(source: Source) -> str:
    if source.name in _OWN:
        return _OWN[source.name][0]
    if source.directory is not None and source.reads == "resources":
        return "patient groups"
    return _GIVES[source.reads]


def _say_pace(source: Source) -> str:
    if source.url.startswith("package:"):
        return "comes with the program"
    if source.reads == "trials":
        return "at each refresh"
    days = source.max_age_hours / _HOURS_A_DAY
    pace = "once a day" if days <= 1 else f"every {days:g} days"
    return f"{pace}, only if `{source.opt_in}` is set" if source.opt_in else pace


def _say_failure(source: Source) -> str:
    if source.name in _OWN:
        return _OWN[source.name][1]
    if source.url.startswith("package:"):
        return "it comes with the program"
    if source.reads == "trials":
        return "nothing is published, the last list stays"
    return "its last rows stay with their date; it is told as degraded, all others go on"


if __name__ == "__main__":
    print(write_sources(), end="")
