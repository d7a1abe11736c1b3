"""Attach what arrives to a record, and link records by exact rules (no model here).

Works on keyed digests only: asking who somebody is stores no name. Exact are: the same
user id, loyalty id or e-mail; a phone, device or other id only where given and family
name agree too; and an anonymous id that one known person alone has claimed. A choice
made for a number before its owner was met may be hers: it waits for a human to say so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from audit import new_id
from cdp.identity import store
from cdp.identity.forgetting import buried_keys
from cdp.identity.graph import Held, LinkKind, Record, State, Zone, to_us
from cdp.identity.merge import NewLink, Writer, add_links
from cdp.identity.partition import ALIAS
from cdp.identity.store import Connection
from cdp.vault import Vault, normalise

# A value held by more records than this is a switchboard, a shop's till, a test value:
# it says nothing about a person.
MOST_HOLDERS = 25
ALONE = frozenset({"user_id", "loyalty_id", "email"})
ANONYMOUS = "anonymous_id"
# The source of records that hold one identifier of which something was said, no more.
CHOICES = "consents"

Value = tuple[str, bytes]
Pair = tuple[str, str, Value]


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What a source says about who somebody is, as digests."""

    source: str
    source_key: bytes
    identifiers: frozenset[Value] = frozenset()
    name_digest: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Attached:
    """Where an arrival went. `erased`: this record was erased and stays so."""

    record_id: str
    subject: str
    person: str
    created: bool
    erased: bool = False
    joined: tuple[str, ...] = field(default=())


def read_arrival(
    vault: Vault,
    source: str,
    key: str,
    identifiers: Iterable[tuple[str, str]],
    *,
    name: tuple[str, str] = ("", ""),
    region: str | None = None,
) -> Arrival:
    """Digest what a source sent; values that identify nobody fall away.

    `key` names the record within its source ("user:42", "row:17"); `name` is given and
    family name, of which both are needed.
    """
    return Arrival(
        source=source,
        source_key=vault.digest("source_key", key),
        identifiers=frozenset(_digests(vault, identifiers, region)),
        name_digest=_name_digest(vault, name),
    )


def digest_identifier(
    vault: Vault, kind: str, value: str, region: str | None = None
) -> bytes | None:
    """Give the digest under which an identifier is kept; None when it is none."""
    normal = normalise(kind, value, region)
    return None if normal is None else vault.digest(kind, normal)


def _digests(
    vault: Vault, identifiers: Iterable[tuple[str, str]], region: str | None
) -> Iterable[Value]:
    for kind, value in identifiers:
        digest = digest_identifier(vault, kind, value, region)
        if digest is not None:
            yield kind, digest


def _name_digest(vault: Vault, name: tuple[str, str]) -> bytes | None:
    given, family = (normalise("name", part) for part in name)
    return vault.digest("name", f"{given}|{family}") if given and family else None


def find(conn: Connection, kind: str, digest: bytes) -> list[str]:
    """Give the ids of the records that hold an identifier, oldest first."""
    return [one.id for one in store.holders(conn, kind, digest)]


def is_known(conn: Connection, arrival: Arrival) -> bool:
    """Whether the source has sent this record before."""
    return _key(arrival) in store.records_by_key(conn, [_key(arrival)])


def attach(
    conn: Connection, vault: Vault, arrivals: Sequence[Arrival], writer: Writer
) -> list[Attached]:
    """Find or make the record of each arrival, and link it; one answer per arrival.

    A handful of statements for any number of arrivals. New subjects have their keys
    when this returns.
    """
    store.lock_graph(conn)
    batch = _Batch(conn, arrivals, writer)
    batch.find_erased(vault)
    batch.make_records(vault)
    moves = batch.link(vault)
    made = {one.id for one in batch.new}
    joined: dict[str, list[str]] = defaultdict(list)
    for link in batch.links:
        joined[link.a].append(link.b)
        joined[link.b].append(link.a)
    return [
        Attached(
            record_id=one.id,
            subject=one.subject,
            person=moves.get(one.id, one.person),
            created=one.id in made,
            erased=one.erased,
            joined=tuple(sorted(set(joined[one.id]))),
        )
        for one in (batch.records[_key(arrival)] for arrival in arrivals)
    ]


