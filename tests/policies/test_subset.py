"""Rego that both engines read alike, numbers that are data, codes that speak."""

import re
from pathlib import Path

import pytest

from consent.bundle import Bundle
from consent.catalogue import LANGUAGES
from tests.contracts.opa_server import POLICIES
from tests.policies.rules_table import BEGIN, README, write_table

FILES = sorted(p for p in POLICIES.rglob("*.rego") if not p.stem.endswith("_test"))
BUNDLE = Bundle.load(POLICIES)

# Engines differ in these, or they reach outside, or they read a clock.
BANNED = (
    r"rego\.v2", r"http\.send", r"crypto\.", r"io\.jwt\.", r"net\.", r"rego\.metadata",
    r"opa\.runtime", r"json\.match_schema", r"strings\.", r"array\.flatten",
    r"time\.", r"sprintf", r"regex\.", r"glob\.", r"\brand\.", r"\buuid\.", r"\$\"",
)  # fmt: skip


def _code(path: Path) -> str:
    lines = path.read_text().splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_only_the_portable_subset_is_used(path: Path) -> None:
    code = _code(path)

    assert [word for word in BANNED if re.search(word, code)] == []
    assert "import rego.v1" in code
    assert not re.search(r"[(, ]data[,)]", code), "bare data as an argument"
    assert not re.search(r"\bnot .* in data\.", code), "the not trap"
    assert not re.search(r"\d\.\d", code), "a float"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_nothing_is_negated_inside_every(path: Path) -> None:
    """regorus 0.13 makes `every x in xs { not s[x] }` undefined; OPA does not."""
    bodies = re.findall(r"\bevery .*? \{(.*?)\n\t*\}", _code(path), re.DOTALL)

    assert [body for body in bodies if re.search(r"\bnot\b", body)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_set_contains_words_and_bound_variables(path: Path) -> None:
    """regorus 0.13 loses the whole set when the head's value is once undefined."""
    heads = re.findall(r"^\w+ contains (.+?)(?: if .*)?$", _code(path), re.MULTILINE)
    sure = re.compile(r'"[\w-]+"|\w+|duty\.do|concat\(":", \["\w+", \w+\]\)')

    assert [head for head in heads if not sure.fullmatch(head)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_comparison_is_against_data(path: Path) -> None:
    published = re.compile(r"(data\.[\w.\[\]]+|limits?(\.\w+)?|age|window\[[01]\])$")
    for line in _code(path).splitlines():
        for left, sign, right in re.findall(r"(\S+) (<=?|>=?) (\S+)", line):
            counted = left.startswith("count(") and (sign, right) == (">", "0")
            assert counted or published.match(right), f"{path.name}: {line.strip()}"
        assert not re.search(r"[=!]= \d", line), f"{path.name}: {line.strip()}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_package_is_the_folder_and_the_file_is_short(path: Path) -> None:
    package = ".".join(path.relative_to(POLICIES).parent.parts)

    assert f"\npackage {package}\n" in path.read_text()
    assert len([line for line in _code(path).splitlines() if line]) <= 150


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

    assert spoken == {entry.code for entry in BUNDLE.catalogue.of_rules}


def test_every_wait_is_one_that_python_can_resolve() -> None:
    waits = {entry.wait for entry in BUNDLE.catalogue} - {None}
    caps = {f"cap:{cap}" for cap in BUNDLE.register("caps")}

    assert waits == caps | {"quiet-hours-end", "consent-refresh"}
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
