"""Handing out what an audit entry's bodies say: evidence for a third party.

The reading is on record, under each person that it is about, before anybody sees what
was read.
"""

from audit import Body, Entry, IndexTerms, NotSealedError, Proof, SealedBody
from cdp.asking import Reader
from cdp.assembly import Services
from cdp.errors import KeyDestroyedError


def witnessed_note(services: Services) -> str:
    """Give the newest checkpoint that enough witnesses have signed.

    Raises:
        audit.NotSealedError: There is none, or nobody is asked.
    """
    with services.database.reading() as conn:
        found = services.witnessing.last(conn)
    if found is None:
        raise NotSealedError("no checkpoint was signed by enough witnesses yet")
    return found.note


def disclose(
    services: Services, entry_id: str, reader: Reader, note: str | None = None
) -> Proof:
    """Prove an entry, with all bodies that still open; erased ones stay closed.

    `note` is the checkpoint to prove it under; without it the newest.

    Raises:
        audit.UnknownEntryError: There is no such entry.
        audit.NotSealedError: No checkpoint covers it yet.
        SealBrokenError: A body does not open at its place: stop and look.
    """
    opened: list[str | None] = []
    with services.database.transaction() as conn:

        def opener(body: SealedBody) -> bytes | None:
            try:
                found = services.vault.open_evidence(
                    conn, body.subject, body.aad, body.sealed
                )
            except KeyDestroyedError:
                return None
            opened.append(body.subject)
            return found.raw

        proof = services.log.disclose(conn, entry_id, opener, note)
        document = {
            "event": "data.read",
            "disclosed": entry_id,
            "bodies": [one.part for one in proof.bodies],
            "reader": reader.name,
            "reason": reader.reason,
        }
        subjects = list(dict.fromkeys(opened)) or [None]
        services.log.append(
            conn,
            Entry(at=services.now(), kind="data.read", outcome="done"),
            [Body(subject=subject, document=document) for subject in subjects],
            [IndexTerms(subject=one, actor=reader.name) for one in subjects],
        )
    return proof
