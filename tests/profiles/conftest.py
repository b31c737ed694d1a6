"""One refresh under the example profile, and every command that a test asks of it, in one process of its own."""

from collections.abc import Callable

import pytest
from asked_commands import ASKED
from other_disease import Answer, prepare_home, run_finder, serve_fakes

Words = tuple[str, ...]


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[Words, Answer]:
    """What each of ASKED says after one refresh of the fake studies; "HOME" in it stands for the folder of the test."""
    home = prepare_home(tmp_path_factory.mktemp("sarcoma") / "home")
    with serve_fakes() as registry:
        refreshed, *others = run_finder(
            home, ("refresh",), *(tuple(word.replace("HOME", str(home)) for word in words) for words in ASKED),
            url=registry.url,
        )  # fmt: skip
    assert refreshed.code == 0, refreshed.err
    return dict(zip(ASKED, others, strict=True)) | {("HOME",): Answer(0, str(home), "")}


@pytest.fixture
def find(answers: dict[Words, Answer]) -> Callable[..., str]:
    """What a command of ASKED prints; it must have ended well."""

    def read(*words: str) -> str:
        answer = answers[words]
        assert answer.code == 0, answer.err
        return answer.out

    return read
