"""Positions made up from the registers, where rules begin and end, to try policies on.

What was recorded shows only who was asked about. So that an eased rule is noticed
before anybody is met by it, positions that the policies permit are taken, and each fact
is changed in turn, then some in pairs: whatever one rule alone holds back is among
them. The facts are read off the published vocabulary and the registers; nothing here
knows a rule. A seed makes it the same every time.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any, Final, cast

from consent import situations
from consent.bundle import Bundle
from consent.shapes import Schema
from consent.situations import Situation
from consent.subject import LedgerState, PersonFacts, SoftOptIn
from consent.terms import Position, Terms

Path = tuple[str, ...]
Document = Mapping[str, Any]
IsPermitted = Callable[[Document, Document], bool]

# What reading a register that is built otherwise than these raises.
WRONG_SHAPE: Final = (
    LookupError, TypeError, ValueError, AttributeError, StopIteration
)  # fmt: skip
# Where the registers of the words of a field are; other texts are left as they are.
_WORDS: Final[Mapping[Path, str]] = {
    ("action", "name"): "actions",
    ("action", "channel"): "channels",
    ("action", "purpose"): "purposes",
    ("action", "data_categories"): "categories",
    ("places",): "jurisdictions",
    ("opt_outs",): "opt_outs",
    ("recipient", "id"): "recipients",
    ("ai", "system"): "ai_systems",
    ("can_fulfil",): "obligations",
}
# Each of these has positions of its own.
_APART: Final = tuple(("action", name) for name in ("name", "channel", "purpose"))
# A place of each kind of law, and when it is working hours there, in UTC.
_PLACES: Final = {"FR": time(9, 30), "US-CA": time(18, 30)}
_SEED: Final = 20_270_301


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One position as each of two bundles sees it."""

    before: Document
    after: Document


