"""Every command that the tests of the example profile ask, so that one process can answer them all."""

from other_disease import name_trial

ALL = ("--format", "json", "--limit", "1000")
#: Criteria, and the numbers of the fake studies that answer them, taken people now or soon.
CRITERIA: tuple[tuple[tuple[str, str], set[int]], ...] = (
    (("--site", "liposarcoma"), {1, 2, 6, 7, 9}),
    (("--site", "gist"), {2, 4, 6, 7, 9}),
    (("--site", "chordoma"), {6, 7, 9}),
    (("--site", "bone"), {3, 6, 7, 9}),
    (("--treatment", "heat_or_perfusion"), {7}),
    (("--differentiation", "bone"), {3, 6, 7}),
    (("--relevance", "sarcoma_included"), {6}),
)
EVERY_TRIAL = ("search", "--status", "any", *ALL)
FIT = ("fit", "--site", "ewing", "--age", "80", "--format", "json")
#: Commands whose answers must not speak of another disease.
SPOKEN: tuple[tuple[str, ...], ...] = (
    ("--help",),
    *((name, "--help") for name in ("search", "fit", "centers", "investigators", "changes", "refresh", "show")),
    ("search", "--limit", "200", "--status", "any"),
    ("search", "--limit", "200", "--status", "any", "--format", "csv"),
    ("search", "--site", "soft_tissue", "--format", "json"),
    *(("show", name_trial(number)) for number in (1, 4, 6, 8)),
    ("fit", "--site", "desmoid", "--age", "30", "--sex", "female", "--country", "France"),
    ("changes", "--since", "30d", "--format", "text"),
    ("changes", "--since", "30d", "--format", "atom"),
    ("status",),
    ("sources",),
    ("centers", "--near", "Houston, TX"),
)
EXPORT = ("export", "HOME/lists")
ASKED = (EVERY_TRIAL, FIT, EXPORT, *(("search", *words, *ALL) for words, _ in CRITERIA), *SPOKEN)
