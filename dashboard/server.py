"""The dashboard as a server: Streamlit's pages of app.py, with headers, addresses beside them, and a warm start.

uvicorn loads `app` in each process that serves. What Streamlit must do otherwise than of itself stands in
.streamlit/config.toml beside this file, which has the last word whoever starts it.
"""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from dashboard.give_back import give_back_often, take_from_one_place
from dashboard.headers import SendHeaders
from dashboard.leaving import leave_in_order
from dashboard.routes import list_routes
from dashboard.shell import NameLanguage
from dashboard.warm_up import warm_up

#: How long one page is made while another waits. A page gives up its turn at every look into the data, and of itself
#: Python would let it wait 5 ms for the next, each time.
TURN_SECONDS = 0.001


@asynccontextmanager
async def prepare(_: st.App) -> AsyncIterator[None]:
    """Before the first visitor: what all share is loaded, and is taken out of what is searched for garbage."""
    leave_in_order()
    take_from_one_place()
    sys.setswitchinterval(TURN_SECONDS)
    await run_in_threadpool(warm_up)
    gc.collect()
    gc.freeze()
    giving_back = asyncio.create_task(give_back_often())
    yield
    giving_back.cancel()


app = st.App(
    Path(__file__).with_stem("app"),
    routes=list_routes(),
    middleware=[Middleware(SendHeaders), Middleware(NameLanguage)],
    lifespan=prepare,
)
