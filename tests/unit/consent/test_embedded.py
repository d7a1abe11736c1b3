"""The engine in process: one per thread, dropped when it fails."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from consent import embedded
from consent.bundle import Bundle
from consent.embedded import EmbeddedEngine
from consent.errors import PolicyUnavailableError
from consent.parts import Family
from consent.programs import Program, as_written, by_family, joined
from consent.situations import Situation, reduce
from tests.contracts.positions import NOW, TABLE, asked, granted, offer, service
from tests.unit.consent.room import switched_on

BUNDLE = Bundle.load(Path(__file__).resolve().parents[3] / "policies")
PATIENT_SECONDS = 10.0
ANSWER = (
    '{"allow": true, "refusals": [], "obligations": [], "unmet": [], "waits": [],'
    ' "record": [], "exempt": [], "legal_basis": null}'
)


def only(rego: str) -> Bundle:
    """A bundle with one module."""
    text = "package decision\n\nimport rego.v1\n\n" + rego
    modules = {"decision/decision.rego": text}
    return replace(BUNDLE, modules=modules, vocabulary={})


def judge(bundle: Bundle, timeout_seconds: float = PATIENT_SECONDS) -> None:
    EmbeddedEngine(bundle, timeout_seconds=timeout_seconds).evaluate(Situation.of({}))


def test_a_situation_is_judged() -> None:
    engine = EmbeddedEngine(BUNDLE, timeout_seconds=PATIENT_SECONDS)

    assert engine.revision == BUNDLE.revision
    assert engine.evaluate(reduce(asked(), NOW, BUNDLE)).legal_basis == "consent"
    assert engine.evaluate(reduce(service(), NOW, BUNDLE)).legal_basis == "contract"


def _with(rule: str) -> EmbeddedEngine:
    text = f"package rules.extra\n\nimport rego.v1\n\n{rule}\n"
    modules = {**BUNDLE.modules, "rules/extra/extra.rego": text}
    bundle = replace(BUNDLE, modules=modules)
    return EmbeddedEngine(bundle, timeout_seconds=PATIENT_SECONDS)


@pytest.mark.parametrize(
    ("rule", "form", "said"),
    [
        ("yes if input.word", by_family, "by family"),
        (
            "yes if {\n\tinput.word ==\n\t\t1\n}",
            joined,
            "joined (not understood: a condition of more than one line)",
        ),
        (
            "yes if data.lib.terms.service with input as {}",
            as_written,
            "as written (not understood: with)",
        ),
    ],
)
def test_the_fastest_form_that_is_certain_is_loaded_and_said(
    rule: str, form: Callable[..., Program], said: str
) -> None:
    engine = _with(rule)
    situation = reduce(asked(), NOW, BUNDLE)
    also = (embedded._ask,) if form is by_family else ()

    assert engine._program == form(engine._bundle, *also)
    assert engine.form == said
    assert engine.evaluate(situation) == _with("").evaluate(situation)


def test_what_one_revision_said_is_not_remembered_for_another() -> None:
    """The same situation, and every family but one reads the same of it."""
    position = offer("call", "call", ledger=granted(days=400))
    afternoon = NOW.replace(hour=14)
    bundles = (BUNDLE, switched_on("fr-phone-consent-year"))
    engines = [EmbeddedEngine(b, timeout_seconds=PATIENT_SECONDS) for b in bundles]

    for _ in range(2):
        said = [e.evaluate(reduce(position, afternoon, BUNDLE)) for e in engines]
        assert ["consent-expired" in one.refusals for one in said] == [False, True]


def test_what_other_situations_left_behind_changes_no_answer() -> None:
    """Forwards each finds what those before it left; backwards, what those behind."""
    rows = [reduce(row[1], row[2], BUNDLE) for row in TABLE]
    forwards, backwards, bare = (
        EmbeddedEngine(BUNDLE, timeout_seconds=PATIENT_SECONDS, remember=most)
        for most in (2_000, 3, 0)
    )
    alone = {row.id: bare.evaluate(row) for row in rows}

    assert [forwards.evaluate(row) for row in rows] == [alone[r.id] for r in rows]
    for row in reversed(rows):
        assert backwards.evaluate(row) == alone[row.id]


def test_a_form_that_answers_otherwise_is_not_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = replace(
        as_written(BUNDLE),
        texts={"a": "package a\nb := 1"},
        families=(Family(entry="data.a.b"),),
    )
    monkeypatch.setattr(embedded, "by_family", lambda *_: other)

    engine = _with("# never loaded before")

    assert engine._program == joined(engine._bundle)
    assert engine.form == "joined (as written they answer otherwise, or not at all)"


def test_several_threads_share_it() -> None:
    engine = EmbeddedEngine(BUNDLE, timeout_seconds=PATIENT_SECONDS)
    situation = reduce(asked(), NOW, BUNDLE)
    verdicts = []
    threads = [
        threading.Thread(target=lambda: verdicts.append(engine.evaluate(situation)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(verdicts) == 4
    assert all(verdict == verdicts[0] for verdict in verdicts)


@pytest.mark.parametrize(
    ("rego", "reason"),
    [
        ('answer := "yes"', "engine-undefined"),
        ('answer := {"allow": true}', "engine-undefined"),
        (f"answer := {ANSWER} if input.never", "engine-undefined"),
        ("other := 1", "engine-undefined"),
        ('answer := strings.count("abc", "")', "engine-error"),
        ("answer := 1 / 0", "engine-error"),
        ("answer := to_number(input)", "engine-error"),
        ("this is no rego", "engine-error"),
    ],
)
def test_what_is_no_answer_is_a_refusal(rego: str, reason: str) -> None:
    with pytest.raises(PolicyUnavailableError) as caught:
        judge(only(rego))

    assert caught.value.reason == reason


def test_what_is_no_situation_is_not_judged() -> None:
    """A rule may not look at the part that is odd, and so allow it."""
    document = dict(reduce(asked(), NOW, BUNDLE).document) | {"tracking": "yes"}
    engine = EmbeddedEngine(BUNDLE, timeout_seconds=PATIENT_SECONDS)

    with pytest.raises(PolicyUnavailableError, match="vocabulary") as caught:
        engine.evaluate(Situation.of(document))

    assert caught.value.reason == "policy-unavailable"


def test_a_panic_does_not_poison_the_next_question() -> None:
    panics = f'answer := strings.count("abc", "") if input.bad\n\nelse := {ANSWER}'
    engine = EmbeddedEngine(only(panics), timeout_seconds=PATIENT_SECONDS)

    with pytest.raises(PolicyUnavailableError):
        engine.evaluate(Situation.of({"bad": True}))

    assert engine.evaluate(Situation.of({"bad": False})).allow


def test_an_answer_that_took_too_long_counts_as_none() -> None:
    with pytest.raises(PolicyUnavailableError, match="took") as caught:
        judge(only(f"answer := {ANSWER}"), timeout_seconds=0.0)

    assert caught.value.reason == "policy-unavailable"


def test_a_bundle_that_is_not_whole_refuses_everything() -> None:
    with pytest.raises(PolicyUnavailableError, match="caps is missing") as caught:
        judge(replace(BUNDLE, problems=("caps is missing",)))

    assert caught.value.reason == "policy-unavailable"


class _Interrupted:
    def set_input_json(self, text: str) -> None:
        raise KeyboardInterrupt


def test_a_probe_tells_if_questions_would_be_judged() -> None:
    EmbeddedEngine(BUNDLE).check()

    broken = EmbeddedEngine(replace(BUNDLE, problems=("caps is missing",)))
    with pytest.raises(PolicyUnavailableError, match="caps is missing"):
        broken.check()
    unread = EmbeddedEngine(only("not rego at all {"))
    with pytest.raises(PolicyUnavailableError):
        unread.check()


def test_whoever_stops_the_process_is_obeyed() -> None:
    engine = EmbeddedEngine(BUNDLE, timeout_seconds=PATIENT_SECONDS, remember=0)
    situation = reduce(asked(), NOW, BUNDLE)
    engine.evaluate(situation)
    embedded._kept.engines[engine._number] = _Interrupted()

    with pytest.raises(KeyboardInterrupt):
        engine.evaluate(situation)

    assert engine.evaluate(situation).allow


def test_a_thread_keeps_a_few_engines_and_no_more() -> None:
    situation = reduce(asked(), NOW, BUNDLE)
    engines = [
        EmbeddedEngine(BUNDLE, timeout_seconds=PATIENT_SECONDS) for _ in "abcdef"
    ]
    for engine in (*engines, engines[0]):
        assert engine.evaluate(situation).allow

    assert len(embedded._kept.engines) == 4
