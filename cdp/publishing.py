"""Trying policies on what was decided, and putting them in force by somebody's word.

Who publishes is a member of staff, named by whom the operating system let in. Where
somebody has to agree, two people do it together: both prove with their passwords who
they are, and each try is in the audit log as on the page where staff sign in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cdp import access
from cdp.assembly import Services
from cdp.database import Connection
from cdp.errors import ApprovalNeededError, ConflictError, InvalidInputError
from cdp.vouching import Passwords, prove_both
from consent import (
    Bundle,
    Publication,
    WhatIf,
    Word,
    in_force,
    load_published,
    publish,
    try_policies,
)

Report = Callable[[str, int, int], None]

# Why somebody has to agree, as the person who publishes reads it.
REASONS: Mapping[str, str] = {
    "recorded": "{gained} recorded refusals of {people} persons would become permits "
    "({rules})",
    "samples": "{samples} of {tried} made-up positions that are refused would be "
    "permitted ({sample_rules})",
    "dropped": "refusals that no rule would give any more: {dropped}",
    "rested": "terms that would be off, or in force for less time: {rested}",
    "measured": "facts would be counted otherwise, which no recorded situation shows: "
    "data/{measured}",
    "unreadable": "the vocabulary changed: {unreadable} recorded decisions cannot be "
    "judged by it, so nothing shows what they would become",
    "nothing-recorded": "no decision is recorded in the period that could show what "
    "changes",
}


@dataclass(frozen=True, kw_only=True)
class Trying:
    """How policies are tried: on decisions since when, and by which rules' date."""

    since: datetime
    today: bool = False


def compare_policies(
    services: Services, after: Bundle, trying: Trying, report: Report
) -> WhatIf:
    """Try policies in place of those in force; writes nothing.

    Raises:
        PolicyInvalidError: They are not whole, or give no verdict.
    """
    with services.database.reading() as conn:
        before = _in_force(conn, services)
        return try_policies(
            conn,
            (before, after),
            since=trying.since,
            now=services.now(),
            today=trying.today,
            report=report,
        )


@dataclass(frozen=True)
class Vouched:
    """A word whose people are who they say; made by `vouch`."""

    word: Word


def vouch(
    services: Services, word: Word, passwords: Passwords | None = None
) -> Vouched:
    """Let two people prove who they are, where one of them agrees to something.

    Without an approver there is nothing to prove: nothing can be eased then.

    Raises:
        InvalidInputError: Somebody named is not who they must be, or did not prove it.
        TooManyError: Too many tries for one of the names.
    """
    with services.database.reading() as conn:
        access.check_word(conn, word.author, word.approver, word.reason)
    if word.approver is not None:
        names = (word.author, word.approver)
        prove_both(services, names, passwords, use="policy.publish")
    return Vouched(word)


def publish_policies(
    services: Services, after: Bundle, vouched: Vouched, found: WhatIf
) -> Publication:
    """Put policies in force that were compared with those in force now.

    Raises:
        InvalidInputError: Somebody named is not who they must be.
        ApprovalNeededError: Something could be eased and nobody agreed.
        ConflictError: They are in force already, or others were published meanwhile.
    """
    now, word = services.now(), vouched.word
    with services.database.transaction() as conn:
        access.check_word(conn, word.author, word.approver, word.reason)
        latest = in_force(conn)
        if latest is not None and latest.revision != found.before:
            raise ConflictError(
                "other policies were published meanwhile; compare again"
            )
        if found.widens and word.approver is None:
            raise ApprovalNeededError(explain_widening(found))
        summary = found.to_document()
        return publish(conn, services.log, after, word, now, summary)


def explain_widening(found: WhatIf) -> list[str]:
    """Say in sentences what would be eased."""
    seen, trial, changes = found.comparison, found.trial, found.changes
    values = {
        "gained": seen.gained,
        "people": seen.people_gained,
        "rules": _most({code: one.gained for code, one in seen.rules.items()}),
        "unreadable": seen.unreadable,
        "samples": trial.gained,
        "tried": trial.tried,
        "sample_rules": _most({code: one.gained for code, one in trial.rules.items()}),
        "dropped": ", ".join(changes.dropped),
        "rested": ", ".join(changes.rested),
        "measured": ", data/".join(changes.measured),
    }
    return [REASONS[code].format(**values) for code in found.widens]


def read_since(text: str, now: datetime) -> datetime:
    """Read a period like 30d, 12h or 4w that ends now, or a date or time with zone.

    Raises:
        InvalidInputError: It is neither.
    """
    units = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
    number, unit = text[:-1], text[-1:]
    try:
        if number.isascii() and number.isdigit() and unit in units:
            return now - int(number) * units[unit]
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as err:
        raise _no_period() from err
    # A date is its first instant, in the clock's zone.
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)


def _no_period() -> InvalidInputError:
    return InvalidInputError(
        {"since": "must be a period like 30d, 12h or 4w, or a date like 2027-03-01"}
    )


def _in_force(conn: Connection, services: Services) -> Bundle:
    latest = in_force(conn)
    if latest is None:
        return services.bundle
    return load_published(conn, latest.revision)


def _most(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{code} {count}" for code, count in ordered if count)
