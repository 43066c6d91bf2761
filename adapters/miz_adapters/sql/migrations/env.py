"""Runs the steps on the connection that `miz_adapters.sql.schema.upgrade` gives."""

from alembic import context

from miz_adapters.sql.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
