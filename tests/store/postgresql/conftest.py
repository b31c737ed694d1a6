"""The store on a server is tested against a real one."""

import pytest
from postgresql_servers import database
from sqlalchemy import Engine

from finder.store.postgresql.migrate import migrate
from finder.store.postgresql.server import open_engine

__all__ = ["database"]


@pytest.fixture
def engine(database: str) -> Engine:
    """The way to a database of this test's own, set up for publications."""
    engine = open_engine(database)
    migrate(engine)
    return engine
