"""`net-finder show`: everything about one trial, in the order a person needs it."""

from typing import Any

import click

from finder.cli.options import json_option
from finder.cli.output import say_line, write_bytes, write_json
from finder.cli.snapshot import credit_line
from finder.cli.words import say, say_code, say_codes, say_place
from finder.errors import NotFoundError
from finder.export.lines import clean_line
from finder.export.plain import frame_records, to_plain
from finder.export.records import NOTICE
from finder.query.describe import describe_trial, group_sentences
from finder.query.matches import group_matches
from finder.query.outline import Item, read_outline
from finder.query.site_history import find_site_histories
from finder.query.topics import find_topics, load_topics
from finder.settings import load_settings
from finder.store.reader import Reader, open_current
from finder.vocabulary.profile import load_profile
from finder.vocabulary.wording import load_wording


@click.command(
    "show",
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
    """One trial with its sites, those that take people now first, and its investigators, with center_name each.

    Raises NotFoundError.
    """
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
    people = frame_records(reader.read_investigators(ids))
    _name_centers(reader, [*sites, *people])
    _tell_openings(reader, trial["nct_id"], sites)
    return {
        **{name: to_plain(cell) for name, cell in trial.items()},
        "sites": sites,
        "investigators": people,
        "notice": NOTICE,
    }


def _name_centers(reader: Reader, rows: list[dict[str, Any]]) -> None:
    """Add center_name to rows with a center_id; None where the center is not in the snapshot."""
    centers = reader.read_centers({row["center_id"] for row in rows if row["center_id"]})
    names = dict(zip(centers["center_id"], centers["name"], strict=True))
    for row in rows:
        row["center_name"] = to_plain(names.get(row["center_id"]))


def _tell_openings(reader: Reader, nct_id: str, sites: list[dict[str, Any]]) -> None:
    """Add since when each site takes people, as far as our lists show it: open_since is the day on which they first
    showed it open, open_known_since the day since which they look; both None where nothing is known."""
    known = find_site_histories(reader, nct_id)
    for site in sites:
        history = known.get(site["site_id"])
        site["open_since"] = history.opened if history else None
        site["open_known_since"] = history.known_since if history else None


def write_lines(record: dict[str, Any]) -> list[str]:
    """The trial as lines to read, what belongs to a heading set in below it."""
    facts = [
        ("Status", say_code("status", record["status"])),
        *(("Take care", load_wording().term("stale", reason).meaning) for reason in record["stale"]),
        ("Why it ended early", say(record["why_stopped"])),
        ("Phase", say_codes("phases", record["phases"])),
        ("Kind of study", say_code("study_type", record["study_type"])),
        *_say_axis("primary_sites", record),
        ("Being tested", say_codes("treatments", record["treatments"])),
        ("Given or done", say(record["interventions"])),
        *_say_axis("differentiation", record),
        *_say_axis("grades", record),
        ("Spread", say_code("stage", record["stage"])),
        ("Drugs for the tumor before", say_code("line_of_therapy", record["line_of_therapy"])),
        *_say_axis("sstr", record),
        *_say_axis("prior_prrt", record),
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
        *_say_rules(record),
        *_section("Why it is in this list", [_say_match(*match) for match in group_matches(record)]),
        *_section(_say_site_counts(record["sites"]), [_say_site(site) for site in record["sites"]]),
    ]


def _say_axis(name: str, record: dict[str, Any]) -> list[tuple[str, str]]:
    """A column of the disease under the name that its profile gives it; none where the disease does not have it."""
    axis = load_profile().columns.get(name)
    cell = record[name]
    return [(axis.label, say_codes(name, cell) if isinstance(cell, list) else say_code(name, cell))] if axis else []


def _section(head: str, lines: list[str]) -> list[str]:
    return ["", head, *(f"  {clean}" for line in lines if (clean := clean_line(line)))] if lines else []


def _say_rules(record: dict[str, Any]) -> list[str]:
    """Who may join and who may not, as nested as the record has it; one list where the record draws no line."""
    parts = [("Who may join", record["inclusion"]), ("Who may not join", record["exclusion"])]
    if not any(text for _, text in parts):
        parts = [("Who may and may not join", record["eligibility"])]
    sections = [(head, _say_items(read_outline(text), 1)) for head, text in parts]
    return [line for head, lines in sections if lines for line in ("", head, *lines)]


def _say_items(items: tuple[Item, ...], depth: int) -> list[str]:
    labels = load_topics()
    lines = []
    for item in items:
        mark = (item.marker or "-") if item.is_listed else ""
        topics = "".join(f" [{labels[topic].lower()}]" for topic in find_topics(item.text))
        lines.append("  " * depth + clean_line(f"{mark} {item.text}{topics}"))
        lines += _say_items(item.children, depth + 1)
    return lines


def _say_match(reading: str, sentences: list[tuple[str, str]]) -> str:
    """Our reading, then the record's sentences and where they stand; a line without a reading stays as it is."""
    if not reading:
        return "; ".join(words for words, _ in sentences)
    return f"{reading}: {'; '.join(f'“{words}” {where}'.rstrip() for words, where in sentences)}"


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
    center = f"center {say(site['center_id'])}" if site["center_id"] else ""
    parts = (place, say_code("status", site["status"]), _say_opening(site), _say_contact(site), center)
    return "; ".join(said for said in parts if said)


def _say_opening(site: dict[str, Any]) -> str:
    """The registry tells no day for a single site, so it is said whose day this is."""
    if site["open_since"]:
        return f"takes people since about {site['open_since']} (known from our lists since {site['open_known_since']})"
    known = site["open_known_since"]
    return f"takes people since {known} or longer (our lists do not go back further)" if known else ""
