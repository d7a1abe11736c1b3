"""A careless edit of a rule is noticed: by a test beside it, or by a known answer."""

import pytest

from consent.bundle import Bundle
from tests.amounts import amounts, sample
from tests.contracts.opa_server import POLICIES
from tests.policies.corpus import corpus
from tests.policies.mutants import mutants
from tests.policies.mutation import Hunt

BUNDLE = Bundle.load(POLICIES)
RATE = 0.95

RULE = """package rules.x

# A comment stays.
default satisfied := false

satisfied if input.a == "b"

satisfied if {
\tsome kind in input.kinds
\tnot data.c[kind]
\tinput.n >= data.limits.n
}
"""


@pytest.fixture(scope="module")
def hunt() -> Hunt:
    return Hunt(BUNDLE, corpus(BUNDLE, seed=1, made_up=200))


@amounts(60, 1_000_000)
def test_nineteen_of_twenty_mutants_are_noticed(hunt: Hunt, amount: int) -> None:
    """A sample may be unlucky by chance; the whole may not."""
    everything = hunt.mutants()
    some = sample(everything, amount)

    tally = hunt.run(some)

    print(f"{tally.killed} killed ({tally.by_corpus} by the corpus alone), ", end="")
    print(f"{tally.stillborn} stillborn, {tally.rate:.1%}; survivors:")
    print(*tally.survivors, sep="\n")
    assert tally.killed + tally.stillborn + len(tally.survivors) == len(some)
    slack = 0.0 if some == everything else 0.05
    assert tally.rate >= RATE - slack, [str(mutant) for mutant in tally.survivors]


def test_a_mutant_differs_in_one_line_or_lacks_one_clause() -> None:
    made = list(mutants("x.rego", RULE))

    assert [f"{m.line}: {m.how.partition(':')[0]}" for m in made] == [
        "6: drop",
        "6: negated",
        "6: == becomes !=",
        "6: input.a becomes input.a_x",
        '6: "b" becomes another word',
        "9: input.kinds becomes input.kinds_x",
        "10: drop",
        "10: no longer negated",
        "10: data.c[kind] becomes data.c_x[kind]",
        "11: drop",
        "11: negated",
        "11: >= becomes >",
        "11: >= becomes <",
        "11: input.n becomes input.n_x",
        "11: data.limits.n becomes data.limits.n_x",
        "6: drop the clause",
        "8: drop the clause",
    ]
    assert all(mutant.text != RULE for mutant in made)
    assert made[0].text == RULE.replace('input.a == "b"', "true")
    assert made[-1].text == RULE.partition("\nsatisfied if {")[0] + "\n"


def test_every_rule_has_mutants(hunt: Hunt) -> None:
    assert {mutant.path for mutant in hunt.mutants()} == set(BUNDLE.modules)