def make_samples(
    before: Bundle,
    after: Bundle,
    now: datetime,
    is_permitted: IsPermitted,
    *,
    most: int,
) -> list[Sample]:
    """Give at most `most` positions around those that either bundle permits.

    Args:
        before: The policies in force.
        after: Those that are to follow.
        now: The day whose rules apply.
        is_permitted: Whether either bundle permits a position, seen by each.
        most: How many are wanted; beyond the unchanged ones they are drawn.
    """
    bases = _varied(
        one
        for one in _distinct(_bases(before, after, now))
        if is_permitted(one.before, one.after)
    )
    bases = _concerned(bases, before, after) or bases
    rng = random.Random(_SEED)  # noqa: S311 - the same positions every time
    singles = _spread(rng, bases, before, after)
    changed = [_patched(one, patch) for one, patch in singles[: most * 3 // 4]]
    changed += [
        _patched(one, rng.choice(singles)[1]) for one in changed[: most - len(changed)]
    ]
    return [
        one
        for one in _distinct([*bases, *changed])[:most]
        if before.is_situation(one.before) and after.is_situation(one.after)
    ]


def sample_situations(bundle: Bundle, now: datetime, most: int) -> list[Situation]:
    """Give made-up situations of one bundle, for measurements."""
    made = make_samples(bundle, bundle, now, lambda _before, _after: True, most=most)
    found = [Situation.of(one.after) for one in made]
    return list({one.id: one for one in found}.values())


def any_position(before: Bundle, after: Bundle, now: datetime) -> Sample:
    """Give one position, to see whether anything can be judged at all."""
    return next(_bases(before, after, now))


Patch = tuple[Path, Any]


def _spread(
    rng: random.Random, bases: Sequence[Sample], before: Bundle, after: Bundle
) -> list[tuple[Sample, Patch]]:
    """Give every change of every position, so that each change comes early and often.

    Rare changes are as many as common ones in each round: all that differ once, for
    some position, then all once more for another.
    """
    by_change: dict[str, list[tuple[Sample, Patch]]] = defaultdict(list)
    for one in bases:
        for patch in _patches(one, before, after):
            by_change[repr(patch)].append((one, patch))
    for places in by_change.values():
        rng.shuffle(places)
    rounds = zip_longest(*by_change.values())
    return [one for chosen in rounds for one in chosen if one is not None]


def _varied(samples: Iterable[Sample]) -> list[Sample]:
    """Keep those that ask for something in a way that none before them did."""
    seen: set[object] = set()
    kept = []
    for one in samples:
        action, places = one.after["action"], str(one.after["places"])
        ways = {
            (
                action["purpose"],
                action["channel"],
                one.after["consent"]["state"],
                places,
            ),
            (action["name"], places),
            (str(one.after["recipient"]), places),
            str(one.before["action"]),
        }
        if ways - seen:
            kept.append(one)
        seen |= ways
    return kept


def _concerned(
    samples: Sequence[Sample], before: Bundle, after: Bundle
) -> list[Sample]:
    """Keep those that a changed entry of a register is about, if one names them."""
    entries = [
        (before.register(name), after.register(name)) for name in set(_WORDS.values())
    ]
    changed = {
        word
        for old, new in entries
        for word in old.keys() | new.keys()
        if old.get(word) != new.get(word)
    }
    return [one for one in samples if changed & _words_in(one.after)]


def _words_in(value: object) -> set[str]:
    if isinstance(value, Mapping):
        return {word for inner in value.values() for word in _words_in(inner)}
    if isinstance(value, list):
        return {word for inner in value for word in _words_in(inner)}
    return {value} if isinstance(value, str) else set()


def _distinct(samples: Iterable[Sample]) -> list[Sample]:
    found = {repr((one.before, one.after)): one for one in samples}
    return list(found.values())


def _bases(before: Bundle, after: Bundle, now: datetime) -> Iterator[Sample]:
    """Give what may be asked for by the registers, with everything in its favour."""
    for bundle in (after, before):
        for position, moment in _positions(bundle, now):
            yield Sample(
                before=_seen_by(before, position, moment),
                after=_seen_by(after, position, moment),
            )


def _seen_by(bundle: Bundle, position: Position, moment: datetime) -> Document:
    """Cut a position for a bundle that may know fewer facts than this release."""
    document = situations.reduce(position, moment, bundle).document
    return cast("Document", _fit(document, bundle.vocabulary))


def _fit(value: object, schema: Schema) -> object:
    for inner in schema.get("oneOf", [schema]) if isinstance(value, Mapping) else ():
        if "properties" in inner:
            known: Mapping[str, Schema] = inner["properties"]
            named = cast("Document", value)
            return {n: _fit(one, known[n]) for n, one in named.items() if n in known}
    return value


def _positions(bundle: Bundle, now: datetime) -> Iterator[tuple[Position, datetime]]:
    tuesday = now.date() + timedelta(days=(1 - now.date().weekday()) % 7)
    for terms in _terms(bundle):
        for place, clock in _PLACES.items():
            moment = datetime.combine(tuesday, clock, UTC)
            entry = bundle.register("purposes")[terms.purpose]
            # A sale counts only where the register says so.
            for said in _said(moment)[: 1 + bool(_list(entry, "soft_opt_in"))]:
                yield _position(terms, said, place), moment


def _terms(bundle: Bundle) -> Iterator[Terms]:
    for name, action in sorted(bundle.register("actions").items()):
        for purpose, entry in sorted(bundle.register("purposes").items()):
            if purpose not in (_list(action, "purposes") or [purpose]):
                continue
            allowed = set(_list(action, "channels") or _list(entry, "channels"))
            channels = sorted(allowed & set(_list(entry, "channels")))
            recipients = sorted(bundle.register("recipients"))
            for channel in channels if action.get("channel_required") else [None]:
                for recipient in recipients if action.get("disclosure") else [None]:
                    yield Terms(
                        name=name,
                        purpose=purpose,
                        channel=channel,
                        content_class=(_list(entry, "content_classes") or [""])[0],
                        recipient={"id": recipient} if recipient else None,
                        can_fulfil=tuple(bundle.register("obligations")),
                    )


def _said(moment: datetime) -> tuple[LedgerState, LedgerState]:
    """Give a consent with everything in its favour, and a sale without one."""
    before = moment - timedelta(days=10)
    sale = SoftOptIn(sale_at=before, product_line="shoes", opt_out_offered=True)
    consent = LedgerState(
        consent="granted",
        given_at=before,
        explicit=True,
        notice_known=True,
        method="double_opt_in",
    )
    return consent, LedgerState(soft_opt_in=sale)


def _position(terms: Terms, said: LedgerState, place: str) -> Position:
    person = PersonFacts(places=(place,), born_on=date(1980, 1, 1))
    return Position(terms=terms, known=True, ledger=said, person=person, tracking=True)


def _list(entry: Mapping[str, object], name: str) -> list[str]:
    value = entry.get(name)
    return cast("list[str]", value) if isinstance(value, list) else []


def _patches(one: Sample, before: Bundle, after: Bundle) -> Iterator[Patch]:
    seen = set()
    for document, bundle in ((one.before, before), (one.after, after)):
        for path, value in _Facts(bundle).changes(document):
            if (key := repr((path, value))) not in seen:
                seen.add(key)
                yield path, value


def _patched(one: Sample, patch: Patch) -> Sample:
    path, value = patch
    return Sample(
        before=_put(one.before, path, value), after=_put(one.after, path, value)
    )


def _put(document: Document, path: Path, value: object) -> Document:
    """Replace one fact; a document that has no such fact stays as it is."""
    name, *rest = path
    if name not in document:
        return document
    if not rest:
        return {**document, name: value}
    inner = document[name]
    if not isinstance(inner, Mapping):
        return document
    return {**document, name: _put(inner, tuple(rest), value)}


class _Facts:
    """What each fact of a situation could be instead, by one bundle's words."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        points = cast("Mapping[str, list[Any]]", bundle.data["breakpoints"])
        numbers = (
            n for name, cuts in points.items() if name != "minutes" for n in cuts
        )
        self.numbers = sorted({0, *(n for n in numbers if isinstance(n, int))})
        self.minutes = points["minutes"]
        self.dates = points["law_dates"]

    def changes(self, document: Document) -> Iterator[Patch]:
        for name, schema in self.bundle.vocabulary["properties"].items():
            if name == "law_at":
                # What will be in force is decided today.
                coming = (one for one in self.dates if one > document[name])
                yield from (((name,), one) for one in coming)
            elif name == "contacts":
                yield from self._contacts(document)
            elif name == "clocks":
                yield from self._clocks()
            elif name in document:
                yield from self._of((name,), schema, document[name])

    def _contacts(self, document: Document) -> Iterator[Patch]:
        for cap, entry in self.bundle.register("caps").items():
            if cap in document["contacts"]:
                limit = cast("int", entry["limit"])
                yield from ((("contacts", cap), count) for count in (limit - 1, limit))

    def _clocks(self) -> Iterator[Patch]:
        schema = self.bundle.vocabulary["properties"]["clocks"]["items"]
        for day in schema["properties"]["day"]["enum"]:
            for minute in self.minutes:
                yield ("clocks",), [{"day": day, "minute": minute}]

    def _of(self, path: Path, schema: Schema, now: object) -> Iterator[Patch]:
        if "properties" in schema and isinstance(now, Mapping):
            for name, inner in schema["properties"].items():
                if name in now:
                    yield from self._of((*path, name), inner, now[name])
            return
        yield from (
            (path, one) for one in self._values(path, schema, now) if one != now
        )

    def _values(self, path: Path, schema: Schema, now: object) -> Iterator[object]:
        kind = schema.get("type")
        if "oneOf" in schema:
            for inner in schema["oneOf"]:
                yield from self._values(path, inner, now)
        elif "enum" in schema:
            yield from schema["enum"]
        elif kind == "array":
            yield from self._lists(path, schema, now)
        elif kind == "object":
            yield from self._objects(path, schema)
        elif kind == "boolean":
            yield from (True, False)
        elif kind == "string":
            yield from self._words(path)
        else:
            yield from self._plain(kind)

    def _plain(self, kind: object) -> Iterator[object]:
        kinds = kind if isinstance(kind, list) else [kind]
        if "null" in kinds:
            yield None
        if "integer" in kinds:
            yield from self.numbers
        if "boolean" in kinds:
            yield from (True, False)

    def _lists(self, path: Path, schema: Schema, now: object) -> Iterator[object]:
        held = now if isinstance(now, list) else []
        yield []
        for one in self._values(path, schema["items"], None):
            # Places replace each other; other lists grow and shrink.
            if one in held:
                yield [other for other in held if other != one]
            else:
                yield [one] if path == ("places",) else sorted([*held, one], key=str)

    def _objects(self, path: Path, schema: Schema) -> Iterator[object]:
        """Give objects where there is none: each fact in turn, the others the first."""
        parts = {
            name: list(self._values((*path, name), inner, None)) or [None]
            for name, inner in schema.get("properties", {}).items()
        }
        first = {name: values[0] for name, values in parts.items()}
        yield first
        for name, values in parts.items():
            yield from ({**first, name: value} for value in values[1:])

    def _words(self, path: Path) -> Iterator[str]:
        register = _WORDS.get(path)
        yield "unknown"
        if register is not None and path not in _APART:
            yield from sorted(self.bundle.register(register))
