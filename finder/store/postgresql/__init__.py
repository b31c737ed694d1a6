"""PostgreSQL as the store of several machines: the same tables, the same answers, one server.

    server.py       the way to a server, and its failures in one sentence without a secret
    migrations/     what lasts there: the schema net_finder with its table of versions, and extensions
    versions.py     which snapshot is the current one
    tables.py       how the tables of finder/schema lie in the schema of one snapshot
    rows.py         cells on their way from a snapshot file to the server
    publish.py      a finished snapshot file becomes the current version, in one transaction
    tidy.py         versions that are no longer needed go
    migrate.py      runs migrations/ before a publication
    restore.py      the current version becomes a snapshot file again, on a machine that lacks it
    doctor.py       what `net-finder doctor` tells of a server

Only imported where NET_FINDER_STORE names a server. Raises SettingError where the packages for it are missing.
"""

from importlib import import_module

from finder.errors import SettingError

for _name in ("sqlalchemy", "psycopg", "alembic"):
    try:
        import_module(_name)
    except ImportError:
        raise SettingError(
            f"NET_FINDER_STORE names a PostgreSQL server, and the package {_name} that speaks to it cannot be used.",
            remedy="Run: pip install 'net-finder[servers]'",
        ) from None
