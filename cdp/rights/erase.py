"""Erase somebody: keys and bodies in every table, in one transaction.

One transaction, so that a process killed in the middle has done nothing; what cannot be
part of it (quarantine that nobody understood, late writers, systems outside) follows in
steps that may be repeated, until the request says that each is done.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from audit import Body, Entry, IndexTerms
from cdp import access, identity, ingestion, journeys, profiles, suppression
from cdp.assembly import Services
from cdp.database import Connection
from cdp.errors import NotFoundError
from consent import (
    Act,
    Circle,
    Shared,
    SubjectId,
    Tie,
    forget_subjects,
    lock_circle,
    shared_with,
)

# Our own flows ask too; they are erased here and not told.
OURS = frozenset({"accord-journeys", "portal"})
CHOICES = "consents"  # records that a choice alone made; nobody delivered them
OWN_CALLS = "webhook"  # the channel system that our journeys call


@dataclass(frozen=True, kw_only=True)
class Whom:
    """Everybody who is one person: the subjects, and how sure it is that they are."""

    subjects: tuple[SubjectId, ...]
    ties: Mapping[str, int]  # self, exact or probable → how many records


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What went, by store; whom else it concerns; nothing that names anybody."""

    records: int
    stores: Mapping[str, int]
    suppressed: int
    receipt: str
    audit_entry: str
    shared: tuple[Shared, ...]


def find_person(services: Services, conn: Connection, subject: str) -> Whom:
    """Find every record of the person that a subject belongs to.

    Those included that only the model joined: they are shown and used as this person's.
    Records that merely may be the same are not.

    Raises:
        NotFoundError: Nobody is known by this; or was, and has been erased.
    """
    circle = services.asking.circle(conn, "subject", subject)
    ours = [(who, tie) for who, tie in circle.subjects if tie is not Tie.POSSIBLE]
    if not ours:
        raise NotFoundError("nobody is known by this, or not any more")
    ties = [tie.value for _, tie in ours]
    return Whom(
        subjects=tuple(sorted({who for who, _ in ours})),
        ties={tie: ties.count(tie) for tie in dict.fromkeys(ties)},
    )


def preview(services: Services, subject: str) -> tuple[Whom, Erased]:
    """Say exactly what an erasure would do, by doing it and taking it back.

    Raises:
        NotFoundError: Nobody is known by this.
    """
    with services.database.transaction() as conn:
        attempt = conn.begin_nested()
        identity.lock_graph(conn)
        whom = find_person(services, conn, subject)
        done = erase(services, conn, whom.subjects, request="preview", actor="preview")
        attempt.rollback()
    return whom, done


def erase(
    services: Services,
    conn: Connection,
    subjects: Sequence[SubjectId],
    *,
    request: str,
    actor: str,
) -> Erased:
    """Erase these subjects within the caller's transaction, which holds the graph.

    The order matters. Runs of journeys first, as a step holds its run and then asks.
    The ledger's act next: it waits for every question that is being answered, ends the
    permits, and every later one finds it. The keys last: until then bodies are sealed.
    """
    now = services.now()
    writer = identity.Writer(log=services.log, now=now, actor="rights")
    values = identity.values_of(conn, subjects)
    sources = {one.source for one in identity.records_of_subjects(conn, subjects)}
    stores = {"journeys": journeys.forget(conn, subjects)}
    circle = Circle(person=None, subjects=tuple((one, Tie.SELF) for one in subjects))
    lock_circle(conn, circle)
    shared = _with_sources(shared_with(conn, subjects), sources)
    receipt = _say_erased(services, conn, subjects, request=request)
    identity.forget(conn, services.vault, subjects, writer)
    alone = values - identity.still_held(conn, values)
    stores["identifiers"] = len(values)
    suppressed = suppression.add(conn, services.vault, alone, now)
    stores |= profiles.forget(conn, subjects)
    stores |= forget_subjects(conn, subjects)
    contacts = [digest for kind, digest in values if kind == "email"]
    stores["sessions"] = access.forget_person(conn, subjects, contacts)
    entry = _prove(services, conn, len(subjects), request=request, actor=actor)
    stores |= _destroy(services, conn, subjects, now)
    return Erased(
        records=len(subjects),
        stores=stores,
        suppressed=suppressed,
        receipt=receipt,
        audit_entry=entry,
        shared=tuple(shared),
    )


def sweep(services: Services, conn: Connection, subjects: Sequence[str]) -> int:
    """Erase what was being written while they were erased; say how many rows.

    A question that began before and committed after leaves a sealed body that nobody
    can open, and a row that names the pseudonym.
    """
    found = profiles.forget(conn, subjects) | forget_subjects(conn, subjects)
    found["journeys"] = journeys.forget(conn, subjects)
    found["sessions"] = access.forget_person(conn, subjects, ())
    found["bodies"] = sum(services.log.forget(conn, one) for one in subjects)
    return sum(found.values())


def clear_quarantine(services: Services) -> int:
    """Delete from quarantine whatever names somebody erased; say how many."""
    region = services.settings.default_region or None
    after, done = "", 0
    while True:
        with services.database.transaction() as conn:
            after, gone = ingestion.forget_quarantine(
                conn, services.vault, after, region=region
            )
        done += gone
        if not after:
            return done


def _with_sources(shared: Iterable[Shared], sources: Iterable[str]) -> list[Shared]:
    """Add the sources that delivered, and name our own calls by where they went."""
    told = {
        (one.role, OWN_CALLS if one.system in OURS else one.system): one.refs
        for one in shared
        if one.system != "portal"
    }
    for source in set(sources) - {CHOICES}:
        told.setdefault(("source", source), ())
    return [
        Shared(role=role, system=system, refs=refs)
        for (role, system), refs in sorted(told.items())
    ]


def _say_erased(
    services: Services, conn: Connection, subjects: Iterable[SubjectId], *, request: str
) -> str:
    """Put it into the ledger for each subject; give the receipt of the first."""
    now = services.now()
    said = [
        services.ledger.append(
            conn,
            Act(
                subject=one,
                act="erase",
                at=now,
                method="web_form",
                evidence={"request": request},
            ),
            now,
            actor="rights",
        )
        for one in subjects
    ]
    return said[0].receipt_id


def _prove(
    services: Services, conn: Connection, records: int, *, request: str, actor: str
) -> str:
    """Record the erasure; the entry names nobody, neither in its leaf nor its body."""
    document = {
        "event": "subject.erase",
        "request": request,
        "records": records,
        "officer": actor,
    }
    appended = services.log.append(
        conn,
        Entry(
            at=services.now(), kind="subject.erase", outcome="done", retention="legal"
        ),
        [Body(subject=None, document=document)],
        IndexTerms(actor=actor),
    )
    return appended.entry_id


def _destroy(
    services: Services, conn: Connection, subjects: Iterable[SubjectId], now: datetime
) -> dict[str, int]:
    bodies = keys = 0
    for one in subjects:
        bodies += services.log.forget(conn, one)
        keys += services.vault.destroy_subject(conn, one, now=now)
    return {"bodies": bodies, "keys": keys}
