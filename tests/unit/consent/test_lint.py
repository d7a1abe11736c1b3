"""Policies that load and are yet not right are told of, with file and line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from consent.bundle import Bundle
from consent.lint import lint_module, lint_policies

POLICIES = Path(__file__).resolve().parents[3] / "policies"
FILES = Bundle.load(POLICIES).files
HEAD = "package rules.mine\n\nimport rego.v1\n\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('x := sprintf("%d", [1])', "`sprintf` is outside"),
        ("x := time.now_ns()", "`time.` is outside"),
        ("x := f(data)", "bare `data` as an argument"),
        ("x if not input.a in data.b", "is lost in OPA"),
        ("x := 1.5", "a fraction is read differently"),
        ("refuse contains input.code", "not `input.code`"),
        ("x if input.age > 18", "`input.age > 18` compares with a number"),
        ("x if count(input.a) > 1", "compares with a number"),
        ("x if input.age == 18", "belongs into a register"),
        ("x := [" + "1, " * 400 + "1]", "a line of more than 1000"),
        ("x if {\n\tevery a in input.b {\n\t\tnot a.c\n\t}\n}", "inside `every`"),
    ],
)
def test_what_the_engines_read_differently_is_named_with_its_line(
    line: str, said: str
) -> None:
    (fault,) = lint_module("rules/mine/mine.rego", HEAD + line + "\n")

    assert said in fault
    assert fault.startswith(("rules/mine/mine.rego:5: ", "rules/mine/mine.rego:6: "))


@pytest.mark.parametrize(
    "line",
    [
        "# sprintf in a comment, every 1.5 { not so",
        "x if count(input.a) > 0",
        "x if input.age >= data.ages.adult",
        'refuse contains "mine" if not satisfied',
        "x if {\n\tevery a in input.b {\n\t\ta.c == true\n\t}\n}",
    ],
)
def test_what_both_read_alike_is_well(line: str) -> None:
    assert list(lint_module("rules/mine/mine.rego", HEAD + line + "\n")) == []


def test_a_file_stands_in_the_folder_of_its_package_and_speaks_rego_v1() -> None:
    assert list(lint_module("rules/mine/mine.rego", "package rules.other\n")) == [
        "rules/mine/mine.rego: the package must be rules.mine, as its folder",
        "rules/mine/mine.rego: `import rego.v1` is missing",
    ]


def _rule(**changed: object) -> dict[str, bytes]:
    custom = {
        "code": "mine",
        "kind": "house",
        "status": "design",
        "catalogue": ["X-1"],
        "valid_from": "DATE",
        "message": {"en": "No.", "fr": "Non."},
        "remedy": {"en": "Ask.", "fr": "Demandez."},
    }
    for name, value in changed.items():
        custom[name] = value
        if value is None:
            del custom[name]
    above = json.dumps({"title": "Mine", "custom": custom}, ensure_ascii=False)
    text = (
        HEAD
        + "# METADATA\n# "
        + above.replace('"DATE"', "2026-01-01")
        + '\nrefuse contains "mine" if not satisfied\n\n'
        + "default satisfied := false\n"
    )
    return {"rules/mine/mine.rego": text.encode()}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "wish"}, "kind must be law or house"),
        ({"status": "V"}, "status must say how the source was read: design"),
        ({"message": {"en": "No."}}, "message is missing in fr"),
        ({"remedy": {"en": "", "fr": " "}}, "remedy is missing in en, fr"),
        ({"message": {"en": "No", "fr": "No"}}, "message is the same in both"),
        ({"valid_from": None}, "valid_from must be the date"),
        ({"kind": "law", "status": "V"}, "a law needs `law`"),
    ],
)
def test_what_stands_above_a_rule_is_complete(
    changed: dict[str, object], said: str
) -> None:
    (fault,) = lint_policies(Bundle.of({**FILES, **_rule(**changed)}))

    assert fault.startswith("METADATA of mine in mine: ")
    assert said in fault


def test_a_rule_that_is_complete_is_well() -> None:
    assert lint_policies(Bundle.of({**FILES, **_rule()})) == []


def test_a_code_is_described_and_given() -> None:
    text = _rule(code="yours")["rules/mine/mine.rego"]

    assert lint_policies(Bundle.of({**FILES, "rules/mine/mine.rego": text})) == [
        "the code mine is given by a rule and described above none",
        "the code yours is described and given by no rule",
    ]


def _edited(register: str, edit: Callable[[dict], object]) -> list[str]:
    name = f"data/{register}/data.json"
    value = json.loads(FILES[name])
    edit(value)
    return lint_policies(Bundle.of({**FILES, name: json.dumps(value).encode()}))


def test_a_register_that_names_what_is_not_there_is_named() -> None:
    def misspell(purposes: dict) -> None:
        purposes["newsletter"]["channels"] = ["e-mail"]

    assert (
        "data/purposes/data.json: newsletter.channels: e-mail does not stand in "
        "data/channels"
    ) in _edited("purposes", misspell)


def test_a_dated_term_turns_a_rule_at_a_published_instant() -> None:
    def invent(terms: dict) -> None:
        terms["mine"] = {
            "rule": "no-such-rule", "from": "2026-01-02T00:00:00Z", "to": None,
            "on": True, "status": "V",
        }  # fmt: skip

    where, date = "data/validity/data.json: mine", "2026-01-02T00:00:00Z"
    mend = "publish it in data/breakpoints under law_dates"
    assert _edited("validity", invent) == [
        f"{where}.from: {date} is no breakpoint; {mend}",
        f"{where}.rule: there is no rule no-such-rule",
        f"{where}: no rule asks about this term",
    ]


def test_what_does_not_load_is_told_too() -> None:
    files = {n: raw for n, raw in FILES.items() if n != "data/caps/data.json"}
    broken = {**files, "rules/mine/mine.rego": b"# METADATA\n# - no\npackage x\n"}

    told = lint_policies(Bundle.of(broken))

    assert "data/caps/data.json is missing" in told
    assert any("annotation cannot be read" in one for one in told)


def test_the_shipped_policies_are_well() -> None:
    assert lint_policies(Bundle.load(POLICIES)) == []
