"""Feeds of what is new: one Atom file a question, written after a refresh into a folder that the dashboard serves.

The questions are declared in feeds.toml beside this file, or in a file of the owner's own (NET_FINDER_FEEDS).
"""

import re
import tomllib
from contextlib import suppress
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from finder.errors import DeclarationError, FinderError, OutputError, QuestionError
from finder.export.atom import FeedHead, write_atom
from finder.export.atomic import write_atomically
from finder.export.credits import list_credits
from finder.export.list_notes import note_list
from finder.query.change_words import explain_known, tell_changes
from finder.query.changes import ChangeAnswer, find_changes_since
from finder.query.criteria import Criteria, parse_criteria, write_address
from finder.settings import Settings
from finder.sources import load_sources
from finder.store.gazetteer import Gazetteer, open_gazetteer
from finder.store.reader import Reader, open_current
from finder.vocabulary.folder import name_file, read_own
from finder.vocabulary.profile import load_profile

#: A feed goes back this far, counted from its data. A reader that asks once a month misses nothing.
FEED_DAYS = 90
#: Entries of one feed at most, the latest.
MOST_ENTRIES = 500

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
#: What a feed says of its data, among the notes of a list.
_SAID = ("Question", "Data", "Data read", "Date of the data")


class Feed(BaseModel):
    """One feed: the title that a reader shows, and the criteria of its question, each one value or several."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1, max_length=200)
    question: Annotated[dict[str, str | list[str]], Field(min_length=1)]

    @property
    def criteria(self) -> Criteria:
        """The question; trials of any status, for news is of those that close, too. Raises QuestionError."""
        words = {name: [value] if isinstance(value, str) else value for name, value in self.question.items()}
        return parse_criteria({"status": ["any"], **words})


def load_feeds(settings: Settings) -> dict[str, Feed]:
    """The declared feeds by name. Raises DeclarationError that names the file and the place."""
    own = settings.feed_questions
    name = str(own or ("finder/feeds.toml" if load_profile().is_first else name_file("feeds")))
    try:
        text = own.read_text("utf-8") if own else _read_feeds()
        return _parse_feeds(tomllib.loads(text))
    except ValidationError as error:
        first = error.errors()[0]
        reason = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    except OSError as error:
        reason = error.strerror or type(error).__name__
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError, QuestionError) as error:
        reason = str(error).splitlines()[0].rstrip(".")
    raise DeclarationError(f"{name} cannot be used: {reason}.", remedy="Correct that file.")


def _read_feeds() -> str:
    """Those of the program; those of another disease are in its folder, and none where it has no such file."""
    return (files("finder") / "feeds.toml").read_text("utf-8") if load_profile().is_first else read_own("feeds") or ""


def _parse_feeds(raw: dict[str, Any]) -> dict[str, Feed]:
    feeds = {}
    for name, entry in raw.items():
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a feed: small letters, digits and hyphens, at most 60")
        feeds[name] = Feed.model_validate(entry)
        try:
            _ = feeds[name].criteria
        except QuestionError as error:
            raise ValueError(f"{name}: {error}") from error
    return feeds


def write_feeds(settings: Settings) -> list[str]:
    """Write all feeds of the current snapshot; give a sentence for each thing that failed. Raises nothing of ours.

    Each file appears whole, and is left alone where it already says the same. A feed that cannot be made leaves the
    last one as it was; the file of a feed that is declared no more is taken away.
    """
    try:
        feeds = load_feeds(settings)
        reader = open_current(settings)
        settings.feeds.mkdir(parents=True, exist_ok=True)
        with open_gazetteer(settings) as gazetteer:
            told = [_write_feed(settings.feeds, name, feed, reader, gazetteer) for name, feed in feeds.items()]
        told += [_remove(path) for path in sorted(settings.feeds.glob("*.atom")) if path.stem not in feeds]
    except FinderError as error:
        return [f"The feeds could not be written. {error}"]
    except OSError as error:
        return [f"The feeds could not be written: {error.strerror or type(error).__name__} ({settings.feeds})."]
    return [sentence for sentence in told if sentence]


def _write_feed(folder: Path, name: str, feed: Feed, reader: Reader, gazetteer: Gazetteer) -> str:
    path = folder / f"{name}.atom"
    try:
        answer = find_recent_changes(reader, gazetteer, feed.criteria)
        content = make_feed(reader, answer, feed.criteria, title=feed.title, address=path.name, limit=MOST_ENTRIES)
        # A file that is written anew is fetched anew by everyone, even where it says the same.
        with suppress(OSError):
            if path.read_bytes() == content:
                return ""
        write_atomically(path, content)
    except (QuestionError, OutputError) as error:
        return f"The feed {name} could not be written. {error}"
    return ""


def _remove(path: Path) -> str:
    path.unlink(missing_ok=True)
    return ""


def find_recent_changes(reader: Reader, gazetteer: Gazetteer, criteria: Criteria) -> ChangeAnswer:
    """The changes of the last FEED_DAYS before the snapshot was made. Raises PlaceError, DamagedError."""
    published = str(reader.meta.get("published_at") or "")
    since = "0001-01-01"
    if published:
        since = (datetime.fromisoformat(published) - timedelta(days=FEED_DAYS)).date().isoformat()
    return find_changes_since(reader, gazetteer, criteria, since, trial_address())


def trial_address() -> str:
    """Where a trial stands on the registry, with {nct_id} in it."""
    return load_sources()["clinicaltrials_gov"].homepage + "/study/{nct_id}"


def make_feed(
    reader: Reader,
    answer: ChangeAnswer,
    criteria: Criteria,
    *,
    title: str,
    address: str = "",
    limit: int | None = None,
) -> bytes:
    """The answer as an Atom feed, with the latest `limit` changes; `address` is that of the feed, where it is known."""
    asked = write_address(criteria)
    notes = note_list(answer.changes, address=asked, meta=reader.meta)
    about = [f"{label}: {text.rstrip('.')}." for label, text in notes.lines if label in _SAID]
    if answer.is_whole and answer.known_since:
        about.append(f"Changes are known since {answer.known_since[:10]}.")
    about += explain_known(answer)
    changes = tell_changes(answer.changes)
    if limit is not None and limit < len(changes):
        about.append(f"Here are the latest {limit:,} of {len(changes):,} changes since {answer.since}.")
    head = FeedHead(
        key="\n".join(f"{name}={value}" for name, value in asked),
        title=title,
        about=about,
        updated=notes.read_at,
        credits=list_credits(["clinicaltrials_gov"]),
        address=address,
    )
    return write_atom(head, changes[:limit])
