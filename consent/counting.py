"""Which caps and wishes bear on a question, how far they are used, when they free.

Exact figures, in memory only; what the policy sees of them is cut in
`consent/situations.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from consent import caps, store
from consent.bundle import Bundle
from consent.cap_register import Cap, Contact, read_caps
from consent.hours import clocks_for
from consent.subject import Question, Wish, Wished, fit_name
from consent.tallies import fit_wish
from consent.terms import Terms
from consent.windows import PERIODS, Window


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Counts by cap, wishes with their counts; instants of waits, and of any change."""

    contacts: Mapping[str, int]
    wishes: tuple[Wished, ...]
    instants: Mapping[str, datetime]
    changes: tuple[datetime, ...]


class Counting:
    """The caps of one bundle. Safe to share; holds no connection."""

    def __init__(self, bundle: Bundle) -> None:
        """Read the registers; of a bundle with problems nothing, as all is refused."""
        self._bundle = bundle
        self._caps: tuple[Cap, ...] = ()
        self._windows: dict[str, Window] = {}
        if not bundle.problems:
            groups = bundle.register("campaign_groups")
            self._caps = read_caps(bundle.register("caps"), groups)
            wishes = bundle.register("wishes")
            self._windows = {per: Window.of(wishes[per]["window"]) for per in PERIODS}

    @property
    def reach(self) -> timedelta:
        """How far back any of the windows may reach."""
        windows = [*self._windows.values(), *(cap.window for cap in self._caps)]
        return max((window.reach for window in windows), default=timedelta())

    def count(
        self,
        question: Question,
        wishes: Sequence[Wish],
        touches: Sequence[store.Row],
        now: datetime,
    ) -> Counted:
        """Count one circle's touches against all that bears on the question."""
        terms = Terms.of(question.name, question.properties)
        asked = Contact(
            channel=terms.channel,
            purpose=terms.purpose,
            content_class=terms.content_class,
            campaign=fit_name(question.text("campaign")),
        )
        bearing = [cap for cap in self._caps if cap.is_about(asked)]
        wished = self._wished(wishes)
        usage = caps.count_touches(
            [*bearing, *wished], touches, asked, self._zones(question), now
        )
        return Counted(
            contacts={cap.id: usage.counts[cap.id] for cap in bearing},
            wishes=tuple(
                Wished(per=one.per, at_most=cap.limit, count=usage.counts[cap.id])
                for cap, one in wished.items()
            ),
            instants=_instants(usage, bearing, wished),
            changes=tuple(usage.next_change.values()),
        )

    def _wished(self, wishes: Sequence[Wish]) -> dict[Cap, Wish]:
        if not self._windows:
            return {}
        points = cast("list[int]", self._bundle.data["breakpoints"]["wish_limits"])
        fitting = [fit_wish(wish, points) for wish in wishes]
        return {caps.cap_of_wish(one, self._windows): one for one in fitting}

    def _zones(self, question: Question) -> caps.Zones:
        """Look the zones up once, and only when a calendar asks for them."""
        facts, bundle = question.facts, self._bundle
        return cache(lambda: clocks_for(facts.timezones, facts.places, bundle).zones)


def _instants(
    usage: caps.Usage, bearing: Sequence[Cap], wished: Mapping[Cap, Wish]
) -> dict[str, datetime]:
    """Date the symbolic waits: a full cap, the last of the full wishes of a period."""
    free_at = usage.free_at
    found = {f"cap:{cap.id}": free_at[cap.id] for cap in bearing if cap.id in free_at}
    for cap, wish in wished.items():
        if cap.id in free_at:
            name = f"wish:{wish.per}"
            found[name] = max(free_at[cap.id], found.get(name, free_at[cap.id]))
    return found
