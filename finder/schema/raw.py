"""What parse/ hands to normalize/: rows with the source's own words, not yet given our meaning.

Raw is raw: nothing is renamed by meaning, filled in or left out here; values that are missing are absent or None.
"""

from dataclasses import dataclass, field
from typing import Any

#: One raw row: the keys below, values as the source wrote them.
Row = dict[str, Any]

TRIAL_KEYS = (
    "nct_id", "nct_id_aliases", "title", "official_title", "acronym", "summary", "description", "status",
    "last_known_status", "why_stopped", "study_type", "phases", "primary_purpose", "allocation", "masking",
    "conditions", "keywords", "mesh_terms",
    # interventions: a list of {"name", "type", "description", "other_names": [...], "arms": [labels]}
    # arms: a list of {"label", "type", "description", "interventions": [names]}
    "interventions", "arms",
    "sponsor", "sponsor_class", "collaborators", "enrollment", "start_date", "primary_completion_date",
    "completion_date", "first_posted", "last_update_posted", "status_verified", "has_results", "min_age", "max_age",
    "sex", "healthy_volunteers", "eligibility", "secondary_ids",
    # contacts: the central contacts, a list of {"name", "role", "phone", "phone_ext", "email"}
    "contacts",
    # provenance; the pipeline fills those a parser cannot know
    "source", "source_url", "data_version", "fetched_at",
)  # fmt: skip

SITE_KEYS = (
    "nct_id", "position", "facility", "city", "state", "postal_code", "country", "status", "latitude", "longitude",
    "contacts",
)  # fmt: skip

# facility: where the person was listed with a site, the "position" of that site; else None
INVESTIGATOR_KEYS = ("nct_id", "name", "role", "affiliation", "position")

CENTER_KEYS = (
    "name", "city", "region", "country", "latitude", "longitude", "kind", "accreditation", "specialties", "url",
    "source_url", "source_checked",
)  # fmt: skip

# What one source says of one center. `checked` is a day; `evidence` one of the words of the column `evidence`;
# as_written: the line or heading it was read from. Lists where the columns of `listings` are lists.
LISTING_KEYS = (
    "name", "kind", "accreditation", "accreditation_year", "specialties", "city", "region", "country", "latitude",
    "longitude", "phone", "url", "source_url", "checked", "evidence", "as_written",
)  # fmt: skip

# An organisation's page; the keys from `link_status` on are known once its address was asked.
RESOURCE_KEYS = (
    "resource_id", "title", "organisation", "kind", "audience", "country", "language", "url", "description", "note",
    "named_in", "source", "link_status", "link_note", "final_url", "page_title", "page_description", "page_date",
    "checked_at", "last_alive",
)  # fmt: skip

# One test that a laboratory offers; genes, conditions, methods and certifications are lists of texts.
GENETIC_TEST_KEYS = (
    "test_id", "title", "genes", "conditions", "test_type", "laboratory", "laboratory_place", "country", "methods",
    "certifications", "url", "source_url",
)  # fmt: skip

# A disease as one register names it; prevalence, genes, codes and other_names are lists of texts.
DISEASE_KEYS = (
    "disease_id", "name", "other_names", "definition", "prevalence", "genes", "codes", "url", "source_url",
    "data_version",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One answer of a web page, from fetch/ to parse/: whole, bounded in size, and not yet read.

    `url` is where the answer came from after redirects, `asked` what was asked for; `charset` is that of the header, or
    "" where it names none; `fetched_at` is a UTC time, earlier than now where the answer was kept from before.
    """

    url: str
    asked: str
    body: bytes
    content_type: str
    charset: str
    fetched_at: str


@dataclass(frozen=True)
class Problem:
    """Something odd in a record: counted, told once a kind, never a reason to lose other records.

    `bad` is true where the record itself is lost or has lost a part of a known field (wrong type); an unknown
    field or enum value is kept and is no bad record.
    """

    kind: str
    where: str
    nct_id: str | None = None
    bad: bool = False


@dataclass
class RawRows:
    """Raw rows of one batch of one source."""

    trials: list[Row] = field(default_factory=list)
    sites: list[Row] = field(default_factory=list)
    investigators: list[Row] = field(default_factory=list)
    centers: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
