"""How long we wait for a source, and when we ask again."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, stop_before_delay
from tenacity.wait import wait_exponential_jitter
from urllib3.exceptions import InvalidHeader
from urllib3.util.retry import Retry

from finder.events import note

#: Answers that may be different in a moment. A 500 can be for ever, so tries are few.
PASSING_STATUSES = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Patience:
    """Waits of one session, in seconds. `longest_trouble` bounds one request with all its tries."""

    tries: int = 5
    first_wait: float = 1.0
    longest_wait: float = 30.0
    longest_retry_after: float = 60.0
    longest_trouble: float = 120.0
    connect_seconds: float = 10.0
    read_seconds: float = 30.0


#: For a source that the list can do without for a day: it must not hold up the others.
LESSER = Patience(
    tries=2, longest_wait=5.0, longest_retry_after=20.0, longest_trouble=40.0, connect_seconds=8.0, read_seconds=20.0
)


class PassingStatusError(requests.RequestException):
    """The server answered, but with a status that may pass."""

    response: requests.Response


def make_retrying(patience: Patience, remaining_seconds: float) -> Retrying:
    """Tries of one request: bounded in number and in time, spaced by `Retry-After` or by growing, uneven waits."""
    return Retrying(
        retry=retry_if_exception(_may_pass),
        stop=stop_after_attempt(patience.tries)
        | stop_before_delay(max(0.0, min(patience.longest_trouble, remaining_seconds))),
        wait=_make_wait(patience),
        before_sleep=_note_wait,
        reraise=True,
    )


def _note_wait(state: RetryCallState) -> None:
    """Tell that the same is asked again soon, of which host, and why; its whole address may hold a key."""
    error = state.outcome.exception() if state.outcome else None
    why = f"status {error.response.status_code}" if isinstance(error, PassingStatusError) else type(error).__name__
    asked = getattr(error, "request", None) or getattr(getattr(error, "response", None), "request", None)
    host = urlsplit(getattr(asked, "url", None) or "").hostname
    note("retry_wait", host=host, why=why, tries=state.attempt_number, seconds=round(state.upcoming_sleep, 3))


def read_retry_after(response: requests.Response, longest: float) -> float | None:
    """Seconds the server asks us to wait, a number or an HTTP date, at most `longest`; None where it does not."""
    value = response.headers.get("Retry-After")
    if not value:
        return None
    try:
        return min(Retry(0).parse_retry_after(value), longest)
    except (InvalidHeader, ValueError, OverflowError, TypeError):
        return None


def _may_pass(error: BaseException) -> bool:
    # An untrusted certificate is a ConnectionError for requests, yet asking again cannot help.
    if isinstance(error, requests.exceptions.SSLError):
        return False
    return isinstance(
        error,
        PassingStatusError
        | requests.ConnectionError
        | requests.Timeout
        | requests.exceptions.ChunkedEncodingError
        | requests.exceptions.ContentDecodingError,
    )


def _make_wait(patience: Patience) -> Callable[[RetryCallState], float]:
    grow = wait_exponential_jitter(
        multiplier=patience.first_wait, max=patience.longest_wait, jitter=patience.first_wait / 2
    )

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, PassingStatusError):
            asked = read_retry_after(error.response, patience.longest_retry_after)
            if asked is not None:
                return asked
        return grow(state)

    return wait
