"""A statement that is written out once does what it did."""

import pytest
import sqlalchemy as sa

from audit import store
from audit.prepared import Prepared
from cdp.database import Database


@pytest.mark.parametrize("count", [1, 3])
def test_rows_arrive_as_they_were(any_database: Database, count: int) -> None:
    add = Prepared(store.body.c.keys(), lambda _: store.body.insert())
    rows = [
        {"subject": None, "entry_id": f"ent_{n}", "sealed": bytes([0, n]), "part": n}
        for n in range(count)
    ]
    with any_database.transaction() as conn:
        add.run(conn, *rows)
        found = conn.execute(sa.select(store.body).order_by(store.body.c.part))
        assert [dict(row) for row in found.mappings()] == [
            {name: row[name] for name in store.body.c.keys()}  # noqa: SIM118 - columns
            for row in rows
        ]


def test_its_errors_are_those_of_the_database(any_database: Database) -> None:
    add = Prepared(("writer",), lambda _: store.writer.insert())
    refused = pytest.raises(sa.exc.IntegrityError)
    with refused, any_database.transaction() as conn:
        add.run(conn, {"writer": "w"})
