"""Where a visitor is, as the browser told at a tap: its town stands in the address, and the point is forgotten."""

import re

import streamlit as st

from dashboard.data import open_places
from dashboard.parts.escape import escape_html
from dashboard.words import say
from finder.query.nearest_town import find_town

#: The name in the address, for one run alone.
NAME = "here"
#: The field of the guided start, which keeps its answers out of the address.
_START_FIELD = "start_where"
_POINT = re.compile(r"(-?\d{1,3}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)", re.ASCII)


def take_position(is_start: bool) -> bool:
    """Put the town in the place of the point. False where a point was told and no town is known there."""
    asked = st.query_params.get(NAME)
    if asked is None:
        return True
    del st.query_params[NAME]
    point = _POINT.fullmatch(asked)
    town = find_town(float(point[1]), float(point[2]), open_places()) if point else None
    if town is None:
        return False
    if is_start:
        st.session_state[_START_FIELD] = town.name
    else:
        st.query_params["near"] = town.name
    return True


def tell_position(is_known: bool) -> None:
    """Say that nobody can tell which town is there."""
    if not is_known:
        st.html(f'<div class="nf-stale" role="alert"><p>{escape_html(say("deed.position_unknown"))}</p></div>')
