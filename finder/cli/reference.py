"""The command reference as Markdown, made from the commands themselves: `python -m finder.cli.reference`."""

from collections.abc import Iterator

import click

from finder.cli.app import COMMANDS, load_command


def write_reference() -> str:
    """One chapter a command: what it does, an example, and its options."""
    return "\n".join(line for name in COMMANDS for line in _describe_command(load_command(name))).rstrip() + "\n"


def _describe_command(command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=f"net-finder {command.name}")
    usage = " ".join(piece for piece in command.collect_usage_pieces(context))
    yield f"### `net-finder {command.name} {usage}`"
    yield ""
    for paragraph in (command.help or "").split("\n\n"):
        yield " ".join(paragraph.split())
        yield ""
    yield "```"
    yield (command.epilog or "").removeprefix("Example: ")
    yield "```"
    yield ""
    options = [
        record
        for option in command.params
        if isinstance(option, click.Option) and not option.hidden and (record := option.get_help_record(context))
    ]
    if options:
        yield from ("| option | what it does |", "|---|---|")
        yield from (f"| `{escape_cell(names)}` | {escape_cell(says)} |" for names, says in options)
        yield ""


def escape_cell(text: str) -> str:
    """Text for a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    print(write_reference(), end="")
