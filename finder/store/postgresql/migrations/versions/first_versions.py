"""The table of versions, of which one is the current one."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "versions",
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("schema_version", sa.Integer, nullable=False),
        sa.Column("program_version", sa.Text, nullable=False),
        sa.Column("meta", sa.JSON, nullable=False),
        sa.Column("is_current", sa.Boolean, nullable=False),
        sa.Column("checked_at", sa.Text),
        schema="net_finder",
    )
    op.create_index(
        "versions_current",
        "versions",
        ["is_current"],
        unique=True,
        schema="net_finder",
        postgresql_where=sa.text("is_current"),
    )


def downgrade() -> None:
    """Drops the table; the snapshots themselves stay."""
    op.drop_table("versions", schema="net_finder")
