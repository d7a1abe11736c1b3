"""Take understood events in: who, may we, what. The one path for SDKs and files.

A page of events costs a fixed number of statements and one audit entry, so that ten
thousand rows are twenty pages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from audit import AuditLog, Body, Entry, IndexTerms, new_id
from cdp import identity, profiles, suppression
from cdp.access import Source
from cdp.identity import Arrival, Attached
from cdp.ingestion.event import Event
from cdp.ingestion.preferences import Choice, record_choices
from cdp.ingestion.store import Connection
from cdp.profiles import NewEvent, Traits
from cdp.vault import Keyring, Vault
from consent import Circle, Decisions, Ledger, Purposes, Question, SubjectId


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of a page of events."""

    stored: int = 0
    refused: int = 0
    new_records: int = 0
    choices: int = 0


@dataclass(frozen=True, kw_only=True)
class Intake:
    """The parts that take a page in; every method works in the caller's transaction."""

    vault: Vault
    decisions: Decisions
    ledger: Ledger
    purposes: Purposes
    log: AuditLog
    region: str | None = None

    def take(
        self, conn: Connection, source: Source, page: Sequence[Event], now: datetime
    ) -> Taken:
        """Resolve, record choices, ask, and store what may be stored.

        Choices come before the question: who refuses in this very event is not
        collected about any more.
        """
        identity.lock_graph(conn)  # whoever is being erased is erased, or is not
        offered = len(page)
        arriving = [(one, self._arrival(source, one)) for one in page]
        arriving = self._without_suppressed(conn, source, arriving, now)
        if not arriving:
            return Taken(refused=offered)
        page = [event for event, _ in arriving]
        attached = self._attach(conn, source, arriving, now)
        created = sum(
            one.created for one in {a.record_id: a for a in attached}.values()
        )
        subjects = [one.subject for one in attached]
        living = {one.subject for one in attached if not one.erased}
        circles = identity.circles_of(conn, living)
        choices = [
            Choice(event=event, subject=SubjectId(one), circle=circles[one])
            for event, one in zip(page, subjects, strict=True)
            if one in circles
        ]
        count = record_choices(
            conn, self.ledger, self.purposes, choices, (source.name, now)
        )
        allowed = self._ask(conn, source, _arriving(page, attached), circles, now)
        kept = [
            (event, where)
            for event, where in zip(page, attached, strict=True)
            if where.subject in allowed
        ]
        self._store(conn, source, kept, now)
        return Taken(
            stored=len(kept),
            refused=offered - len(kept),
            new_records=created,
            choices=count,
        )

    def _without_suppressed(
        self,
        conn: Connection,
        source: Source,
        arriving: Sequence[tuple[Event, Arrival]],
        now: datetime,
    ) -> list[tuple[Event, Arrival]]:
        """Leave out what names somebody who was erased: not even a pseudonym is made.

        On record is only that it happened, how often and from where.
        """
        named = [self._named(*one) for one in arriving]
        stopped = suppression.stopped(conn, self.vault, named)
        if any(stopped):
            document = {"event": "suppressed", "source": source.name}
            self.log.append(
                conn,
                Entry(at=now, kind="data.write", outcome="deny"),
                [Body(subject=None, document={**document, "count": sum(stopped)})],
                IndexTerms(actor=source.name),
            )
        return [one for one, stop in zip(arriving, stopped, strict=True) if not stop]

    def _named(self, event: Event, arrival: Arrival) -> frozenset[suppression.Value]:
        """Give all identifiers in an event, those too that it says were used before."""
        found = arrival.identifiers
        before = event.previous_id or ""
        for kind in ("user_id", "anonymous_id"):
            digest = identity.digest_identifier(self.vault, kind, before)
            found |= {(kind, digest)} if digest else set()
        return found

    def _attach(
        self,
        conn: Connection,
        source: Source,
        arriving: Sequence[tuple[Event, Arrival]],
        now: datetime,
    ) -> list[Attached]:
        writer = identity.Writer(log=self.log, now=now, actor=f"source:{source.name}")
        arrivals = [arrival for _, arrival in arriving]
        attached = identity.attach(conn, self.vault, arrivals, writer)
        aliased = [
            (event.previous_id, where)
            for (event, _), where in zip(arriving, attached, strict=True)
            if event.previous_id and not where.erased
        ]
        # All at once: one by one, each would compute the same persons again.
        earlier = [self._previous(conn, source, one) for one, _ in aliased]
        before = identity.attach(conn, self.vault, earlier, writer) if earlier else []
        pairs = [
            (old.record_id, where.record_id)
            for old, (_, where) in zip(before, aliased, strict=True)
            if not old.erased
        ]
        identity.alias(conn, pairs, writer)
        return self._mark_keyless(conn, attached)

    def _mark_keyless(
        self, conn: Connection, attached: Sequence[Attached]
    ) -> list[Attached]:
        """Count as erased whoever has lost a key: nothing about them can be kept."""
        keyring = self.vault.keyring(conn, {one.subject for one in attached})
        return [
            replace(one, erased=one.erased or not _has_keys(keyring, one.subject))
            for one in attached
        ]

    def _arrival(self, source: Source, event: Event) -> Arrival:
        return identity.read_arrival(
            self.vault,
            source.name,
            event.key,
            event.identifiers,
            name=event.full_name,
            region=self.region,
        )

    def _previous(self, conn: Connection, source: Source, previous: str) -> Arrival:
        """Read an alias's previous id: a user's if we know one, else a visitor's."""
        forms = [("user", "user_id"), ("anonymous", "anonymous_id")]
        arrivals = [
            identity.read_arrival(
                self.vault, source.name, f"{form}:{previous}", [(kind, previous)]
            )
            for form, kind in forms
        ]
        return arrivals[0 if identity.is_known(conn, arrivals[0]) else 1]

    def _ask(
        self,
        conn: Connection,
        source: Source,
        arriving: Mapping[str, Mapping[str, object]],
        circles: Mapping[str, Circle],
        now: datetime,
    ) -> set[str]:
        """Ask once per subject; give the subjects of whom data may be collected."""
        asked = [one for one in arriving if one in circles]
        facts = profiles.facts_page(
            conn,
            self.vault,
            [circles[one] for one in asked],
            arriving=arriving,
            today=now,
        )
        purpose = self.purposes.get(source.purpose)
        is_marketing = purpose is None or purpose.content == "marketing"
        properties = {
            "purpose": source.purpose,
            # Collecting shows nobody anything, unless it is for marketing.
            "content_class": "marketing" if is_marketing else "service",
        }
        questions = [
            Question(
                client=source.name,
                name="collect",
                properties=properties,
                circle=circles[one],
                facts=known,
                resource_type="subject",
                via="ingestion",
            )
            for one, known in zip(asked, facts, strict=True)
        ]
        answers = self.decisions.decide_page(conn, questions, now)
        return {
            one for one, answer in zip(asked, answers, strict=True) if answer.allowed
        }

    def _store(
        self,
        conn: Connection,
        source: Source,
        kept: Sequence[tuple[Event, Attached]],
        now: datetime,
    ) -> None:
        traits = [
            Traits(
                record=where.record_id,
                subject=where.subject,
                values=event.traits,
                source=source.name,
                at=event.at,
            )
            for event, where in kept
            if event.traits
        ]
        profiles.apply(conn, self.vault, traits, now)
        events = _new_events(kept, source, now)
        profiles.add_events(conn, self.vault, events, now)


def _has_keys(keyring: Keyring, subject: str) -> bool:
    return keyring.holds(subject, "profile") and keyring.holds(subject, "evidence")


def _arriving(
    page: Sequence[Event], attached: Sequence[Attached]
) -> dict[str, dict[str, object]]:
    """Gather what the page says of each subject; the erased are not asked about."""
    found: dict[str, dict[str, object]] = {}
    for event, where in zip(page, attached, strict=True):
        if not where.erased:
            found.setdefault(where.subject, {}).update(event.traits)
    return found


def _new_events(
    kept: Iterable[tuple[Event, Attached]], source: Source, now: datetime
) -> list[NewEvent]:
    return [
        NewEvent(
            id=new_id("evt", now),
            record=where.record_id,
            subject=where.subject,
            source=source.name,
            kind=event.kind,
            name=event.name,
            at=event.at,
            document=event.document,
        )
        for event, where in kept
        if event.document is not None
    ]
