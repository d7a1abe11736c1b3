"""From scored pairs to persons: best pair first, and no merge against evidence.

Pure functions over edges. The result depends on the set of edges, never on the
order in which they come.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

Pair = tuple[str, str]

# Match weights in bits: 4.25 is a probability of 0.95, -2.0 one of 0.2. Fixed before
# any labelled data were looked at.
LINK_BITS = 4.25
REVIEW_BITS = -2.0

# People who live together share these; they say "same home", not "same person".
HOUSEHOLD = frozenset(
    {"family_name", "street", "city", "postal_code", "region", "country", "phone"}
)
# Disagreement here contradicts "same person"; see `is_conflict`.
PERSONAL = ("given_name", "born")
DISAGREES = "different"
CONFLICT_BITS = -3.0


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one comparison said: its level, and its weight in bits. Never a value."""

    level: str
    bits: float


@dataclass(frozen=True, kw_only=True)
class Edge:
    """Two records and the evidence that they are one person; `a` sorts before `b`."""

    a: str
    b: str
    bits: float
    parts: Mapping[str, Part] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a pair that has two spellings."""
        if self.a >= self.b:
            raise ValueError("an edge names its records in ascending order")

    @property
    def pair(self) -> Pair:
        """The two records, as a key."""
        return (self.a, self.b)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What binds the clustering beside the weights.

    Args:
        joined: Pairs that are one person already (exact links, earlier links).
        never: Pairs that somebody declared to be two persons.
        unique: For each record, what a person has one of: key → value. The customer
            number in one shop, say, or the record itself in a source that holds each
            person once. Clusters with different values under one key never join.
    """

    joined: Collection[Pair] = ()
    never: Collection[Pair] = ()
    unique: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Clusters:
    """The outcome: each record's cluster, the pairs that join, the pairs to look at."""

    cluster_of: Mapping[str, str]
    links: tuple[Edge, ...]
    review: tuple[Edge, ...]


def ordered(a: str, b: str) -> Pair:
    """Spell a pair in its one way."""
    return (a, b) if a < b else (b, a)


def is_conflict(edge: Edge) -> bool:
    """Tell whether this pair speaks against being one person.

    A different first name or birth date alone is often a mere error (a hard veto
    ruins data sets with typos). It is a conflict when what the records say about the
    person, leaving aside what a household shares, speaks against a match.
    """
    differs = any(
        name in edge.parts and edge.parts[name].level == DISAGREES for name in PERSONAL
    )
    about_person = sum(
        part.bits for name, part in edge.parts.items() if name not in HOUSEHOLD
    )
    return differs and about_person < CONFLICT_BITS


def components(pairs: Iterable[Pair]) -> dict[str, str]:
    """Map each record that occurs to the least record it is connected with."""
    forest = _Forest()
    for a, b in pairs:
        forest.join(a, b)
    return {record: forest.root(record) for record in forest.parent}


def groups_of(pairs: Iterable[Pair], *, largest: int) -> tuple[dict[str, str], int]:
    """Put connected records together; a group too large to judge is only counted."""
    grouped = components(pairs)
    sizes = Counter(grouped.values())
    kept = {one: root for one, root in grouped.items() if sizes[root] <= largest}
    return kept, sum(size > largest for size in sizes.values())


def cluster(edges: Iterable[Edge], rules: Rules | None = None) -> Clusters:
    """Join records, strongest pair first, refusing what contradicts a cluster."""
    rules = rules or Rules()
    ranked = _ranked(edges)
    never = {ordered(*pair) for pair in rules.never}
    against = _against(ranked, never)
    forest = _Forest(rules.unique)
    for pair in sorted({ordered(*pair) for pair in rules.joined}):
        forest.join(*pair)
    for edge in ranked:
        forest.root(edge.a), forest.root(edge.b)
    links = []
    for edge in ranked:
        if edge.bits < LINK_BITS or edge.pair in never:
            continue
        if forest.apart(edge.a, edge.b) and forest.allows(edge.a, edge.b, against):
            forest.join(edge.a, edge.b)
            links.append(edge)
    return Clusters(
        cluster_of={record: forest.root(record) for record in sorted(forest.parent)},
        links=tuple(links),
        review=_review(ranked, forest, never),
    )


def _ranked(edges: Iterable[Edge]) -> list[Edge]:
    best: dict[Pair, Edge] = {}
    for edge in edges:
        known = best.get(edge.pair)
        if known is None or _strength(edge) < _strength(known):
            best[edge.pair] = edge
    return sorted(best.values(), key=_strength)


def _strength(edge: Edge) -> tuple[float, str, str, list[tuple[str, str, float]]]:
    told = sorted((name, part.level, part.bits) for name, part in edge.parts.items())
    return (-edge.bits, edge.a, edge.b, told)


def _against(ranked: Iterable[Edge], never: Iterable[Pair]) -> dict[str, set[str]]:
    """List, for each record, the records it must not share a cluster with."""
    against: dict[str, set[str]] = defaultdict(set)
    contradictions = [edge.pair for edge in ranked if is_conflict(edge)]
    for a, b in (*contradictions, *never):
        against[a].add(b)
        against[b].add(a)
    return against


def _review(
    ranked: Iterable[Edge], forest: "_Forest", never: Collection[Pair]
) -> tuple[Edge, ...]:
    """Keep the strongest open pair between any two clusters, for a person to judge."""
    seen: set[Pair] = set()
    kept = []
    for edge in ranked:
        if edge.bits < REVIEW_BITS or edge.pair in never:
            continue
        a, b = forest.root(edge.a), forest.root(edge.b)
        if a != b and ordered(a, b) not in seen:
            seen.add(ordered(a, b))
            kept.append(edge)
    return tuple(kept)


class _Forest:
    """Disjoint sets whose root is the least member, so that labels are stable."""

    def __init__(self, unique: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self.parent: dict[str, str] = {}
        self.members: dict[str, list[str]] = {}
        self.unique = unique or {}

    def root(self, record: str) -> str:
        if record not in self.parent:
            self.parent[record] = record
            self.members[record] = [record]
        while self.parent[record] != record:
            self.parent[record] = self.parent[self.parent[record]]
            record = self.parent[record]
        return record

    def apart(self, a: str, b: str) -> bool:
        return self.root(a) != self.root(b)

    def allows(self, a: str, b: str, against: Mapping[str, set[str]]) -> bool:
        left, right = self.members[self.root(a)], self.members[self.root(b)]
        if len(left) > len(right):
            left, right = right, left
        enemies = set().union(*(against.get(one, ()) for one in left))
        if not enemies.isdisjoint(right):
            return False
        ours, theirs = self._values(left), self._values(right)
        return all(ours[key] & theirs[key] for key in ours.keys() & theirs.keys())

    def _values(self, members: Iterable[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in members:
            for key, value in self.unique.get(one, {}).items():
                found.setdefault(key, set()).add(value)
        return found

    def join(self, a: str, b: str) -> None:
        least, other = ordered(self.root(a), self.root(b))
        if least != other:
            self.parent[other] = least
            self.members[least] += self.members.pop(other)
