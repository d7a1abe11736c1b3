"""Reduce what profiles say to the facts that rules use. Pure functions.

What only the model tied to a person may narrow what is allowed, never widen it: it adds
places, zones and a younger birth date to what is known, and makes nothing known. Of
what waits for a human only a child's birth date counts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from cdp.profiles.places import place
from consent import Contract, PersonFacts, Tie

# Which field is the address of a channel.
CONTACT_FIELDS = {
    "email": "email",
    "sms": "phone",
    "call": "phone",
    "call_automated": "phone",
    "push": "pushToken",
    "post": "address",
}
# What somebody acts as, the most protected first; unknown is a consumer.
CAPACITIES = ("consumer", "sole_trader", "business_named", "business_generic")
# Forms put these in when nobody answers (1900-01-01 in old tills, 1970 in software).
NO_BIRTHDAYS = frozenset({date(1900, 1, 1), date(1970, 1, 1)})
OLDEST_YEAR = 1900
ADULT_YEARS = 18
DAYS_A_YEAR = 365.2425
PLAIN_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?\Z")


@dataclass(frozen=True, kw_only=True)
class Known:
    """The plain values of one profile, and how surely it is the person's."""

    tie: Tie
    traits: Mapping[str, object] = field(repr=False)
    since: Mapping[str, datetime] = field(default_factory=dict)


def reduce_facts(
    known: Sequence[Known], *, today: datetime | None = None
) -> PersonFacts:
    """Give the facts of a person from the profiles of a circle."""
    sure = [one.traits for one in known if one.tie.carries_grants]
    likely = [one.traits for one in known if one.tie is Tie.PROBABLE]
    possible = [one.traits for one in known if one.tie is Tie.POSSIBLE]
    return PersonFacts(
        places=_both(_places(sure), _places(likely)),
        born_on=_youngest(sure, likely, possible, (today or datetime.now(UTC)).date()),
        timezones=_both(_texts(sure, "timezone"), _texts(likely, "timezone")),
        locale=next(iter(_texts(sure, "locale")), None),
        contactable={
            channel: any(bool(traits.get(name)) for traits in sure)
            for channel, name in CONTACT_FIELDS.items()
        },
        capacity=_capacity(sure, likely),
        contracts=tuple(one for traits in sure for one in _contracts(traits)),
        address_since={
            channel: max(times)
            for channel, name in CONTACT_FIELDS.items()
            if (times := [k.since[name] for k in known if _renews(k, name)])
        },
    )


def _capacity(
    sure: Iterable[Mapping[str, object]], likely: Iterable[Mapping[str, object]]
) -> str:
    """Of conflicting capacities the one that the law protects most."""
    found = [c for c in _texts(sure, "capacity") if c in CAPACITIES]
    narrower = [c for c in _texts(likely, "capacity") if c in CAPACITIES]
    if not found:
        return CAPACITIES[0]
    return min(found + narrower, key=CAPACITIES.index)


def _contracts(traits: Mapping[str, object]) -> Iterable[Contract]:
    """Read contracts; one without a line, or with a day that is none, is not known."""
    given = traits.get("contracts")
    for one in given if isinstance(given, list) else ():
        days = _life(one) if isinstance(one, Mapping) else None
        if days and isinstance(one.get("line"), str):
            yield Contract(line=one["line"], since=days[0], until=days[1])


def _life(one: Mapping[str, object]) -> tuple[date | None, date | None] | None:
    read: list[date | None] = []
    for name in ("since", "until"):
        day = read_day(one.get(name))
        if day is None and one.get(name) is not None:
            return None
        read.append(day)
    return read[0], read[1]


def _renews(known: Known, name: str) -> bool:
    return known.tie.carries_grants and name in known.since


def read_day(value: object) -> date | None:
    """Read a birth date; None for what forms send when nobody answered."""
    found = PLAIN_DAY.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
    return None if day in NO_BIRTHDAYS or day.year < OLDEST_YEAR else day


def _both(sure: list[str], likely: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sure + likely)) if sure else ()


def _places(known: Iterable[Mapping[str, object]]) -> list[str]:
    found = []
    for traits in known:
        address = traits.get("address")
        parts = address if isinstance(address, Mapping) else {}
        named = place(parts) or place(traits)
        if named:
            found.append(named)
    return sorted(set(found))


def _texts(known: Iterable[Mapping[str, object]], name: str) -> list[str]:
    found = (traits.get(name) for traits in known)
    return [one for one in found if isinstance(one, str) and one]


def _youngest(
    sure: Iterable[Mapping[str, object]],
    likely: Iterable[Mapping[str, object]],
    possible: Iterable[Mapping[str, object]],
    today: date,
) -> date | None:
    """Of conflicting birth dates the youngest counts; a child's through every tie."""
    days = _days(sure, today)
    maybe = _days(likely, today)
    if not days:
        # An adult through the model alone stays of unknown age; a child is one.
        maybe = [day for day in maybe if _is_child(day, today)]
    children = [day for day in _days(possible, today) if _is_child(day, today)]
    return max(days + maybe + children, default=None)


def _days(known: Iterable[Mapping[str, object]], today: date) -> list[date]:
    return [day for one in known if (day := _past(one, today))]


def _past(traits: Mapping[str, object], today: date) -> date | None:
    day = read_day(traits.get("birthday"))
    return day if day and day <= today else None


def _is_child(born_on: date, today: date) -> bool:
    return (today - born_on).days < ADULT_YEARS * DAYS_A_YEAR
