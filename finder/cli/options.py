"""Options that several commands share, so that they are spelled and explained the same everywhere."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

import click

from finder.cli.output import FORMATS

Command = TypeVar("Command", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")


def list_options(command: Command, *, more: Mapping[str, str] = MappingProxyType({})) -> Command:
    """The options of every command that lists something; `more` has forms of its own, by the ending of a file."""
    *endings, last = [".csv", ".json", ".jsonl", *more, ".xlsx"]
    forms = click.Choice([*FORMATS, *more.values()])
    for option in reversed(
        (
            click.option("--format", "form", type=forms, help="Form of the list; table unless told."),
            click.option("--json", "as_json", is_flag=True, help="The same as --format json."),
            click.option(
                "--limit",
                type=click.IntRange(min=1),
                metavar="N",
                help="Most rows to list. Unless told: 50; in files and CSV all of them.",
            ),
            click.option(
                "--output",
                metavar="FILE",
                help="Write to this file, whole or not at all. Its name tells the form: "
                f"{', '.join(endings)} or {last}.",
            ),
        )
    ):
        command = option(command)
    return command


#: Name of a criterion, what it takes, and what it does. The values are read by finder.query.
CriterionOption = tuple[str, str, str]


def criteria_options(criteria: Sequence[CriterionOption]) -> Callable[[Command], Command]:
    """Options that may be given more than once, in this order."""

    def add(command: Command) -> Command:
        for name, metavar, says in reversed(criteria):
            command = click.option(f"--{name}", multiple=True, metavar=metavar, help=says)(command)
        return command

    return add


def reword_options(
    names: Sequence[str], known: Sequence[CriterionOption], own: Mapping[str, tuple[str, str]]
) -> tuple[CriterionOption, ...]:
    """The named criteria in this order: in the words of `own` where it has any, else as another list says them."""
    said = {name: (takes, says) for name, takes, says in known} | dict(own)
    return tuple((name, *said[name]) for name in names)


def read_options(words: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """What was typed, by name of criterion, without those left out."""
    return {name.replace("_", "-"): list(said) for name, said in words.items() if said}
