"""Options that several commands share, so that they are spelled and explained the same everywhere."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from finder.cli.output import FORMATS

Command = TypeVar("Command", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")


def list_options(command: Command) -> Command:
    """The options of every command that lists something."""
    for option in reversed(
        (
            click.option("--format", "form", type=click.Choice(FORMATS), help="Form of the list; table unless told."),
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
                help="Write to this file, whole or not at all. Its name tells the format: .csv, .json or .jsonl.",
            ),
        )
    ):
        command = option(command)
    return command
