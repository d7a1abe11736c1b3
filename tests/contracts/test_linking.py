"""The policies in the forms that the embedded engine loads, and as they are on disk."""

import json
from typing import Any

import pytest

from consent.bundle import Bundle
from consent.embedded import _ask
from consent.programs import Program, as_written, flattened, joined
from tests.amounts import SEED, amounts
from tests.contracts.opa_server import POLICIES
from tests.policies.corpus import VALID, Maker, corpus
from tests.policies.judge import ANSWER, Judge

BUNDLE = Bundle.load(POLICIES)
FORMS = ("joined", "flattened")


def _ordered(answer: Any) -> Any:
    """The answer, its sets in one order; None when there was none."""
    if not isinstance(answer, dict):
        return None
    return {
        name: sorted(value, key=json.dumps) if isinstance(value, list) else value
        for name, value in answer.items()
    }


def _judge(program: Program) -> Judge:
    return Judge(program.texts, json.loads(program.documents))


@amounts(300, 20_000)
@pytest.mark.parametrize("form", [joined(BUNDLE), flattened(BUNDLE, _ask)], ids=FORMS)
def test_each_form_of_the_policies_answers_as_they_are_written(
    form: Program, amount: int
) -> None:
    """A malformed situation may stop one form and not another: no engine judges it."""
    written, formed = _judge(as_written(BUNDLE)), _judge(form)
    maker = Maker(BUNDLE, SEED)
    documents = corpus(BUNDLE, seed=SEED, made_up=amount)
    documents += [maker.malformed() for _ in range(amount)]
    stopped = 0
    for document in documents:
        said = _ordered(written.ask(ANSWER, document))
        given = _ordered(formed.ask(form.entry, document))
        if VALID.is_valid(document) or None not in (said, given):
            assert given == said, document
        stopped += said is None

    assert 0 < stopped < amount
