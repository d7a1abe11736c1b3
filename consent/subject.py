"""Whom a question is about: pseudonyms, ties between them, and the facts of the moment.

A subject must never contain or derive from a name, address, number or device id.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

SubjectId = NewType("SubjectId", str)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Tie(StrEnum):
    """How surely a subject is the one asked about; grants stop at EXACT."""

    SELF = "self"
    EXACT = "exact"
    PROBABLE = "probable"
    POSSIBLE = "possible"

    @property
    def carries_grants(self) -> bool:
        """Whether a grant counts through this tie (law: GDPR 4(11), 7(1))."""
        return self in (Tie.SELF, Tie.EXACT)


@dataclass(frozen=True, kw_only=True)
class Circle:
    """The subjects that are, or may be, one person; SELF is the one asked about."""

    person: str | None
    subjects: tuple[tuple[SubjectId, Tie], ...]

    @property
    def asked(self) -> SubjectId | None:
        """The subject asked about, or None when nobody was found."""
        return next((who for who, tie in self.subjects if tie is Tie.SELF), None)

    @property
    def all_subjects(self) -> tuple[SubjectId, ...]:
        """Every subject once, ascending: the order in which locks are taken."""
        return tuple(sorted({who for who, _ in self.subjects}))

    @property
    def known(self) -> bool:
        """Whether the question is about somebody we know."""
        return self.asked is not None


NOBODY = Circle(person=None, subjects=())


@dataclass(frozen=True, kw_only=True)
class Contract:
    """A contract with a person and the product line it is about; days are inclusive."""

    line: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What the profile says that a rule needs; in memory, never stored here.

    `capacity` is consumer, sole_trader, business_named (a person's address at a firm)
    or business_generic (a firm's own); `address_since` tells by channel when an
    address was last replaced.
    """

    places: tuple[str, ...] = ()
    born_on: date | None = None
    timezones: tuple[str, ...] = ()
    locale: str | None = None
    contactable: Mapping[str, bool] = field(default_factory=dict)
    capacity: str = "consumer"
    contracts: tuple[Contract, ...] = ()
    address_since: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """The last answer by any way, and the last two failures of one channel."""

    answered_at: datetime | None = None
    bounced: tuple[datetime, ...] = ()


_RESOURCE = re.compile(
    r"person|record|subject|email|phone|user_id|loyalty_id|anonymous_id|device_id|postal"
    r"|external:.+"
)


def names_somebody(resource_type: str) -> bool:
    """Whether this kind of resource can name a person, known or yet unknown."""
    return _RESOURCE.fullmatch(resource_type) is not None


def fit_name(value: object) -> str | None:
    """Keep a client's or campaign's name if it is a plain short one, else nothing."""
    return value if isinstance(value, str) and _NAME.fullmatch(value) else None


@dataclass(frozen=True, kw_only=True)
class Question:
    """May this client do this to this person now? Outside checked `properties`."""

    client: str
    name: str
    properties: Mapping[str, object]
    circle: Circle
    facts: PersonFacts
    signals: Mapping[str, object] = field(default_factory=dict)
    resource_type: str = "person"
    via: str = "api"

    def text(self, name: str) -> str | None:
        """One property, if it is a non-empty text."""
        value = self.properties.get(name)
        return value if isinstance(value, str) and value else None


@dataclass(frozen=True, kw_only=True)
class SoftOptIn:
    """How an address was obtained, which national law may accept in place of consent.

    `sale_at` is the sale, or the day a charity's supporter or a firm left the address.
    """

    sale_at: datetime
    product_line: str | None
    opt_out_offered: bool


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How often a person wants to hear from us: at most so many a day, week or month.

    About advertising of one purpose or all (None), by one channel or all (None).
    """

    at_most: int
    per: str
    purpose: str | None = None
    channel: str | None = None


@dataclass(frozen=True, kw_only=True)
class Wished:
    """A wish that covers a question, and how many contacts count against it now."""

    per: str
    at_most: int
    count: int


@dataclass(frozen=True, kw_only=True)
class LedgerState:
    """What the ledger says about a circle, for one purpose and channel, at one instant.

    `consent` is none, granted, refused or withdrawn; expiry is the policy's to judge
    from `given_at`. `objections` holds purpose, channel (to the purpose by this
    channel), all_marketing, profiling; `opt_outs` the kinds in force; `flags`
    restricted, suppressed, erased; `wishes` all that cover the purpose and channel.
    `charity` and `business` are addresses left with a charity and by a firm; `lists`
    the telephone opposition lists that name the person; `heard_at` is when the person
    last chose something.
    `reached` says how a notice came to the person: none, assumed (they consented or
    bought on a form that names none), named, held (its text is published here);
    `told` which notices; `objection_offered` whether they were told that they can say
    no; `obtained_at` since when we hold data from somebody else that they were not told
    about. `partner` says of a consent that somebody else took for us whether its form
    is proven. `refused_at` is the newest no to this purpose and channel that no yes
    followed, `opted_out_at` when each opt-out was made.
    `evidence` names the acts behind each fact. `next_change` is the first act dated
    in the future. `stopped_channels` are those by which another purpose was stopped
    and this one not allowed since; `stopped_at` is the latest stop on this channel.
    `signal_answered` are the purposes allowed on the notice that a browser's signal
    says otherwise.
    """

    consent: str = "none"
    given_at: datetime | None = None
    decided_at: datetime | None = None
    notice: tuple[str, str, str] | None = None
    notice_known: bool = False
    explicit: bool = False
    parental: bool = False
    method: str | None = None
    recipients: tuple[str, ...] = ()
    soft_opt_in: SoftOptIn | None = None
    charity: SoftOptIn | None = None
    business: SoftOptIn | None = None
    lists: tuple[str, ...] = ()
    heard_at: datetime | None = None
    objections: tuple[str, ...] = ()
    opt_outs: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    wishes: tuple[Wish, ...] = ()
    reached: str = "none"
    told: frozenset[tuple[str, str]] = frozenset()
    objection_offered: bool = False
    obtained_at: datetime | None = None
    partner: str = "none"
    refused_at: datetime | None = None
    opted_out_at: Mapping[str, datetime] = field(default_factory=dict)
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    next_change: datetime | None = None
    stopped_channels: tuple[str, ...] = ()
    stopped_at: datetime | None = None
    signal_answered: tuple[str, ...] = ()
