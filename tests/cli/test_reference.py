"""The command reference is made from the commands, and the README shows it as it is."""

import re
import subprocess
import sys
from pathlib import Path

import click
import textstat

from finder.cli.app import COMMANDS, load_command
from finder.cli.reference import write_reference
from finder.cli.search import CRITERIA
from finder.cli.source_reference import write_sources
from finder.query.criteria import NAMES

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_readme_shows_the_reference() -> None:
    found = re.search(r"<!-- commands -->\n(.*?)<!-- /commands -->", README.read_text("utf-8"), re.DOTALL)
    assert found, "README.md has no section between <!-- commands --> and <!-- /commands -->."
    assert found[1].strip() == write_reference().strip(), "Write it anew: python -m finder.cli.reference"


def test_the_readme_shows_every_source() -> None:
    found = re.search(r"<!-- sources -->\n(.*?)<!-- /sources -->", README.read_text("utf-8"), re.DOTALL)
    assert found, "README.md has no section between <!-- sources --> and <!-- /sources -->."
    assert found[1].strip() == write_sources().strip(), "Write it anew: python -m finder.cli.source_reference"


def test_every_command_and_option_is_described_with_an_example() -> None:
    reference = write_reference()
    for name in COMMANDS:
        command = load_command(name)
        assert f"### `net-finder {name} " in reference
        assert command.name == name
        assert command.help
        assert COMMANDS[name].endswith(".")
        assert (command.epilog or "").startswith(f"Example: net-finder {name}")


def test_the_list_of_commands_shows_all_and_waits_for_none() -> None:
    code = (
        "import sys; from finder.cli import run_command; run_command(['--help']); print(*sys.modules, file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for name, says in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(says)}$", ran.stdout, re.MULTILINE)
    assert not {"pandas", "requests", "streamlit"} & set(ran.stderr.split())


def test_the_command_offers_every_criterion_there_is() -> None:
    assert [name for name, _, _ in CRITERIA] == list(NAMES)


def test_the_help_is_easy_to_read() -> None:
    says = [param.help for name in COMMANDS for param in load_command(name).params if isinstance(param, click.Option)]
    about = [load_command(name).help for name in COMMANDS]
    assert textstat.flesch_kincaid_grade("\n".join(text.strip() for text in [*says, *about] if text)) <= 8
