"""A permit: a signed, short-lived yes that holds its share of the caps.

Issue, verify, settle, revoke. The token names pseudonyms only and can be checked
offline with the public key.
"""

import hashlib
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from consent import caps, store
from consent.answers import Answer
from consent.errors import InvalidInputError, NotFoundError
from consent.permit_keys import PermitSigner
from consent.store import Connection
from consent.subject import SubjectId

KEEPS: Final = frozenset(
    {"sent", "delivered", "opened", "clicked", "converted", "complained", "bounced"}
)
RELEASES: Final = frozenset({"failed", "cancelled"})
OUTCOMES: Final = KEEPS | RELEASES


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What a permit says, without personal data."""

    client: str
    person: str | None
    subject: SubjectId
    action: str
    purpose: str
    channel: str | None
    content_class: str
    campaign: str | None = None
    data_categories: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Permit:
    """The type that channels and profile readers demand; only `Decisions` makes one."""

    id: str
    token: str = field(repr=False)
    expires_at: datetime
    grant: Grant
    answer: Answer

    @property
    def subject(self) -> SubjectId:
        """Who may be contacted."""
        return self.grant.subject

    @property
    def purpose(self) -> str:
        """What for."""
        return self.grant.purpose

    @property
    def channel(self) -> str | None:
        """By which way."""
        return self.grant.channel

    @property
    def obligations(self) -> tuple[str, ...]:
        """What must be done when acting."""
        return self.grant.obligations


@dataclass(frozen=True, kw_only=True)
class Settled:
    """Where a permit stands after an outcome; `first` is false for a repetition."""

    permit: str
    status: str
    overrun: bool
    first: bool
    subject: SubjectId
    purpose: str
    channel: str | None


class Permits:
    """Issues permits and follows them to their end, in the caller's transaction."""

    def __init__(self, signer: PermitSigner, *, life: timedelta) -> None:
        """Issue permits that live for `life`, a day at the most."""
        if life > caps.LONGEST_PERMIT:
            raise ValueError("a permit lives a day at the most")
        self.signer = signer
        self.life = life

    def issue(
        self,
        conn: Connection,
        grant: Grant,
        *,
        permit_id: str,
        answer: Answer,
        life: tuple[datetime, datetime],
    ) -> Permit:
        """Sign and record a permit; the caller has locked, decided and audited.

        `life` is from now until when. Ends at a full second, so that the token and the
        row agree.
        """
        now, until = life
        expires_at = until.replace(microsecond=0)
        token = self.signer.sign(_claims(grant, permit_id, answer, (now, expires_at)))
        row = {
            "id": permit_id,
            "subject": grant.subject,
            "person": grant.person,
            "client": grant.client,
            "purpose": grant.purpose,
            "channel": grant.channel,
            "decision": answer.id,
            "status": "open",
            "issued_us": store.to_us(now),
            "expires_us": store.to_us(expires_at),
            "overrun": False,
            "token_digest": hashlib.sha256(token.encode()).hexdigest(),
        }
        store.insert(conn, store.permits, row)
        return Permit(
            id=permit_id,
            token=token,
            expires_at=expires_at,
            grant=grant,
            answer=answer,
        )

    def status(self, conn: Connection, permit_id: str, now: datetime) -> str:
        """Say open, used, released, expired or revoked.

        Raises:
            NotFoundError: There is no such permit.
        """
        return _status(load_permit(conn, permit_id), now)

    def is_open(self, conn: Connection, permit: Permit, now: datetime) -> bool:
        """Tell if a permit in hand may still be used: ask right before acting."""
        return self.status(conn, permit.id, now) == "open"

    def settle(
        self,
        conn: Connection,
        permit_id: str,
        outcome: str,
        *,
        at: datetime,
        now: datetime,
    ) -> Settled:
        """Record what became of a permit, exactly once per outcome.

        The caller has locked the subject and read `now` after that. A touch that
        happened counts even if the permit was over: facts are never lost.

        Raises:
            InvalidInputError: The outcome is none of OUTCOMES.
            NotFoundError: There is no such permit.
        """
        if outcome not in OUTCOMES:
            raise InvalidInputError({"status": "one of " + ", ".join(sorted(OUTCOMES))})
        row = load_permit(conn, permit_id)
        before = _status(row, now)
        overrun = outcome in KEEPS and before not in {"open", "used"}
        report = {
            "permit": permit_id,
            "status": outcome,
            "at_us": store.to_us(at),
            "recorded_us": store.to_us(now),
            "overrun": overrun,
        }
        first = store.insert_once(conn, store.outcomes, report)
        after = before
        if first:
            after = self._follow(conn, row, outcome, before=before, times=(at, now))
        return Settled(
            permit=permit_id,
            status=after,
            overrun=overrun or bool(row["overrun"]),
            first=first,
            subject=SubjectId(row["subject"]),
            purpose=row["purpose"],
            channel=row["channel"],
        )

    def _follow(
        self,
        conn: Connection,
        row: store.Row,
        outcome: str,
        *,
        before: str,
        times: tuple[datetime, datetime],
    ) -> str:
        """Let a permit follow an outcome heard for the first time; give its status.

        `times` are when it happened and the present.
        """
        if outcome in KEEPS:
            return self._use(conn, row, before=before, times=times)
        return self._release(conn, row, outcome, before=before, times=times)

    def _release(
        self,
        conn: Connection,
        row: store.Row,
        outcome: str,
        *,
        before: str,
        times: tuple[datetime, datetime],
    ) -> str:
        """Give a share back; what failed was tried, also when the permit was over."""
        if outcome == "failed" and before != "used":
            caps.fail(conn, row["id"], tried_at=_between(row, *times))
        elif before == "open":
            caps.release(conn, row["id"])
        if before != "open":
            return before
        store.update(conn, store.permits, row["id"], {"status": "released"})
        return "released"

    def _use(
        self,
        conn: Connection,
        row: store.Row,
        *,
        before: str,
        times: tuple[datetime, datetime],
    ) -> str:
        if before == "used":
            return before
        if not row["overrun"]:  # else it counts already, since the first report
            caps.keep(conn, row["id"], sent_at=_between(row, *times))
        changes: dict[str, object] = {"overrun": before != "open"}
        if before == "open":
            changes["status"] = "used"
        store.update(conn, store.permits, row["id"], changes)
        return "used" if before == "open" else before


