"""Where the data came from, how old it is, and that it is no advice: on every page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dashboard.parts.escape import escape_html, link, to_text
from dashboard.parts.facts import hours_since, write_date, write_time
from dashboard.parts.source_words import write_title
from dashboard.words import say
from finder.schema import SCHEMA_VERSION
from finder.sources import load_sources


@dataclass(frozen=True)
class Freshness:
    """What the banner says: plain sentences, and whether it has to stand out."""

    sentences: tuple[str, ...]
    warn: bool


def judge_freshness(
    meta: Mapping[str, Any], sources: Sequence[Mapping[str, Any]], now: datetime | None = None
) -> Freshness:
    """How fresh a snapshot is on the day it is read. Older than its source allows, or starter data, is a warning.

    Of the sources only the essential ones are told here; a lesser one is told by the pages that show its rows.
    """
    now = now or datetime.now(UTC)
    older = (say("banner.older"),) if _is_older(meta) else ()
    source = to_text(meta.get("source"))
    failed = tuple(
        say("banner.part", name=_title(to_text(row.get("name"))))
        for row in sources
        if to_text(row.get("outcome")) in ("degraded", "unavailable")
        and _is_essential(to_text(row.get("name")))
        and (source, to_text(row.get("name"))) != ("starter", "clinicaltrials_gov")
    )
    if source == "starter":
        date = write_date(meta.get("data_version"))
        said = [say(f"banner.{name}", date=date) for name in ("starter", "starter_sites", "starter_what")]
        return Freshness((*said, *older, *failed), warn=True)
    sentences = [say("banner.registry", date=write_time(meta.get("published_at")))]
    if version := write_date(meta.get("data_version")):
        sentences.append(say("banner.registry_version", version=version))
    hours = hours_since(meta.get("published_at"), now)
    declared = load_sources().get(source)
    old = hours is not None and declared is not None and hours > declared.max_age_hours
    if old and hours is not None:
        age = say("age.days_old", n=int(hours // 24)) if hours >= 48 else say("age.hours_old", n=int(hours))
        sentences.append(say("banner.old", age=age))
    return Freshness((*sentences, *older, *failed), warn=old or bool(failed))


def _is_older(meta: Mapping[str, Any]) -> bool:
    """Whether an older version of this program made the snapshot; what it did not know of is empty then."""
    version = to_text(meta.get("schema_version"))
    return version.isdecimal() and int(version) < SCHEMA_VERSION


def _is_essential(name: str) -> bool:
    declared = load_sources().get(name)
    return declared is not None and declared.essential


def _title(name: str) -> str:
    declared = load_sources().get(name)
    return write_title(declared) if declared else name


def render_banner(freshness: Freshness) -> str:
    """The banner as HTML, with the sentence that a list is no advice."""
    lead, *rest = freshness.sentences
    body = " ".join([f"<strong>{escape_html(lead)}</strong>", *map(escape_html, rest)])
    css = "nf-banner nf-warn" if freshness.warn else "nf-banner"
    return (
        f'<section class="{css}" aria-label="{escape_html(say("banner.about"))}"><p>{body}</p>'
        f"<p>{escape_html(say('banner.no_advice'))}</p>"
        f"<p>{link('about', escape_html(say('banner.more')))}</p></section>"
    )
