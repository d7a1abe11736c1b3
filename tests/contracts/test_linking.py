"""The policies in the forms that the embedded engine loads, and as they are on disk."""

import json
from typing import Any

import pytest

from consent.bundle import Bundle
from consent.embedded import _ask
from consent.errors import PolicyUnavailableError
from consent.parts import Parts
from consent.programs import Program, by_family, joined
from tests.amounts import SEED, amounts
from tests.contracts.opa_server import POLICIES
from tests.policies.corpus import VALID, Maker, corpus
from tests.policies.judge import ANSWER, Judge

BUNDLE = Bundle.load(POLICIES)
FORMS = (joined(BUNDLE), by_family(BUNDLE, _ask))


class _Said:
    """What a form says, each family's answers remembered from one to the next."""

    def __init__(self, form: Program, most: int) -> None:
        self.judge = Judge(form.texts, json.loads(form.documents))
        self.parts: Parts[Any] = Parts(form.families, lambda said: said, most=most)
        self.asked = 0

    def ask(self, document: dict[str, Any]) -> Any:
        try:
            return self.parts.judge(document, self._evaluate)
        except PolicyUnavailableError:
            return None

    def _evaluate(self, entry: str, given: str) -> object:
        self.asked += 1
        return self.judge.ask(entry, json.loads(given))


def _ordered(answer: Any) -> Any:
    """The answer, its sets in one order; None when there was none."""
    if not isinstance(answer, dict):
        return None
    return {
        name: sorted(value, key=json.dumps) if isinstance(value, list) else value
        for name, value in answer.items()
    }


@amounts(300, 20_000)
@pytest.mark.parametrize("form", FORMS, ids=[form.form for form in FORMS])
def test_each_form_of_the_policies_answers_as_they_are_written(
    form: Program, amount: int
) -> None:
    """A malformed situation may stop one form and not another: no engine judges it."""
    written, formed = Judge(BUNDLE.modules, BUNDLE.data), _Said(form, most=amount)
    maker = Maker(BUNDLE, SEED)
    documents = corpus(BUNDLE, seed=SEED, made_up=amount)
    documents += [maker.malformed() for _ in range(amount)]
    stopped = 0
    for document in documents:
        said = _ordered(written.ask(ANSWER, document))
        given = _ordered(formed.ask(document))
        if VALID.is_valid(document) or None not in (said, given):
            assert given == said, document
        stopped += said is None

    assert 0 < stopped < amount
    assert formed.asked < len(documents) * len(form.families)