def revoke_permits(
    conn: Connection,
    subjects: Sequence[str],
    now: datetime,
    *,
    spared: Container[str] = (),
) -> tuple[str, ...]:
    """End the open permits of these subjects, give their shares back, name them.

    Those for a purpose that is `spared` stay open.
    """
    ended = []
    for row in store.open_permits(conn, subjects, now_us=store.to_us(now)):
        if row["purpose"] in spared:
            continue
        store.update(conn, store.permits, row["id"], {"status": "revoked"})
        caps.release(conn, row["id"])
        ended.append(row["id"])
    return tuple(ended)


def load_permit(conn: Connection, permit_id: str) -> store.Row:
    """Read a permit's row.

    Raises:
        NotFoundError: There is no such permit.
    """
    row = store.load(conn, store.permits, id=permit_id)
    if row is None:
        raise NotFoundError("there is no such permit")
    return row


def _status(row: store.Row, now: datetime) -> str:
    status: str = row["status"]
    if status == "open" and row["expires_us"] <= store.to_us(now):
        return "expired"
    return status


def _between(row: store.Row, at: datetime, now: datetime) -> datetime:
    """Take a reporter's clock no earlier than the permit and no later than ours."""
    return min(max(at, store.from_us(row["issued_us"])), now)


def _claims(
    grant: Grant, permit_id: str, answer: Answer, life: tuple[datetime, datetime]
) -> dict[str, object]:
    issued_at, expires_at = life
    claims: dict[str, object] = {
        "jti": permit_id,
        "sub": grant.subject,
        "aud": grant.client,
        "iat": int(issued_at.timestamp()),
        "exp": int(expires_at.timestamp()),
        "decision": answer.id,
        "action": grant.action,
        "purpose": grant.purpose,
        "content_class": grant.content_class,
        "data_categories": list(grant.data_categories),
        "obligations": list(grant.obligations),
        "policy": answer.revision,
    }
    optional = {"channel": grant.channel, "campaign": grant.campaign}
    return {**claims, **{k: v for k, v in optional.items() if v is not None}}
