"""`net-finder doctor`: looks at every part the program stands on, and says what to do about each that fails."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click

from finder.cli.failures import name_failure
from finder.cli.options import json_option
from finder.cli.output import Lines, draw_lines, write_bytes, write_json
from finder.cli.snapshot import credit_line
from finder.errors import FinderError
from finder.fetch.doctor import check_cache_server, check_identities, check_response_cache
from finder.settings import Settings, load_settings
from finder.sources import load_sources
from finder.store.gazetteer import open_gazetteer
from finder.store.question import Question
from finder.store.reader import open_current

#: Room for a new snapshot beside the last ones, with the HTTP cache.
NEEDED_BYTES = 500_000_000
REGISTRY = "clinicaltrials_gov"


class Check(NamedTuple):
    """One part that was looked at: how it is, and what to do where it is not well."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


@click.command(
    "doctor",
    epilog="Example: net-finder doctor",
)
@json_option
@click.pass_context
def doctor_command(context: click.Context, as_json: bool) -> None:
    """Check all the program needs, and say what to do about each thing that is wrong.

    Exits with 1 where something is wrong.
    """
    checks = list(examine(load_settings()))
    well = all(check.ok for check in checks)
    if as_json:
        write_bytes(write_json({"ok": well, "checks": [check._asdict() for check in checks]}))
    else:
        rows = [[("ok" if c.ok else "WRONG",), (c.name,), (c.detail,), (c.remedy,)] for c in checks]
        draw_lines(Lines([("State",), ("Part",), ("What was seen",), ("What to do",)], rows))
    context.exit(0 if well else 1)


def examine(settings: Settings) -> Iterator[Check]:
    """Each check in turn; one that fails never keeps the others from being made."""
    yield from _examine_network(settings)
    for name, look in (
        ("response cache", _look_at_cache),
        ("home", _look_at_home),
        ("disk", _look_at_disk),
        *([("store", _look_at_store)] if settings.store_server else []),
        ("snapshot", _look_at_snapshot),
        ("places", _look_at_places),
    ):
        yield _attempt(name, look, settings)


def _attempt(name: str, look: Callable[[Settings], Check], settings: Settings) -> Check:
    try:
        return look(settings)
    except FinderError as error:
        return Check(name, False, name_failure(error), error.remedy)
    except OSError as error:
        return Check(name, False, f"{error.filename or settings.home}: {error.strerror}.", "Look into that folder.")


def _examine_network(settings: Settings) -> Iterator[Check]:
    if settings.offline:
        yield Check("network", True, "Not tried, because NET_FINDER_OFFLINE is set.")
        return
    try:
        identities = check_identities(settings, load_sources()[REGISTRY])
    except FinderError as error:
        yield Check("network", False, name_failure(error), error.remedy)
        return
    answered = any(identity.ok for identity in identities)
    for identity in identities:
        detail = identity.detail if identity.ok or not answered else f"{identity.detail} Another identity works."
        remedy = "Check the network and NET_FINDER_CTGOV_URL, or set NET_FINDER_CONTACT." if not answered else ""
        yield Check(f"network as {identity.name}", identity.ok or answered, detail, remedy)


def _look_at_cache(settings: Settings) -> Check:
    if settings.cache_server:
        return Check("response cache", *check_cache_server(settings))
    ok, detail = check_response_cache(settings)
    remedy = f"Delete {settings.response_cache}; it is only a copy and is made again."
    return Check("response cache", ok, detail, "" if ok else remedy)


def _look_at_home(settings: Settings) -> Check:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.home):
            pass
    except OSError as error:
        remedy = "Give this user the right to write there, or set NET_FINDER_HOME to another folder."
        return Check("home", False, f"{settings.home} cannot be written: {error.strerror}.", remedy)
    return Check("home", True, f"{settings.home} can be written.")


def _look_at_disk(settings: Settings) -> Check:
    free = shutil.disk_usage(_nearest_folder(settings.home)).free
    detail = f"{free / 1e9:.1f} GB free for {settings.home}."
    if free < NEEDED_BYTES:
        return Check("disk", False, detail, f"Free at least {NEEDED_BYTES / 1e9:.1f} GB, or move NET_FINDER_HOME.")
    return Check("disk", True, detail)


def _nearest_folder(path: Path) -> Path:
    return next(folder for folder in (path, *path.absolute().parents) if folder.exists())


def _look_at_store(settings: Settings) -> Check:
    from finder.store.postgresql.doctor import describe_store

    return Check("store", True, describe_store(settings.store_server))


def _look_at_snapshot(settings: Settings) -> Check:
    reader = open_current(settings)
    trials = reader.count_trials(Question())
    return Check("snapshot", True, f"{trials:,} trials. {credit_line(reader)}")


def _look_at_places(settings: Settings) -> Check:
    with open_gazetteer(settings) as gazetteer:
        cities = gazetteer.count_names()
    remedy = "" if cities else "Install the program again."
    return Check("places", cities > 0, f"{cities:,} names of places can be looked up.", remedy)
