"""`accord policy`: the policies, for people and for an OPA server."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cdp.commands.output import FAILED, AsJson, Home, emit, emit_list, writing
from cdp.settings import Settings
from consent import Bundle, build_opa_bundle, list_rules, write_rulebook

policy = typer.Typer(help="The policies.", no_args_is_help=True)


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
        "problems": problems,
    }
    emit(found, as_json=as_json)
    if problems:
        raise typer.Exit(FAILED)


@policy.command("build")
def build(
    to: Annotated[Path, typer.Option(help="File to write (tar.gz).")],
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Write the bundle that an OPA server loads; its revision is the policies'."""
    bundle = Bundle.load(Settings.from_env(home=home).policy_dir)
    if bundle.problems:
        emit({"problems": list(bundle.problems)}, as_json=as_json)
        raise typer.Exit(FAILED)
    with writing(to) as file:
        file.write(build_opa_bundle(bundle))
    emit({"file": str(to), "revision": bundle.revision}, as_json=as_json)


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
