"""What the first visitor would else wait for: words, the snapshot, places, and one search through all of them."""

import logging

from dashboard.data import ask_list, describe_trials, list_countries, open_places, open_reader, read_sources
from dashboard.words import load_words
from finder.errors import FinderError
from finder.query.criteria import parse_criteria
from finder.settings import load_settings

#: Trials whose cards are made ready.
_MOST = 2_000


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
            answer = ask_list(reader, parse_criteria({"near": ["0,0"]}))
            describe_trials(reader, answer.trials.head(_MOST))
    except FinderError as error:
        logging.getLogger("net_finder.dashboard").warning("The dashboard starts cold. %s", error)
