"""Facts become a situation: a small canonical document without a person in it.

The one place that cuts. Ages, counts and clocks are cut at the breakpoints that the
policies publish, and words outside the closed vocabulary become `unknown`, so that two
people in the same position give the same bytes. The vocabulary is
`policies/schemas/situation.json`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import cast

import audit
from consent.bundle import Bundle
from consent.cutting import places_of
from consent.days import age_on, birthday
from consent.errors import PolicyUnavailableError
from consent.grounds import Grounds
from consent.hours import Hours, clocks_for, hours_for
from consent.law_dates import law_at, next_law_date
from consent.relations import Ruler, relation_of
from consent.tallies import cut_contacts, cut_wishes
from consent.terms import (
    STOP_CONFIRMATION,
    UNKNOWN,
    Position,
)
from consent.words import closed, cut_ai, cut_price, cut_recipient

CONTENT_CLASSES = frozenset({"service", "marketing", "mixed"})
CONSENT_STATES = frozenset({"none", "granted", "refused", "withdrawn"})
OBJECTIONS = frozenset({"all_marketing", "channel", "profiling", "purpose"})
FLAGS = frozenset({"restricted", "erased", "suppressed"})
_QUIET_END = "quiet-hours-end"


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What the policy sees, its canonical bytes and id; and instants it does not see.

    `instants` resolves symbolic waits. `next_change` is the first instant at which the
    document could differ without anybody doing anything; None when there is none.
    `hours` are those that the channel keeps, if it keeps any.
    """

    document: Mapping[str, object]
    canonical: bytes
    id: str
    instants: Mapping[str, datetime] = field(default_factory=dict)
    next_change: datetime | None = None
    hours: Hours | None = None

    @classmethod
    def of(
        cls,
        document: Mapping[str, object],
        *,
        instants: Mapping[str, datetime] | None = None,
        next_change: datetime | None = None,
        hours: Hours | None = None,
    ) -> "Situation":
        """Name a document by its RFC 8785 bytes."""
        canonical = audit.canonical_json(document)
        return cls(
            document=document,
            canonical=canonical,
            id=hashlib.sha256(canonical).hexdigest(),
            instants=instants or {},
            next_change=next_change,
            hours=hours,
        )


def reduce(
    position: Position, now: datetime, bundle: Bundle, *, exact: bool = False
) -> Situation:
    """Cut the facts of one person and one question down to a situation.

    Args:
        position: The facts.
        now: The server's clock, aware.
        bundle: The policies whose registers and breakpoints apply.
        exact: Leave ages, days, minutes and counts uncut. Only for the test that a
            verdict from exact facts equals the verdict from cut ones.

    Raises:
        PolicyUnavailableError: The registers are not whole; nothing can be judged.
    """
    if bundle.problems:
        raise PolicyUnavailableError("; ".join(bundle.problems))
    reduction = _Reduction(position, now.astimezone(UTC), bundle, exact=exact)
    try:
        return reduction.situation()
    except (LookupError, TypeError, ValueError, AttributeError, StopIteration) as err:
        raise PolicyUnavailableError(
            f"a register under policies/data has the wrong shape: {err!r}"
        ) from err


