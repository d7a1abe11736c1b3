"""Join and split records; persons keep stable ids, and every change is an event.

Only the component that a change touches is computed again. A person has the id that was
made for its oldest record; other ids resolve to whoever has the record that they were
made for, and come back when the merge is undone.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from audit import AuditLog, Body, Entry, new_id
from cdp.errors import InvalidInputError, NotFoundError
from cdp.identity import store
from cdp.identity.graph import Event, Link, LinkKind, Person, Record, State, Zone, to_us
from cdp.identity.partition import UNIQUE_KINDS, divide
from cdp.identity.store import Connection


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Who changes the graph, when, and where it is recorded."""

    log: AuditLog
    now: datetime
    actor: str = "rules"


@dataclass(frozen=True, kw_only=True)
class NewLink:
    """A statement to be made about two records; `evidence` never holds a value."""

    a: str
    b: str
    kind: LinkKind
    zone: Zone = Zone.LINK
    via: str = ""
    via_digest: bytes = b""
    weight: float | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)
    model: str | None = None


@dataclass(frozen=True, kw_only=True)
class Moves:
    """What a change did: record → new person, merged person → survivor, split-offs."""

    records: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    split: Mapping[str, str] = field(default_factory=dict)


def add_links(
    conn: Connection,
    links: Sequence[NewLink],
    writer: Writer,
    *,
    fresh: Iterable[str] = (),
    also: Iterable[str] = (),
) -> Moves:
    """Make statements and bring the persons of the touched records up to date.

    Safe to repeat: the same statement takes its newest weight and evidence. `fresh`
    names records whose person was never seen outside and may vanish without a trace;
    `also` names further records to look at again.
    """
    rows = [_row(link, writer.now) for link in links]
    store.put_links(conn, rows)
    ends = {end for row in rows for end in (row.a, row.b)}
    touched = ends | set(fresh) | set(also)
    return recompute(conn, touched, writer, fresh=fresh)


def join(conn: Connection, link: NewLink, writer: Writer) -> Moves:
    """Make one statement. A human's "yes" also lifts an earlier "never" of the pair."""
    store.lock_graph(conn)
    missing = {link.a, link.b} - store.records_by_id(conn, (link.a, link.b)).keys()
    if missing or link.a == link.b:
        raise InvalidInputError({"records": "must be two records that exist"})
    if link.kind == LinkKind.MANUAL and link.zone == Zone.LINK:
        _retire_between(conn, link.a, link.b, Zone.NEVER, Zone.REVIEW)
        _record_answer(conn, (link.a, link.b), "same", writer)
    return add_links(conn, [link], writer)


def split(conn: Connection, link_id: str, writer: Writer) -> Moves:
    """Undo a link and keep its two records apart from now on.

    Raises:
        NotFoundError: There is no such link.
    """
    store.lock_graph(conn)
    found = store.link_by_id(conn, link_id)
    if found is None:
        raise NotFoundError("there is no such link")
    return split_records(conn, found.a, found.b, writer)


def split_records(conn: Connection, a: str, b: str, writer: Writer) -> Moves:
    """Keep two records apart, whatever rules or the model say, now and later."""
    store.lock_graph(conn)
    _retire_between(conn, a, b, Zone.LINK, Zone.REVIEW)
    _record_answer(conn, (a, b), "different", writer)
    never = NewLink(a=a, b=b, kind=LinkKind.MANUAL, zone=Zone.NEVER)
    return add_links(conn, [never], writer)


def recompute(
    conn: Connection,
    touched: Iterable[str],
    writer: Writer,
    *,
    fresh: Iterable[str] = (),
) -> Moves:
    """Bring the persons of the touched records' components up to date."""
    records, links = _component(conn, touched)
    held = store.identifiers_of(conn, records, UNIQUE_KINDS)
    result = divide(records, links, held)
    store.set_states(conn, _changed_states(links, result.refused))
    plan = _Plan(conn, records, result.clusters, set(fresh), writer)
    plan.carry_out()
    return plan.moves()


