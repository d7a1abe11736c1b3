"""A request to be erased, from the asking to the answer: open, decided, carried out.

Open requests can be taken back, refused with a reason of the law, or told in time to
take longer. Carried out is final. What is kept of it names nobody.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from audit import Body, Entry, IndexTerms, new_id
from cdp import identity, suppression
from cdp.assembly import Services
from cdp.database import Connection
from cdp.errors import ConflictError, InvalidInputError, NotFoundError
from cdp.rights import deadlines, erase, notices, store
from cdp.rights.grounds import EXTENSIONS, REFUSALS
from cdp.rights.notices import Notice
from cdp.rights.store import from_us, to_us

# Longer than any transaction may last: nobody can still be writing what began before.
SETTLE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request: where it stands, by when, and what was done."""

    id: str
    regime: str
    via: str
    state: str
    received_at: datetime
    due_at: datetime
    extended_for: str | None
    subject: str | None
    decided_by: str | None
    decided_at: datetime | None
    refused_for: str | None
    audit_entry: str | None
    report: Mapping[str, object]
    swept: bool
    shredded_at: datetime | None
    notices: tuple[Notice, ...] = ()

    def is_overdue(self, now: datetime) -> bool:
        """Tell if it should have been answered."""
        return self.state == "open" and now > self.due_at

    def law(self) -> str | None:
        """Name the article that a refusal stands on."""
        return REFUSALS[self.regime].get(self.refused_for or "")


def open_request(
    services: Services, subject: str, *, via: str, actor: str, regime: str = "gdpr"
) -> Request:
    """Take a request in; asked twice, it is the same one.

    Raises:
        NotFoundError: Nobody is known by this, or not any more.
        InvalidInputError: There is no such regime.
    """
    if regime not in deadlines.REGIMES:
        raise InvalidInputError({"regime": "must be gdpr or ccpa"})
    now = services.now()
    with services.database.transaction() as conn:
        identity.lock_graph(conn)
        whom = erase.find_person(services, conn, subject)
        found = store.open_request_of(conn, whom.subjects)
        if found is not None:
            return _read(conn, found)
        made = {
            "id": new_id("rqs", now),
            "regime": regime,
            "via": via,
            "state": "open",
            "received_us": to_us(now),
            "due_us": to_us(deadlines.due(regime, now)),
            "subject": subject if subject in whom.subjects else whom.subjects[0],
            "subjects_json": "[]",
            "report_json": "{}",
        }
        store.insert(conn, store.request, made)
        _note(services, conn, str(made["id"]), "opened", actor, str(made["subject"]))
        return load(conn, str(made["id"]))


def load(conn: Connection, request_id: str, *, for_change: bool = False) -> Request:
    """Read one request with what outside systems said.

    Raises:
        NotFoundError: There is no such request.
    """
    row = store.load(conn, store.request, request_id, for_change=for_change)
    if row is None:
        raise NotFoundError("there is no such request")
    return _read(conn, row)


def list_requests(conn: Connection, *, finished: bool = False) -> list[Request]:
    """List the requests that need somebody, the one due first before all others.

    `finished` lists the others.
    """
    states = ("done", "refused", "cancelled") if finished else ("open", "executed")
    # By state: those that wait for a backup must not crowd out those that wait for us.
    return [_read(conn, row) for one in states for row in store.requests(conn, (one,))]


def count_requests(conn: Connection, now: datetime) -> tuple[int, int]:
    """Count the requests that need somebody, and of those the overdue."""
    return store.count_waiting(conn), store.count_overdue(conn, now)


def refuse(services: Services, request_id: str, *, ground: str, actor: str) -> Request:
    """Answer with no, for a reason that the law knows.

    Raises:
        InvalidInputError: The law knows no such reason.
        ConflictError: It was decided already.
    """
    with services.database.transaction() as conn:
        found = _open(conn, request_id)
        if ground not in REFUSALS[found.regime]:
            known = ", ".join(REFUSALS[found.regime])
            raise InvalidInputError({"ground": f"must be one of: {known}"})
        decided = {"refused_for": ground, **_decided(services, actor)}
        store.update(conn, store.request, request_id, state="refused", **decided)
        _note(services, conn, request_id, "refused", actor, found.subject)
        return load(conn, request_id)


