"""What a family of rules says, remembered by what it was given.

A family is judged on the fields that it reads and on what other families gave, and on
nothing else: both are handed to the engine word by word, and they are what its answer
is found by again. So an answer that was remembered for one situation is right for every
other that is alike in these (docs/decisions/0020).
"""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Generic, TypeVar

from consent.errors import PolicyUnavailableError

T = TypeVar("T")
Path = tuple[str, ...]
Texts = tuple[str, ...]

# The rule to ask for and the input as JSON in, the value of the rule out.
Evaluate = Callable[[str, str], object]

# Where a family finds, in its input, what other families gave.
GIVEN = "linked"
# A member of what a family gives: whether JSON can say all the others.
WHOLE = "linked_whole"

_ABSENT = ""
_encode = json.JSONEncoder(separators=(",", ":")).encode
_quoted = json.encoder.encode_basestring_ascii
_WORDS = {repr(v): json.dumps(v) for v in (None, True, False, [], {}, *range(1000))}


@dataclass(frozen=True, kw_only=True)
class Family:
    """Rules that are judged together: the rule to ask for, and on what.

    `reads` are paths of the situation, and `linked` before the name of what a family
    before it gives; the empty path is the whole situation, and stands alone. `gives`
    are members of the answer; the last family gives the whole answer, and no names.
    """

    entry: str
    reads: tuple[Path, ...] = ((),)
    gives: tuple[str, ...] = ()


def field_of(path: Path) -> str:
    """What a family calls in its input what it reads."""
    return ".".join(path)


class Parts(Generic[T]):
    """Judges family by family, and remembers. Safe to share between threads."""

    def __init__(
        self, families: Sequence[Family], read: Callable[[object], T], *, most: int
    ) -> None:
        """Remember nothing yet.

        Args:
            families: Each behind those that it leans on.
            read: Makes of the last one's answer what `judge` gives; may refuse it.
            most: How many answers of each family are kept, the latest; 0 for none.
        """
        reads = {path for family in families for path in family.reads}
        self._paths = sorted(path for path in reads if path[:1] != (GIVEN,))
        gives = [(GIVEN, name) for family in families for name in family.gives]
        places = {path: place for place, path in enumerate([*self._paths, *gives])}
        *before, last = families
        self._before = [_Part(f, places, _reader(f), most) for f in before]
        self._last = _Part(last, places, read, most)

    def judge(self, document: Mapping[str, object], evaluate: Evaluate) -> T:
        """Give what the last family says, asking the engine for what is not known.

        Raises:
            PolicyUnavailableError: A family gave no whole answer.
        """
        known = [_text_at(document, path) for path in self._paths]
        for part in self._before:
            known += part.say(known, evaluate)
        return self._last.say(known, evaluate)


class _Part(Generic[T]):
    """One family and its answers."""

    def __init__(
        self,
        family: Family,
        places: Mapping[Path, int],
        read: Callable[[object], T],
        most: int,
    ) -> None:
        self._entry = family.entry
        self._fields = [f'"{field_of(path)}":' for path in family.reads if path]
        self._pick = _picker([places[path] for path in family.reads])
        self._read = read
        self._most = most
        self._answers: dict[Texts, T] = {}
        self._lock = threading.Lock()

    def say(self, known: Sequence[str], evaluate: Evaluate) -> T:
        """Give the answer that is remembered, or ask the engine and remember."""
        given = self._pick(known)
        answer = self._answers.get(given)
        return self._ask(given, evaluate) if answer is None else answer

    def _ask(self, given: Texts, evaluate: Evaluate) -> T:
        answer = self._read(evaluate(self._entry, self._input(given)))
        with self._lock:
            if len(self._answers) >= self._most > 0:
                del self._answers[next(iter(self._answers))]
            if self._most > 0:
                self._answers[given] = answer
        return answer

    def _input(self, given: Texts) -> str:
        """Only what is read, and nothing where there was nothing."""
        if not self._fields:
            return "".join(given) or "{}"
        said = zip(self._fields, given, strict=True)
        return "{" + ",".join(name + text for name, text in said if text) + "}"


def _reader(family: Family) -> Callable[[object], Texts]:
    def read(answer: object) -> Texts:
        if not isinstance(answer, dict) or answer.get(WHOLE) is not True:
            raise PolicyUnavailableError(
                f"{family.entry} gave no whole answer", reason="engine-undefined"
            )
        return tuple(_text(answer[name]) for name in family.gives)

    return read


def _picker(places: Sequence[int]) -> Callable[[Sequence[str]], Texts]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda known: tuple(known[place] for place in places)


def _text_at(document: object, path: Path) -> str:
    """A field as JSON; no text at all where there is none."""
    for name in path:
        if not isinstance(document, dict) or name not in document:
            return _ABSENT
        document = document[name]
    return _text(document)


def _text(value: object) -> str:
    """The value as JSON; most are words and need no encoder."""
    if isinstance(value, str):
        return _quoted(value)
    return _WORDS.get(repr(value)) or _encode(value)
