"""Progress in a pipe: few plain lines on standard error, none where only JSON is wanted."""

from finder.cli.progress import show_progress


def test_plain_lines_tell_the_first_and_the_last_step_once(capsys) -> None:
    with show_progress() as report:
        for done in range(1, 1001):
            report("Reading", done, 1000)
        report("Reading", 1000, 1000)
        report("Publishing", 0, None)
    assert capsys.readouterr() == ("", "Reading: 1 of 1,000\nReading: 1,000 of 1,000\nPublishing\n")


def test_nothing_where_only_json_is_wanted(capsys) -> None:
    with show_progress(quiet=True) as report:
        report("Reading", 1, 2)
    assert capsys.readouterr() == ("", "")
