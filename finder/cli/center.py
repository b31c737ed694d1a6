"""`net-finder center`: everything about one center, each fact with its source and day."""

from typing import Any

import click

from finder.cli.centers import say_evidence
from finder.cli.options import json_option
from finder.cli.output import say_line, tell, write_bytes, write_json
from finder.cli.snapshot import credit_line
from finder.cli.words import say, say_code, say_place
from finder.export.credits import list_credits, list_warnings
from finder.export.lines import clean_line
from finder.export.plain import frame_records, to_plain
from finder.export.records import NOTICE
from finder.query.center_detail import CenterDetail, read_center
from finder.query.center_kinds import say_accreditation, say_kind
from finder.query.investigators import ORIGIN
from finder.settings import load_settings
from finder.store.reader import open_current

_NO_LIST = "No list that was read names it."
_NOBODY = "The registry names nobody."
_LONG = ("description", "eligibility", "inclusion", "exclusion")


@click.command(
    "center",
    epilog="Example: net-finder center fake-hospital-houston-us",
)
@click.argument("center_id", metavar="CENTER_ID")
@json_option
def center_command(center_id: str, as_json: bool) -> None:
    """Show one center: who lists it, its trials, and who leads them. 'centers' tells its identifier.

    Exits with 1 where there is no such center.
    """
    reader = open_current(load_settings())
    detail = read_center(reader, center_id)
    record = to_record(detail)
    if as_json:
        write_bytes(write_json(record))
        return
    print("\n".join(write_center(record)))
    print()
    tell(*record["warnings"])
    for sentence in (credit_line(reader), *record["credits"], NOTICE):
        say_line(sentence)


def to_record(detail: CenterDetail) -> dict[str, Any]:
    """The center as one dictionary, ready for JSON; the long texts of trials are left to `show`."""
    sources = [detail.center["source"], *detail.listings["source"]]
    return {
        **{name: to_plain(cell) for name, cell in detail.center.items()},
        "listings": frame_records(detail.listings),
        "trials": frame_records(detail.trials.drop(columns=list(_LONG))),
        "sites": frame_records(detail.sites),
        "people": frame_records(detail.people),
        "origin_of_people": ORIGIN,
        "credits": list_credits(sources),
        "warnings": list_warnings(sources),
        "notice": NOTICE,
    }


def write_center(record: dict[str, Any]) -> list[str]:
    """The center as lines to read."""
    accreditations = say_accreditation(record["accreditation"], record["accreditation_year"])
    facts = [
        ("Place", say_place(record["city"], record["region"], record["country"])),
        ("Kind", say_kind(record["kind"])),
        ("Accreditation", "; ".join(accreditations)),
        ("What it says it does", say(record["specialties"])),
        ("Other names", say(record["other_names"])),
        ("Phone", say(record["phone"])),
        ("Page", say(record["url"])),
        ("How sure", say_evidence(record)),
        ("Source", say(record["source_url"])),
    ]
    taking = sum(bool(trial["takes_people_here"]) for trial in record["trials"])
    people = [_say_person(person) for person in record["people"]]
    return [
        clean_line(say(record["name"])),
        "",
        *(clean_line(f"{name}: {said}") for name, said in facts if said),
        *_section("Who lists it", [_say_listing(listing) for listing in record["listings"]] or [_NO_LIST]),
        *_section(
            f"Trials: {len(record['trials'])}, of which {taking} take people here now",
            [_say_trial(trial) for trial in record["trials"]],
        ),
        *_section("Who leads trials here", [*people, ORIGIN] if people else [_NOBODY]),
    ]


def _section(head: str, lines: list[str]) -> list[str]:
    return ["", head, *(f"  {clean_line(line)}" for line in lines)]


def _say_listing(listing: dict[str, Any]) -> str:
    accreditations = say_accreditation(listing["accreditation"], listing["accreditation_year"])
    parts = [say(listing["name"]), *accreditations, say_evidence(listing), say(listing["source_url"])]
    return "; ".join(part for part in parts if part)


def _say_trial(trial: dict[str, Any]) -> str:
    here = "Taking people here now" if trial["takes_people_here"] else say_code("status", trial["status"])
    return f"{trial['nct_id']}: {say(trial['title'])}; {here}"


def _say_person(person: dict[str, Any]) -> str:
    roles = ", ".join(role.replace("_", " ").lower() for role in person["roles"])
    return "; ".join(part for part in (say(person["name"]), roles, say(person["nct_ids"])) if part)
