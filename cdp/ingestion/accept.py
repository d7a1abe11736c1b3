"""Accept what SDKs deliver: once each, asked about, stored or refused, nothing lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cdp import profiles
from cdp.access import Source
from cdp.database import Database
from cdp.errors import InvalidInputError
from cdp.ingestion import quarantine, store
from cdp.ingestion.event import Event
from cdp.ingestion.intake import Intake
from cdp.ingestion.quarantine import Bad
from cdp.ingestion.schemas import KINDS, canonical, read_batch, read_event
from cdp.ingestion.store import Connection, to_us

BATCHES = ("batch", "import")


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """What became of a delivery; the sender is not told what was refused."""

    stored: int = 0
    refused: int = 0
    duplicates: int = 0
    quarantined: int = 0


class Ingestion:
    """Takes deliveries and files in. Safe to share between threads."""

    def __init__(self, *, database: Database, intake: Intake) -> None:
        """Work in transactions of this database."""
        self.database = database
        self.intake = intake

    def accept(
        self, source: Source, kind: str, payload: Mapping[str, object], now: datetime
    ) -> Accepted:
        """Take one call in, in one transaction: when it returns, all is on disk.

        A single event that cannot be understood goes into quarantine, as one in a batch
        does: the sender would only send the same again.

        Raises:
            InvalidInputError: The call itself is wrong; nothing was kept.
        """
        if kind in BATCHES:
            documents = read_batch(payload)
        elif kind in KINDS:
            documents = [{**payload, "type": kind}]
        else:
            raise InvalidInputError({"type": "must be one of " + ", ".join(KINDS)})
        with self.database.transaction() as conn:
            return self._take_documents(conn, source, documents, now)

    def _take_documents(
        self,
        conn: Connection,
        source: Source,
        documents: Sequence[Mapping[str, object]],
        now: datetime,
    ) -> Accepted:
        good, bad = sort_out(documents, now)
        fresh = self._claim(conn, source, good, now)
        taken = self.intake.take(conn, source, fresh, now)
        aside = self._claim_bad(conn, source, bad, now)
        quarantine.keep(conn, self.intake.vault, source, aside, now)
        return Accepted(
            stored=taken.stored,
            refused=taken.refused,
            duplicates=len(documents) - len(fresh) - len(aside),
            quarantined=len(aside),
        )

    def _claim(
        self, conn: Connection, source: Source, events: Sequence[Event], now: datetime
    ) -> list[Event]:
        """Give the events that this source delivers for the first time.

        SDKs send a batch again without saying so, so the message id alone decides.
        """
        vault = self.intake.vault
        by_digest: dict[bytes, Event] = {}
        for event in events:
            digest = vault.digest("source_key", f"message:{event.message_id}")
            by_digest.setdefault(digest, event)
        new = store.claim_messages(conn, source.name, list(by_digest), to_us(now))
        return [event for digest, event in by_digest.items() if digest in new]

    def _claim_bad(
        self, conn: Connection, source: Source, bad: Sequence[Bad], now: datetime
    ) -> list[Bad]:
        """Give what was not put aside before: it is sent again like all else."""
        vault = self.intake.vault
        by_digest = {
            vault.digest("source_key", f"aside:{canonical(one.document)}"): one
            for one in bad
        }
        new = store.claim_messages(conn, source.name, list(by_digest), to_us(now))
        return [one for digest, one in by_digest.items() if digest in new]

    def replay(self, quarantine_id: str, now: datetime | None = None) -> str:
        """Try something in quarantine again: say `stored`, `refused` or `duplicate`.

        When it still cannot be understood, it stays there: `quarantined`.

        Raises:
            NotFoundError: It is not in quarantine (any more).
            InvalidInputError: It is a row of a file: mend the file, import it again.
        """
        now = now or datetime.now(UTC)
        with self.database.transaction() as conn:
            vault = self.intake.vault
            held = quarantine.open_held(conn, vault, quarantine_id)
            if held.import_run is not None:
                raise InvalidInputError({"item": "is a row of a file; import it again"})
            bad = sort_out([held.document], now)[1]
            if bad:
                quarantine.note_reasons(conn, quarantine_id, bad[0].problem)
                return "quarantined"
            quarantine.release(conn, quarantine_id)
            done = self._take_documents(conn, held.source, [held.document], now)
        if done.duplicates:
            return "duplicate"
        return "stored" if done.stored else "refused"

    def count_events(self, conn: Connection) -> dict[str, int]:
        """Count the events kept, by kind, and what is in quarantine."""
        waiting = store.count_quarantined(conn)
        counts = profiles.count_events(conn)
        return counts | ({"quarantine": waiting} if waiting else {})


def sort_out(
    documents: Sequence[Mapping[str, object]], now: datetime
) -> tuple[list[Event], list[Bad]]:
    """Understand what can be understood."""
    good: list[Event] = []
    bad: list[Bad] = []
    for document in documents:
        try:
            good.append(read_event(document, now))
        except InvalidInputError as err:
            bad.append(Bad(document=document, problem=err))
    return good, bad
