"""The command net-finder: one verb a command, tables for eyes, JSON and CSV for programs.

Every failure ends as one line on standard error and an exit code, never as a traceback.
"""

import logging
import os
import sys
import warnings
from collections.abc import Sequence
from typing import NoReturn

from finder.cli.failures import CUT_OFF, INTERRUPTED, tell_failure

PROGRAM = "net-finder"


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and end the process with its exit code."""
    sys.exit(run_command(sys.argv[1:] if arguments is None else arguments))


def run_command(words: Sequence[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong is told on standard error."""
    _silence_libraries()
    try:
        # Imported here because the declarations are read on the way: a broken one must end as one line, too.
        from finder.cli.app import net_finder

        with net_finder.make_context(PROGRAM, list(words) or ["--help"]) as context:
            net_finder.invoke(context)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        return CUT_OFF
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        return tell_failure(error, as_json="--json" in words, debug="--debug" in words[:1])
    return 0


def _silence_libraries() -> None:
    """Keep what libraries say to programmers away from users; `python -W` brings the warnings back."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())


def _forget_output() -> None:
    """Nobody reads on, as in `net-finder search | head`: what Python still holds must not fail when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
