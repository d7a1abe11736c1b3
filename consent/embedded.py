"""PolicyEngine over regorus, in process. The only file that imports regorus.

An engine of regorus works only in the thread that made it, so each thread makes its own
from the immutable bundle (about 5 ms) and drops it at the first failure.
"""

import json
import threading
import time

import regorus

from consent.bundle import ENTRY_POINT, Bundle
from consent.engine import Verdict, parse_verdict
from consent.errors import PolicyUnavailableError
from consent.situations import Situation

_RULE = "data." + ENTRY_POINT.replace("/", ".")
_UNDEFINED = "<undefined>"
_ABSENT = "not a valid rule path"


class EmbeddedEngine:
    """Judges in the calling thread; safe to share between threads."""

    def __init__(self, bundle: Bundle, *, timeout_seconds: float = 0.2) -> None:
        """Make no engine yet: a broken bundle refuses, it does not stop the start."""
        self._bundle = bundle
        self._timeout_seconds = timeout_seconds
        self._local = threading.local()

    @property
    def revision(self) -> str:
        """The revision of the bundle that answers."""
        return self._bundle.revision

    def evaluate(self, situation: Situation) -> Verdict:
        """Judge one situation; an answer that took too long counts as none.

        Raises:
            PolicyUnavailableError: No whole verdict, or too late.
        """
        if self._bundle.problems:
            raise PolicyUnavailableError("; ".join(self._bundle.problems))
        try:
            engine = self._engine()
            began = time.perf_counter()
            engine.set_input_json(situation.canonical.decode())
            answer = json.loads(engine.eval_rule_as_json(_RULE))
        except (KeyboardInterrupt, SystemExit):
            self._local.engine = None
            raise
        except BaseException as err:
            # A Rust panic is a BaseException and leaves the engine poisoned.
            self._local.engine = None
            absent = _ABSENT in str(err)
            raise PolicyUnavailableError(
                f"the embedded engine failed: {type(err).__name__}",
                reason="engine-undefined" if absent else "engine-error",
            ) from err
        took = time.perf_counter() - began
        if took > self._timeout_seconds:
            raise PolicyUnavailableError(
                f"the embedded engine took {took:.3f} s, "
                f"over its {self._timeout_seconds:g} s"
            )
        if answer == _UNDEFINED:
            raise PolicyUnavailableError(
                f"{_RULE} is undefined", reason="engine-undefined"
            )
        return parse_verdict(answer, self._bundle.catalogue)

    def _engine(self) -> regorus.Engine:
        engine = getattr(self._local, "engine", None)
        if engine is None:
            engine = regorus.Engine()
            for path, text in self._bundle.modules.items():
                engine.add_policy(path, text)
            engine.add_data_json(self._bundle.data_json())
            self._local.engine = engine
        return engine
