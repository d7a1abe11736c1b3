"""Whom a question is about: the circle of subjects that are, or may be, one person.

Two or three queries, however large the person and however many are asked about at
once. Nothing is opened: keyed digests and pseudonyms suffice.
"""

from collections.abc import Iterable, Sequence

from cdp.errors import InvalidInputError
from cdp.identity import store
from cdp.identity.graph import Link, LinkKind, Members, Record, State, Zone
from cdp.identity.merge import resolve_person
from cdp.identity.resolve import digest_identifier
from cdp.identity.store import Connection
from cdp.vault import Vault
from consent import NOBODY, Circle, SubjectId, Tie

INTERNAL_TYPES = ("person", "record", "subject")
ORDER = {tie: place for place, tie in enumerate(Tie)}


def circle(
    conn: Connection,
    vault: Vault,
    resource_type: str,
    value: str,
    *,
    region: str | None = None,
) -> Circle:
    """Give the circle around what a question names; NOBODY when we know nobody.

    * An identifier (`email phone user_id loyalty_id anonymous_id device_id
      external:<type>`): every record that holds it is SELF, for a grant was given for
      exactly this identifier; so is a refusal. `region` reads national numbers.
    * `person`, by its id of any time: SELF is its oldest record.
    * `record`, `subject`, by id: SELF is that record.
    * EXACT hangs on SELF by exact links and a human's yes alone; PROBABLE is the same
      person through the model; POSSIBLE waits for a human, or was refused by a rule,
      and comes with its whole person.

    SELF subjects come first, oldest record first. An unknown type is nobody.
    """
    return circles(conn, vault, [(resource_type, value)], region=region)[0]


def circles(
    conn: Connection,
    vault: Vault,
    resources: Sequence[tuple[str, str]],
    *,
    region: str | None = None,
) -> list[Circle]:
    """Give the circle around each (type, value), as `circle` does for one."""
    digests = [
        None if kind in INTERNAL_TYPES else _digest(vault, kind, value, region)
        for kind, value in resources
    ]
    holding = store.members_of(conn, {one for one in digests if one})
    return _circles(
        conn,
        [
            _named(conn, kind, value)
            if kind in INTERNAL_TYPES
            else holding.get((kind, digest or b""), Members())
            for (kind, value), digest in zip(resources, digests, strict=True)
        ],
    )


def circles_of(conn: Connection, subjects: Iterable[str]) -> dict[str, Circle]:
    """Give the circle of each subject, in a few queries for all of them together.

    Erased subjects have none.
    """
    asked = store.records_of_subjects(conn, subjects)
    persons = _by_person(conn, asked)
    found = [Members(held={one.id}, records=persons[one.person]) for one in asked]
    names = [one.subject for one in asked]
    return dict(zip(names, _circles(conn, found), strict=True))


def _circles(conn: Connection, found: Sequence[Members]) -> list[Circle]:
    near: dict[str, list[Link]] = {}
    every = {member.id for one in found for member in one.records}
    for link in store.links_touching(conn, every):
        near.setdefault(link.a, []).append(link)
        near.setdefault(link.b, []).append(link)
    links = [[n for r in one.records for n in near.get(r.id, ())] for one in found]
    waiting = [_waiting(*pair) for pair in zip(found, links, strict=True)]
    company = _company(conn, {end for ends in waiting for end in ends})
    possible = [
        {other for end in ends for other in company.get(end, ())} for ends in waiting
    ]
    return [_circle(*parts) for parts in zip(found, links, possible, strict=True)]


def _circle(
    members: Members, links: Iterable[Link], possible: Iterable[Record]
) -> Circle:
    if not members.held:
        return NOBODY
    exact = _exact(members, links)
    ties = [(one, _tie(one.id, members.held, exact)) for one in members.records]
    ties += [(one, Tie.POSSIBLE) for one in possible]
    ties.sort(key=lambda pair: (ORDER[pair[1]], pair[0].age))
    return Circle(
        person=ties[0][0].person,
        subjects=tuple((SubjectId(one.subject), tie) for one, tie in ties),
    )


def _digest(vault: Vault, kind: str, value: str, region: str | None) -> bytes | None:
    try:
        return digest_identifier(vault, kind, value, region)
    except InvalidInputError:
        return None  # nobody can be found by what is not a kind of identifier


def _named(conn: Connection, resource_type: str, value: str) -> Members:
    if resource_type == "person":
        person = resolve_person(conn, value)
        found = store.records_of_persons(conn, [person]) if person else []
        return Members(held={one.id for one in found[:1]}, records=found)
    if resource_type == "record":
        named = list(store.records_by_id(conn, [value]).values())
    else:
        named = store.records_of_subjects(conn, [value])
    records = store.records_of_persons(conn, {one.person for one in named})
    return Members(held={one.id for one in named}, records=records)


def _tie(record_id: str, held: set[str], exact: set[str]) -> Tie:
    if record_id in held:
        return Tie.SELF
    return Tie.EXACT if record_id in exact else Tie.PROBABLE


def _exact(members: Members, links: Iterable[Link]) -> set[str]:
    """Walk from the holders along links that are certain, inside their persons."""
    inside = {one.id for one in members.records}
    neighbours: dict[str, set[str]] = {}
    for one in links:
        certain = one.zone == Zone.LINK and one.kind != LinkKind.SPLINK
        if certain and one.state == State.ACTIVE:
            neighbours.setdefault(one.a, set()).add(one.b)
            neighbours.setdefault(one.b, set()).add(one.a)
    reached, frontier = set(members.held), set(members.held)
    while frontier:
        near = {to for one in frontier for to in neighbours.get(one, ())}
        frontier = (near & inside) - reached
        reached |= frontier
    return reached


def _waiting(members: Members, links: Iterable[Link]) -> set[str]:
    """Give the records outside that a waiting or refused link says may be this one."""
    waiting = (
        one for one in links if one.zone == Zone.REVIEW or one.state == State.CONFLICT
    )
    ends = {end for one in waiting for end in (one.a, one.b)}
    return ends - {one.id for one in members.records}


def _company(conn: Connection, records: Iterable[str]) -> dict[str, list[Record]]:
    """Give the whole person of each of these records."""
    at = store.records_by_id(conn, records)
    persons = _by_person(conn, at.values())
    return {record: persons[one.person] for record, one in at.items()}


def _by_person(conn: Connection, of: Iterable[Record]) -> dict[str, list[Record]]:
    persons: dict[str, list[Record]] = {}
    for one in store.records_of_persons(conn, {one.person for one in of}):
        persons.setdefault(one.person, []).append(one)
    return persons
