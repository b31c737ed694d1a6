"""Ready questions as links, declared in dashboard/questions.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict

from dashboard.parts.escape import escape_html, link, to_text
from dashboard.words import say
from finder.languages import load_once_a_language, translate
from finder.query.criteria import parse_criteria, write_address

PAGE = "lists"


class ReadyQuestion(BaseModel):
    """One link: its title, what it asks as in an address, and how many days before the day of the data it begins."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    ask: dict[str, tuple[str, ...]]
    rows: str = "trial"
    updated_days: int = 0


@load_once_a_language
def load_ready_questions() -> tuple[ReadyQuestion, ...]:
    declared = tomllib.loads((files("dashboard") / "questions.toml").read_text("utf-8"))
    raw = translate(declared, "dashboard/questions.toml")
    return tuple(ReadyQuestion(**entry) for entry in raw.values())


def write_ready_address(question: ReadyQuestion, data_day: date | None) -> str:
    """Where one question leads. Raises QuestionError for a question that no search understands."""
    asked: dict[str, Sequence[str]] = dict(question.ask)
    if question.updated_days and data_day is not None:
        asked["updated-since"] = [(data_day - timedelta(days=question.updated_days)).isoformat()]
    pairs = write_address(parse_criteria(asked))
    return f"{PAGE}?{urlencode([*pairs, *([('rows', question.rows)] if question.rows != 'trial' else [])])}"


def read_data_day(meta: Mapping[str, Any]) -> date | None:
    """The day of the data as its source states it, else the day it was read."""
    for name in ("data_version", "published_at"):
        try:
            return date.fromisoformat(to_text(meta.get(name))[:10])
        except ValueError:
            continue
    return None


def render_ready_questions(meta: Mapping[str, Any]) -> str:
    """All of them as a list; one that counts days is left out where nobody knows the day of the data."""
    day = read_data_day(meta)
    items = "".join(
        f"<li>{link(write_ready_address(question, day), escape_html(question.title))}</li>"
        for question in load_ready_questions()
        if day is not None or not question.updated_days
    )
    return (
        f'<div class="nf-text nf-staff-ready"><details><summary>{escape_html(say("staff.ready"))}</summary>'
        f"<p>{escape_html(say('staff.ready_note'))}</p><ul>{items}</ul></details></div>"
    )
