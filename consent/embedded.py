"""PolicyEngine over regorus, in process. Only `trials` imports regorus beside it.

An engine of regorus works only in the thread that made it, and must be dropped there
too. So each thread makes its own from the immutable bundle (some 15 ms) and keeps it
where no other thread's garbage collection can reach it. What it loads is the fastest
form of the policies that is certain to say the same (consent/programs.py), found once.
"""

import itertools
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import regorus

from consent.bundle import Bundle
from consent.engine import Verdict, parse_verdict, require_whole
from consent.errors import PolicyUnavailableError
from consent.programs import Program, as_written, flattened, joined
from consent.rego import NotUnderstoodError
from consent.situations import Situation

_UNDEFINED = "<undefined>"
_ABSENT = "not a valid rule path"

# The policies in force, one on trial, and room for tests.
_ENGINES_PER_THREAD = 4


class _Kept(threading.local):
    """The engines of one thread, by who asked for them; the oldest goes first."""

    def __init__(self) -> None:
        self.engines: OrderedDict[int, regorus.Engine] = OrderedDict()


_kept = _Kept()
_numbers = itertools.count()


class EmbeddedEngine:
    """Judges in the calling thread; safe to share between threads."""

    def __init__(self, bundle: Bundle, *, timeout_seconds: float = 0.2) -> None:
        """Make no engine yet: a broken bundle refuses, it does not stop the start."""
        self._bundle = bundle
        self._timeout_seconds = timeout_seconds
        self._number = next(_numbers)

    @property
    def revision(self) -> str:
        """The revision of the bundle that answers."""
        return self._bundle.revision

    @cached_property
    def _program(self) -> Program:
        bundle = self._bundle
        modules = tuple(sorted(bundle.modules.items()))
        return _program_of(_Policies(modules, bundle.data_json(), bundle))

    def evaluate(self, situation: Situation) -> Verdict:
        """Judge one situation; an answer that took too long counts as none.

        Raises:
            PolicyUnavailableError: No whole verdict, or too late.
        """
        if self._bundle.problems:
            raise PolicyUnavailableError("; ".join(self._bundle.problems))
        require_whole(situation, self._bundle)
        self._make_ready()
        began = time.perf_counter()
        answer = self._answer(situation)
        took = time.perf_counter() - began
        if took > self._timeout_seconds:
            raise PolicyUnavailableError(
                f"the embedded engine took {took:.3f} s, "
                f"over its {self._timeout_seconds:g} s"
            )
        if answer == _UNDEFINED:
            raise PolicyUnavailableError(
                f"{self._program.entry} is undefined", reason="engine-undefined"
            )
        return parse_verdict(answer, self._bundle.catalogue)

    def check(self) -> None:
        """Make the engine of this thread, as the first question would.

        Raises:
            PolicyUnavailableError: Every question would be refused now.
        """
        if self._bundle.problems:
            raise PolicyUnavailableError("; ".join(self._bundle.problems))
        self._make_ready()

    def _answer(self, situation: Situation) -> object:
        # No variable holds the engine: a traceback would carry it to other threads.
        with self._dropped_on_failure():
            _kept.engines[self._number].set_input_json(situation.canonical.decode())
            answer: object = json.loads(
                _kept.engines[self._number].eval_rule_as_json(self._program.entry)
            )
        return answer

    def _make_ready(self) -> None:
        if self._number in _kept.engines:
            _kept.engines.move_to_end(self._number)
            return
        program = self._program
        with self._dropped_on_failure():
            _kept.engines[self._number] = regorus.Engine()
            for path, text in program.texts.items():
                _kept.engines[self._number].add_policy(path, text)
            _kept.engines[self._number].add_data_json(program.documents)
            # The first evaluation also plans the policies; no question waits for that.
            _kept.engines[self._number].set_input_json("{}")
            with suppress(RuntimeError):
                _kept.engines[self._number].eval_rule_as_json(program.entry)
        if len(_kept.engines) > _ENGINES_PER_THREAD:
            _kept.engines.popitem(last=False)

    @contextmanager
    def _dropped_on_failure(self) -> Iterator[None]:
        try:
            yield
        except BaseException as err:
            _kept.engines.pop(self._number, None)
            if isinstance(err, KeyboardInterrupt | SystemExit):
                raise
            # A Rust panic is a BaseException and leaves the engine poisoned.
            absent = _ABSENT in str(err)
            raise PolicyUnavailableError(
                f"the embedded engine failed: {type(err).__name__}",
                reason="engine-undefined" if absent else "engine-error",
            ) from err


@dataclass(frozen=True)
class _Policies:
    """What decides of a bundle, to be found again by."""

    modules: tuple[tuple[str, str], ...]
    documents: str
    bundle: Bundle = field(compare=False)


@lru_cache(maxsize=_ENGINES_PER_THREAD)
def _program_of(policies: _Policies) -> Program:
    """The fastest form of the policies that is certain, and loads, and answers."""
    written = as_written(policies.bundle)
    nothing = _ask(written, [{}])
    makers: list[Callable[[], Program]] = [
        lambda: flattened(policies.bundle, _ask),
        lambda: joined(policies.bundle),
    ]
    for make in makers:
        with suppress(NotUnderstoodError):
            program = make()
            if nothing != [None] and _ask(program, [{}]) == nothing:
                return program
    return written


def _ask(program: Program, documents: Sequence[Mapping[str, object]]) -> list[object]:
    """What an engine made for it answers to each; None where it gives no answer."""
    engine = regorus.Engine()
    answers: list[object] = []
    try:
        for path, text in program.texts.items():
            engine.add_policy(path, text)
        engine.add_data_json(program.documents)
        for document in documents:
            engine.set_input_json(json.dumps(document))
            answers.append(json.loads(engine.eval_rule_as_json(program.entry)))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - a Rust panic is one
        return [None for _ in documents]
    return answers
