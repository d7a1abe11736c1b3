"""The migrated schema is the one in the code, on both databases."""

import runpy
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from cdp.database import Database

MIGRATIONS = Path(__file__).resolve().parents[2] / "cdp" / "migrations"


def all_metadata() -> list[sa.MetaData]:
    import audit
    import consent
    from cdp import (  # noqa: F401  # noqa: F401
        access,
        forwarding_store,
        identity,
        ingestion,
        journeys,
        profiles,
        repeats,
        rights,
        scheduler_store,
        suppression,
        vault,
    )
    from cdp.database import metadata

    return [audit.tables, consent.tables, metadata]


def test_migrating_from_zero_gives_the_tables_of_the_code(
    any_database: Database,
) -> None:
    with any_database.reading() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, all_metadata()) == []


def test_every_table_belongs_to_one_room(any_database: Database) -> None:
    names = [name for metadata in all_metadata() for name in metadata.tables]
    assert len(names) == len(set(names))
    with any_database.reading() as conn:
        there = set(sa.inspect(conn).get_table_names())
    assert there == {*names, "alembic_version"}


def test_no_migration_leans_on_the_code_of_today() -> None:
    """A migration says what to do itself; tables of today would rewrite history."""
    for path in (MIGRATIONS / "versions").glob("*.py"):
        source = path.read_text()
        assert "create_all" not in source, path.name
        assert "import cdp" not in source, path.name
        assert runpy.run_path(str(path))["revision"] == path.name.split("_")[0]
