"""Every failure as one line: what went wrong, what to do, and the exit code."""

import json
import sys
import traceback
from contextlib import suppress
from typing import Any

import click

from finder.errors import FinderError, PlaceError
from finder.export.lines import clean_line

#: Exit codes of a shell for a program that ended by the signals INT and PIPE.
INTERRUPTED = 130
CUT_OFF = 141


def tell_failure(error: Exception, *, as_json: bool = False, debug: bool = False) -> int:
    """Write one line about the failure to standard error and return the exit code that fits it."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.Abort):
        return INTERRUPTED
    failure = describe_failure(error)
    if debug:
        traceback.print_exception(error)
    with suppress(OSError):
        print(json.dumps(failure, ensure_ascii=False) if as_json else _write_line(failure), file=sys.stderr, flush=True)
    return int(failure["exit"])


def describe_failure(error: Exception) -> dict[str, Any]:
    """The failure as data: error, remedy, exit, and for a place also the candidates."""
    match error:
        case PlaceError():
            described = _describe(name_failure(error), error.remedy, error.exit_code)
            return {**described, "candidates": list(error.candidates)}
        case FinderError():
            return _describe(name_failure(error), error.remedy, error.exit_code)
        case click.UsageError():
            command = error.ctx.command_path if error.ctx else "net-finder"
            return _describe(f"{error.format_message().rstrip('.')}.", f"See '{command} --help'.", error.exit_code)
        case click.ClickException():
            return _describe(error.format_message(), "", error.exit_code)
        case OSError():
            what = f"{error.filename}: " if error.filename else ""
            reason = error.strerror or type(error).__name__
            return _describe(f"The computer refused to read or write: {what}{reason}.", "Look into that.", 1)
    return _describe(
        f"Something went wrong that should not ({type(error).__name__}: {error}).",
        "Please report it, with the command you typed and what 'net-finder --debug ...' prints.",
        1,
    )


def name_failure(error: FinderError) -> str:
    """The message of a failure, led by its source where it has one."""
    return f"{error.source}: {error.message}" if error.source else error.message


def _describe(message: str, remedy: str, exit_code: int) -> dict[str, Any]:
    return {"error": clean_line(message), "remedy": clean_line(remedy), "exit": exit_code}


def _write_line(failure: dict[str, Any]) -> str:
    message = failure["error"]
    candidates = failure.get("candidates", [])
    named = any(candidate in message for candidate in candidates)
    choice = f" It could be: {'; '.join(map(clean_line, candidates))}." if candidates and not named else ""
    return f"net-finder: {message}{choice} {failure['remedy']}".rstrip()
