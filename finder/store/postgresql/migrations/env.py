"""Run by Alembic: takes the open connection from whoever runs the migrations, so no file holds an address."""

from alembic import context
from sqlalchemy.schema import CreateSchema

from finder.store.postgresql.versions import SCHEMA

connection = context.config.attributes["connection"]
connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
context.configure(connection=connection, version_table_schema=SCHEMA)
with context.begin_transaction():
    context.run_migrations()