def _row(link: NewLink, now: datetime) -> Link:
    a, b = sorted((link.a, link.b))
    return Link(
        id=new_id("lnk", now),
        a=a,
        b=b,
        kind=link.kind,
        zone=link.zone,
        via=link.via,
        via_digest=link.via_digest,
        weight=link.weight,
        evidence=json.dumps(dict(link.evidence), sort_keys=True),
        model=link.model,
        at_us=to_us(now),
    )


def _retire_between(conn: Connection, a: str, b: str, *zones: Zone) -> None:
    pair = {a, b}
    states = {
        one.id: State.RETIRED
        for one in store.links_touching(conn, [a])
        if {one.a, one.b} == pair and one.zone in zones
    }
    store.set_states(conn, states)


def _record_answer(
    conn: Connection, pair: tuple[str, str], answer: str, writer: Writer
) -> None:
    """Put on record what a human said, also where it changes no person."""
    document = {"records": sorted(pair), "answer": answer, "actor": writer.actor}
    bodies = [
        Body(subject=one.subject, document=document)
        for one in store.records_by_id(conn, pair).values()
    ]
    entry = Entry(at=writer.now, kind="identity.review", outcome="done")
    writer.log.append(conn, entry, bodies)


def _component(
    conn: Connection, touched: Iterable[str]
) -> tuple[dict[str, Record], list[Link]]:
    """Gather everything that the touched records' persons hang together with."""
    started = store.records_by_id(conn, touched)
    persons = {one.person for one in started.values()}
    records = {one.id: one for one in store.records_of_persons(conn, persons)}
    links: dict[str, Link] = {}
    frontier = set(records)
    while frontier:
        found = store.links_touching(conn, frontier)
        links |= {one.id: one for one in found}
        joined = (one for one in found if one.zone == Zone.LINK)
        ends = {end for one in joined for end in (one.a, one.b)} - records.keys()
        reached = store.records_by_id(conn, ends)
        records |= reached
        frontier = set(reached)
    inside = [one for one in links.values() if one.a in records and one.b in records]
    return records, inside


def _changed_states(links: Sequence[Link], refused: frozenset[str]) -> dict[str, str]:
    apart = {(one.a, one.b) for one in links if one.zone == Zone.NEVER}
    wanted: dict[str, str] = {}
    for one in links:
        wanted[one.id] = State.CONFLICT if one.id in refused else State.ACTIVE
        if one.zone != Zone.NEVER and (one.a, one.b) in apart:
            wanted[one.id] = State.RETIRED  # a human has answered: nothing to review
    return {one.id: wanted[one.id] for one in links if one.state != wanted[one.id]}


