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
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import regorus

from consent.bundle import ENTRY_POINT, Bundle
from consent.engine import Verdict, parse_verdict, require_whole
from consent.errors import PolicyUnavailableError
from consent.parts import Parts
from consent.programs import Program, as_written, by_family, joined
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

    def __init__(
        self, bundle: Bundle, *, timeout_seconds: float = 0.2, remember: int = 2_000
    ) -> None:
        """Make no engine yet: a broken bundle refuses, it does not stop the start.

        `remember` is how many answers of each family of rules are kept.
        """
        self._bundle = bundle
        self._timeout_seconds = timeout_seconds
        self._remember = remember
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

    @cached_property
    def _parts(self) -> Parts[Verdict]:
        return Parts(self._program.families, self._read, most=self._remember)

    @property
    def form(self) -> str:
        """How the policies are said to the engine, and why not in a faster form."""
        if self._bundle.problems:
            return "not at all: they are not whole"
        program = self._program
        return f"{program.form} ({program.why})" if program.why else program.form

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
        with self._dropped_on_failure():
            verdict = self._parts.judge(situation.document, self._evaluate)
        took = time.perf_counter() - began
        if took > self._timeout_seconds:
            raise PolicyUnavailableError(
                f"the embedded engine took {took:.3f} s, "
                f"over its {self._timeout_seconds:g} s"
            )
        return verdict

    def check(self) -> None:
        """Make the engine of this thread, as the first question would.

        Raises:
            PolicyUnavailableError: Every question would be refused now.
        """
        if self._bundle.problems:
            raise PolicyUnavailableError("; ".join(self._bundle.problems))
        self._make_ready()

    def _evaluate(self, entry: str, given: str) -> object:
        # No variable holds the engine: a traceback would carry it to other threads.
        _kept.engines[self._number].set_input_json(given)
        return json.loads(_kept.engines[self._number].eval_rule_as_json(entry))

    def _read(self, answer: object) -> Verdict:
        if answer == _UNDEFINED:
            raise PolicyUnavailableError(
                f"{ENTRY_POINT} is undefined", reason="engine-undefined"
            )
        return parse_verdict(answer, self._bundle.catalogue)

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
                for family in program.families:
                    _kept.engines[self._number].eval_rule_as_json(family.entry)
        if len(_kept.engines) > _ENGINES_PER_THREAD:
            _kept.engines.popitem(last=False)

    @contextmanager
    def _dropped_on_failure(self) -> Iterator[None]:
        try:
            yield
        except PolicyUnavailableError:
            raise  # an answer that was refused: the engine is well
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
        lambda: by_family(policies.bundle, _ask),
        lambda: joined(policies.bundle),
    ]
    reasons = []
    for make in makers:
        try:
            program = make()
        except NotUnderstoodError as err:
            reasons.append(f"not understood: {err}")
            continue
        if nothing != [None] and _ask(program, [{}]) == nothing:
            return replace(program, why="".join(reasons))
        reasons.append(f"{program.form} they answer otherwise, or not at all")
    return replace(written, why=reasons[0])


def _ask(program: Program, documents: Sequence[Mapping[str, object]]) -> list[object]:
    """What an engine made for it answers to each; None where it gives no answer."""
    engine = regorus.Engine()
    try:
        for path, text in program.texts.items():
            engine.add_policy(path, text)
        engine.add_data_json(program.documents)
        parts = Parts(program.families, lambda answer: answer, most=0)

        def evaluate(entry: str, given: str) -> object:
            engine.set_input_json(given)
            return json.loads(engine.eval_rule_as_json(entry))

        answers = [parts.judge(document, evaluate) for document in documents]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - a Rust panic is one
        return [None for _ in documents]
    else:
        return answers
