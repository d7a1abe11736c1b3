"""The policies in the forms that the embedded engine loads, and as they are on disk."""

import json
from dataclasses import replace
from typing import Any

from consent.bundle import Bundle
from consent.embedded import _ask
from consent.errors import PolicyUnavailableError
from consent.parts import Parts
from consent.programs import Program, by_family, joined
from tests.amounts import SEED, amounts, sample
from tests.contracts.opa_server import POLICIES
from tests.policies.corpus import VALID, Maker, corpus, table_documents
from tests.policies.judge import ANSWER, Judge

BUNDLE = Bundle.load(POLICIES)
FORMS = (joined(BUNDLE), by_family(BUNDLE, _ask))


class _Said:
    """What a form says, each family's answers remembered from one to the next."""

    def __init__(self, form: Program, most: int) -> None:
        self.judge = Judge(form.texts, json.loads(form.documents))
        self.parts: Parts[Any] = Parts(form.families, lambda said: said, most=most)
        self.families = len(form.families)
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
def test_each_form_of_the_policies_answers_as_they_are_written(amount: int) -> None:
    """A malformed situation may stop one form and not another: no engine judges it."""
    written = Judge(BUNDLE.modules, BUNDLE.data)
    forms = [_Said(form, most=amount) for form in FORMS]
    maker = Maker(BUNDLE, SEED)
    documents = corpus(BUNDLE, seed=SEED, made_up=amount)
    documents += [maker.malformed() for _ in range(amount)]
    stopped = 0
    for document in documents:
        said = _ordered(written.ask(ANSWER, document))
        stopped += said is None
        for form in forms:
            given = _ordered(form.ask(document))
            if VALID.is_valid(document) or None not in (said, given):
                assert given == said, document

    assert 0 < stopped < amount
    asked = [round(form.asked / form.families) for form in forms]
    print(f"{len(documents)} situations, asked of each family: {asked}")
    assert asked[1] < asked[0] / 2, "what is remembered must be used"


@amounts(2, 50)
def test_a_file_that_is_gone_permits_in_no_form_what_it_did_not(amount: int) -> None:
    """Where functions are gone a family has no answer, and that is a refusal."""
    documents = table_documents(BUNDLE)[::2]
    files = [name for name in sorted(BUNDLE.modules) if "decision/" not in name]
    for name in sample(files, amount):
        left = {path: text for path, text in BUNDLE.modules.items() if path != name}
        written = Judge(left, BUNDLE.data)
        formed = _Said(by_family(replace(BUNDLE, modules=left), _ask), most=100)
        for document in documents:
            said = _ordered(written.ask(ANSWER, document))
            given = _ordered(formed.ask(document))
            assert given in (None, said), (name, document)
            assert "rules/" not in name or (given or said)["allow"] is False, name
