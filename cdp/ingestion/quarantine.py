"""What could not be understood is kept, sealed, until somebody mends it or time is up.

Nobody knows whom it is about, so it is sealed under the installation's key, and it must
not stay for long.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from audit import new_id
from cdp import identity, suppression
from cdp.access import Source
from cdp.errors import InvalidInputError, NotFoundError
from cdp.ingestion import store
from cdp.ingestion.store import Connection, Quarantined, from_us, to_us
from cdp.vault import RowRef, SealedColumn, Vault

USE = "quarantine"
KEPT_FOR = timedelta(days=30)
# What a text may be, when nobody knows what it was meant as.
NAMING = ("email", "phone", "user_id", "loyalty_id", "anonymous_id", "device_id")


@dataclass(frozen=True, kw_only=True)
class Bad:
    """A document that could not be understood, where it stood, and why."""

    document: Mapping[str, object] = field(repr=False)
    problem: InvalidInputError
    row: int | None = None
    import_run: str | None = None


@dataclass(frozen=True, kw_only=True)
class Held:
    """What may be shown of something in quarantine: fields and reasons, no values."""

    id: str
    source: str
    received_at: datetime
    reasons: Mapping[str, str]
    row: int | None
    import_run: str | None

    def to_document(self) -> dict[str, object]:
        """Give what may be shown."""
        return {
            "id": self.id,
            "source": self.source,
            "received_at": self.received_at.isoformat(),
            "reasons": dict(self.reasons),
            "row": self.row,
            "import_run": self.import_run,
        }


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Something from quarantine, in memory."""

    source: Source
    document: Mapping[str, object] = field(repr=False)
    import_run: str | None


def keep(
    conn: Connection, vault: Vault, source: Source, page: Sequence[Bad], now: datetime
) -> list[str]:
    """Put a page of documents aside; give their ids."""
    rows = [_row(conn, vault, source, one, now) for one in page]
    store.add_quarantined(conn, rows)
    return [row.id for row in rows]


def _row(
    conn: Connection, vault: Vault, source: Source, bad: Bad, now: datetime
) -> Quarantined:
    quarantine_id = new_id("qar", now)
    raw = json.dumps(bad.document, ensure_ascii=True, default=str).encode()
    return Quarantined(
        id=quarantine_id,
        source=source.name,
        purpose=source.purpose,
        received_us=to_us(now),
        row=bad.row,
        import_run=bad.import_run,
        reasons=json.dumps(bad.problem.fields),
        body_sealed=vault.seal_installation(conn, USE, _place(quarantine_id), raw),
    )


def _place(quarantine_id: str) -> RowRef:
    return RowRef("quarantine", quarantine_id, "body")


SEALED = SealedColumn(
    use=USE,
    key=store.quarantine.c.id,
    sealed=store.quarantine.c.body_sealed,
    place=_place,
)


def list_quarantine(
    conn: Connection, limit: int = 100, *, source: str | None = None
) -> list[Held]:
    """List what is in quarantine, newest first."""
    return [
        Held(
            id=row.id,
            source=row.source,
            received_at=from_us(row.received_us),
            reasons=json.loads(row.reasons),
            row=row.row,
            import_run=row.import_run,
        )
        for row in store.quarantined(conn, source, limit)
    ]


def open_held(conn: Connection, vault: Vault, quarantine_id: str) -> Opened:
    """Open what was put aside, and say from which source it came.

    Raises:
        NotFoundError: It is not in quarantine (any more).
    """
    row = store.quarantined_by_id(conn, quarantine_id)
    if row is None:
        raise NotFoundError("nothing with this id is in quarantine")
    opened = vault.open_installation(conn, USE, _place(row.id), row.body_sealed)
    return Opened(
        source=Source(name=row.source, purpose=row.purpose),
        document=json.loads(opened.raw),
        import_run=row.import_run,
    )


def release(conn: Connection, quarantine_id: str) -> None:
    """Take something out, because it was taken in after all."""
    store.drop_quarantined(conn, quarantine_id)


def note_reasons(
    conn: Connection, quarantine_id: str, problem: InvalidInputError
) -> None:
    """Note why it could still not be understood."""
    store.set_reasons(conn, quarantine_id, json.dumps(problem.fields))


def forget_suppressed(
    conn: Connection, vault: Vault, after: str, *, region: str | None, limit: int = 200
) -> tuple[str, int]:
    """Delete what names somebody who is to be left alone, a page at a time.

    Nobody had understood these, so every text in them is read as every kind of
    identifier. Gives where the page ended ("" at the end) and how many were deleted.
    """
    rows = store.quarantine_page(conn, after, limit)
    named = [_values(conn, vault, row, region) for row in rows]
    stopped = suppression.stopped(conn, vault, named)
    gone = [row.id for row, stop in zip(rows, stopped, strict=True) if stop]
    for one in gone:
        store.drop_quarantined(conn, one)
    return (rows[-1].id if len(rows) == limit else ""), len(gone)


def _values(
    conn: Connection, vault: Vault, row: Quarantined, region: str | None
) -> set[suppression.Value]:
    opened = vault.open_installation(conn, USE, _place(row.id), row.body_sealed)
    found = {
        (kind, identity.digest_identifier(vault, kind, text, region))
        for text in _texts(json.loads(opened.raw))
        for kind in NAMING
    }
    return {(kind, digest) for kind, digest in found if digest}


def _texts(document: object) -> Iterator[str]:
    if isinstance(document, Mapping):
        for inner in document.values():
            yield from _texts(inner)
    elif isinstance(document, list):
        for inner in document:
            yield from _texts(inner)
    elif isinstance(document, str | int):
        yield str(document)


def expire(conn: Connection, now: datetime) -> int:
    """Delete what nobody mended in time; say how many."""
    return store.drop_before(conn, to_us(now - KEPT_FOR))
