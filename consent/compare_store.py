"""What the comparison of policies reads: many decisions at a time, counted by database.

On the tables of `store`; apart from it, because nothing that decides needs it.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from consent.store import Connection, Row, decisions, situations, verdicts


def decisions_by_situation(conn: Connection, *, since_us: int) -> Sequence[Row]:
    """Count the decisions since then that nothing tells apart but who and when."""
    table = decisions
    alike = (
        table.c.situation,
        table.c.revision,
        table.c.campaign,
        table.c.purpose,
        table.c.channel,
        table.c.allowed,
    )
    query = sa.select(*alike, sa.func.count().label("count"))
    query = query.where(table.c.at_us >= since_us).group_by(*alike)
    return conn.execute(query).mappings().all()


def situation_texts(conn: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Read the situations with these ids."""
    table = situations
    query = sa.select(table.c.id, table.c.document_json).where(table.c.id.in_(ids))
    return {row.id: row.document_json for row in conn.execute(query)}


def verdict_texts(
    conn: Connection, revision: str, ids: Sequence[str]
) -> dict[str, str]:
    """Read what the policies of a revision said to these situations."""
    table = verdicts
    query = sa.select(table.c.situation, table.c.document_json).where(
        table.c.revision == revision, table.c.situation.in_(ids)
    )
    return {row.situation: row.document_json for row in conn.execute(query)}


def persons_in(
    conn: Connection,
    revision: str,
    ids: Sequence[str],
    *,
    allowed: bool,
    since_us: int,
) -> set[str]:
    """Give whom these situations were about: pseudonyms, to be counted."""
    table = decisions
    who = sa.func.coalesce(table.c.person, table.c.subject)
    query = (
        sa.select(who)
        .distinct()
        .where(
            table.c.at_us >= since_us,
            table.c.revision == revision,
            table.c.allowed == allowed,
            table.c.situation.in_(ids),
            who.is_not(None),
        )
    )
    return set(conn.execute(query).scalars())