def alias(conn: Connection, pairs: Iterable[tuple[str, str]], writer: Writer) -> None:
    """Link records because the customer's own system says they are one person."""
    said = {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}
    links = [NewLink(a=a, b=b, kind=LinkKind.EXACT, via=ALIAS) for a, b in sorted(said)]
    if links:
        add_links(conn, links, writer)


def _key(arrival: Arrival) -> tuple[str, bytes]:
    return arrival.source, arrival.source_key


class _Batch:
    """One attach: arrivals, their records, and the links that follow."""

    def __init__(
        self, conn: Connection, arrivals: Sequence[Arrival], writer: Writer
    ) -> None:
        self._conn = conn
        self._arrivals = arrivals
        self._writer = writer
        self.records = store.records_by_key(conn, map(_key, arrivals))
        self.new: list[Record] = []
        self.links: list[NewLink] = []
        self._retired: dict[str, str] = {}
        self._disturbed: set[str] = set()

    def find_erased(self, vault: Vault) -> None:
        """Know a record again that was erased; only its source can tell it."""
        new = [one for one in self._arrivals if _key(one) not in self.records]
        by_grave = {
            (one.source, key): _key(one)
            for one, key in zip(new, buried_keys(self._conn, vault, new), strict=True)
        }
        found = store.records_by_key(self._conn, by_grave)
        self.records |= {by_grave[grave]: one for grave, one in found.items()}

    def make_records(self, vault: Vault) -> None:
        for arrival in self._arrivals:
            if _key(arrival) not in self.records:
                self.records[_key(arrival)] = self._new_record(arrival)
        vault.create_subjects(
            self._conn, [one.subject for one in self.new], self._writer.now
        )
        store.insert_records(self._conn, self.new)

    def _new_record(self, arrival: Arrival) -> Record:
        now = self._writer.now
        made = Record(
            id=new_id("rec", now),
            source=arrival.source,
            source_key=arrival.source_key,
            subject=new_id("sub", now),
            person=new_id("per", now),
            name_digest=None,
            created_us=to_us(now),
        )
        self.new.append(made)
        return made

    def link(self, vault: Vault) -> Mapping[str, str]:
        """Store what is new, bring links up to date; give the persons now."""
        values = self._store_identifiers() | self._store_names()
        self._judge(values)
        store.set_states(self._conn, self._retired)
        fresh = [one.id for one in self.new]
        if not (fresh or self.links or self._disturbed):
            return {}
        ends = {end for one in self.links for end in (one.a, one.b)}
        touched = store.records_by_id(self._conn, ends | set(fresh) | self._disturbed)
        # Each record that may move gets an audit body: fetch the keys at once.
        vault.gather_evidence_keys(
            self._conn, [one.subject for one in touched.values()]
        )
        moves = add_links(
            self._conn, self.links, self._writer, fresh=fresh, also=self._disturbed
        )
        return {one.id: one.person for one in touched.values()} | dict(moves.records)

    def _living(self) -> Iterable[tuple[Arrival, Record]]:
        for arrival in self._arrivals:
            one = self.records[_key(arrival)]
            if not one.erased:
                yield arrival, one

    def _store_identifiers(self) -> set[Value]:
        """Store the identifiers that the records did not have; give their values."""
        made = {one.id for one in self.new}
        known_ids = [one.id for _, one in self._living() if one.id not in made]
        known = set(store.identifiers_of(self._conn, known_ids))
        at_us = to_us(self._writer.now)
        rows = {
            Held(kind=kind, digest=digest, record=one.id, first_seen_us=at_us)
            for arrival, one in self._living()
            for kind, digest in arrival.identifiers
        } - known
        ordered = sorted(rows, key=lambda row: (row.record, row.kind, row.digest))
        store.insert_identifiers(self._conn, ordered)
        # A record that was nobody's may have become somebody's by this.
        changed = {row.record for row in rows}
        again = {
            one for one in known if one.kind == ANONYMOUS and one.record in changed
        }
        return {(one.kind, one.digest) for one in rows | again}

    def _store_names(self) -> set[Value]:
        """Store changed names; give the values whose links rest on the names too."""
        names = {
            one.id: arrival.name_digest
            for arrival, one in self._living()
            if arrival.name_digest
        }
        before = {one.id: one.name_digest for one in self.records.values()}
        changed = {k: v for k, v in names.items() if before[k] != v}
        store.set_names(self._conn, changed)
        made = {one.id for one in self.new}
        held = store.identifiers_of(self._conn, set(changed) - made)
        return {(one.kind, one.digest) for one in held}

    def _judge(self, values: set[Value]) -> None:
        """Find the pairs that agree on these values, and the values that went wrong."""
        digests = {digest for _, digest in values}
        # What is shared may have a million holders: they are not read.
        values = values - store.shared_among(self._conn, digests)
        groups: dict[Value, list[str]] = defaultdict(list)
        for one in store.holding(self._conn, {digest for _, digest in values}):
            if (one.kind, one.digest) in values:
                groups[one.kind, one.digest].append(one.record)
        hot = {value for value, ids in groups.items() if len(ids) > MOST_HOLDERS}
        store.mark_shared(self._conn, hot, to_us(self._writer.now))
        judged = {v: ids for v, ids in groups.items() if v not in hot and len(ids) > 1}
        ids = {one for each in judged.values() for one in each}
        records = store.records_by_id(self._conn, ids)
        bare = self._bare(judged, records)
        wanted: set[Pair] = set()
        for value, each in judged.items():
            wanted |= _pairs(value, [records[i] for i in each if i in records], bare)
        self._settle(hot | judged.keys(), wanted)

    def _bare(
        self, judged: Mapping[Value, Sequence[str]], records: Mapping[str, Record]
    ) -> set[str]:
        """Give the records that hold nothing but anonymous ids: not a person yet."""
        ids = {
            one
            for (kind, _), each in judged.items()
            if kind == ANONYMOUS
            for one in each
            if one in records and records[one].name_digest is None
        }
        held = store.identifiers_of(self._conn, ids)
        return ids - {one.record for one in held if one.kind != ANONYMOUS}

    def _settle(self, values: Iterable[Value], wanted: set[Pair]) -> None:
        """Make the links that hold now, and retire those that held before."""
        standing = store.links_via(self._conn, {digest for _, digest in values})
        have = {(one.a, one.b, (one.via, one.via_digest)): one for one in standing}
        for key, one in have.items():
            if key not in wanted:
                self._retired[one.id] = State.RETIRED
                self._disturbed |= {one.a, one.b}
        new = sorted(wanted - have.keys())
        ids = {end for a, b, _ in new for end in (a, b)}
        records = store.records_by_id(self._conn, ids)
        self.links = [_rule_link(records[a], records[b], via) for a, b, via in new]


