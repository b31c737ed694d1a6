"""What the first visitor would else wait for: words, the snapshot, places, and one search through all of them.

What is kept of trials is made here as large as it will ever be: what fills slowly, over hours of visits, looks like
memory that is lost, and hides memory that is.
"""

import logging

from dashboard.data import (
    MOST_DESCRIBED,
    ask_list,
    describe_trials,
    list_countries,
    open_places,
    open_reader,
    read_sources,
)
from dashboard.words import load_words
from finder.errors import FinderError
from finder.query.criteria import parse_criteria
from finder.settings import load_settings
from finder.store.reader import Reader

#: Trials that are described in one go: more at once are no faster, and need memory that nobody needs later.
_AT_ONCE = 500


def warm_up() -> None:
    """Load it all. Never raises: a page tells trouble better than a server that does not start."""
    # Streamlit remarks on what is loaded before there is any page.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    try:
        load_words()
        reader = open_reader()
        read_sources(reader)
        list_countries(reader)
        # Where there is no look-up of places yet, making it takes seconds.
        if load_settings().gazetteer.is_file():
            open_places()
            # Those that take people last: they are asked for most, and what came first goes first.
            for status in ("any", "open"):
                _describe(reader, status)
    except FinderError as error:
        logging.getLogger("net_finder.dashboard").warning("The dashboard starts cold. %s", error)


def _describe(reader: Reader, status: str) -> None:
    """Make the cards of trials of this status ready, of as many as are kept."""
    trials = ask_list(reader, parse_criteria({"near": ["0,0"], "status": [status]})).trials.head(MOST_DESCRIBED)
    for start in range(0, len(trials), _AT_ONCE):
        describe_trials(reader, trials.iloc[start : start + _AT_ONCE])
