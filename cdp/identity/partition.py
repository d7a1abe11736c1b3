"""Which records are one person, given the links between them. Pure functions.

Links are taken strongest first and a union that breaks a rule is refused, so the answer
depends on the links alone, never on the order in which they arrived.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cdp.identity.graph import Held, Link, LinkKind, Record, Zone

# Identifiers of which one source gives a person one.
UNIQUE_KINDS = ("user_id", "loyalty_id")
ALIAS = "alias"
MOST_RECORDS = 100
STRENGTH = ("user_id", "loyalty_id", "email", "phone", "device_id", "anonymous_id")

Uniques = dict[tuple[str, str], frozenset[bytes]]


@dataclass(frozen=True, kw_only=True)
class Partition:
    """Sets of records, each one person, and the links that were refused."""

    clusters: tuple[tuple[str, ...], ...]
    refused: frozenset[str]


def divide(
    records: Mapping[str, Record], links: Sequence[Link], held: Iterable[Held]
) -> Partition:
    """Divide a component into persons, oldest record first in each and among them."""
    unions = _Unions(records, held)
    for link in links:
        if link.zone == Zone.NEVER:
            unions.keep_apart(link.a, link.b)
    positive = sorted(
        (link for link in links if link.zone == Zone.LINK),
        key=lambda link: _strength(link, records),
    )
    for link in positive:
        unions.join(link, pinned=_is_pinned(link, records))
    refused = frozenset(
        link.id for link in positive if unions.root(link.a) != unions.root(link.b)
    )
    return Partition(clusters=unions.clusters(), refused=refused)


def _strength(link: Link, records: Mapping[str, Record]) -> tuple[object, ...]:
    """Sort key: humans, then rules by identifier, then the model by weight."""
    if link.kind == LinkKind.MANUAL or link.via == ALIAS:
        rank = 0
    elif link.kind == LinkKind.EXACT:
        rank = 1 + (STRENGTH.index(link.via) if link.via in STRENGTH else len(STRENGTH))
    else:
        rank = 2 + len(STRENGTH)
    ages = sorted((records[link.a].age, records[link.b].age))
    return (rank, -(link.weight or 0.0), ages)


def _is_pinned(link: Link, records: Mapping[str, Record]) -> bool:
    """Whether a link may join two different unique identifiers of one source.

    Two accounts in one shop behind one e-mail are as a rule a household, and joining
    them would show one person the other's data. So such a link waits for a human,
    unless the two accounts also give the same full name, or the customer's own system
    said `alias`. Nothing is lost meanwhile: refusals count through links that wait.
    """
    if link.kind == LinkKind.MANUAL or link.via == ALIAS:
        return True
    name = records[link.a].name_digest
    agree = name is not None and name == records[link.b].name_digest
    return link.kind == LinkKind.EXACT and agree


class _Unions:
    """Disjoint sets that know what must stay apart."""

    def __init__(self, records: Mapping[str, Record], held: Iterable[Held]) -> None:
        self._records = records
        self._parent = {one: one for one in records}
        self._members = {one: [one] for one in records}
        self._apart: dict[str, set[str]] = {one: set() for one in records}
        self._uniques: dict[str, Uniques] = {one: {} for one in records}
        for one in held:
            if one.kind in UNIQUE_KINDS and one.record in records:
                key = (records[one.record].source, one.kind)
                of = self._uniques[one.record]
                of[key] = of.get(key, frozenset()) | {one.digest}

    def keep_apart(self, a: str, b: str) -> None:
        if a in self._apart and b in self._apart:
            self._apart[a].add(b)
            self._apart[b].add(a)

    def root(self, one: str) -> str:
        while self._parent[one] != one:
            self._parent[one] = self._parent[self._parent[one]]
            one = self._parent[one]
        return one

    def join(self, link: Link, *, pinned: bool) -> None:
        a, b = self.root(link.a), self.root(link.b)
        if a == b or self._must_stay_apart(a, b) or not self._fits(link, a, b):
            return
        if not pinned and _conflict(self._uniques[a], self._uniques[b]):
            return
        if len(self._members[a]) < len(self._members[b]):
            a, b = b, a
        self._parent[b] = a
        self._members[a] += self._members.pop(b)
        self._apart[a] |= self._apart.pop(b)
        for key, values in self._uniques.pop(b).items():
            mine = self._uniques[a].get(key, frozenset())
            self._uniques[a][key] = mine | values

    def _must_stay_apart(self, a: str, b: str) -> bool:
        return any(self.root(one) == b for one in self._apart[a])

    def _fits(self, link: Link, a: str, b: str) -> bool:
        together = len(self._members[a]) + len(self._members[b])
        return link.kind == LinkKind.MANUAL or together <= MOST_RECORDS

    def clusters(self) -> tuple[tuple[str, ...], ...]:
        each = [
            tuple(sorted(members, key=lambda one: self._records[one].age))
            for members in self._members.values()
        ]
        return tuple(sorted(each, key=lambda members: self._records[members[0]].age))


def _conflict(a: Uniques, b: Uniques) -> bool:
    return any(key in b and not values & b[key] for key, values in a.items())
