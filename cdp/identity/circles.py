"""Whom a question is about: the circle of subjects that are, or may be, one person.

Two or three queries, however large the person. Nothing is opened: keyed digests and
pseudonyms suffice.
"""

from collections.abc import Iterable, Sequence

from cdp.errors import InvalidInputError
from cdp.identity import store
from cdp.identity.graph import Link, LinkKind, Record, State, Zone
from cdp.identity.merge import resolve_person
from cdp.identity.resolve import digest_identifier
from cdp.identity.store import Connection
from cdp.vault import Vault
from consent import NOBODY, Circle, SubjectId, Tie

INTERNAL_TYPES = ("person", "record", "subject")


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
    if resource_type in INTERNAL_TYPES:
        held, records = _named(conn, resource_type, value)
    else:
        digest = _digest(vault, resource_type, value, region)
        held, records = _holding(conn, resource_type, digest)
    links = store.links_touching(conn, [one.id for one in records])
    return _circle(held, records, links, _possible(conn, records, links))


def circles_of(conn: Connection, subjects: Iterable[str]) -> dict[str, Circle]:
    """Give the circle of each subject, in a few queries for all of them together.

    Erased subjects have none.
    """
    asked = store.records_of_subjects(conn, subjects)
    persons: dict[str, list[Record]] = {}
    for one in store.records_of_persons(conn, {one.person for one in asked}):
        persons.setdefault(one.person, []).append(one)
    every = [one for members in persons.values() for one in members]
    links: dict[str, list[Link]] = {}
    home = {one.id: one.person for one in every}
    for link in store.links_touching(conn, home):
        for person in {home.get(link.a), home.get(link.b)} - {None}:
            links.setdefault(person or "", []).append(link)
    found: dict[str, Circle] = {}
    for one in asked:
        members, near = persons[one.person], links.get(one.person, [])
        possible = _possible(conn, members, near)
        found[one.subject] = _circle({one.id}, members, near, possible)
    return found


def _circle(
    held: set[str],
    records: Sequence[Record],
    links: Sequence[Link],
    possible: Sequence[Record],
) -> Circle:
    if not held:
        return NOBODY
    exact = _exact(held, records, links)
    ties = [(one, _tie(one.id, held, exact)) for one in records]
    ties += [(one, Tie.POSSIBLE) for one in possible]
    ties.sort(key=lambda pair: (list(Tie).index(pair[1]), pair[0].age))
    return Circle(
        person=ties[0][0].person,
        subjects=tuple((SubjectId(one.subject), tie) for one, tie in ties),
    )


def _digest(vault: Vault, kind: str, value: str, region: str | None) -> bytes | None:
    try:
        return digest_identifier(vault, kind, value, region)
    except InvalidInputError:
        return None  # nobody can be found by what is not a kind of identifier


def _holding(
    conn: Connection, kind: str, digest: bytes | None
) -> tuple[set[str], Sequence[Record]]:
    """Give the ids that are SELF, and every record of their persons."""
    return store.circle_rows(conn, kind, digest) if digest else (set(), ())


def _named(
    conn: Connection, resource_type: str, value: str
) -> tuple[set[str], Sequence[Record]]:
    if resource_type == "person":
        person = resolve_person(conn, value)
        found = store.records_of_persons(conn, [person]) if person else []
        return {one.id for one in found[:1]}, found
    if resource_type == "record":
        named = list(store.records_by_id(conn, [value]).values())
    else:
        named = store.records_of_subjects(conn, [value])
    records = store.records_of_persons(conn, {one.person for one in named})
    return {one.id for one in named}, records


def _tie(record_id: str, held: set[str], exact: set[str]) -> Tie:
    if record_id in held:
        return Tie.SELF
    return Tie.EXACT if record_id in exact else Tie.PROBABLE


def _exact(
    held: Iterable[str], records: Sequence[Record], links: Sequence[Link]
) -> set[str]:
    """Walk from the holders along links that are certain, inside their persons."""
    inside = {one.id for one in records}
    neighbours: dict[str, set[str]] = {}
    for one in links:
        certain = one.zone == Zone.LINK and one.kind != LinkKind.SPLINK
        if certain and one.state == State.ACTIVE:
            neighbours.setdefault(one.a, set()).add(one.b)
            neighbours.setdefault(one.b, set()).add(one.a)
    reached, frontier = set(held), set(held)
    while frontier:
        near = {to for one in frontier for to in neighbours.get(one, ())}
        frontier = (near & inside) - reached
        reached |= frontier
    return reached


def _possible(
    conn: Connection, records: Sequence[Record], links: Sequence[Link]
) -> Sequence[Record]:
    """Give the persons that a waiting or refused link says may be this one."""
    inside = {one.id for one in records}
    waiting = (
        one for one in links if one.zone == Zone.REVIEW or one.state == State.CONFLICT
    )
    ends = {end for one in waiting for end in (one.a, one.b)} - inside
    if not ends:
        return ()
    persons = {one.person for one in store.records_by_id(conn, ends).values()}
    return store.records_of_persons(conn, persons)
