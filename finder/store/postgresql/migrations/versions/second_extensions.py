"""The extension that makes the search in texts quick, where the server has it and the user may create it."""

from contextlib import suppress

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Creates it where that can be; answers do not depend on it."""
    connection = op.get_bind()
    with suppress(sa.exc.DBAPIError), connection.begin_nested():
        connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA net_finder"))


def downgrade() -> None:
    """Leaves it: it may serve others."""
