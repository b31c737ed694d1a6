"""The address in the visitor's browser: read and written here alone, so that every page keeps what is not its own."""

import streamlit as st

from dashboard.kept_along import kept_pairs
from dashboard.language import NAME, language_pairs
from dashboard.parts.address import Choices, to_choices, to_pairs


def read_address() -> Choices:
    """The address of this run, each name with all its values; without the language and Streamlit's own names."""
    return {name: st.query_params.get_all(name) for name in st.query_params if not _is_ours(name)}


def write_address(question: Choices) -> None:
    """Put a question into the address, if it is another one than is there, beside the short list and the language."""
    question = to_choices((*to_pairs(question), *kept_pairs()))
    if question != read_address():
        st.query_params.from_dict({**question, **{name: [value] for name, value in language_pairs()}})


def _is_ours(name: str) -> bool:
    return name == NAME or name.startswith("embed")
