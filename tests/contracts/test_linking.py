"""The policies joined, as the embedded engine loads them, and as they are on disk."""

import json
from typing import Any

from consent.bundle import ENTRY_POINT, Bundle
from consent.linking import link
from tests.amounts import SEED, amounts
from tests.contracts.opa_server import POLICIES
from tests.policies.corpus import Maker, corpus
from tests.policies.judge import ANSWER, Judge

BUNDLE = Bundle.load(POLICIES)


def _ordered(answer: Any) -> Any:
    """The answer, its sets in one order; of a failure only that it is one."""
    if not isinstance(answer, dict):
        return str(answer).partition(":")[0]
    return {
        name: sorted(value, key=json.dumps) if isinstance(value, list) else value
        for name, value in answer.items()
    }


@amounts(300, 20_000)
def test_joined_policies_answer_as_those_on_disk(amount: int) -> None:
    linked = link(BUNDLE.modules, ENTRY_POINT, BUNDLE.data)
    apart = Judge(BUNDLE.modules, BUNDLE.data)
    joined = Judge({"linked.rego": linked.text}, BUNDLE.data)
    maker = Maker(BUNDLE, SEED)
    documents = corpus(BUNDLE, seed=SEED, made_up=amount)
    documents += [maker.malformed() for _ in range(amount)]

    differences = [
        document
        for document in documents
        if _ordered(joined.ask(linked.entry, document))
        != _ordered(apart.ask(ANSWER, document))
    ]

    assert differences == []
