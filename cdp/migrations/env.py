"""Alembic's entry: one history for the tables of all three packages."""

import importlib
import importlib.util

import sqlalchemy as sa
from alembic import context

STORES = (
    "audit.store",
    "consent.store",
    "cdp.vault.store",
    "cdp.access.store",
    "cdp.identity.store",
    "cdp.profiles.store",
    "cdp.measures.store",
    "cdp.ingestion.store",
    "cdp.journeys.store",
    "cdp.channels.store",
    "cdp.rights.store",
    "cdp.scheduler_store",
)


def targets() -> list[sa.MetaData]:
    """Give every table collection of the installation, each once."""
    found: dict[int, sa.MetaData] = {}
    for name in STORES:
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as err:
            if err.name and name.startswith(err.name):
                continue
            raise
        found[id(module.metadata)] = module.metadata
    return list(found.values())


connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=targets(), render_as_batch=True
)
context.run_migrations()
