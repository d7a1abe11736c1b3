"""A verdict's codes become reasons, duties and instants that a person can act on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from consent.answers import Duty, Reason
from consent.catalogue import LANGUAGES, Catalogue, RuleText
from consent.engine import Verdict

_UNMET: Final = "obligation-unmet"
_KINDS: Final = {"law": 0, "house": 1}


def explain(
    verdict: Verdict,
    catalogue: Catalogue,
    instants: Mapping[str, datetime],
    details: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[Reason, ...]:
    """Give all reasons of a refusal, law before house.

    `instants` resolves symbolic waits; a wait without an instant is a reason without
    `retry_after`. `details` says by code and language what this case adds.
    """
    added = {**(details or {}), **_unmet(verdict)}
    reasons = [
        _reason(catalogue[code], instants, added.get(code, {}))
        for code in verdict.refusals
    ]
    return tuple(sorted(reasons, key=lambda r: (_KINDS.get(r.kind, 1), r.rule)))


def _unmet(verdict: Verdict) -> dict[str, Mapping[str, str]]:
    listed = ", ".join(verdict.unmet)
    return {_UNMET: dict.fromkeys(LANGUAGES, listed)} if listed else {}


def _reason(
    text: RuleText, instants: Mapping[str, datetime], added: Mapping[str, str]
) -> Reason:
    message = {
        language: f"{said} ({added[language]})" if language in added else said
        for language, said in text.message.items()
    }
    return Reason(
        rule=text.code,
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
