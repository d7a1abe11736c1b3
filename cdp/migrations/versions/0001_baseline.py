"""Baseline: every table of the first release (frozen when the build settles)."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    bind = op.get_bind()
    for metadata in op.get_context().opts["target_metadata"]:
        metadata.create_all(bind)
