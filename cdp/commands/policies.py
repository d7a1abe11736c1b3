"""`accord policy`: the policies, for people."""

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
    lint_policies,
    list_rules,
    list_tests,
    read_policies,
    show_rule,
    write_rulebook,
)

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
    as_json: AsJson = False,
) -> None:
    """List every rule with its law, its dates and whether it is switched on."""
    bundle = Bundle.load(Settings.from_env(home=home).policy_dir)
    if markdown:
        sys.stdout.write(write_rulebook(bundle))
        return
    rules = {str(rule["code"]): rule for rule in list_rules(bundle)}
    emit_list("rules", rules, as_json=as_json)


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
