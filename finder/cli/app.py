"""The group of all commands. Each lives in a file of its own and is read only when it is needed."""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

import click

from finder.sources import load_sources
from finder.vocabulary.profile import load_profile
from finder.vocabulary.wording import load_wording

#: Name of a command -> what the list of commands says of it, in the order in which a newcomer needs them. Told here
#: so that the list needs none of the modules.
COMMANDS = {
    "refresh": "Read the registry and publish a new list.",
    "search": "Find trials by place, tumor, phase and more.",
    "show": "Show one trial with its sites and contacts.",
    "fit": "Sort open trials by whether they could fit a person.",
    "changes": "List what became different about trials.",
    "centers": "List centers that know these tumors, near a place.",
    "center": "Show one center with its sources, trials and people.",
    "investigators": "List who leads open trials, near a place.",
    "resources": "List pages and groups that help.",
    "genetic-tests": "List genetic tests and their laboratories.",
    "sources": "List where the data comes from and how reading it ended.",
    "export": "Write each table to a CSV file, and all to a workbook.",
    "status": "Tell how old the data is and what it holds.",
    "runs": "List the last refreshes and how they went.",
    "doctor": "Check network, cache, disk and snapshot.",
    "dashboard": "Open the dashboard in your browser.",
}


def load_command(name: str) -> click.Command:
    """The command of this name; in its module it is called like `search_command`."""
    module = name.replace("-", "_")
    command: click.Command = getattr(import_module(f"finder.cli.{module}"), f"{module}_command")
    return command


class _OnDemand(click.Group):
    """A search should not wait for the parts that only a refresh needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return load_command(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def read_version() -> str:
    """The version of the installed program; a checkout that is not installed has none."""
    try:
        return version("net-finder")
    except PackageNotFoundError:
        return "(not installed)"


@click.group(
    cls=_OnDemand,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=f"{load_profile().words.about}\n\nA listing is no endorsement and no medical advice.",
    epilog="Example: net-finder search --near 'Houston, TX' --within 100mi --phase 2",
)
@click.option("--debug", is_flag=True, hidden=True, expose_value=False)
@click.version_option(read_version(), message="%(prog)s %(version)s")
def net_finder() -> None:
    # Read before anything is done: a broken declaration must not show only when half of the work is told.
    load_sources()
    load_wording()
