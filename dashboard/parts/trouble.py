"""A calm page instead of a traceback: what is wrong, that it is nobody's fault here, and where to look meanwhile."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import streamlit as st

from dashboard.parts.escape import escape_html, escape_markdown, link
from dashboard.words import say
from finder.errors import DamagedError, FinderError, NoSnapshotError, OtherDiseaseError, SettingError, StoreError
from finder.vocabulary.profile import load_profile

_ASKED = {"cond": load_profile().words.registry, "aggFilters": "status:rec"}
_SEARCH = "https://clinicaltrials.gov/search?" + urlencode(_ASKED)


@contextmanager
def tell_trouble() -> Iterator[None]:
    """Shows any failure of ours in plain words. What is a fault of the program goes to the log with its traceback."""
    try:
        yield
    except FinderError as error:
        show_trouble(error)
    except Exception as error:
        # Streamlit ends and restarts a run with exceptions of its own, which derive from BaseException and pass by.
        logging.getLogger("net_finder.dashboard").exception("a page failed")
        show_trouble(error)


def show_trouble(error: Exception) -> None:
    """The page for one failure."""
    if isinstance(error, OtherDiseaseError):
        title, text = say("trouble.setting"), str(error)
    elif isinstance(error, NoSnapshotError):
        title, text = say("trouble.no_data"), say("trouble.no_data_what")
    elif isinstance(error, DamagedError):
        title, text = say("trouble.damaged"), say("trouble.damaged_what")
    elif isinstance(error, StoreError):
        title, text = say("trouble.away"), say("trouble.away_what")
    elif isinstance(error, SettingError):
        title, text = say("trouble.setting"), str(error)
    else:
        title, text = say("trouble.other"), say("trouble.other_what")
    st.title(escape_markdown(title), anchor=False)
    search = link(_SEARCH, escape_html(say("trouble.meanwhile_link")))
    st.html(
        f'<div class="nf-text"><p>{escape_html(text)}</p><p>{escape_html(say("trouble.meanwhile"))} {search}</p></div>'
    )
