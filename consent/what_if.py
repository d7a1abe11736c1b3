"""What would follow from publishing other policies, and whether somebody must agree.

Three looks, because none sees everything: the recorded decisions, made-up positions
around what is permitted, and the texts.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from consent.answers import to_text
from consent.bundle import Bundle
from consent.changes import Changes, list_changes
from consent.compare import (
    Comparison,
    NewVerdicts,
    RuleTally,
    compare,
    tally_rules,
    turn_of,
)
from consent.embedded import EmbeddedEngine
from consent.errors import PolicyInvalidError, PolicyUnavailableError
from consent.samples import WRONG_SHAPE, Document, any_position, make_samples
from consent.situations import Situation
from consent.store import Connection

Policies = tuple[Bundle, Bundle]
Report = Callable[[str, int, int], None]

SAMPLES: Final = 2_000
# Nobody waits for these verdicts, and a late one would count as a refusal.
_PATIENCE_SECONDS: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class Trial:
    """The made-up positions: how many, and what becomes of them."""

    tried: int = 0
    lost: int = 0
    gained: int = 0
    rules: Mapping[str, RuleTally]


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """What publishing `after` in place of `before` would change.

    `today` says that recorded situations were judged by the rules of today's date, not
    of theirs.
    """

    before: str
    after: str
    today: bool
    comparison: Comparison
    trial: Trial
    changes: Changes

    @property
    def widens(self) -> tuple[str, ...]:
        """Why somebody has to agree, in codes; none when nothing could be eased."""
        if self.before == self.after:
            return ()
        seen = self.comparison
        why = {
            "recorded": seen.gained > 0,
            "samples": self.trial.gained > 0,
            "dropped": bool(self.changes.dropped),
            "rested": bool(self.changes.rested),
            "measured": bool(self.changes.measured),
            "unreadable": seen.unreadable > 0 or self.trial.tried == 0,
            "nothing-recorded": seen.decisions == seen.apart,
        }
        return tuple(code for code, holds in why.items() if holds)

    def to_document(self) -> dict[str, Any]:
        """Give it all as plain JSON: numbers, and names of rules and campaigns."""
        seen = self.comparison
        plain = asdict(replace(seen, pairs={}))
        plain |= {
            "since": to_text(seen.since),
            "pairs": [
                {"rule": rule, "campaign": campaign, **asdict(tally)}
                for (rule, campaign), tally in seen.pairs.items()
            ],
        }
        return {
            "before": self.before,
            "after": self.after,
            "today": self.today,
            "widens": list(self.widens),
            "recorded": plain,
            "samples": asdict(self.trial),
            "changes": {
                name: list(value) for name, value in asdict(self.changes).items()
            },
        }


def try_policies(
    conn: Connection,
    policies: Policies,
    *,
    since: datetime,
    now: datetime,
    today: bool = False,
    report: Report = lambda _step, _done, _all: None,
) -> WhatIf:
    """Try policies on what was decided since then, and on made-up positions.

    Args:
        conn: For reading only.
        policies: Those in force, and those to try.
        since: The first instant whose decisions count.
        now: The clock.
        today: Judge recorded situations by the rules of today's date.
        report: Called with a step, how much of it is done, and how much it is.

    Raises:
        PolicyInvalidError: A bundle is not whole, or no engine can judge by it.
    """
    before, after = policies
    new, old = _judge(after), _judge(before)
    _require_judging(before, after, now)
    trial = _try(policies, (old, new), now, report)
    verdicts = NewVerdicts(_engine(after), after, law_of=now if today else None)
    comparison = compare(
        conn,
        verdicts,
        since=since,
        progress=lambda done, every: report("recorded situations", done, every),
    )
    return WhatIf(
        before=before.revision,
        after=after.revision,
        today=today,
        comparison=comparison,
        trial=trial,
        changes=list_changes(before, after),
    )


def _engine(bundle: Bundle) -> EmbeddedEngine:
    return EmbeddedEngine(bundle, timeout_seconds=_PATIENCE_SECONDS)


def _judge(bundle: Bundle) -> NewVerdicts:
    if bundle.problems:
        raise PolicyInvalidError("; ".join(bundle.problems))
    return NewVerdicts(_engine(bundle), bundle)


def _require_judging(before: Bundle, after: Bundle, now: datetime) -> None:
    """Let no policies through that give no verdict at all.

    A Rego text that does not compile would otherwise look like a policy that refuses
    everything.
    """
    try:
        _engine(after).evaluate(Situation.of(any_position(before, after, now).after))
    except (PolicyUnavailableError, *WRONG_SHAPE) as err:
        raise PolicyInvalidError(f"these policies give no verdict: {err}") from err


def _try(
    policies: Policies,
    judges: tuple[NewVerdicts, NewVerdicts],
    now: datetime,
    report: Report,
) -> Trial:
    old, new = judges

    def is_permitted(then: Document, coming: Document) -> bool:
        return old.judge(then).allow or new.judge(coming).allow

    samples = make_samples(*policies, now, is_permitted, most=SAMPLES)
    turns = []
    for done, one in enumerate(samples, start=1):
        turns.append((turn_of(old.judge(one.before), new.judge(one.after)), 1))
        report("made-up positions", done, len(samples))
    return Trial(
        tried=len(turns),
        lost=sum(turn.lost for turn, _ in turns),
        gained=sum(turn.gained for turn, _ in turns),
        rules=tally_rules(turns),
    )
