"""`accord demo` and `accord bench`: to see it work, and how fast."""

from pathlib import Path
from typing import Annotated

import typer

from cdp.bench import (
    AuditPlan,
    ComparePlan,
    bench_audit,
    bench_compare,
    bench_decisions,
    bench_verdicts,
)
from cdp.commands.output import AsJson, emit, progress
from cdp.demo import run_and_serve, run_once
from cdp.settings import default_policy_dir

bench = typer.Typer(help="Measurements, each with its floor.", no_args_is_help=True)


def demo(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Do it, print the figures, and exit.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the home folder afterwards.")
    ] = False,
    port: Annotated[int, typer.Option(help="Port of the pages; 0: a free one.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Run the main job in a new temporary home, on real data with real parts."""
    if once:
        with progress() as report:
            found = run_once(report, keep=keep)
        emit(found, as_json=as_json)
        return
    with progress() as report:
        run_and_serve(report, port=port, as_json=as_json)


@bench.command("decisions")
def decisions(*, as_json: AsJson = False) -> None:
    """Measure full, audited, durable decisions per second against their floor."""
    emit(bench_decisions(), as_json=as_json)


@bench.command("audit")
def audit(
    *,
    entries: Annotated[
        int, typer.Option(min=1000, help="How many entries to search and check.")
    ] = 100_000,
    clients: Annotated[int, typer.Option(min=1, max=64, help="Callers at once.")] = 32,
    seconds: Annotated[float, typer.Option(help="How long each turn is.")] = 2.0,
    postgres: Annotated[
        str, typer.Option(help="Address of a PostgreSQL server to measure on too.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Measure the audit log: written, against a bare insert; searched; checked."""
    plan = AuditPlan(entries=entries, clients=clients, seconds=seconds)
    with progress() as report:
        found = bench_audit(report, plan, postgres)
    emit(found, as_json=as_json)


@bench.command("compare")
def compare(
    *,
    decisions: Annotated[
        int, typer.Option(min=1, help="How many decisions to record.")
    ] = 1_000_000,
    as_json: AsJson = False,
) -> None:
    """Measure trying policies on a million recorded decisions, against a scan."""
    with progress() as report:
        found = bench_compare(report, ComparePlan(decisions=decisions))
    emit(found, as_json=as_json)


@bench.command("verdicts")
def verdicts(
    policies: Annotated[
        Path | None, typer.Option(help="Folder of policies; those in the package.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Measure the CPU that one verdict takes, evaluated and remembered."""
    emit(bench_verdicts(policies or default_policy_dir()), as_json=as_json)


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command()(demo)
