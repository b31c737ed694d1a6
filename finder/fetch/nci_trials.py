"""The Clinical Trials API of the National Cancer Institute: which organizations take people into NET trials now."""

from urllib.parse import urlencode

from finder.errors import BlockedError, SettingError
from finder.fetch.answers import ask, keep_secret, quote, read_count, read_object, refuse_answer
from finder.fetch.http import PoliteSession
from finder.schema.raw import Page
from finder.sources import Source

CONTENT_TYPES = ("application/json",)
#: Neuroendocrine neoplasm in the NCI Thesaurus; a trial is filed under all the wider names of its diseases.
CONCEPT = "C3809"
MOST_TRIALS = 1000
_LARGEST_PAGE = 50
_FIELDS = (
    "nct_id", "current_trial_status", "diseases.name", "diseases.inclusion_indicator", "sites.org_name",
    "sites.org_city", "sites.org_state_or_province", "sites.org_country", "sites.org_coordinates", "sites.org_phone",
    "sites.recruitment_status",
)  # fmt: skip


def fetch_nci_trials(
    session: PoliteSession,
    source: Source,
    *,
    api_key: str,
    concept: str = CONCEPT,
    most_trials: int = MOST_TRIALS,
) -> list[Page]:
    """Active trials of a disease with their sites, at most 50 trials a page.

    The key is sent as a header that is in no page, error or cache; an answer that leads elsewhere is refused, for the
    key would go there too. Raises SettingError without a key, else the SourceError family.
    """
    if not api_key.strip() or not (api_key.isascii() and api_key.isprintable()):
        remedy = "Ask the National Cancer Institute for a key and set it, or leave it unset to do without."
        raise SettingError(f"{source.opt_in} holds no key that can be sent.", remedy=remedy)
    session._session.headers["X-API-KEY"] = api_key.strip()
    session._session.max_redirects = 0
    pages: list[Page] = []
    size, total, done = min(source.page_size, _LARGEST_PAGE), most_trials, 0
    while done < min(total, most_trials):
        path = f"trials?{urlencode(_build_query(concept, size, done))}"
        try:
            with keep_secret(session, api_key.strip()):
                page = ask(session, path, None, lambda page: read_trials(page, source.title))
        except BlockedError as error:
            remedy = f"Check the key in {source.opt_in}."
            raise BlockedError("the key was refused (403).", remedy=remedy, source=source.title) from error
        trials, total = read_trials(page, source.title)
        if not trials:
            break
        pages.append(page)
        done += trials
    if done < min(total, most_trials):
        raise refuse_answer(f"it has {total:,} trials and gave {done:,}", source.title)
    if total > most_trials:
        session.warnings.append(f"{source.title} has {total:,} trials; the first {most_trials:,} were read.")
    return pages


def _build_query(concept: str, size: int, start: int) -> list[tuple[str, str]]:
    return [
        ("diseases.nci_thesaurus_concept_id", concept),
        ("current_trial_status", "Active"),
        ("size", str(size)),
        ("from", str(start)),
        *(("include", field) for field in _FIELDS),
    ]


def read_trials(page: Page, title: str) -> tuple[int, int]:
    """How many trials are on the page, and how many there are in all. Raises AnswerError."""
    answer = read_object(page, title)
    if said := answer.get("error") or answer.get("Error") or answer.get("errors"):
        raise refuse_answer(f"it says {quote(said)!r}", title)
    trials = answer.get("data")
    if not isinstance(trials, list):
        raise refuse_answer("it has no list of trials", title)
    return len(trials), read_count(answer.get("total"), title)
