"""Acts of people and machines that faces put on record: sign-ins, reads, starts.

Each is written in the caller's transaction, or before what it is about is shown.
"""

from audit import Body, Entry, IndexTerms
from cdp.assembly import Services
from cdp.database import Connection


def record_sign_in(
    services: Services,
    conn: Connection,
    way: str,
    *,
    actor: str | None = None,
    subject: str | None = None,
    succeeded: bool,
) -> None:
    """Record a try to sign in, or to get a token.

    Of a try that failed nothing that was typed is kept: people type passwords where a
    name belongs.
    """
    document = {"event": "auth", "way": way, "actor": actor, "succeeded": succeeded}
    services.log.append(
        conn,
        Entry(at=services.now(), kind="auth", outcome="allow" if succeeded else "deny"),
        [Body(subject=subject, document=document)],
        IndexTerms(subject=subject, actor=actor),
    )


def record_decision_read(
    services: Services,
    conn: Connection,
    decision: str,
    *,
    subject: str | None,
    actor: str,
) -> None:
    """Record that a decision is shown with the facts that it stood on."""
    document = {
        "event": "data.read",
        "decision": decision,
        "reader": actor,
        "reason": "the decision was asked for",
    }
    services.log.append(
        conn,
        Entry(at=services.now(), kind="data.read", outcome="done"),
        [Body(subject=subject, document=document)],
        IndexTerms(subject=subject, actor=actor, decision=decision),
    )


def record_start(services: Services, process: str) -> None:
    """Record with which settings a process starts; secrets are masked.

    Settings come from outside the database, so a change shows when it takes effect.
    """
    document = {
        "act": "process.start",
        "process": process,
        "settings": services.settings.masked(),
    }
    with services.database.transaction() as conn:
        services.log.append(
            conn,
            Entry(
                at=services.now(),
                kind="config",
                outcome="done",
                revision=services.bundle.revision,
            ),
            [Body(subject=None, document=document)],
            IndexTerms(actor=f"accord-{process}"),
        )


def record_export(services: Services, page: str, actor: str) -> None:
    """Record that the log is handed out; the entry is part of what is handed out."""
    document = {"event": "audit.read", "page": page, "reader": actor}
    with services.database.transaction() as conn:
        services.log.append(
            conn,
            Entry(at=services.now(), kind="audit.read", outcome="done"),
            [Body(subject=None, document=document)],
            IndexTerms(actor=actor),
        )
