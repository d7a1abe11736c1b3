"""What others hold against the log, on disk: origins, cosignatures, time stamps.

A checkpoint's own note stays what was signed; these rows stand beside it. They are
added, never changed.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from audit.store import Connection, Row, append_only, checkpoint, metadata

# A log's first name has no row. Whoever restores a backup begins the next one, because
# a name under which two different trees were signed is worth nothing.
origin = sa.Table(
    "audit_origin",
    metadata,
    sa.Column("origin", sa.String(255), primary_key=True),
    sa.Column("from_size", sa.BigInteger, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),  # the last note of the name before
    sa.Column("began_at_us", sa.BigInteger, nullable=False),
)
cosignature = sa.Table(
    "audit_cosignature",
    metadata,
    sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("witness", sa.String(255), primary_key=True),
    sa.Column("lines", sa.Text, nullable=False),
    sa.Column("made_at_us", sa.BigInteger, nullable=False),
)
anchor = sa.Table(
    "audit_anchor",
    metadata,
    sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("place", sa.String(255), primary_key=True),
    sa.Column("token", sa.LargeBinary),
    sa.Column("made_at_us", sa.BigInteger, nullable=False),
)
for _table in (origin, cosignature, anchor):
    append_only(_table)


def origins(conn: Connection) -> Sequence[Row]:
    """Read the names that followed the first, oldest first."""
    return conn.execute(sa.select(origin).order_by(origin.c.began_at_us)).all()


def add_origin(
    conn: Connection, name: str, from_size: int, previous: str, began_at_us: int
) -> None:
    """Begin another name: checkpoints of more than `from_size` entries carry it."""
    row = {
        "origin": name,
        "from_size": from_size,
        "previous": previous,
        "began_at_us": began_at_us,
    }
    conn.execute(origin.insert().values(**row))


def newest_cosignatures(conn: Connection) -> dict[str, Row]:
    """Read the newest cosignature of each witness, by its name."""
    rows = conn.execute(sa.select(cosignature).order_by(cosignature.c.size)).all()
    return {row.witness: row for row in rows}


def recent_cosignatures(conn: Connection, limit: int) -> Sequence[Row]:
    """Read cosignatures, those of the largest checkpoints first."""
    found = sa.select(cosignature)
    return conn.execute(
        found.order_by(cosignature.c.size.desc(), cosignature.c.witness).limit(limit)
    ).all()


def cosignatures(conn: Connection, size: int) -> Sequence[Row]:
    """Read who cosigned the checkpoint of this size."""
    found = sa.select(cosignature).where(cosignature.c.size == size)
    return conn.execute(found.order_by(cosignature.c.witness)).all()


def add_cosignature(
    conn: Connection, size: int, witness: str, lines: str, made_at_us: int
) -> None:
    """Keep what a witness signed; once for each checkpoint and witness."""
    row = {"size": size, "witness": witness, "lines": lines, "made_at_us": made_at_us}
    if not conn.execute(_named(cosignature, size=size, witness=witness)).first():
        conn.execute(cosignature.insert().values(**row))


def anchors(conn: Connection, size: int | None = None) -> Sequence[Row]:
    """Read the anchors of one checkpoint, or of all, newest first."""
    found = sa.select(anchor).order_by(anchor.c.size.desc(), anchor.c.kind)
    return conn.execute(
        found if size is None else found.where(anchor.c.size == size)
    ).all()


def newest_anchor(conn: Connection, kind: str, place: str) -> Row | None:
    """Read the anchor of the largest checkpoint, of this kind at this place."""
    found = sa.select(anchor).where(anchor.c.kind == kind, anchor.c.place == place)
    return conn.execute(found.order_by(anchor.c.size.desc()).limit(1)).first()


def add_anchor(  # the columns of one row
    conn: Connection,
    size: int,
    kind: str,
    place: str,
    token: bytes | None,
    made_at_us: int,
) -> None:
    """Keep that a checkpoint was handed to somebody, and what came back."""
    row = {
        "size": size,
        "kind": kind,
        "place": place,
        "token": token,
        "made_at_us": made_at_us,
    }
    if not conn.execute(_named(anchor, size=size, kind=kind, place=place)).first():
        conn.execute(anchor.insert().values(**row))


# ---- the checkpoints they are about


def checkpoint_at(conn: Connection, size: int) -> Row | None:
    """Read the checkpoint of exactly this size."""
    return conn.execute(sa.select(checkpoint).where(checkpoint.c.size == size)).first()


def checkpoints_above(conn: Connection, size: int, limit: int) -> Sequence[Row]:
    """Read checkpoints of more than this size, the smallest first."""
    found = sa.select(checkpoint).where(checkpoint.c.size > size)
    return conn.execute(found.order_by(checkpoint.c.size).limit(limit)).all()


def _named(table: sa.Table, **named: object) -> sa.Select[int]:
    return sa.select(sa.literal(1)).where(
        *(table.c[name] == value for name, value in named.items())
    )
