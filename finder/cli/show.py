"""`net-finder show`: everything about one trial, in the order a person needs it."""

from typing import Any

import click

from finder.cli.lines import clean_line
from finder.cli.options import json_option
from finder.cli.output import say_line, write_bytes, write_json
from finder.cli.snapshot import credit_line
from finder.cli.words import say, say_code, say_codes, say_place
from finder.errors import NotFoundError
from finder.export.plain import frame_records, to_plain
from finder.export.records import NOTICE
from finder.query.describe import Match, describe_trial, explain_match, group_sentences
from finder.settings import load_settings
from finder.store.reader import Reader, open_current
from finder.vocabulary.wording import load_wording


@click.command(
    "show",
    short_help="Show one trial with its sites and contacts.",
    epilog="Example: net-finder show NCT01234567",
)
@click.argument("nct_id", metavar="NCT_ID")
@json_option
def show_command(nct_id: str, as_json: bool) -> None:
    """Show one trial: its sites, whom to call, who may join, and why it is in the list.

    Exits with 1 where the trial is not in the snapshot.
    """
    reader = open_current(load_settings())
    record = read_record(reader, nct_id)
    if as_json:
        write_bytes(write_json(record))
        return
    print("\n".join(write_lines(record)))
    print()
    say_line(credit_line(reader))
    say_line(NOTICE)


def read_record(reader: Reader, nct_id: str) -> dict[str, Any]:
    """One trial with its sites, those that take people now first, and its investigators. Raises NotFoundError."""
    wanted = nct_id.strip().upper()
    trial = reader.read_trial(wanted)
    if trial is None:
        raise NotFoundError(
            f"{nct_id.strip()!r} is not in this list of trials.",
            remedy=f"Check the number, or look for it at https://clinicaltrials.gov/search?term={wanted}."
            if wanted.startswith("NCT") and wanted[3:].isdigit()
            else "A trial is named by its NCT number, such as NCT01234567.",
        )
    ids = [trial["nct_id"]]
    sites = frame_records(reader.read_sites(ids))
    sites.sort(key=lambda site: (not site["recruiting"], say(site["country"]), say(site["region"]), say(site["city"])))
    return {
        **{name: to_plain(cell) for name, cell in trial.items()},
        "sites": sites,
        "investigators": frame_records(reader.read_investigators(ids)),
        "notice": NOTICE,
    }


def write_lines(record: dict[str, Any]) -> list[str]:
    """The trial as lines to read, what belongs to a heading set in below it."""
    facts = [
        ("Status", say_code("status", record["status"])),
        *(("Take care", load_wording().term("stale", reason).meaning) for reason in record["stale"]),
        ("Why it ended early", say(record["why_stopped"])),
        ("Phase", say_codes("phases", record["phases"])),
        ("Kind of study", say_code("study_type", record["study_type"])),
        ("Tumor started in", say_codes("primary_sites", record["primary_sites"])),
        ("Being tested", say_codes("treatments", record["treatments"])),
        ("Given or done", say(record["interventions"])),
        ("Tumor type", say_code("differentiation", record["differentiation"])),
        ("Age", _say_ages(record)),
        ("Sex", say_code("sex", record["sex"])),
        ("Sponsor", say(record["sponsor"])),
        ("Last update", say(record["last_update_posted"])),
        ("Contact", _say_contact(record)),
        ("Link", say(record["source_url"])),
    ]
    return [
        clean_line(f"{record['nct_id']}: {say(record['title'])}"),
        "",
        *(clean_line(f"{name}: {said}") for name, said in facts if said),
        *_section("In plain words", [f"{head}: {text}" for head, text in group_sentences(describe_trial(record))]),
        *_section("Summary", say(record["summary"]).splitlines()),
        *_section("Who may join", say(record["eligibility"]).splitlines()),
        *_section("Why it is in this list", [_say_match(explain_match(line, record)) for line in record["matched"]]),
        *_section(_say_site_counts(record["sites"]), [_say_site(site) for site in record["sites"]]),
    ]


def _section(head: str, lines: list[str]) -> list[str]:
    return ["", head, *(f"  {clean}" for line in lines if (clean := clean_line(line)))] if lines else []


def _say_match(match: Match) -> str:
    """Our reading, then the record's words and where they stand; a line of another shape stays as it is."""
    read = ": ".join(part for part in (match.about, match.label) if part)
    return f"{read}: “{match.words}” {match.where}".rstrip() if read else match.words


def _say_ages(record: dict[str, Any]) -> str:
    youngest, oldest = (record["min_age_years"], record["max_age_years"])
    if youngest is None and oldest is None:
        return ""
    return (
        f"{0 if youngest is None else youngest:g} years and older"
        if oldest is None
        else (f"{0 if youngest is None else youngest:g} to {oldest:g} years")
    )


def _say_contact(record: dict[str, Any]) -> str:
    return ", ".join(said for name in ("contact_name", "contact_phone", "contact_email") if (said := say(record[name])))


def _say_site_counts(sites: list[dict[str, Any]]) -> str:
    taking = sum(bool(site["recruiting"]) for site in sites)
    return f"Sites: {len(sites)}, of which {taking} take people now" if sites else "Sites: none listed"


def _say_site(site: dict[str, Any]) -> str:
    place = say_place(site["facility"], site["city"], site["region"], site["country"])
    return "; ".join(said for said in (place, say_code("status", site["status"]), _say_contact(site)) if said)
