"""A verdict's codes become reasons, duties and instants that a person can act on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from consent.answers import Duty, Reason
from consent.catalogue import Catalogue
from consent.engine import Verdict

_UNMET: Final = "obligation-unmet"
_KINDS: Final = {"law": 0, "house": 1}


def explain(
    verdict: Verdict, catalogue: Catalogue, instants: Mapping[str, datetime]
) -> tuple[Reason, ...]:
    """Give all reasons of a refusal, law before house.

    `instants` resolves symbolic waits; a wait without an instant is a reason without
    `retry_after`.
    """
    reasons = [_reason(code, verdict, catalogue, instants) for code in verdict.refusals]
    return tuple(sorted(reasons, key=lambda r: (_KINDS.get(r.kind, 1), r.rule)))


def _reason(
    code: str,
    verdict: Verdict,
    catalogue: Catalogue,
    instants: Mapping[str, datetime],
) -> Reason:
    text = catalogue[code]
    message = dict(text.message)
    if code == _UNMET and verdict.unmet:
        listed = ", ".join(verdict.unmet)
        message = {lang: f"{said} ({listed})" for lang, said in message.items()}
    return Reason(
        rule=code,
        kind=text.kind,
        source=text.source,
        message=message,
        remedy=dict(text.remedy),
        retry_after=instants.get(text.wait) if text.wait else None,
    )


def list_duties(verdict: Verdict, catalogue: Catalogue) -> tuple[Duty, ...]:
    """Give what the channel must do, each with the law or policy that asks for it."""
    return tuple(
        Duty(do=one.do, source=catalogue[one.source].source, params=dict(one.params))
        for one in verdict.obligations
    )


def earliest_yes(reasons: tuple[Reason, ...]) -> datetime | None:
    """Give when waiting alone could turn it to yes; None when more must change."""
    times = [reason.retry_after for reason in reasons]
    known = [time for time in times if time is not None]
    return max(known) if known and len(known) == len(times) else None
