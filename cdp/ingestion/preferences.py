"""What a person chose, and what they were told, as acts for the ledger.

SDKs repeat the present choice with each event. Only a choice that differs from what the
same source said last is a statement: a stale cookie must not undo what the person has
said since, somewhere else. A notice given or data obtained is the same fact however
often a file tells it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cdp.ingestion.event import Event
from cdp.ingestion.store import Connection
from consent import (
    NOBODY,
    Act,
    Circle,
    Ledger,
    Purposes,
    SubjectId,
    lock_circle,
)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The choices in one event, and who made them."""

    event: Event
    subject: SubjectId
    circle: Circle


def record_choices(
    conn: Connection,
    ledger: Ledger,
    purposes: Purposes,
    choices: Sequence[Choice],
    source_and_time: tuple[str, datetime],
) -> int:
    """Write to the ledger what was not said before; give the number of acts.

    Keys that name no registered purpose say nothing here; they stay in the event.
    """
    source, now = source_and_time
    stated = [one for one in choices if one.event.preferences or one.event.acts]
    if not stated:
        return 0
    everybody = {who for one in stated for who in one.circle.all_subjects}
    # All at once, in one order: circle by circle, two who overlap wait for each other.
    lock_circle(conn, NOBODY, everybody)
    heard = _Heard(said.act for said in ledger.read(conn, sorted(everybody)))
    count = 0
    for one in sorted(stated, key=lambda one: one.event.at):
        for act in _new_acts(one, heard, purposes, source):
            ledger.append(conn, act, now, circle=one.circle, actor=source)
            heard.add(act)
            count += 1
    return count


def _new_acts(
    choice: Choice, heard: "_Heard", purposes: Purposes, source: str
) -> Iterator[Act]:
    """Give the acts of an event that were not heard before, one after the other."""
    for telling in choice.event.acts:
        act = replace(telling, subject=choice.subject)
        if not heard.holds(act):
            yield act
    for purpose, wanted in sorted(choice.event.preferences.items()):
        if purpose in purposes and heard.is_news(choice, purpose, wanted=wanted):
            yield _act(choice, purpose, source, wanted=wanted)


class _Heard:
    """What was said before about each purpose."""

    def __init__(self, acts: Iterable[Act]) -> None:
        self._last_by_source: dict[tuple[str, str, str], bool] = {}
        self._newest: dict[tuple[str, str], Act] = {}
        self._told: set[tuple[object, ...]] = set()
        for act in acts:
            self.add(act)

    def holds(self, act: Act) -> bool:
        """Whether this very fact is on record: whom, what, when, by which notice."""
        return _facts_of(act) in self._told

    def add(self, act: Act) -> None:
        self._told.add(_facts_of(act))
        for purpose in (act.purpose or "", ""):
            before = self._newest.get((act.subject, purpose))
            if before is None or act.at >= before.at:
                self._newest[act.subject, purpose] = act
        if act.method in ("sdk", "import") and act.purpose:
            self._last_by_source[act.subject, act.purpose, act.method] = (
                act.act == "grant"
            )

    def is_news(self, choice: Choice, purpose: str, *, wanted: bool) -> bool:
        key = (choice.subject, purpose, choice.event.method)
        last = self._last_by_source.get(key)
        if last == wanted:
            return False
        # The first "yes" that a source repeats may be older than a "no" said elsewhere;
        # only the event of choosing itself is newer for sure.
        if wanted and last is None and not choice.event.is_choice:
            return not self._refused_elsewhere(choice.circle, purpose)
        return True

    def _refused_elsewhere(self, circle: Circle, purpose: str) -> bool:
        newest: Mapping[tuple[str, str], Act] = self._newest
        about = (newest.get((who, purpose)) for who in circle.all_subjects)
        return any(act is not None and act.is_negative for act in about)


def _facts_of(act: Act) -> tuple[object, ...]:
    evidence = tuple(sorted(act.evidence.items()))
    return act.subject, act.act, act.at, act.notice, evidence


def _act(choice: Choice, purpose: str, source: str, *, wanted: bool) -> Act:
    return Act(
        subject=choice.subject,
        act="grant" if wanted else "refuse",
        at=choice.event.at,
        method=choice.event.method,
        purpose=purpose,
        evidence={"source": source},
    )