class _Plan:
    """Which person keeps which cluster, and what that changes."""

    def __init__(
        self,
        conn: Connection,
        records: Mapping[str, Record],
        clusters: Sequence[Sequence[str]],
        fresh: set[str],
        writer: Writer,
    ) -> None:
        self._conn = conn
        self._records = records
        self._clusters = clusters
        self._fresh = {records[one].person for one in fresh if one in records}
        self._writer = writer
        self._new: list[Person] = []
        self._into: dict[str, str | None] = {}
        self._split: dict[str, str] = {}
        self._owner = self._choose()

    def _choose(self) -> list[str]:
        """Give each cluster its person: the one first made for its oldest record.

        So an id always means the record it was made for, wherever that lives by now,
        and a person that comes apart gets back every id that was merged into it.
        """
        at = {one: i for i, cluster in enumerate(self._clusters) for one in cluster}
        candidates: list[list[Person]] = [[] for _ in self._clusters]
        for one in sorted(self._known(), key=self._rank):
            candidates[at[one.origin]].append(one)
        owners = []
        for cluster, found in zip(self._clusters, candidates, strict=True):
            owner = found[0] if found else self._found_new(cluster)
            if found and owner.merged_into:
                self._into[owner.id] = None
            if owner.merged_into or not found:
                self._split[owner.id] = self._records[cluster[0]].person
            owners.append(owner.id)
            self._into |= {
                one.id: owner.id for one in found[1:] if one.merged_into != owner.id
            }
        return owners

    def _known(self) -> list[Person]:
        """Give the persons made for these records, and those that hold them now.

        Whose own record was erased counts for the oldest of the others.
        """
        made = store.persons_from(self._conn, self._records)
        known = {one.id for one in made}
        for one in sorted(self._records.values(), key=lambda one: one.age):
            if one.person not in known:
                known.add(one.person)
                made.append(self._person(one.person, one.id))
        return made

    def _rank(self, one: Person) -> tuple[object, ...]:
        is_fresh, is_retired = one.id in self._fresh, bool(one.merged_into)
        return (is_fresh, self._records[one.origin].age, is_retired)

    def _found_new(self, cluster: Sequence[str]) -> Person:
        made = self._person(new_id("per", self._writer.now), cluster[0])
        self._new.append(made)
        return made

    def _person(self, person_id: str, origin: str) -> Person:
        created_us = to_us(self._writer.now)
        return Person(id=person_id, origin=origin, created_us=created_us)

    def moves(self) -> Moves:
        moved = {
            one: owner
            for cluster, owner in zip(self._clusters, self._owner, strict=True)
            for one in cluster
            if self._records[one].person != owner
        }
        held = {one.person for one in self._records.values()} - self._fresh
        merged = {old: to for old, to in self._into.items() if to and old in held}
        return Moves(records=moved, merged=merged, split=dict(self._split))

    def carry_out(self) -> None:
        moves = self.moves()
        standing = self._fresh & set(self._owner)
        oldest = {
            owner: cluster[0]
            for cluster, owner in zip(self._clusters, self._owner, strict=True)
        }
        born = [self._person(one, oldest[one]) for one in sorted(standing)]
        store.insert_persons(self._conn, born + self._new)
        known = {old: to for old, to in self._into.items() if old not in self._fresh}
        store.set_merged(self._conn, known)
        store.move_records(self._conn, moves.records)
        self._record(moves)

    def _record(self, moves: Moves) -> None:
        """Write the history: merges, splits, and records that joined a person."""
        groups: dict[tuple[str, str, str], list[str]] = {}
        for one, person in moves.records.items():
            before = self._records[one].person
            if before in self._fresh:
                kind = "link"
            else:
                kind = "merge" if before in moves.merged else "split"
            groups.setdefault((kind, person, before), []).append(one)
        events = [
            self._event(kind, person, before, sorted(ids))
            for (kind, person, before), ids in groups.items()
        ]
        store.insert_events(self._conn, events)
        for kind in ("link", "merge", "split"):
            self._audit(kind, {k: v for k, v in groups.items() if k[0] == kind})

    def _event(self, kind: str, person: str, before: str, ids: list[str]) -> Event:
        return Event(
            id=new_id("iev", self._writer.now),
            at_us=to_us(self._writer.now),
            kind=kind,
            person=person,
            other=None if before in self._fresh else before,
            actor=self._writer.actor,
            records=json.dumps(ids),
        )

    def _audit(
        self, kind: str, groups: Mapping[tuple[str, str, str], list[str]]
    ) -> None:
        bodies = [
            Body(
                subject=self._records[one].subject,
                document={"person": person, "before": before, "record": one},
            )
            for (_, person, before), ids in groups.items()
            for one in sorted(ids)
        ]
        if bodies:
            entry = Entry(at=self._writer.now, kind=f"identity.{kind}", outcome="done")
            self._writer.log.append(self._conn, entry, bodies)


def resolve_person(conn: Connection, person_id: str) -> str | None:
    """Follow merges to the person that stands for this id today; None when unknown."""
    seen = {person_id}
    while True:
        found = store.persons_by_id(conn, [person_id]).get(person_id)
        if found is None or found.merged_into is None:
            return found.id if found else None
        person_id = found.merged_into
        if person_id in seen:
            return None
        seen.add(person_id)
