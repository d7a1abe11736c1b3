"""What if: recorded decisions under other policies, who would gain and who would lose.

Decisions that only differ in who and when are counted in the database; each distinct
situation is judged once, by the same engine that decides, and joined back. Nobody is
read: persons are counted by their pseudonyms, and no pseudonym leaves this module.

A recorded situation was cut at the numbers of its day. Judged again it is taken as it
stands: counts and ages are as low as they may have been, and what the new policies
measure otherwise shows in no situation; `changes.py` names that.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from consent import compare_store, store
from consent.bundle import Bundle
from consent.engine import PolicyEngine, Verdict
from consent.errors import PolicyUnavailableError
from consent.law_dates import law_at
from consent.situations import Situation
from consent.store import Connection, Row

Progress = Callable[[int, int], None]

# Fewer than the parameters that a statement of either database may have.
_CHUNK: Final = 10_000
UNREADABLE: Final = "situation-unreadable"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Decisions: permits that become refusals, refusals that become permits."""

    lost: int = 0
    gained: int = 0


@dataclass(frozen=True, kw_only=True)
class RuleTally(Tally):
    """The same for one rule: with how many it refuses now, or no longer does.

    A refusal can have several reasons, so the sums over rules are larger.
    """

    refuses_now: int = 0
    refuses_no_more: int = 0


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What becomes of the decisions of a period, in numbers of decisions.

    `lost` and `gained` change their answer, `otherwise` keeps it for other reasons or
    with other duties. `unreadable` ones keep no word that the new vocabulary has and
    would be refused; they are in `lost` if they were permits. `apart` were refused by
    no rule (no engine, nobody to name) and are not compared. `people_*` are persons.
    """

    since: datetime
    decisions: int = 0
    situations: int = 0
    lost: int = 0
    gained: int = 0
    otherwise: int = 0
    same: int = 0
    unreadable: int = 0
    apart: int = 0
    people_lost: int = 0
    people_gained: int = 0
    rules: Mapping[str, RuleTally] = field(default_factory=dict)
    campaigns: Mapping[str, Tally] = field(default_factory=dict)
    purposes: Mapping[str, Tally] = field(default_factory=dict)
    channels: Mapping[str, Tally] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], Tally] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What one situation got and what it would get; codes of the rules that refuse."""

    then: bool
    now: bool
    codes_then: frozenset[str] = frozenset()
    codes_now: frozenset[str] = frozenset()
    is_otherwise: bool = False

    @property
    def lost(self) -> bool:
        """Whether a permit becomes a refusal."""
        return self.then and not self.now

    @property
    def gained(self) -> bool:
        """Whether a refusal becomes a permit."""
        return self.now and not self.then

    @property
    def reasons(self) -> frozenset[str]:
        """The rules that turn the answer: those that begin, or those that cease."""
        return self.codes_now if self.lost else self.codes_then


class NewVerdicts:
    """What other policies say to recorded situations; each is judged once."""

    def __init__(
        self, engine: PolicyEngine, bundle: Bundle, *, law_of: datetime | None = None
    ) -> None:
        """Judge with this engine, under the rules then in force or of `law_of`."""
        self._engine = engine
        self._bundle = bundle
        self._law = law_at(bundle, law_of) if law_of else None
        self._known: dict[str, Verdict] = {}

    def judge(self, document: Mapping[str, Any]) -> Verdict:
        """Give the verdict; what cannot be judged is refused, as it would be."""
        if self._law is not None and "law_at" in document:
            document = {**document, "law_at": self._law}
        if not self._bundle.is_situation(document):
            return Verdict(allow=False, refusals=(UNREADABLE,))
        situation = Situation.of(document)
        if situation.id not in self._known:
            self._known[situation.id] = self._ask(situation)
        return self._known[situation.id]

    def _ask(self, situation: Situation) -> Verdict:
        try:
            return self._engine.evaluate(situation)
        except PolicyUnavailableError as err:
            return Verdict(allow=False, refusals=(err.reason,))


def compare(
    conn: Connection,
    verdicts: NewVerdicts,
    *,
    since: datetime,
    progress: Progress = lambda _done, _all: None,
) -> Comparison:
    """Judge what was decided since then once more, and count what changes.

    Args:
        conn: For reading only.
        verdicts: The policies to try.
        since: The first instant that counts.
        progress: Called with situations judged and in all.
    """
    since_us = store.to_us(since)
    groups = compare_store.decisions_by_situation(conn, since_us=since_us)
    turns = _turns(conn, groups, verdicts, progress)
    count = _Count(since)
    for row in groups:
        count.add(row, turns[_key(row)])
    return replace(
        count.result(),
        situations=len({row["situation"] for row in groups}),
        people_lost=_people(conn, turns, since_us, permits=True),
        people_gained=_people(conn, turns, since_us, permits=False),
    )


# Situation, revision and answer of then; None for what no rule refused.
_Key = tuple[str, str, bool]
_Turns = Mapping[_Key, Turn | None]


