"""What is put aside is sealed, and opens only here."""

import pytest
import sqlalchemy as sa

from cdp.errors import InvalidInputError, NotFoundError
from cdp.ingestion import quarantine, store
from cdp.ingestion.quarantine import Bad
from tests.unit.cdp.ingestion.conftest import SHOP, START, Desk


def test_it_is_sealed_on_disk_and_opens_as_it_was(desk: Desk) -> None:
    bad = Bad(
        document={"email": "canary@x.test"},
        problem=InvalidInputError({"userId": "must be given"}),
        row=3,
    )
    with desk.database.transaction() as conn:
        [item] = quarantine.keep(conn, desk.vault, SHOP, [bad], START)
        [raw] = conn.scalars(sa.select(store.quarantine.c.body_sealed))
        opened = quarantine.open_held(conn, desk.vault, item)
        [shown] = quarantine.list_quarantine(conn, 10, source="shop")
        assert quarantine.list_quarantine(conn, 10, source="other") == []
    assert b"canary" not in raw
    assert opened.document == {"email": "canary@x.test"}
    assert opened.source == SHOP
    assert shown.to_document()["row"] == 3
    assert "canary" not in str(shown.to_document())


def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    with desk.database.reading() as conn, pytest.raises(NotFoundError):
        quarantine.open_held(conn, desk.vault, "qar_none")
