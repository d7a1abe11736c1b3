"""`accord policy test`: the tests beside the rules, on both engines."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Annotated, Any

import typer

from cdp.commands.output import FAILED, AsJson, Home, emit, progress, talk
from cdp.errors import InvalidInputError, UnavailableError
from cdp.settings import Settings
from consent import Trials, run_tests

FOLDERS = ("decision", "lib", "rules", "data")
WHOLE = 100.0
OPA_SECONDS = 600


def run(
    folder: Annotated[
        Path | None, typer.Argument(help="A policy folder; the installation's own.")
    ] = None,
    threshold: Annotated[
        float, typer.Option(min=0, max=WHOLE, help="Least coverage, in per cent.")
    ] = WHOLE,
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Run every `test_*` rule on the embedded engine, and in OPA where it is found."""
    place = folder or Settings.from_env(home=home).policy_dir
    if not (place / "decision").is_dir():
        raise InvalidInputError({"folder": "must hold policies (a decision/ folder)"})
    with progress() as report:
        ours = run_tests(place, lambda done, all_: report("Embedded", done, all_))
    found: dict[str, dict[str, Any] | None] = {"embedded": _document(ours)}
    binary = shutil.which("opa")
    found["opa"] = _in_opa(binary, place) if binary else None
    emit(found, as_json=as_json)
    if binary is None:
        talk.print("LEFT OUT: opa is not installed; the tests ran embedded alone.")
    for engine, told in found.items():
        for name, said in (told or {}).get("failed", {}).items():
            talk.print(f"failed ({engine}): {name}: {said}", soft_wrap=True)
    if not all(_is_well(told, threshold) for told in found.values() if told):
        raise typer.Exit(FAILED)


def add_to(policy: typer.Typer) -> None:
    """Register this command."""
    policy.command("test")(run)


def _is_well(told: dict[str, Any], threshold: float) -> bool:
    return not told["failed"] and told["tests"] > 0 and told["coverage"] >= threshold


def _document(trials: Trials) -> dict[str, Any]:
    return {
        "tests": trials.tests,
        "failed": dict(trials.failed),
        "coverage": trials.coverage,
        "uncovered": {name: list(rows) for name, rows in trials.uncovered.items()},
    }


def _in_opa(binary: str, place: Path) -> dict[str, Any]:
    ran = json.loads(_opa(binary, place, "--format", "json"))
    failed = {
        f"{one['package']}.{one['name']}": "errored" if one.get("error") else "false"
        for one in ran
        if one.get("fail") or one.get("error")
    }
    found: dict[str, Any] = {"tests": len(ran), "failed": failed, "coverage": 0.0}
    if failed:
        return found  # OPA measures only what passes
    covered = json.loads(_opa(binary, place, "--coverage"))
    uncovered = {
        name: [place["start"]["row"] for place in file["not_covered"]]
        for name, file in covered["files"].items()
        if file.get("not_covered")
    }
    return found | {"coverage": covered.get("coverage", 0.0), "uncovered": uncovered}


def _opa(binary: str, place: Path, *words: str) -> str:
    folders = [name for name in FOLDERS if (place / name).is_dir()]
    try:
        done = subprocess.run(  # noqa: S603  # our own words
            [binary, "test", *folders, *words],
            cwd=place, capture_output=True, text=True, timeout=OPA_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as err:
        raise UnavailableError(f"opa gave no answer ({type(err).__name__})") from err
    if not done.stdout.lstrip().startswith(("[", "{")):
        raise UnavailableError(f"opa could not test: {done.stderr.strip()[:500]}")
    return done.stdout
