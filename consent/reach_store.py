"""The statements on what comes back, on the table of `store`."""

from collections.abc import Mapping, Sequence
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from consent.store import Connection, Row, reach

# Made once: a question is answered faster than this is written.
_REACH = sa.select(reach).where(
    reach.c.subject.in_(sa.bindparam("subjects", expanding=True))
)


def reach_of(conn: Connection, subjects: Sequence[str]) -> Sequence[Row]:
    """Read what came back from these subjects, by any channel."""
    return conn.execute(_REACH, {"subjects": subjects}).mappings().all()


def put_answers(conn: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows of reach, or move the answer of those that are there forward."""
    if rows:
        conn.execute(_put_answer(conn.dialect.name), [dict(row) for row in rows])


@cache
def _put_answer(dialect: str) -> postgresql.Insert | sqlite.Insert:
    insert_into = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert_into(reach)
    new, old = statement.excluded.answered_us, reach.c.answered_us
    return statement.on_conflict_do_update(
        index_elements=["subject", "channel"],
        set_={"answered_us": sa.case((new > old, new), else_=old)},
    )


def change_reach(
    conn: Connection, subject: str, channel: str, changes: Mapping[str, object]
) -> None:
    """Change columns of one row of reach."""
    wanted = (reach.c.subject == subject, reach.c.channel == channel)
    conn.execute(sa.update(reach).where(*wanted).values(**changes))


def delete_reach(conn: Connection, subjects: Sequence[str], channel: str) -> None:
    """Delete one channel's row of reach of each of these subjects."""
    wanted = (reach.c.subject.in_(subjects), reach.c.channel == channel)
    conn.execute(sa.delete(reach).where(*wanted))
