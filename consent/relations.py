"""Who the person is to us, cut: capacity, contract, lists, last contact, address.

Part of the one place that cuts; `consent.situations` calls it. What cannot be known is
the strictest: a consumer without a contract, whose last contact nobody remembers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, cast

from consent.bundle import Bundle
from consent.subject import Contract, LedgerState, SoftOptIn
from consent.terms import UNKNOWN, Position

CAPACITIES: Final = ("consumer", "sole_trader", "business_named", "business_generic")
# How far a calendar day may be from ours: the first and the last zone on earth.
_EAST: Final = timedelta(hours=14)
_WEST: Final = timedelta(hours=12)


@dataclass(frozen=True)
class Ruler:
    """What facts are cut with; `changes` gathers the instants at which they turn."""

    now: datetime
    bundle: Bundle
    days_since: Callable[[datetime | None, str], int | None]
    changes: list[datetime]


def relation_of(position: Position, ruler: Ruler) -> dict[str, object]:
    """Give the part of the situation that says who the person is to us."""
    stated, ledger = position.terms.stated, position.ledger
    line, business = stated.product_line, ledger.business
    lines = ruler.bundle.register("product_lines")
    lists = ruler.bundle.register("phone_lists")
    capacity = position.person.capacity
    return {
        "capacity": capacity if capacity in CAPACITIES else CAPACITIES[0],
        "job_related": stated.job_related,
        "informed": business is not None and business.opt_out_offered,
        "charity": _charity(ledger.charity, ruler),
        "line": None if line is None else line if line in lines else UNKNOWN,
        "contracts": _lines(position.person.contracts, ruler) if line in lines else [],
        "screened": sorted({*stated.screened} & {*lists}),
        "lists": _lists(ledger, ruler.bundle),
        "consent_epoch": _consent_epoch(ledger, ruler.bundle),
        "idle_days": ruler.days_since(_last_contact(position, ruler), "idle_days"),
        "bounces": _bounces(position),
    }


def _charity(left: SoftOptIn | None, ruler: Ruler) -> dict[str, object] | None:
    if left is None:
        return None
    return {
        "age_days": ruler.days_since(left.sale_at, "soft_opt_in_age_days"),
        "opt_out_offered": left.opt_out_offered,
        "epoch": _epoch(left.sale_at, ruler.bundle, "collection_epochs"),
    }


def _lists(ledger: LedgerState, bundle: Bundle) -> list[str]:
    known = bundle.register("phone_lists")
    return sorted({name if name in known else UNKNOWN for name in ledger.lists})


def _consent_epoch(ledger: LedgerState, bundle: Bundle) -> str | None:
    """Say under which law consent was given, where a list makes that matter."""
    if not ledger.lists or ledger.consent != "granted" or ledger.given_at is None:
        return None
    return _epoch(ledger.given_at, bundle, "consent_epochs")


def _epoch(then: datetime, bundle: Bundle, points: str) -> str:
    """Give the newest published instant that had passed; as texts they sort alike."""
    moment = then.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    epochs = cast("list[str]", bundle.data["breakpoints"][points])
    return max((e for e in epochs if e <= moment), default=epochs[0])


def _lines(contracts: tuple[Contract, ...], ruler: Ruler) -> list[str]:
    known = ruler.bundle.register("product_lines")
    return sorted(
        {c.line for c in contracts if c.line in known and _is_running(c, ruler)}
    )


def _is_running(contract: Contract, ruler: Ruler) -> bool:
    """Whether a contract has begun and not ended wherever on earth the person is."""
    begins, ends = _life(contract)
    ruler.changes.extend(turn for turn in (begins, ends) if turn is not None)
    begun = begins is None or begins <= ruler.now
    return begun and (ends is None or ruler.now < ends)


def _life(contract: Contract) -> tuple[datetime | None, datetime | None]:
    """Give from when until when it surely runs."""
    begins, ends = contract.since, contract.until
    return (
        None if begins is None else _midnight(begins) + _WEST,
        None if ends is None else _midnight(ends) + timedelta(days=1) - _EAST,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _last_contact(position: Position, ruler: Ruler) -> datetime | None:
    """Give when something last came from the person, or a contract last ran."""
    person, ledger = position.person, position.ledger
    running = [_is_running(one, ruler) for one in person.contracts]
    if any(running):
        return ruler.now
    obtained = (ledger.soft_opt_in, ledger.charity, ledger.business)
    known = [
        ledger.heard_at,
        ledger.given_at,
        ledger.decided_at,
        position.reach.answered_at,
        *(one.sale_at for one in obtained if one),
        *(_life(one)[1] for one in person.contracts),
    ]
    return max((one for one in known if one and one <= ruler.now), default=None)


def _bounces(position: Position) -> int:
    """Count the failures since the address was replaced or consent given anew."""
    ledger, channel = position.ledger, position.terms.channel or ""
    renewed = [position.person.address_since.get(channel)]
    if ledger.consent == "granted":
        renewed.append(ledger.given_at)
    since = max((one for one in renewed if one), default=None)
    return sum(since is None or since < one for one in position.reach.bounced)
