"""`net-finder show` tells everything about one trial, first of all whom to call."""

import json
from pathlib import Path

from fake_snapshot import fake_site, fake_trial, publish_fake

from finder.cli.show import write_lines
from finder.settings import Settings


def test_shows_sites_contacts_and_why(call) -> None:
    ran = call("show", "NCT99000001")
    assert ran.code == 0
    assert ran.err == ""
    lines = ran.out.splitlines()
    assert lines[0] == "NCT99000001: =SUM(A1) tablets for tumors of the pancreas"
    assert "Status: Taking people now" in lines
    assert "Contact: Test Desk, 555-0100" in lines
    assert "Link: https://clinicaltrials.gov/study/NCT99000001" in lines
    assert "  - Must be fake" in lines
    assert (
        "  Why it is in the list: For neuroendocrine tumors, alone or with one or two other diseases: "
        "“Neuroendocrine Tumors” in the list of diseases"
    ) in lines
    assert "Age: 18 years and older" in lines
    sites = lines[lines.index("Sites: 2, of which 1 take people now") + 1 :]
    assert sites[0].startswith("  Fake Hospital s1, Houston, Texas, United States; Taking people now")
    assert sites[1].startswith("  Fake Hospital s2, Dallas")
    assert "Data of 2026-11-19 from ClinicalTrials.gov" in ran.out
    assert "no medical advice" in ran.out


def test_tells_the_trial_in_plain_words_before_the_words_of_the_record(call) -> None:
    lines = call("show", "NCT99000001").out.splitlines()
    told = lines[lines.index("In plain words") + 1 : lines.index("Who may and may not join")]
    assert told[0].startswith("  What it tests: ")
    assert "a drug that blocks a signal for growth" in told[0]
    assert any(line.startswith("  Phase: This is a study of phase 1 and phase 2.") for line in told)
    assert any(line.startswith("  Who may join: People must be at least 18 years old.") for line in told)


def test_rules_of_entry_are_nested_lists_with_their_topics(call) -> None:
    record = json.loads(call("show", "NCT99000001", "--json").out)
    record["inclusion"] = "1. Aged 18 or more\n2. Good liver function:\n   * AST ≤ 3 × ULN\n   * no \x1b[31mfever"
    record["exclusion"] = "Any of:\n\n* Prior chemotherapy"
    lines = write_lines(record)
    begins, turns = lines.index("Who may join"), lines.index("Who may not join")
    assert lines[begins + 1 : turns] == [
        "  1. Aged 18 or more [age]",
        "  2. Good liver function: [lab limit]",
        "    - AST ≤ 3 × ULN [lab limit]",
        "    - no [31mfever",
        "",
    ]
    assert lines[turns + 1 : lines.index("", turns)] == ["  Any of:", "    - Prior chemotherapy [earlier treatment]"]


def test_says_in_words_that_a_status_may_be_old(call) -> None:
    assert "Take care: No one has confirmed the status for more than a year" in call("show", "NCT99000003").out


def test_takes_small_letters_and_earlier_numbers(call) -> None:
    assert call("show", " nct99000001 ").code == 0
    assert json.loads(call("show", "NCT99000044", "--json").out)["nct_id"] == "NCT99000004"


def test_json_has_all_columns_and_the_sites(call) -> None:
    record = json.loads(call("show", "NCT99000001", "--json").out)
    assert record["eligibility"].startswith("- Must be fake")
    assert [site["site_id"] for site in record["sites"]] == ["s1", "s2"]
    assert record["sites"][0]["longitude"] == -95.3698
    assert record["investigators"] == []
    assert "no medical advice" in record["notice"]


def test_says_since_when_a_site_takes_people_where_our_lists_show_it(call, tmp_path: Path) -> None:
    place = "Fake Hospital 1, Houston, Texas, United States"
    opened = {"at": "2026-11-02T06:00:00Z", "nct_id": "NCT00000001", "kind": "site_opened", "after": place}
    sites = [fake_site(1, 1), fake_site(2, 1), fake_site(3, 1, recruiting=False)]
    meta = {"sites_since": "2026-10-01T06:00:00Z"}
    publish_fake(Settings(home=tmp_path), [fake_trial(1)], sites, changes=[opened], meta=meta)
    home = {"NET_FINDER_HOME": str(tmp_path)}
    lines = call("show", "NCT00000001", env=home).out.splitlines()[-6:]
    said = {line.split(",")[0].strip(): line for line in lines if "Houston" in line}
    assert "takes people since about 2026-11-02 (known from our lists since 2026-10-01)" in said["Fake Hospital 1"]
    assert "takes people since 2026-10-01 or longer (our lists do not go back" in said["Fake Hospital 2"]
    assert "since" not in said["Fake Hospital 3"]
    told = json.loads(call("show", "NCT00000001", "--json", env=home).out)["sites"]
    assert [(site["open_since"], site["open_known_since"]) for site in told] == [
        ("2026-11-02", "2026-10-01"),
        (None, "2026-10-01"),
        (None, None),
    ]


def test_control_characters_of_the_record_do_not_reach_the_terminal(call) -> None:
    assert "\x1b" not in call("show", "NCT99000002").out