def cancel(services: Services, request_id: str, *, actor: str) -> Request:
    """Take a request back, as only its person may want, while it is open.

    Raises:
        ConflictError: It was decided already.
    """
    with services.database.transaction() as conn:
        found = _open(conn, request_id)
        changed = _decided(services, actor)
        store.update(conn, store.request, request_id, state="cancelled", **changed)
        _note(services, conn, request_id, "cancelled", actor, found.subject)
        return load(conn, request_id)


def extend(services: Services, request_id: str, *, reason: str, actor: str) -> Request:
    """Take longer, for a reason, and only while the first term runs.

    Raises:
        InvalidInputError: The reason is none of the law's.
        ConflictError: Decided or extended already, or the first term is over.
    """
    with services.database.transaction() as conn:
        found = _open(conn, request_id)
        if reason not in EXTENSIONS:
            listed = ", ".join(EXTENSIONS)
            raise InvalidInputError({"reason": f"must be one of: {listed}"})
        if found.extended_for is not None:
            raise ConflictError("this request takes longer already")
        now = services.now()
        if not deadlines.may_extend(found.regime, found.received_at, now):
            raise ConflictError("the first term is over: it cannot be extended now")
        due = deadlines.extended(found.regime, found.received_at)
        changed = {"extended_for": reason, "due_us": to_us(due)}
        store.update(conn, store.request, request_id, **changed)
        _note(services, conn, request_id, "extended", actor, found.subject)
        return load(conn, request_id)


def execute(services: Services, request_id: str, *, actor: str) -> Request:
    """Erase the person of a request. Repeated, it changes nothing and says the same.

    When this returns, nothing about the person opens in this database, nobody gets a
    permit for them, and systems outside have been noted as asked.

    Raises:
        NotFoundError: There is no such request.
        ConflictError: It was refused or taken back.
    """
    with services.database.transaction() as conn:
        identity.lock_graph(conn)
        found = load(conn, request_id, for_change=True)
        if found.state in ("executed", "done"):
            return found
        found = _open(conn, request_id)
        changed = _erase(services, conn, found, actor) | _decided(services, actor)
        store.update(conn, store.request, request_id, state="executed", **changed)
        executed = load(conn, request_id)
    erase.clear_quarantine(services)
    services.database.truncate_wal()
    return executed


def follow_up(services: Services) -> int:
    """Sweep what was carried out a while ago, and close what everybody confirmed.

    Safe to repeat and to be killed: a request names its pseudonyms until no backup
    opens them. Says how many steps were done.
    """
    done = 0
    with services.database.reading() as conn:
        unswept = [row["id"] for row in store.unswept(conn)]
        swept = [
            row["id"] for row in store.swept(conn) if _changes(services, conn, row)
        ]
    for request_id in unswept:
        done += _sweep(services, request_id)
    for request_id in swept:
        done += _close(services, request_id)
    return done


def answer(
    services: Services,
    notice_id: str,
    state: str,
    *,
    by: str,
    system: str | None = None,
) -> Notice:
    """Keep what a system outside says: confirmed or failed; on record who said it.

    Raises:
        NotFoundError: There is no such notice (for this system).
    """
    with services.database.transaction() as conn:
        found = notices.answer(
            conn, notice_id, state, by=by, now=services.now(), system=system
        )
        _note(services, conn, found.request, f"system {found.state}", by, None)
        return found


def lift(services: Services, kind: str, value: str, *, actor: str) -> bool:
    """Let an identifier be taken in again, because the person asked for it.

    Raises:
        InvalidInputError: The value identifies nobody.
    """
    region = services.settings.default_region or None
    digest = identity.digest_identifier(services.vault, kind, value, region)
    if digest is None:
        raise InvalidInputError({"identifier": "must identify somebody"})
    with services.database.transaction() as conn:
        lifted = suppression.lift(conn, services.vault, [(kind, digest)]) > 0
        _note(services, conn, "none", "lifted" if lifted else "not lifted", actor, None)
    return lifted


