"""What people said, kept for ever; the present is a fold over it.

An act, its receipt, its audit entry and the end of the permits it takes away commit
together or not at all.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import audit
from consent import caps, receipts, store
from consent.acts import PHONE_LISTS, WISHES, Act
from consent.answers import to_text
from consent.errors import InvalidInputError
from consent.fold import Said, Scope, fold
from consent.notices import Notice, Notices
from consent.permits import revoke_permits
from consent.purposes import Purpose, Purposes
from consent.store import Connection
from consent.subject import NOBODY, Circle, LedgerState, SubjectId

DEFAULT_CONTROLLER: Final[Mapping[str, object]] = {
    "name": "controller",
    "storage_location": "the controller's own installation",
    "jurisdiction": "EU",
}

# How far a reporter's clock may be ahead of ours before its word is about the future.
_SKEW: Final = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What the person may be shown: it holds once the transaction commits."""

    id: str
    receipt_id: str
    audit_entry: str
    notice_known: bool
    revoked: tuple[str, ...]


class Ledger:
    """The append-only ledger. Every method works inside the caller's transaction."""

    def __init__(
        self,
        *,
        purposes: Purposes,
        log: audit.AuditLog,
        controller: Mapping[str, object] = DEFAULT_CONTROLLER,
    ) -> None:
        """Write to this log; receipts name this controller."""
        self._purposes = purposes
        self._log = log
        self.notices = Notices()
        self._controller = {**DEFAULT_CONTROLLER, **controller}

    def append(
        self,
        conn: Connection,
        act: Act,
        now: datetime,
        *,
        circle: Circle = NOBODY,
        actor: str | None = None,
    ) -> Recorded:
        """Record an act with its receipt and its audit entry.

        An act that takes something away ends the open permits of the whole circle that
        it may be about and gives their shares back, in this transaction: it is seen by
        the very next decision. Call it before other reads about these subjects, as it
        locks them. A no dated in the future counts from now, a yes from its own time.

        Args:
            conn: The caller's transaction.
            act: What was said; refused unless well formed.
            now: The present, aware.
            circle: Who else is, or may be, the same person.
            actor: The client or role that reports it, as a short name.

        Raises:
            InvalidInputError: A field is wrong, or a purpose is not registered.
        """
        act = _as_heard(act, now)
        purpose = self._check(act)
        caps.lock_circle(conn, circle, [act.subject])
        notice = self._find_notice(conn, act)
        said = Said(
            id=audit.new_id("cns", now), act=act, notice_known=_proves(act, notice)
        )
        store.insert(conn, store.acts, _to_row(said, now))
        revoked = self._take_away(conn, act, circle, now)
        number = receipts.new_number(now)
        entry = self._prove(conn, said, purpose, (number, revoked, actor), now)
        document = receipts.write_receipt(
            said, purpose=purpose, notice=notice, controller=self._controller
        )
        receipts.save_receipt(conn, document, number=number, audit_entry=entry, now=now)
        return Recorded(
            id=said.id,
            receipt_id=number,
            audit_entry=entry,
            notice_known=said.notice_known,
            revoked=revoked,
        )

    def _check(self, act: Act) -> Purpose | None:
        """Refuse what is not well formed; give the purpose that the act is about."""
        act.check()
        purpose = self._purposes.get(act.purpose) if act.purpose else None
        if act.purpose and purpose is None and not act.is_negative:
            raise InvalidInputError({"purpose": "a registered purpose"})
        if act.act in WISHES and purpose and purpose.is_service:
            raise InvalidInputError({"purpose": "one that is no service"})
        return purpose

    def _take_away(
        self, conn: Connection, act: Act, circle: Circle, now: datetime
    ) -> tuple[str, ...]:
        """End the permits that a no takes away, of everybody it may be about."""
        if not act.is_negative:
            return ()
        everybody = sorted({act.subject, *circle.all_subjects})
        return revoke_permits(conn, everybody, now, spared=self._spared_by(act))

    def _spared_by(self, act: Act) -> frozenset[str]:
        """Name the purposes of which a no says nothing: services, to one to marketing.

        Restriction, erasure and opt-outs of a kind of use speak about everything.
        """
        narrow = {"all_marketing", *PHONE_LISTS}
        is_wish = act.act in WISHES
        about_all = act.purpose is None and act.kind not in narrow and not is_wish
        services = {one.id for one in self._purposes if one.is_service}
        return frozenset() if about_all else frozenset(services - {act.purpose})

    def _find_notice(self, conn: Connection, act: Act) -> Notice | None:
        return self.notices.find(conn, *act.notice) if act.notice else None

    def _prove(
        self,
        conn: Connection,
        said: Said,
        purpose: Purpose | None,
        circumstances: tuple[str, tuple[str, ...], str | None],
        now: datetime,
    ) -> str:
        number, revoked, actor = circumstances
        act = said.act
        document = {
            "event": "consent.change",
            "receipt": number,
            "revoked": list(revoked),
            "actor": actor,
            **_to_document(said),
        }
        name = purpose.id if purpose else None
        appended = self._log.append(
            conn,
            audit.Entry(
                at=now,
                kind="consent.change",
                outcome="done",
                purpose=name,
                retention="legal",
            ),
            [audit.Body(subject=act.subject, document=document)],
            audit.IndexTerms(
                subject=act.subject, actor=actor, channel=act.channel, purpose=name
            ),
        )
        return appended.entry_id

    def read(self, conn: Connection, subjects: Iterable[str]) -> tuple[Said, ...]:
        """Read all that was said by or for these subjects, in order of arrival."""
        return tuple(_from_row(row) for row in store.acts_of(conn, tuple(subjects)))

    def fold(
        self,
        conn: Connection,
        circle: Circle,
        purpose: str | None,
        channel: str | None,
        now: datetime,
    ) -> LedgerState:
        """Say where a circle stands on a purpose and a channel, at `now`."""
        said = self.read(conn, circle.all_subjects)
        return self.fold_said(said, circle, (purpose, channel), now)

    def fold_said(
        self,
        said: Iterable[Said],
        circle: Circle,
        scope: tuple[str | None, str | None],
        now: datetime,
    ) -> LedgerState:
        """Fold what has been read already; for several purposes at once."""
        purpose, channel = scope
        channel = channel or self._only_channel(purpose)
        terms = Scope(
            purpose=purpose, channel=channel, is_marketing=self.is_marketing(purpose)
        )
        return fold(said, circle, terms, now)

    def is_marketing(self, purpose_id: str | None) -> bool:
        """Whether `all_marketing` speaks about it; an unknown purpose counts as one."""
        purpose = self._purposes.get(purpose_id) if purpose_id else None
        return purpose is None or "all_marketing" in purpose.stopped_by

    def _only_channel(self, purpose_id: str | None) -> str | None:
        """Give the channel that a question without one can only mean."""
        purpose = self._purposes.get(purpose_id) if purpose_id else None
        channels = purpose.channels if purpose else ()
        return channels[0] if len(channels) == 1 else None


