"""The registry's pages, where several machines share them: when they were read, and what is told of it."""

from datetime import UTC

from finder.events import note
from finder.fetch.shared_pages import SharedPages
from finder.pipeline.run import Run
from finder.sources import Source


def open_shared(run: Run, source: Source, *, anew: bool) -> SharedPages | None:
    """The pages on the server; None where none is set. With `anew` nothing is taken from there."""
    server = run.settings.cache_server
    return SharedPages(server, run.messages.append, largest=source.max_answer_bytes, anew=anew) if server else None


def find_read_time(run: Run) -> str:
    """When the registry gave what was read: now, or when another refresh was given the oldest page that was taken.

    The registry has just said that it has nothing newer, but what is told to readers is when it was fetched.
    """
    oldest = run.shared.oldest if run.shared else None
    return min(run.time, f"{oldest.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}") if oldest else run.time


def note_shared(run: Run) -> None:
    """Tell the log how many pages were taken, and how many the registry was asked for."""
    if run.shared:
        note("pages_read", taken=run.shared.taken, asked=run.shared.asked, read_at=find_read_time(run))


def tell_taken(shared: SharedPages) -> str:
    """How many pages another refresh had read, and when."""
    when = f"{shared.oldest.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if shared.oldest else "some earlier time"
    return f"Of {shared.taken + shared.asked:,} pages, {shared.taken:,} came from the shared cache, as read at {when}."
