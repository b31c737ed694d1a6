"""Brings what lasts in a database to the shape that this program knows, by the migrations that come with it."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from finder.errors import StoreError
from finder.store.postgresql.server import describe_server, find_extensions, tell_server_failures
from finder.store.postgresql.versions import SCHEMA

#: Held while migrations run; another number than that of a publication.
_LOCK = 7_310_542_901_885_478

#: What each extension makes quick.
EXTENSIONS = {"pg_trgm": "the search in texts"}


def migrate(engine: Engine) -> None:
    """Run the migrations that the database lacks; none, and no lock, where it lacks none.

    Raises StoreError where it cannot be reached or written, or is of a newer program.
    """
    config = _configure()
    if require_known(engine) == set(ScriptDirectory.from_config(config).get_heads()):
        return
    with tell_server_failures(engine), engine.begin() as connection:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _configure() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("finder.store.postgresql") / "migrations").replace("%", "%%"))
    return config


def require_known(engine: Engine) -> set[str]:
    """The migrations that the database has had last, all of which this program knows. Raises StoreError."""
    with tell_server_failures(engine), engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table_schema": SCHEMA})
        heads = set(context.get_current_heads())
    if heads - {script.revision for script in ScriptDirectory.from_config(_configure()).walk_revisions()}:
        raise StoreError(
            f"{describe_server(engine.url)} was set up by a newer version of this program.",
            remedy="Update this program, on every machine that uses that database.",
        )
    return heads


def list_lacking(engine: Engine) -> list[str]:
    """A sentence for each extension that the database lacks. Raises StoreError."""
    with tell_server_failures(engine), engine.connect() as connection:
        found = find_extensions(connection)
    return [
        f"{describe_server(engine.url)} lacks the extension {name}, so {what} is slower there. "
        f"Its administrator can run: CREATE EXTENSION {name} SCHEMA {SCHEMA}."
        for name, what in EXTENSIONS.items()
        if name not in found
    ]
