"""What is not a whole verdict is a refusal; what was judged once is remembered."""

import pytest

from consent.catalogue import Catalogue, RuleText
from consent.engine import Obligation, Remembering, Verdict, parse_verdict
from consent.errors import PolicyUnavailableError
from consent.situations import Situation


def _entry(code: str, rule: str) -> RuleText:
    return RuleText(
        code=code, kind="house", source="", message={}, remedy={}, title="", rule=rule
    )


CATALOGUE = Catalogue(
    {e.code: e for e in (_entry("too-loud", "loud"), _entry("too-late", "late"))}
)
YES = {
    "allow": True,
    "refusals": [],
    "obligations": [{"do": "whisper", "source": "too-loud", "params": {"db": 3}}],
    "unmet": [],
    "waits": [],
    "record": [],
    "exempt": ["late"],
    "legal_basis": "contract",
}
NO = YES | {
    "allow": False,
    "refusals": ["too-loud", "too-loud"],
    "waits": ["cap:email-week", "quiet-hours-end"],
    "legal_basis": None,
}


def test_a_yes_is_read_whole() -> None:
    verdict = parse_verdict(YES, CATALOGUE)

    assert verdict == Verdict(
        allow=True,
        obligations=(Obligation(do="whisper", source="too-loud", params={"db": 3}),),
        rules={"too-late": "not-applicable", "too-loud": "satisfied"},
        legal_basis="contract",
    )


def test_a_no_is_read_whole() -> None:
    verdict = parse_verdict(NO, CATALOGUE)

    assert verdict.refusals == ("too-loud",)
    assert verdict.waits == ("cap:email-week", "quiet-hours-end")
    assert verdict.rules["too-loud"] == "refused"


def test_a_verdict_becomes_a_document() -> None:
    assert parse_verdict(YES, CATALOGUE).to_document()["obligations"] == [
        {"do": "whisper", "source": "too-loud", "params": {"db": 3}}
    ]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({}, "engine-undefined"),
        (None, "engine-undefined"),
        ("<undefined>", "engine-undefined"),
        ([YES], "engine-undefined"),
        (True, "engine-undefined"),
        *(
            ({k: v for k, v in YES.items() if k != field}, "engine-undefined")
            for field in YES
        ),
        (YES | {"allow": 1}, "engine-undefined"),
        (YES | {"allow": "true"}, "engine-undefined"),
        (YES | {"refusals": {}}, "engine-undefined"),
        (NO | {"refusals": ["<undefined>"]}, "engine-undefined"),
        (NO | {"refusals": ["Too Loud"]}, "engine-undefined"),
        (NO | {"refusals": [None]}, "engine-undefined"),
        (NO | {"waits": ["one day"]}, "engine-undefined"),
        (YES | {"obligations": ["whisper"]}, "engine-undefined"),
        (YES | {"obligations": [{"do": "whisper"}]}, "engine-undefined"),
        (
            YES | {"obligations": [{"do": "Shout!", "source": "x", "params": {}}]},
            "engine-undefined",
        ),
        (YES | {"legal_basis": 6}, "engine-undefined"),
        (YES | {"refusals": ["too-loud"]}, "engine-conflict"),
        (YES | {"unmet": ["whisper"]}, "engine-conflict"),
        (NO | {"refusals": []}, "no-rule-allows"),
    ],
)
def test_what_is_not_a_whole_verdict_is_refused(answer: object, reason: str) -> None:
    with pytest.raises(PolicyUnavailableError) as caught:
        parse_verdict(answer, CATALOGUE)

    assert caught.value.reason == reason


class Counting:
    """An engine that counts, and fails when told to."""

    def __init__(self) -> None:
        self.revision = "sha256:one"
        self.asked: list[str] = []
        self.broken = False

    def evaluate(self, situation: Situation) -> Verdict:
        self.asked.append(situation.id)
        if self.broken:
            raise PolicyUnavailableError("down")
        return Verdict(allow=True)


def test_the_same_situation_is_judged_once() -> None:
    engine = Counting()
    remembering = Remembering(engine)

    first = remembering.evaluate(Situation.of({"a": 1}))
    second = remembering.evaluate(Situation.of({"a": 1}))
    remembering.evaluate(Situation.of({"a": 2}))

    assert first is second
    assert len(engine.asked) == 2
    assert (remembering.hits, remembering.misses) == (1, 2)
    assert remembering.revision == "sha256:one"


def test_another_revision_is_judged_anew() -> None:
    engine = Counting()
    remembering = Remembering(engine)
    remembering.evaluate(Situation.of({"a": 1}))

    engine.revision = "sha256:two"
    remembering.evaluate(Situation.of({"a": 1}))

    assert len(engine.asked) == 2


def test_a_probe_asks_the_engine_and_not_what_is_remembered() -> None:
    class Down(Counting):
        def check(self) -> None:
            raise PolicyUnavailableError("down")

    remembering = Remembering(Down())
    remembering.evaluate(Situation.of({"a": 1}))

    with pytest.raises(PolicyUnavailableError, match="down"):
        remembering.check()


def test_a_failure_is_not_remembered() -> None:
    engine = Counting()
    engine.broken = True
    remembering = Remembering(engine)
    with pytest.raises(PolicyUnavailableError):
        remembering.evaluate(Situation.of({"a": 1}))

    engine.broken = False

    assert remembering.evaluate(Situation.of({"a": 1})).allow


def test_the_least_recently_used_is_forgotten_first() -> None:
    engine = Counting()
    remembering = Remembering(engine, size=2)
    a, b, c = (Situation.of({"x": name}) for name in "abc")
    for situation in (a, b, a, c, a, b):
        remembering.evaluate(situation)

    assert engine.asked == [a.id, b.id, c.id, b.id]


@pytest.mark.parametrize("word", ["Not a word!", "", "lea@example.test"])
def test_a_duty_or_source_of_another_shape_is_no_verdict(word: str) -> None:
    for field in ("do", "source"):
        duty = {"do": "whisper", "source": "too-loud", "params": {}} | {field: word}
        with pytest.raises(PolicyUnavailableError):
            parse_verdict(YES | {"obligations": [duty]}, CATALOGUE)


@pytest.mark.parametrize("duty", ["whisper", {"do": "whisper", "source": "too-loud"}])
def test_a_duty_that_is_no_object_or_has_no_terms_is_no_verdict(duty: object) -> None:
    with pytest.raises(PolicyUnavailableError):
        parse_verdict(YES | {"obligations": [duty]}, CATALOGUE)
