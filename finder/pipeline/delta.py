"""How much of the registry a refresh must read: nothing, what changed, or everything. Decides, and asks nobody.

What changed is put over the raw records that the last snapshot keeps. That gives the same tables as reading everything
as long as a study that changed has a later day of its last update; the registry changes terms of its own (MeSH) without
one, so everything is read again from time to time.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from finder.fetch.clinicaltrials_gov import FIELDS, DataVersion, Walk
from finder.pipeline.run import program_version
from finder.sources import Source
from finder.store.memory import FoundStudy
from finder.vocabulary.folder import list_own
from finder.vocabulary.search import Plan

#: Days of updates that are read twice: the registry states days without a zone, and studies may change twice a day.
OVERLAP = timedelta(days=2)

#: All that has a say in what becomes of a record, and in what comes with the program.
_READING = ("vocabulary", "schema", "sources", "parse", "normalize", "guide", "starter")


@dataclass(frozen=True)
class Reading:
    """What is to be read and why. `since`: the first day of updates, where `much` is "changes". `plans`: the questions.

    `whole`: all studies are read and kept, whatever they are about. `anew`: no page that
    another refresher read is taken.
    """

    much: Literal["nothing", "changes", "everything"]
    version: DataVersion
    fingerprint: str
    why: str = ""
    since: str = ""
    whole: bool = False
    anew: bool = False
    plans: tuple[Plan, ...] = ()


def choose_reading(
    last: Mapping[str, Any] | None,
    version: DataVersion,
    fingerprint: str,
    moment: datetime,
    source: Source,
    *,
    full: bool = False,
) -> Reading:
    """What must be read after the snapshot with the meta `last`, now that the registry tells `version`."""

    def everything(why: str) -> Reading:
        return Reading("everything", version, fingerprint, why)

    if full:
        return everything("everything was asked for")
    if last is None or last.get("source") != source.name:
        return everything("there is no earlier list of the registry")
    if last.get("fingerprint") != fingerprint:
        return everything("the program, its words or the address of the registry changed")
    if last.get("api_version") != version.api:
        return everything("the registry speaks another version")
    before = _read_time(last.get("data_version"))
    now = _read_time(version.timestamp)
    if before is None or now is None:
        return everything("the registry does not tell the time of its data")
    if now == before:
        return Reading("nothing", version, fingerprint)
    if now < before:
        return everything("the registry's data is older than last time")
    read_at = _read_time(last.get("full_read_at"))
    if read_at is None or not timedelta(0) <= moment - read_at < timedelta(hours=source.full_every_hours):
        return everything("everything is read again from time to time")
    return Reading("changes", version, fingerprint, since=f"{(before - OVERLAP).date()}")


def find_gap(walk: Walk, known: Mapping[str, FoundStudy], records: set[str]) -> str:
    """Why what changed and what was known do not make up the whole; empty where they do.

    `known` and `records`: the studies that the last snapshot remembers, and those whose raw record is at hand.
    """
    for nct_id, day in walk.days.items():
        if nct_id in walk.read:
            continue
        study = known.get(nct_id)
        if study is None:
            return f"{nct_id} is new, and not among the studies that changed"
        if study.updated != day:
            return f"{nct_id} was updated, and is not among the studies that changed"
        if not study.left_out and nct_id not in records:
            return f"the last list does not have the record of {nct_id}"
    return ""


def take_fingerprint(plans: Sequence[Plan], address: str) -> str:
    """A short text that changes with the questions, the registry's address, and whatever reads the answers."""
    digest = hashlib.sha256(_digest_program().encode())
    for name, content in list_own():
        digest.update(f"\0{name}\0".encode() + content)
    for part in (address, *FIELDS, *(plan.model_dump_json() for plan in plans)):
        digest.update(f"\0{part}".encode())
    return digest.hexdigest()[:16]


@cache
def _digest_program() -> str:
    digest = hashlib.sha256(program_version().encode())
    for name in _READING:
        for path, content in sorted(_list_files(files(f"finder.{name}"), name)):
            digest.update(f"\0{path}\0".encode() + content)
    return digest.hexdigest()


def _list_files(folder: Traversable, path: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _list_files(entry, f"{path}/{entry.name}") if not entry.name.startswith("_") else []
        elif not entry.name.endswith(".pyc"):
            found.append((f"{path}/{entry.name}", entry.read_bytes()))
    return found


def _read_time(text: object) -> datetime | None:
    """A UTC time as the registry (without a zone) or we write it."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
