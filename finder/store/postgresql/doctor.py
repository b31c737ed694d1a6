"""What `doctor` tells of a server that keeps the snapshots."""

from sqlalchemy import text

from finder.store.postgresql.migrate import list_lacking, require_known
from finder.store.postgresql.server import describe_server, open_engine, tell_server_failures
from finder.store.postgresql.versions import list_versions

_ASKED = text(
    "SELECT current_setting('server_version'), pg_database_size(current_database()), "
    "has_database_privilege(current_database(), 'CREATE')"
)


def describe_store(address: str) -> str:
    """Where the snapshots are, how many, and what this user may do there. Raises StoreError, SettingError."""
    engine = open_engine(address)
    set_up = bool(require_known(engine))
    with tell_server_failures(engine), engine.connect() as connection:
        version, size, may_create = connection.execute(_ASKED).one()
        kept = len(list_versions(connection)) if set_up else 0
    right = "can read and publish" if may_create else "can read, but not publish"
    sentences = [
        f"{describe_server(engine.url)}, version {str(version).split()[0]}: {kept} snapshots, {size / 1e6:,.0f} MB.",
        f"This user {right}.",
        *list_lacking(engine),
    ]
    return " ".join(sentences)
