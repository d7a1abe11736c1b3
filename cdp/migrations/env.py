"""Alembic's entry: one history for the tables of all three packages.

The connection comes from `cdp.database.migrate`, so that a migration commits whole.
"""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
