"""The statements that forget a subject, on the tables of `store`."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from consent.store import Connection, Row, decisions, permits


def delete_of(conn: Connection, table: sa.Table, subjects: Sequence[str]) -> int:
    """Delete the rows of a table about these subjects; say how many."""
    return conn.execute(sa.delete(table).where(table.c.subject.in_(subjects))).rowcount


def unname_permits(conn: Connection, subjects: Sequence[str]) -> int:
    """Take the person off the permits of these subjects; say how many had one."""
    named = permits.c.subject.in_(subjects), permits.c.person.is_not(None)
    return conn.execute(sa.update(permits).where(*named).values(person=None)).rowcount


def decisions_of(
    conn: Connection, subjects: Sequence[str], *, limit: int
) -> Sequence[Row]:
    """Read a page of the decisions about these subjects."""
    table = decisions
    query = sa.select(table.c.id, table.c.document_json)
    query = query.where(table.c.subject.in_(subjects)).limit(limit)
    return conn.execute(query).mappings().all()


def allowed_of(conn: Connection, subjects: Sequence[str]) -> Iterator[Row]:
    """Read the decisions about these subjects that allowed something, one by one."""
    table = decisions
    query = sa.select(
        table.c.id,
        table.c.action,
        table.c.client,
        table.c.permit,
        table.c.document_json,
    ).where(table.c.subject.in_(subjects), table.c.allowed)
    yield from conn.execute(query).mappings()


def unname_decisions(conn: Connection, cut: Sequence[tuple[str, str]]) -> None:
    """Keep decisions, as (id, document), without whom they were about."""
    statement = (
        sa.update(decisions)
        .where(decisions.c.id == sa.bindparam("of"))
        .values(subject=None, person=None, document_json=sa.bindparam("cut"))
    )
    conn.execute(statement, [{"of": row_id, "cut": text} for row_id, text in cut])
