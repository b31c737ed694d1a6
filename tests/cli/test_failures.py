"""Every kind of failure is one line, or one line of JSON, with the exit code that was promised for it."""

import errno
import json

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder import errors
from finder.cli.failures import describe_failure, tell_failure
from finder.export.lines import clean_line


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (errors.NotFoundError("A is not here.", remedy="Look at B."), 1, "net-finder: A is not here. Look at B.\n"),
        (errors.SettingError("X=1 cannot be used."), 2, "net-finder: X=1 cannot be used.\n"),
        (errors.CheckError("Too few.", source="s", remedy="Wait."), 3, "net-finder: s: Too few. Wait.\n"),
        (errors.BusyError("Busy."), 4, "net-finder: Busy.\n"),
        (errors.NoSnapshotError("None."), 5, "net-finder: None.\n"),
        (click.UsageError("No such option"), 2, "net-finder: No such option. See 'net-finder --help'.\n"),
        (click.ClickException("Gone."), 1, "net-finder: Gone.\n"),
        (click.Abort(), 130, ""),
        (click.exceptions.Exit(1), 1, ""),
    ],
)
def test_each_failure_is_one_line_with_its_exit_code(capsys, error: Exception, code: int, line: str) -> None:
    assert tell_failure(error) == code
    assert capsys.readouterr() == ("", line)


def test_candidates_are_listed_once(capsys) -> None:
    tell_failure(errors.PlaceError("Two are called A.", candidates=("A, B", "A, C"), remedy="Choose."))
    assert capsys.readouterr().err == "net-finder: Two are called A. It could be: A, B; A, C. Choose.\n"
    tell_failure(errors.PlaceError("It is A, B or A, C.", candidates=("A, B", "A, C"), remedy="Choose."))
    assert capsys.readouterr().err == "net-finder: It is A, B or A, C. Choose.\n"


def test_what_nobody_thought_of_names_its_kind_and_asks_for_a_report(capsys) -> None:
    assert tell_failure(KeyError("first\nsecond\x1b[2J")) == 1
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert "KeyError" in told
    assert "report" in told
    assert "\x1b" not in told
    assert "Traceback" not in told
    tell_failure(KeyError("x"), debug=True)
    assert "KeyError: 'x'" in capsys.readouterr().err


def test_a_full_disk_is_no_mistake_of_the_program(capsys) -> None:
    assert tell_failure(OSError(errno.ENOSPC, "No space left on device", "/some/file")) == 1
    assert "/some/file: No space left on device" in capsys.readouterr().err


@given(st.text(), st.text())
def test_any_failure_is_one_line_and_valid_json(message: str, remedy: str) -> None:
    failure = describe_failure(errors.QuestionError(message, remedy=remedy))
    assert set(failure) == {"error", "remedy", "exit"}
    assert len(json.dumps(failure).splitlines()) == 1
    assert len(f"{failure['error']} {failure['remedy']}".splitlines()) <= 1


@given(st.text())
def test_a_clean_line_holds_only_what_can_be_seen(text: str) -> None:
    assert clean_line(text).isprintable()
    assert clean_line(clean_line(text)) == clean_line(text)