class _Reduction(Grounds):
    """One reduction; a class because every step needs the same four things."""

    def __init__(
        self, position: Position, now: datetime, bundle: Bundle, *, exact: bool
    ) -> None:
        super().__init__(position, now, bundle, exact=exact)
        self.places = places_of(position.person.places)

    def situation(self) -> Situation:
        ledger = self.position.ledger
        coming = (ledger.next_change, next_law_date(self.bundle, self.now))
        self.changes += [change for change in coming if change is not None]
        hours = self._hours()
        clocks, opening = self._read_clocks(hours) if hours else ([], None)
        ruler = Ruler(self.now, self.bundle, self.days_since, self.changes)
        document: dict[str, object] = {
            "action": self._action(),
            "person": {"known": self.position.known, "age": self._age()},
            "places": list(self.places),
            "relation": relation_of(self.position, ruler),
            "consent": self._consent(),
            "ground": self.ground(),
            "notice": self.notice(),
            "asking": self.asking(),
            "soft_opt_in": self._soft_opt_in(),
            "objections": closed(ledger.objections, OBJECTIONS),
            "opt_outs": closed(ledger.opt_outs, self.bundle.register("opt_outs")),
            "flags": closed(ledger.flags, FLAGS),
            "contacts": cut_contacts(
                self.position, self.places, self.bundle, exact=self.exact
            ),
            "wishes": cut_wishes(self.position, self.bundle, exact=self.exact),
            "clocks": clocks,
            "recipient": cut_recipient(
                self.terms.recipient, self.bundle.register("recipients")
            ),
            "ai": cut_ai(self.terms.ai, self.bundle.register("ai_systems")),
            "can_fulfil": self._can_fulfil(),
            "signals": {"gpc": self.position.gpc, "answered": self._answered()},
            "stops": self._stops(),
            "tracking": self.position.tracking,
            "law_at": law_at(self.bundle, self.now, exact=self.exact),
        }
        return Situation.of(
            document,
            instants={} if opening is None else {_QUIET_END: opening},
            next_change=min((c for c in self.changes if c > self.now), default=None),
            hours=hours,
        )

    def _known(self, register: str, name: str) -> str:
        return name if name in self.bundle.register(register) else UNKNOWN

    def _action(self) -> dict[str, object]:
        terms = self.terms
        content = terms.content_class
        channel = terms.channel
        return {
            "name": self._known("actions", terms.name),
            "channel": None if channel is None else self._known("channels", channel),
            "purpose": self._known("purposes", terms.purpose),
            "content_class": content if content in CONTENT_CLASSES else UNKNOWN,
            "data_categories": closed(
                terms.data_categories, self.bundle.register("categories")
            ),
            "price": cut_price(terms.price),
        }

    def _answered(self) -> bool:
        """Whether a purpose that the signal is about was allowed in spite of it."""
        kinds = cast("list[str]", self.bundle.data["gpc"]["kinds"])
        choices = self.bundle.register("opt_outs")
        about = {p for k in kinds for p in cast("list[str]", choices[k]["purposes"])}
        return not about.isdisjoint(self.position.ledger.signal_answered)

    def _stops(self) -> dict[str, object]:
        """Say what was stopped elsewhere, and of a confirmation how long ago."""
        ledger, age = self.position.ledger, None
        if self.terms.purpose == STOP_CONFIRMATION and ledger.stopped_at is not None:
            points = self.points("stop_age_seconds")
            since = ledger.stopped_at.astimezone(UTC)
            self.changes += [since + timedelta(seconds=s) for s in points]
            age = self.cut(max(int((self.now - since).total_seconds()), 0), points)
        return {
            "channels": closed(
                ledger.stopped_channels, self.bundle.register("channels")
            ),
            "age_seconds": age,
            "confirmed": self.position.stop_confirmed,
        }

    def _age(self) -> int | None:
        born = self.position.person.born_on
        if born is None:
            return None
        # The youngest plausible age: the date furthest west, 12 hours behind UTC.
        west = timedelta(hours=12)
        points = self.points("person_age")
        for years in points:
            turns = datetime.combine(birthday(born, years), time(), UTC) + west
            self.changes.append(turns)
        return self.cut(age_on(born, (self.now - west).date()), points)

    def _consent(self) -> dict[str, object]:
        ledger = self.position.ledger
        methods = cast("Iterable[str]", self.bundle.data["proof"].get("methods", ()))
        state = ledger.consent if ledger.consent in CONSENT_STATES else "none"
        given = ledger.given_at if state == "granted" else None
        return {
            "state": state,
            "age_days": self.days_since(given, "consent_age_days"),
            "explicit": ledger.explicit,
            "parental": ledger.parental,
            "notice_known": ledger.notice_known,
            "method": ledger.method if ledger.method in set(methods) else None,
            "recipient_named": self._recipient_named(),
            "partner": ledger.partner if state == "granted" else "none",
            "conditional": self.has_notice("conditional", [ledger.notice]),
        }

    def _recipient_named(self) -> bool:
        """Whether the recipient is among those the consent was limited to, if any."""
        named = self.position.ledger.recipients
        asked = (self.terms.recipient or {}).get("id")
        return self.terms.recipient is None or not named or asked in named

    def _soft_opt_in(self) -> dict[str, object] | None:
        sale = self.position.ledger.soft_opt_in
        if sale is None:
            return None
        return {
            "age_days": self.days_since(sale.sale_at, "soft_opt_in_age_days"),
            "product_line_known": sale.product_line is not None,
            "opt_out_offered": sale.opt_out_offered,
        }

    def _hours(self) -> Hours | None:
        windows = hours_for(self.terms.channel, self.places, self.bundle, self.now)
        if not windows:
            return None
        named = self.position.person.timezones
        return Hours(
            windows=windows, clocks=clocks_for(named, self.places, self.bundle)
        )

    def _read_clocks(
        self, hours: Hours
    ) -> tuple[list[dict[str, object]], datetime | None]:
        """Read the clocks, and when they are outside the hours say until when."""
        clocks, points = hours.clocks, self.points("minutes")
        self.changes += clocks.next_readings(self.now, points)
        read = {(self.cut(c.minute, points), c.day) for c in clocks.read(self.now)}
        opening = hours.first_open(self.now)
        return (
            [{"minute": minute, "day": day} for minute, day in sorted(read)],
            None if opening == self.now else opening,
        )

    def _can_fulfil(self) -> list[str]:
        offered = set(self.terms.can_fulfil)
        return sorted(offered & set(self.bundle.register("obligations")))
