"""Where a visitor is, as the browser told at a tap: the town there takes its place in the address, and it is forgotten."""

import re

import streamlit as st

from dashboard.data import open_places
from finder.query.nearest_town import find_town

#: The name in the address, for one run alone.
NAME = "here"
_POINT = re.compile(r"(-?\d{1,3}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)")


def take_position() -> str:
    """Put the town in the place of the point. Returns its name, or "" where none was asked."""
    asked = st.query_params.get(NAME)
    if asked is None:
        return ""
    del st.query_params[NAME]
    point = _POINT.fullmatch(asked)
    town = find_town(float(point[1]), float(point[2]), open_places()) if point else None
    if town is not None:
        st.query_params["near"] = town.name
    return town.name if town else ""
