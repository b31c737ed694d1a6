"""The group of all commands. Each lives in a file of its own and is read only when it is needed."""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

import click

from finder.sources import load_sources
from finder.vocabulary.wording import load_wording

#: Name of a command -> its module, in the order in which a newcomer needs them.
COMMANDS = {
    "refresh": "refresh",
    "search": "search",
    "show": "show",
    "fit": "fit",
    "changes": "changes",
    "centers": "centers",
    "center": "center",
    "investigators": "investigators",
    "resources": "resources",
    "genetic-tests": "genetic_tests",
    "sources": "sources",
    "export": "export",
    "status": "status",
    "doctor": "doctor",
    "dashboard": "dashboard",
}


def load_command(name: str) -> click.Command:
    """The command of this name; in its module it is called like `search_command`."""
    command: click.Command = getattr(import_module(f"finder.cli.{COMMANDS[name]}"), f"{name.replace('-', '_')}_command")
    return command


class _OnDemand(click.Group):
    """A search should not wait for the parts that only a refresh needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return load_command(cmd_name) if cmd_name in COMMANDS else None


def read_version() -> str:
    """The version of the installed program; a checkout that is not installed has none."""
    try:
        return version("net-finder")
    except PackageNotFoundError:
        return "(not installed)"


@click.group(
    cls=_OnDemand,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: net-finder search --near 'Houston, TX' --within 100mi --phase 2",
)
@click.option("--debug", is_flag=True, hidden=True, expose_value=False)
@click.version_option(read_version(), message="%(prog)s %(version)s")
def net_finder() -> None:
    """Find clinical trials and expert centers for neuroendocrine tumors.

    A listing is no endorsement and no medical advice.
    """
    # Read before anything is done: a broken declaration must not show only when half of the work is told.
    load_sources()
    load_wording()