def _rule_link(one: Record, other: Record, value: Value) -> NewLink:
    kind, digest = value
    rests_on = ["same-" + kind.replace("_", "-")]
    sure = kind in ALONE or kind == ANONYMOUS
    if not sure and _same_name(one, other):
        sure = True
        rests_on.append("same-name")
    return NewLink(
        a=one.id,
        b=other.id,
        kind=LinkKind.EXACT,
        zone=Zone.LINK if sure else Zone.REVIEW,
        via=kind,
        via_digest=digest,
        evidence={"rests_on": rests_on},
    )


def _pairs(value: Value, records: Sequence[Record], bare: set[str]) -> set[Pair]:
    """Give the pairs among an identifier's holders that it makes one person.

    Every pair, not a chain: the answer then does not change when one record goes.
    """
    kind, _ = value
    known = [one for one in records if one.id not in bare]
    found = {
        _pair(one, other, value)
        for place, one in enumerate(known)
        for other in known[place + 1 :]
        if kind in ALONE or _same_name(one, other) or _is_choice_for(one, other, kind)
    }
    if kind == ANONYMOUS and known and _is_one_person(known, found):
        found |= {_pair(known[0], one, value) for one in records if one.id in bare}
    return found


def _pair(one: Record, other: Record, value: Value) -> Pair:
    return min(one.id, other.id), max(one.id, other.id), value


def _same_name(one: Record, other: Record) -> bool:
    return one.name_digest is not None and one.name_digest == other.name_digest


def _is_choice_for(one: Record, other: Record, kind: str) -> bool:
    """Whether one is only a choice about the other's number; its no must be heard."""
    return kind != ANONYMOUS and CHOICES in {one.source, other.source}


def _is_one_person(known: Sequence[Record], linked: set[Pair]) -> bool:
    """Whether one person alone claimed a device: a shared device belongs to nobody."""
    persons = {one.person for one in known}
    first = known[0]
    paired = {end for a, b, _ in linked if first.id in (a, b) for end in (a, b)}
    return len(persons) == 1 or {one.id for one in known} <= paired | {first.id}
