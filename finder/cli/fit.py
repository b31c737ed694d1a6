"""`net-finder fit`: the check "could this fit?" at a terminal; nothing that is typed is kept."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import click

from finder.cli.options import Command
from finder.cli.output import Lines, choose_delivery, draw_lines, say_line, tell, tell_rest, write_bytes, write_json
from finder.cli.snapshot import credit_line
from finder.cli.words import say, say_code
from finder.export.plain import to_plain
from finder.export.records import NOTICE
from finder.query.fit import Judged, Sorting, sort_trials
from finder.query.fit_reason import Reason
from finder.query.person import parse_person
from finder.query.sentence import find_sentence
from finder.settings import load_settings
from finder.store.reader import open_current
from finder.vocabulary.fit import load_fit
from finder.vocabulary.profile import load_profile

#: Trials of each group on a terminal, unless told.
_SHOWN = 20

_SITE = load_profile().options.get("site")
#: Name, what it takes, and what it asks, for each question.
_EVERY = (
    ("age", "YEARS", "Age in years."),
    ("sex", "SEX", "female or male."),
    ("site", _SITE.takes if _SITE else "PLACE", _SITE.fit if _SITE else ""),
    ("grade", "GRADE", "g1, g2, g3 or nec (neuroendocrine carcinoma)."),
    ("prrt", "ANSWER", "Whether there was PRRT before: yes or no."),
    ("sstr", "ANSWER", "Whether the tumor has somatostatin receptors: positive or negative."),
    ("country", "COUNTRY", "Where to look for an open site."),
)
QUESTIONS = tuple(question for question in _EVERY if question[0] in load_profile().fit)
_OF_TRIAL = ("nct_id", "title", "status", "stale", "relevance", "last_update_posted", "source", "source_url",
             "data_version", "fetched_at")  # fmt: skip


def _question_options(command: Command) -> Command:
    for name, metavar, says in reversed(QUESTIONS):
        command = click.option(f"--{name}", metavar=metavar, help=says)(command)
    return command


@click.command(
    "fit",
    epilog=f"Example: {load_profile().examples.get('fit', 'net-finder fit --age 61 --country Germany')}",
)
@_question_options
@click.option("--format", "form", type=click.Choice(["table", "json"]), help="Form of the list; table unless told.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"Most trials of each group. Unless told: {_SHOWN}; in JSON all of them.",
)
def fit_command(form: str | None, as_json: bool, limit: int | None, **said: str | None) -> None:
    """Sort the open trials into those that fit what their records state, those to ask about, and those ruled out.

    Leave out what you do not know, or answer 'unknown'. Nothing that you type is kept. Only the study team can say who
    may join.
    """
    delivery = choose_delivery(form=form, as_json=as_json, output=None, limit=limit)
    person = parse_person({name: word for name, word in said.items() if word is not None})
    reader = open_current(load_settings())
    sorting = sort_trials(reader, person)
    as_table = delivery.format == "table"
    most = limit or (_SHOWN if as_table else None)
    shown = _shorten(sorting, most)
    if as_table:
        _draw_groups(sorting, shown)
        tell(credit_line(reader), NOTICE)
    else:
        write_bytes(write_json([_record(each) for group in _groups(shown) for each in group]))
    if most is not None:
        for verdict, group in zip(_VERDICTS, _groups(sorting), strict=True):
            tell_rest(min(most, len(group)), len(group), f"trials ({_label(verdict)})")


_VERDICTS = ("fits", "ask", "ruled_out")


def _groups(sorting: Sorting) -> Sequence[Sequence[Judged]]:
    return sorting.fits, sorting.ask, sorting.ruled_out


def _shorten(sorting: Sorting, most: int | None) -> Sorting:
    return replace(sorting, fits=sorting.fits[:most], ask=sorting.ask[:most], ruled_out=sorting.ruled_out[:most])


def _label(verdict: str) -> str:
    return str(getattr(load_fit().verdicts, verdict))


def _draw_groups(sorting: Sorting, shown: Sorting) -> None:
    for verdict, whole, group in zip(_VERDICTS, _groups(sorting), _groups(shown), strict=True):
        say_line(f"{_label(verdict)} ({len(whole):,})")
        if group:
            heads = [("Trial", "Title"), ("Status",), ("What the record says",)]
            draw_lines(Lines(heads, [_cells(each) for each in group]))
        say_line()


def _cells(judged: Judged) -> list[tuple[str, ...]]:
    trial = judged.trial
    reasons = sorted(judged.fit.reasons, key=lambda reason: ("ruled_out", "ask", "fits").index(reason.verdict))
    return [
        (say(trial["nct_id"]), say(trial["title"])),
        (say_code("status", trial["status"]),),
        tuple(_say_reason(judged, reason) for reason in reasons) or ("",),
    ]


def _say_reason(judged: Judged, reason: Reason) -> str:
    told = f"{getattr(load_fit().questions, reason.question)}: {_label(reason.verdict)}. {reason.sentence}"
    if not reason.words:
        return told
    words = find_sentence(judged.trial, reason.words, reason.field)
    return f"{told} {f'“{words}”' if reason.is_quote else words} ({reason.where})"


def _record(judged: Judged) -> dict[str, Any]:
    return {
        **{name: to_plain(judged.trial.get(name)) for name in _OF_TRIAL},
        "verdict": judged.fit.verdict,
        "reasons": [
            {
                "question": reason.question,
                "verdict": reason.verdict,
                "sentence": reason.sentence,
                "words": reason.words or None,
                "record": find_sentence(judged.trial, reason.words, reason.field) or None,
                "field": reason.field or None,
            }
            for reason in judged.fit.reasons
        ],
        "notice": NOTICE,
    }
