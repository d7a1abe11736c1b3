"""Rego that both engines read alike, numbers that are data, codes that speak."""

import re
from pathlib import Path

import pytest

from consent.bundle import Bundle
from consent.catalogue import LANGUAGES
from consent.lint import lint_module, lint_policies
from tests.contracts.opa_server import POLICIES
from tests.policies.rules_table import BEGIN, README, write_table

FILES = sorted(p for p in POLICIES.rglob("*.rego") if not p.stem.endswith("_test"))
BUNDLE = Bundle.load(POLICIES)


def _code(path: Path) -> str:
    lines = path.read_text().splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_both_engines_read_the_file_alike_and_its_numbers_are_data(path: Path) -> None:
    name = path.relative_to(POLICIES).as_posix()

    assert list(lint_module(name, path.read_text())) == []


def test_nothing_is_left_to_mend() -> None:
    assert lint_policies(BUNDLE) == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_file_is_short_enough_to_read(path: Path) -> None:
    assert len([line for line in _code(path).splitlines() if line]) <= (
        200 if path.stem == "decision" else 150
    )


def test_no_rule_knows_the_decision() -> None:
    for path in FILES:
        if path.stem != "decision":
            assert "data.decision" not in _code(path)


def test_the_entry_point_asks_every_rule() -> None:
    decision = (POLICIES / "decision/decision.rego").read_text()
    body = decision.partition("allow if {")[2].partition("\n}")[0]
    for rule in (POLICIES / "rules").iterdir():
        code = _code(rule / f"{rule.name}.rego")
        assert f"data.rules.{rule.name}.satisfied" in body
        for field, heads in {
            "refuse": "refusals contains code if some code in",
            "obligations": "obligations contains duty if some duty in",
            "waits": "waits contains wait if some wait in",
            "record": "record contains fact if some fact in",
        }.items():
            said = re.search(rf"^{field} contains", code, re.MULTILINE) is not None
            assert (f"{heads} data.rules.{rule.name}.{field}" in decision) == said
        exempts = "default exempt := false" in code
        assert (f"data.rules.{rule.name}.exempt" in decision) == exempts


def test_every_code_speaks_both_languages_and_names_its_source() -> None:
    assert BUNDLE.catalogue.problems == ()
    for entry in BUNDLE.catalogue:
        assert entry.kind in {"law", "house"}, entry.code
        assert set(entry.message) == set(entry.remedy) == set(LANGUAGES), entry.code
        assert all(entry.message.values()), entry.code
        assert all(entry.remedy.values()), entry.code
        assert entry.message["en"] != entry.message["fr"], entry.code
        if entry.kind == "law":
            assert "House" not in entry.source, entry.code
            assert entry.catalogue, entry.code


def test_every_code_in_the_rules_is_in_the_catalogue_and_back() -> None:
    spoken = set()
    for path in FILES:
        code = _code(path)
        spoken |= set(re.findall(r'(?:refuse|refusals) contains "([a-z-]+)"', code))
        spoken |= set(re.findall(r'"source": "([a-z-]+)"', code))
    spoken |= {f"cap-{cap}" for cap in BUNDLE.register("caps")}

    assert spoken == {entry.code for entry in BUNDLE.catalogue.of_rules}


def test_every_wait_is_one_that_python_can_resolve() -> None:
    waits = {entry.wait for entry in BUNDLE.catalogue} - {None}
    caps = {f"cap:{cap}" for cap in BUNDLE.register("caps")}

    wishes = {f"wish:{per}" for per in BUNDLE.register("wishes")}
    assert waits == caps | wishes | {"quiet-hours-end", "consent-refresh"}
    for cap in BUNDLE.register("caps"):
        assert BUNDLE.catalogue[f"cap-{cap}"].wait == f"cap:{cap}"


def test_every_obligation_is_in_the_register() -> None:
    asked = {d for p in FILES for d in re.findall(r'"do": "(\w+)"', _code(p))}

    assert asked <= set(BUNDLE.register("obligations"))


def test_the_readme_lists_every_rule_as_it_is() -> None:
    readme = README.read_text()

    assert readme.endswith(f"{BEGIN}\n\n{write_table(BUNDLE)}"), (
        "run python -m tests.policies.rules_table"
    )
