"""What goes with a list that leaves the program as a workbook: what was asked, of which day the data are, whose they
are, and our notice. Made from the snapshot alone, so that the same question gives the same words again.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict

from finder.export.credits import list_credits, list_names, list_warnings
from finder.export.plain import to_plain
from finder.export.records import NOTICE
from finder.sources import load_sources
from finder.vocabulary.profile import load_profile
from finder.vocabulary.wording import load_wording

#: Starter data were not read from a registry on the day of the snapshot.
_STARTER = "starter"


@dataclass(frozen=True)
class ListNotes:
    """Pairs of a label and a text in the order of reading, and when the data were read (UTC, ISO 8601; empty where the
    snapshot does not say)."""

    lines: tuple[tuple[str, str], ...]
    read_at: str = ""


class _Criterion(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    group: str = ""
    values: dict[str, str] = {}


@cache
def _load_criteria() -> dict[str, _Criterion]:
    raw = tomllib.loads((files(__package__) / "question_words.toml").read_text("utf-8"))
    profile = load_profile()
    for name, option in profile.options.items():
        raw[name]["name"] = option.name
    return {name: _Criterion(**entry) for name, entry in raw.items()}


def _product() -> str:
    return load_profile().words.product


def write_question(address: Sequence[tuple[str, str]]) -> str:
    """A question in words, from the pairs of its address: "Country: Germany. Status: Taking people now or soon."

    A search without a status looks for trials that are open, so this is said where no status is given.
    """
    asked: dict[str, list[str]] = {}
    for name, value in address:
        asked.setdefault(name, []).append(value)
    asked.setdefault("status", ["open"])
    known = [name for name in _load_criteria() if name in asked]
    parts = [_write_criterion(name, asked[name]) for name in (*known, *(name for name in asked if name not in known))]
    return " ".join(f"{part}." for part in parts)


def note_list(
    frame: pd.DataFrame,
    *,
    what: str = "",
    address: Sequence[tuple[str, str]] | None = None,
    meta: Mapping[str, Any] | None = None,
    link: str = "",
) -> ListNotes:
    """The notes of one list. `what` names its rows ("trials"), `address` is the question, `meta` that of the snapshot.

    Credits and warnings are those of the sources that the column `source` of `frame` names, else of the snapshot's.
    """
    meta = meta or {}
    named = list(frame["source"]) if "source" in frame else [meta.get("source")]
    return _note(
        [
            ("What this is", f"{_product()}: a list of {what}" if what else f"{_product()}: a list"),
            ("Question", write_question(address) if address is not None else ""),
            ("Address of this list", link),
            ("Rows", f"{len(frame):,}"),
        ],
        named,
        meta,
    )


def note_tables(tables: Mapping[str, pd.DataFrame], meta: Mapping[str, Any]) -> ListNotes:
    """The notes of all tables of a snapshot. Credits and terms are those of every source that any of them names."""
    named = [name for frame in tables.values() if "source" in frame for name in frame["source"].dropna().unique()]
    rows = ", ".join(f"{name} {len(frame):,}" for name, frame in tables.items())
    return _note(
        [
            ("What this is", f"{_product()}: all lists of one day, a sheet for each"),
            ("Question", "All: every row of every list, nothing left out."),
            ("Rows", rows),
        ],
        [meta.get("source"), *named],
        meta,
    )


def _note(lead: Sequence[tuple[str, str]], named: Sequence[object], meta: Mapping[str, Any]) -> ListNotes:
    names = set(list_names(named))
    terms = {source.title: source.licence for name, source in load_sources().items() if name in names}
    read_at = str(meta.get("published_at") or "")
    lines = [
        *lead,
        ("Data", _write_data(meta)),
        ("Data read", read_at),
        ("Date of the data", str(meta.get("data_version") or "")),
        *(("Credit", credit) for credit in list_credits(named)),
        *(("Terms", f"{title}: {terms_of}") for title, terms_of in terms.items() if terms_of),
        *(("Take care", warning) for warning in list_warnings(named)),
        ("Notice", NOTICE),
    ]
    return ListNotes(tuple((label, text) for label, text in lines if text), read_at)


def _write_criterion(name: str, values: Sequence[str]) -> str:
    criterion = _load_criteria().get(name)
    if criterion is None:
        return f"{name}: {' or '.join(values)}"
    return f"{criterion.name}: {' or '.join(_write_value(criterion, value) for value in values)}"


def _write_value(criterion: _Criterion, value: str) -> str:
    if value in criterion.values:
        return criterion.values[value]
    terms = load_wording().groups.get(criterion.group, {})
    return next((term.label for code, term in terms.items() if code.casefold() == value.casefold()), value)


def _write_data(meta: Mapping[str, Any]) -> str:
    name = str(to_plain(meta.get("source")) or "")
    if name == _STARTER:
        return "Starter data, recorded earlier and only partly complete; not the registry of today"
    return load_sources()[name].title if name in load_sources() else name