def _as_heard(act: Act, now: datetime) -> Act:
    """Hear a no at once, and a yes too when only a clock runs a little fast."""
    at_once = act.at.tzinfo is not None and (act.is_negative or act.at - now <= _SKEW)
    return replace(act, at=min(act.at, now)) if at_once else act


def _proves(act: Act, notice: Notice | None) -> bool:
    """Whether the notice is published, and is the text that was shown."""
    if notice is None:
        return False
    return act.evidence.get("text_digest", notice.digest) == notice.digest


def _to_document(said: Said) -> dict[str, object]:
    act = said.act
    return {
        "id": said.id,
        "subject": act.subject,
        "act": act.act,
        "at": to_text(act.at),
        "purpose": act.purpose,
        "channel": act.channel,
        "kind": act.kind,
        "notice": list(act.notice) if act.notice else None,
        "notice_known": said.notice_known,
        "method": act.method,
        "explicit": act.explicit,
        "parental": act.parental,
        "recipients": list(act.recipients),
        "at_most": act.at_most,
        "per": act.per,
        "evidence": dict(act.evidence),
    }


def _to_row(said: Said, now: datetime) -> dict[str, object]:
    act = said.act
    notice_id, version, locale = act.notice or (None, None, None)
    evidence = {**act.evidence}
    if act.parental is not None:
        evidence["verified_by"] = act.parental
    return {
        "id": said.id,
        "subject": act.subject,
        "act": act.act,
        "purpose": act.purpose,
        "channel": act.channel,
        "kind": act.kind,
        "at_us": store.to_us(act.at),
        "recorded_us": store.to_us(now),
        "notice_id": notice_id,
        "notice_version": version,
        "notice_locale": locale,
        "notice_known": said.notice_known,
        "method": act.method,
        "at_most": act.at_most,
        "per": act.per,
        "explicit": act.explicit,
        "parental": act.parental is not None,
        "recipients_json": store.to_json(act.recipients),
        "evidence_json": store.to_json(evidence),
    }


def _from_row(row: store.Row) -> Said:
    evidence = json.loads(row["evidence_json"])
    notice = (row["notice_id"], row["notice_version"], row["notice_locale"])
    act = Act(
        subject=SubjectId(row["subject"]),
        act=row["act"],
        at=store.from_us(row["at_us"]),
        method=row["method"],
        purpose=row["purpose"],
        channel=row["channel"],
        kind=row["kind"],
        notice=notice if row["notice_id"] else None,
        explicit=row["explicit"],
        parental=evidence.pop("verified_by", None) if row["parental"] else None,
        recipients=tuple(json.loads(row["recipients_json"])),
        at_most=row["at_most"],
        per=row["per"],
        evidence=evidence,
    )
    return Said(id=row["id"], act=act, notice_known=row["notice_known"])
