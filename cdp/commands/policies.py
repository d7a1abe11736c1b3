"""`accord policy`: the policies, for people."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cdp.commands import policy_server, policy_tests, publishing
from cdp.commands.output import FAILED, AsJson, Home, emit, emit_list
from cdp.settings import Settings
from consent import (
    Bundle,
    EmbeddedEngine,
    lint_policies,
    list_rules,
    list_tests,
    read_policies,
    show_rule,
    write_rulebook,
)

# Where a clone keeps the table of the law, beside its policies.
CASES = Path("tests") / "policies" / "law_cases"

policy = typer.Typer(help="The policies.", no_args_is_help=True)
policy_server.add_to(policy)
policy_tests.add_to(policy)
publishing.add_to(policy)


@policy.command("check")
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A policy folder or a tar of one; the installation's own."),
    ] = None,
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Read rules and registers; say what is missing, malformed or not portable."""
    bundle = read_policies(folder or Settings.from_env(home=home).policy_dir)
    problems = lint_policies(bundle)
    found = {
        "revision": bundle.revision,
        "modules": len(bundle.modules),
        "registers": sorted(bundle.data),
        "codes": len(bundle.catalogue),
        "unconfirmed": list(bundle.unconfirmed),
        "form": EmbeddedEngine(bundle).form,
    }
    if as_json:
        emit(found | {"problems": problems}, as_json=True)
    else:
        emit(found | {"problems": len(problems)}, as_json=False)
        sys.stdout.writelines(f"{problem}\n" for problem in problems)
    if problems:
        raise typer.Exit(FAILED)


@policy.command("show")
def show(
    code: Annotated[
        str, typer.Argument(help="The code of a rule, as answers name it.")
    ],
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show one rule: its law, its dates, whether it applies, its words, its tests."""
    folder = Settings.from_env(home=home).policy_dir
    rule = show_rule(Bundle.load(folder), code, datetime.now(UTC))
    file = f"/{str(rule['rule']).replace('-', '_')}_test.rego"
    tests = [test for test, place in list_tests(folder).items() if place.endswith(file)]
    if as_json:
        emit(rule | {"tests": tests}, as_json=True)
        return
    emit(_unfolded(rule), as_json=False)
    sys.stdout.writelines(f"test  {test}\n" for test in tests)


@policy.command("list")
def show_all(
    home: Home = None,
    *,
    markdown: Annotated[bool, typer.Option(help="As the page docs/rules.md.")] = False,
    cases: Annotated[
        Path | None,
        typer.Option(help="Folder of the table of the law, for the page."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List every rule with its law, its dates and whether it is switched on."""
    policies = Settings.from_env(home=home).policy_dir
    bundle = Bundle.load(policies)
    if markdown:
        found = read_cases(cases or policies.parent / CASES)
        sys.stdout.write(write_rulebook(bundle, found))
        return
    rules = {str(rule["code"]): rule for rule in list_rules(bundle)}
    emit_list("rules", rules, as_json=as_json)


def read_cases(folder: Path) -> list[dict[str, object]]:
    """Read the rows of the table of the law; none where there is no such folder."""
    return [
        row
        for file in sorted(folder.glob("*.json"))
        if isinstance(rows := json.loads(file.read_text()), list)
        for row in rows
    ]


def _unfolded(rule: dict[str, object]) -> dict[str, object]:
    """Give each term and each language a line of its own."""
    lines: dict[str, object] = {}
    for name, value in rule.items():
        if isinstance(value, dict):
            label = name.removesuffix("s")
            lines |= {f"{label} {key}": inner for key, inner in value.items()}
        else:
            lines[name] = value
    return lines
