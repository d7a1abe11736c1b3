"""The policies judged bare: no adapter in between that would refuse for them."""

import json
from collections.abc import Mapping
from typing import Any

import regorus

ANSWER = "data.decision.answer"


class Judge:
    """One engine over some modules and registers; broken is an answer like others."""

    def __init__(self, modules: Mapping[str, str], data: Mapping[str, object]) -> None:
        self._modules = modules
        self._data = json.dumps(dict(data))
        self._engine: regorus.Engine | None = None

    def ask(self, rule: str, document: Mapping[str, object]) -> Any:
        """What a rule says; the text of the failure when it says nothing."""
        try:
            if self._engine is None:
                self._engine = self._made()
            self._engine.set_input_json(json.dumps(document))
            return json.loads(self._engine.eval_rule_as_json(rule))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as err:
            # A Rust panic is a BaseException and leaves the engine poisoned.
            self._engine = None
            return f"failed: {str(err).partition('Stack backtrace')[0].strip()}"

    def answer(self, document: Mapping[str, object]) -> Any:
        """The whole answer, its sets in one order."""
        answer = self.ask(ANSWER, document)
        if not isinstance(answer, dict):
            return answer
        return {name: _ordered(value) for name, value in answer.items()}

    def permits(self, document: Mapping[str, object]) -> bool:
        """Whether an adapter could read a yes out of it."""
        answer = self.ask(ANSWER, document)
        return (
            isinstance(answer, dict)
            and answer.get("allow") is True
            and answer.get("refusals") == []
            and answer.get("unmet") == []
        )

    def _made(self) -> regorus.Engine:
        engine = regorus.Engine()
        for path, text in self._modules.items():
            engine.add_policy(path, text)
        engine.add_data_json(self._data)
        return engine


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(value, key=lambda item: json.dumps(item, sort_keys=True))
    return value