def _erase(
    services: Services, conn: Connection, found: Request, actor: str
) -> dict[str, object]:
    """Erase, and say what the request then says.

    Two requests may have become one person's by a merge: what the first has erased, the
    second only says.
    """
    subject = str(found.subject)
    root = services.vault.index_root(conn)
    try:
        whom = erase.find_person(services, conn, subject)
    except NotFoundError:
        known = {"subjects_json": json.dumps([subject]), "root": root}
        return {"subject": None, **known}
    done = erase.erase(services, conn, whom.subjects, request=found.id, actor=actor)
    notices.ask(conn, found.id, done.shared, services.now())
    return {
        "subject": None,
        "subjects_json": json.dumps(list(whom.subjects)),
        "audit_entry": done.audit_entry,
        "report_json": json.dumps(_report(done)),
        "root": root,
    }


def _sweep(services: Services, request_id: str) -> int:
    now = services.now()
    erase.clear_quarantine(services)
    with services.database.transaction() as conn:
        row = store.load(conn, store.request, request_id, for_change=True)
        if row is None or row["swept_us"] or _younger(row["decided_us"], now):
            return 0
        subjects = cast("list[str]", json.loads(row["subjects_json"]))
        erase.sweep(services, conn, subjects)
        store.update(conn, store.request, request_id, swept_us=to_us(now))
    services.database.truncate_wal()
    return 1


def _close(services: Services, request_id: str) -> int:
    """Note when no backup opens any more, and end a request that has all it needs."""
    with services.database.transaction() as conn:
        row = store.load(conn, store.request, request_id, for_change=True)
        changed = {} if row is None else _changes(services, conn, row)
        if changed:
            store.update(conn, store.request, request_id, **changed)
        if "state" in changed:
            _note(services, conn, request_id, "done", "accord", None)
    return bool(changed)


def _changes(services: Services, conn: Connection, row: store.Row) -> dict[str, object]:
    """Say what is new of a request that was swept; nothing, most of the time."""
    changed: dict[str, object] = {}
    if row["state"] != "executed":
        return changed
    if row["shredded_us"] is None:
        subjects = cast("list[str]", json.loads(row["subjects_json"]))
        opens = services.vault.not_shredded(conn, subjects)
        # Nothing sealed opens then; the root would still find whom a backup is about.
        if opens or services.vault.holds_root(row["root"]):
            return changed
        changed = {"shredded_us": to_us(services.now()), "subjects_json": "[]"}
    told = notices.of_request(conn, row["id"])
    if all(one.state == "confirmed" for one in told):
        changed["state"] = "done"
    return changed


def _younger(decided_us: int, now: datetime) -> bool:
    return now - from_us(decided_us) < SETTLE


def _open(conn: Connection, request_id: str) -> Request:
    found = load(conn, request_id, for_change=True)
    if found.state != "open":
        raise ConflictError(f"this request is {found.state}")
    return found


def _decided(services: Services, actor: str) -> dict[str, object]:
    return {"decided_by": actor, "decided_us": to_us(services.now())}


def _report(done: erase.Erased) -> dict[str, object]:
    return {
        "records": done.records,
        "stores": dict(done.stores),
        "suppressed": done.suppressed,
        "receipt": done.receipt,
    }


def _note(
    services: Services,
    conn: Connection,
    request_id: str,
    event: str,
    actor: str,
    subject: str | None,
) -> None:
    document = {"event": f"request.{event}", "request": request_id, "actor": actor}
    services.log.append(
        conn,
        Entry(
            at=services.now(), kind="request.change", outcome="done", retention="legal"
        ),
        [Body(subject=subject, document=document)],
        IndexTerms(subject=subject, actor=actor),
    )


def _read(conn: Connection, row: store.Row) -> Request:
    decided, shredded = row["decided_us"], row["shredded_us"]
    return Request(
        id=row["id"],
        regime=row["regime"],
        via=row["via"],
        state=row["state"],
        received_at=from_us(row["received_us"]),
        due_at=from_us(row["due_us"]),
        extended_for=row["extended_for"],
        subject=row["subject"],
        decided_by=row["decided_by"],
        decided_at=None if decided is None else from_us(decided),
        refused_for=row["refused_for"],
        audit_entry=row["audit_entry"],
        report=json.loads(row["report_json"]),
        swept=row["swept_us"] is not None,
        shredded_at=None if shredded is None else from_us(shredded),
        notices=tuple(notices.of_request(conn, row["id"])),
    )
