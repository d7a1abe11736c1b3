"""`accord policy`: the policies, for people."""

import sys
from typing import Annotated

import typer

from cdp.commands import policy_server
from cdp.commands.output import FAILED, AsJson, Home, emit, emit_list
from cdp.settings import Settings
from consent import Bundle, list_rules, write_rulebook

policy = typer.Typer(help="The policies.", no_args_is_help=True)
policy_server.add_to(policy)


@policy.command("check")
def check(home: Home = None, *, as_json: AsJson = False) -> None:
    """Read the policies and their registers; say what is missing or malformed."""
    bundle = Bundle.load(Settings.from_env(home=home).policy_dir)
    problems = [*bundle.problems, *bundle.catalogue.problems]
    found = {
        "revision": bundle.revision,
        "modules": len(bundle.modules),
        "registers": sorted(bundle.data),
        "codes": len(bundle.catalogue),
        "unconfirmed": list(bundle.unconfirmed),
        "problems": problems,
    }
    emit(found, as_json=as_json)
    if problems:
        raise typer.Exit(FAILED)


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