def turn_of(
    then: Verdict | Mapping[str, Any], now: Verdict, *, allowed: bool | None = None
) -> Turn:
    """Compare two verdicts; the first may be the document that was kept of it."""
    document: Mapping[str, Any] = (
        then.to_document() if isinstance(then, Verdict) else then
    )
    then_codes = frozenset(document.get("refusals", ()))
    now_codes = frozenset(now.refusals)
    duties = [(one["do"], one["source"]) for one in document.get("obligations", ())]
    return Turn(
        then=bool(document.get("allow")) if allowed is None else allowed,
        now=now.allow,
        codes_then=then_codes - now_codes,
        codes_now=now_codes - then_codes,
        is_otherwise=then_codes != now_codes
        or sorted(duties) != sorted((one.do, one.source) for one in now.obligations),
    )


def tally_rules(turns: Iterable[tuple[Turn, int]]) -> dict[str, RuleTally]:
    """Count by rule; each turn stands for so many decisions."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for turn, many in turns:
        for code in turn.codes_now:
            counts[code]["refuses_now"] += many
        for code in turn.codes_then:
            counts[code]["refuses_no_more"] += many
        for code in turn.reasons if turn.then != turn.now else ():
            counts[code]["lost" if turn.lost else "gained"] += many
    return {code: RuleTally(**found) for code, found in sorted(counts.items())}


def _key(row: Row) -> _Key:
    return row["situation"], row["revision"], bool(row["allowed"])


def _turns(
    conn: Connection, groups: Sequence[Row], verdicts: NewVerdicts, progress: Progress
) -> _Turns:
    turns: dict[_Key, Turn | None] = {}
    keys = sorted({_key(row) for row in groups}, key=lambda key: key[1])
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        texts = compare_store.situation_texts(
            conn, [situation for situation, _, _ in some]
        )
        kept = _kept(conn, some)
        for place, key in enumerate(some, start=start + 1):
            document = json.loads(texts.get(key[0], "{}"))
            now = verdicts.judge(document)
            turns[key] = _turn(kept.get(key[:2]), now, allowed=key[2])
            progress(place, len(keys))
    return turns


def _kept(conn: Connection, keys: Sequence[_Key]) -> dict[tuple[str, str], Any]:
    """Read what was said then; nothing is kept of what no policy said."""
    by_revision: dict[str, list[str]] = defaultdict(list)
    for situation, revision, _ in keys:
        by_revision[revision].append(situation)
    return {
        (situation, revision): json.loads(text)
        for revision, ids in by_revision.items()
        for situation, text in compare_store.verdict_texts(conn, revision, ids).items()
    }


def _turn(
    kept: Mapping[str, Any] | None, now: Verdict, *, allowed: bool
) -> Turn | None:
    if not allowed and (kept is None or kept["allow"]):
        return None
    return turn_of(kept or {}, now, allowed=allowed)


class _Count:
    """Adds groups of decisions up."""

    def __init__(self, since: datetime) -> None:
        self.since = since
        self.totals: Counter[str] = Counter()
        self.by_rule: list[tuple[Turn, int]] = []
        self.by: dict[str, dict[Any, Counter[str]]] = defaultdict(
            lambda: defaultdict(Counter)
        )

    def add(self, row: Row, turn: Turn | None) -> None:
        many = row["count"]
        self.totals["decisions"] += many
        if turn is None:
            self.totals["apart"] += many
            return
        self.by_rule.append((turn, many))
        self.totals["unreadable"] += many * (UNREADABLE in turn.codes_now)
        if turn.then == turn.now:
            self.totals["otherwise" if turn.is_otherwise else "same"] += many
            return
        word = "lost" if turn.lost else "gained"
        self.totals[word] += many
        for name in ("campaign", "purpose", "channel"):
            self.by[name][row[name] or ""][word] += many
        for code in turn.reasons:
            self.by["pair"][code, row["campaign"] or ""][word] += many

    def result(self) -> Comparison:
        return Comparison(
            since=self.since,
            **self.totals,
            rules=tally_rules(self.by_rule),
            campaigns=self._tallies("campaign"),
            purposes=self._tallies("purpose"),
            channels=self._tallies("channel"),
            pairs=self._tallies("pair"),
        )

    def _tallies(self, name: str) -> dict[Any, Tally]:
        return {key: Tally(**found) for key, found in sorted(self.by[name].items())}


def _people(conn: Connection, turns: _Turns, since_us: int, *, permits: bool) -> int:
    """Count the persons whose permits are lost, or whose refusals are lifted."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for (situation, revision, allowed), turn in turns.items():
        if turn is not None and turn.then != turn.now and allowed == permits:
            wanted[revision].append(situation)
    people: set[str] = set()
    for revision, ids in wanted.items():
        for start in range(0, len(ids), _CHUNK):
            some = ids[start : start + _CHUNK]
            people |= compare_store.persons_in(
                conn, revision, some, allowed=permits, since_us=since_us
            )
    return len(people)
