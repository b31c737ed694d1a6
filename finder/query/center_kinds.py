"""The kinds of center, from the one that says most about these tumors to the one that says least."""

#: Code of a kind -> its words. The order is that of a list without a place.
KINDS = {
    "enets_coe": "ENETS Center of Excellence",
    "net_program": "Center with a program for these tumors",
    "network_partner": "Partner in a network for these tumors",
    "nuclear_medicine": "Nuclear medicine center",
    "cancer_center": "General cancer center, no program for these tumors seen",
    "trial_site": "Known only because trials run there",
    "listed_organization": "Listed in a general register",
}

#: Left out unless asked for: the register says nothing about these tumors.
HIDDEN = "listed_organization"

#: Known by nothing but their trials.
BY_TRIALS = "trial_site"


def rank_kind(kind: object) -> int:
    """The place of a kind in the order; one that is not known to us comes last."""
    return list(KINDS).index(kind) if isinstance(kind, str) and kind in KINDS else len(KINDS)


def say_kind(kind: object) -> str:
    """The kind in words; a code that is not known to us is written as plain words."""
    return KINDS.get(kind, kind.replace("_", " ")) if isinstance(kind, str) else ""


def say_accreditation(accreditation: list[str], year: int | None) -> list[str]:
    """Each accreditation with the year in which it was seen: "ENETS CoE (seen 2026)"; one without a year says so."""
    seen = f"seen {year}" if year else "year not known"
    return [f"{name} ({seen})" for name in accreditation]
