"""A policy folder is read whole, or says what is not."""

import json
import shutil
from pathlib import Path

import pytest

from consent.bundle import REGISTERS, Bundle

POLICIES = Path(__file__).resolve().parents[3] / "policies"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder)
    return folder


def test_the_shipped_folder_is_whole() -> None:
    bundle = Bundle.load(POLICIES)

    assert bundle.problems == ()
    assert set(bundle.data) == set(REGISTERS)
    assert "decision/decision.rego" in bundle.modules
    assert not [name for name in bundle.modules if name.endswith("_test.rego")]


def test_the_same_bytes_have_the_same_revision(copy: Path) -> None:
    assert Bundle.load(copy).revision == Bundle.load(POLICIES).revision
    assert Bundle.load(copy).revision.startswith("sha256:")


def test_a_changed_register_is_another_revision(copy: Path) -> None:
    (copy / "data/caps/data.json").write_text("{}")

    assert Bundle.load(copy).revision != Bundle.load(POLICIES).revision


def test_a_moved_line_is_another_revision(copy: Path) -> None:
    rule = copy / "rules/caps/caps.rego"
    rule.rename(rule.with_name("limits.rego"))

    assert Bundle.load(copy).revision != Bundle.load(POLICIES).revision


@pytest.mark.parametrize("text", [None, "{", "[]", "{}", '{"format": "date"}'])
def test_a_vocabulary_that_cannot_be_checked_is_a_problem(
    copy: Path, text: str | None
) -> None:
    vocabulary = copy / "schemas/situation.json"
    vocabulary.unlink() if text is None else vocabulary.write_text(text)

    [problem] = Bundle.load(copy).problems

    assert problem.startswith("schemas/situation.json cannot be used: ")


def test_a_cap_that_a_rule_refuses_for_must_be_in_the_register(copy: Path) -> None:
    """Without it nobody would count, and what was too much would go through."""
    caps = json.loads((copy / "data/caps/data.json").read_text())
    del caps["email-day"]
    (copy / "data/caps/data.json").write_text(json.dumps(caps))

    assert Bundle.load(copy).problems == (
        "the cap email-day is missing from data/caps: a rule leans on it",
    )


def test_tests_and_register_schemas_do_not_touch_the_revision(copy: Path) -> None:
    for schema in (copy / "schemas").glob("*.json"):
        if schema.name != "situation.json":
            schema.unlink()
    (copy / "rules/caps/caps_test.rego").unlink()

    assert Bundle.load(copy).revision == Bundle.load(POLICIES).revision


def test_another_vocabulary_is_another_revision(copy: Path) -> None:
    """What it does not let through is refused, so it decides."""
    (copy / "schemas/situation.json").write_text("{}")

    assert Bundle.load(copy).revision != Bundle.load(POLICIES).revision


def test_a_bundle_is_made_again_of_its_files() -> None:
    bundle = Bundle.load(POLICIES)

    assert Bundle.of(bundle.files) == bundle


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("data/caps/data.json", None, "data/caps/data.json is missing"),
        ("data/caps/data.json", "{", "data/caps/data.json is not JSON"),
        ("data/caps/data.json", "[]", "data/caps/data.json must hold one JSON object"),
        ("decision/decision.rego", None, "decision/decision.rego is missing"),
    ],
)
def test_a_folder_that_is_not_whole_loads_and_says_so(
    copy: Path, name: str, text: str | None, problem: str
) -> None:
    if text is None:
        (copy / name).unlink()
    else:
        (copy / name).write_text(text)

    assert any(p.startswith(problem) for p in Bundle.load(copy).problems)


def _edit(copy: Path, name: str, **changed: object) -> None:
    file = copy / "data" / name / "data.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changed))


def test_a_broken_edit_of_a_register_names_file_and_field_and_stops_everything(
    copy: Path,
) -> None:
    row = json.loads((copy / "data/caps/data.json").read_text())["email-day"]
    del row["window"]
    _edit(copy, "caps", **{"email-day": {**row, "limit": "one"}})
    bundle = Bundle.load(copy)

    assert bundle.problems == (
        "data/caps/data.json: email-day.window: is missing",
        "data/caps/data.json: email-day.limit: must be a whole number",
    )
    assert bundle.register("caps") == {}, "nobody reads what is not sound"


def test_of_many_faults_the_first_are_told(copy: Path) -> None:
    _edit(copy, "purposes", **{f"p{number}": 1 for number in range(15)})

    told = Bundle.load(copy).problems

    assert len(told) == 11
    assert told[-1] == "data/purposes/data.json: 5 more like these"


@pytest.mark.parametrize("text", ["{", "[]", '{"format": "date"}', '{"type": "x"}'])
def test_a_schema_that_cannot_be_used_is_a_problem(copy: Path, text: str) -> None:
    (copy / "schemas/caps.json").write_text(text)

    (problem,) = Bundle.load(copy).problems

    assert "schemas/caps.json cannot be used" in problem


def test_a_schema_that_is_gone_is_missed(copy: Path) -> None:
    (copy / "schemas/caps.json").unlink()

    assert Bundle.load(copy).problems == (
        "schemas/caps.json is missing: data/caps cannot be checked",
    )


def test_what_was_kept_without_schemas_is_whole_without_them() -> None:
    """It was checked when it was published; its schema may have changed since."""
    whole = Bundle.load(POLICIES)

    again = Bundle.of(whole.files)

    assert (again.problems, again.revision) == ((), whole.revision)


@pytest.mark.parametrize("package", ["rules/opt_out", "lib/terms"])
def test_a_package_that_others_lean_on_is_missed(copy: Path, package: str) -> None:
    shutil.rmtree(copy / package)

    name = package.replace("/", ".")
    assert Bundle.load(copy).problems == (
        f"package {name} is missing: other policies lean on it",
    )


def test_a_folder_that_is_not_there_has_only_problems(tmp_path: Path) -> None:
    bundle = Bundle.load(tmp_path / "nowhere")

    assert len(bundle.problems) == len(REGISTERS) + 2


def test_an_installation_may_add_a_register(copy: Path) -> None:
    (copy / "data/ours").mkdir()
    (copy / "data/ours/data.json").write_text('{"a": {"b": 1}}')

    assert Bundle.load(copy).register("ours") == {"a": {"b": 1}}


def test_an_unknown_register_is_empty() -> None:
    assert Bundle.load(POLICIES).register("nothing") == {}


def test_the_catalogue_is_read_once_from_its_modules() -> None:
    bundle = Bundle.load(POLICIES)

    assert bundle.catalogue["consent-missing"].kind == "law"
    assert bundle.catalogue is bundle.catalogue


def test_what_nobody_has_assessed_is_named(copy: Path) -> None:
    named = Bundle.load(copy).unconfirmed

    assert "profiling: dpia" in named
    assert "newsletter: dpia" not in named
    file = copy / "data/assessments/data.json"
    file.write_text(file.read_text().replace("unconfirmed", "approved"))
    assert Bundle.load(copy).unconfirmed == ()
