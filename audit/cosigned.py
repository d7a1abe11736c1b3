"""What witnesses have signed: kept beside checkpoints, believed by signature."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from audit import evidence_store, store
from audit.checkpoint import Checkpoint
from audit.note import parse_note, signature_line
from audit.quorum import Policy, WitnessKey
from audit.store import Connection, Row

# Only so far back is a checkpoint looked for that enough witnesses have signed.
MOST_ROWS = 1000


@dataclass(frozen=True, kw_only=True)
class Witnessed:
    """The newest checkpoint that enough witnesses have signed, who, and when."""

    size: int
    at: datetime
    names: tuple[str, ...]
    note: str


def keep_cosignatures(
    conn: Connection, signed: Checkpoint, keys: Sequence[WitnessKey], lines: str
) -> tuple[str, ...]:
    """Keep those of these lines that hold under a checkpoint; name whose they are.

    Lines by other keys are passed over, as C2SP tlog-witness asks.

    Raises:
        VerificationError: The lines are no signature lines.
    """
    note = signed.note + lines
    parsed = parse_note(note)
    asked = Policy(witnesses=tuple(keys))
    times = asked.cosigned(note)
    by_hash = {(one.name, one.key_hash): one.value for one in parsed.signatures}
    for one in keys:
        if one.name in times:
            value = by_hash[one.key.name, one.key.key_hash]
            evidence_store.add_cosignature(
                conn,
                signed.size,
                one.name,
                signature_line(one.key, value),
                times[one.name] * 1_000_000,
            )
    return tuple(times)


def newest_note(conn: Connection) -> str | None:
    """Give the newest checkpoint with all signatures under it; None before the first.

    The witnesses' lines are as they were kept: whoever reads checks those he knows.
    """
    row = store.newest_checkpoint(conn)
    if row is None:
        return None
    kept = evidence_store.cosignatures(conn, row.size)
    return str(row.note) + "".join(one.lines for one in kept)


def last_witnessed(conn: Connection, policy: Policy) -> Witnessed | None:
    """Find the newest checkpoint that meets a policy; None when none does.

    Every signature is checked again: rows that somebody put there count nothing.
    """
    for size, lines in _by_size(evidence_store.recent_cosignatures(conn, MOST_ROWS)):
        row = evidence_store.checkpoint_at(conn, size)
        if row is None:
            continue
        note = row.note + "".join(lines)
        times = policy.cosigned(note)
        if times and policy.is_met(times):
            return Witnessed(
                size=size,
                at=datetime.fromtimestamp(max(times.values()), UTC),
                names=tuple(sorted(times)),
                note=note,
            )
    return None


def cosigned_size(conn: Connection, names: Sequence[str]) -> int:
    """Give the newest size that all of these have signed last; 0 when one has not."""
    rows = evidence_store.newest_cosignatures(conn)
    return min((rows[name].size if name in rows else 0 for name in names), default=0)


def _by_size(rows: Sequence[Row]) -> Iterator[tuple[int, list[str]]]:
    for size, found in groupby(rows, key=lambda row: int(row.size)):
        yield size, [row.lines for row in found]
