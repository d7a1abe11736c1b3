"""The words of the identity graph: record, identifier held, link, person, event."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class LinkKind(StrEnum):
    """Who says that two records are one person: a rule, the model, or a human."""

    EXACT = "exact"
    SPLINK = "splink"
    MANUAL = "manual"


class Zone(StrEnum):
    """What a link does: join, wait for a human, or keep apart."""

    LINK = "link"
    REVIEW = "review"
    NEVER = "never"


class State(StrEnum):
    """CONFLICT links are recomputed with their component; RETIRED ones never count."""

    ACTIVE = "active"
    CONFLICT = "conflict"
    RETIRED = "retired"


@dataclass(frozen=True, kw_only=True)
class Record:
    """What one source says about somebody, without what it says."""

    id: str
    source: str
    source_key: bytes
    subject: str
    person: str
    name_digest: bytes | None
    created_us: int
    erased: bool = False

    @property
    def age(self) -> tuple[int, str]:
        """Sort key: the oldest first, the id breaking ties."""
        return (self.created_us, self.id)


@dataclass(frozen=True, kw_only=True)
class Members:
    """Who holds something, by record id, and every record of the holders' persons."""

    held: set[str] = field(default_factory=set)
    records: list[Record] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Link:
    """A statement about two records, `a < b`; `evidence` is JSON without values."""

    id: str
    a: str
    b: str
    kind: str
    zone: str
    state: str = State.ACTIVE
    via: str = ""
    via_digest: bytes = b""
    weight: float | None = None
    evidence: str = "{}"
    model: str | None = None
    at_us: int


@dataclass(frozen=True, kw_only=True)
class Person:
    """A stable id; `origin` is the record it was first made for."""

    id: str
    origin: str
    merged_into: str | None = None
    created_us: int


@dataclass(frozen=True, kw_only=True)
class Event:
    """One change of who is who, kept for ever."""

    id: str
    at_us: int
    kind: str
    person: str
    other: str | None
    actor: str
    records: str


@dataclass(frozen=True, kw_only=True)
class Held:
    """An identifier with the record that holds it."""

    kind: str
    digest: bytes
    record: str
    first_seen_us: int = field(default=0, compare=False)


def to_us(at: datetime) -> int:
    """Give the microseconds since 1970, UTC: how times are stored."""
    return (at - EPOCH) // timedelta(microseconds=1)


def from_us(us: int) -> datetime:
    """Give the time that was stored."""
    return EPOCH + timedelta(microseconds=us)
