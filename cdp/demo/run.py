"""The demo from beginning to end: once for its figures, or to be looked at."""

import json
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cdp.assembly import assemble
from cdp.demo import people, scenes, story
from cdp.demo.installation import Installation
from cdp.demo.scenes import Stage, Step
from cdp.demo.sink import MailSink
from cdp.identity.evaluate import Agreement, pairwise, persons_by_key
from cdp.settings import Settings
from consent import count_verdicts

Figures = dict[str, Any]


def silent(_step: str, _done: int, _total: int) -> None:
    """Show no progress."""


def run_once(
    progress: Step = silent, *, keep: bool = False, limit: int | None = None
) -> Figures:
    """Do everything in a new home and give the figures; the home goes unless kept.

    Args:
        progress: Called with (step, done, total).
        keep: Leave the home folder, and name it in the figures.
        limit: Take only the first persons of FEBRL; None takes all 5,000.
    """
    with _home(keep=keep) as home, MailSink() as sink:
        at = Installation(home, smtp_port=sink.port)
        figures = perform(Stage(at, sink, progress, limit))
        at.stop()
        return figures | ({"home": str(home)} if keep else {})


def run_and_serve(
    progress: Step = silent,
    *,
    port: int = 0,
    as_json: bool = False,
    limit: int | None = None,
) -> None:
    """Do everything, then serve it until Ctrl-C, and say where and how to sign in."""
    with _home(keep=False) as home, MailSink() as sink:
        stage = Stage(
            Installation(home, smtp_port=sink.port, port=port), sink, progress
        )
        stage.limit = limit
        figures = perform(stage)
        with stage.at:
            found = figures | {"home": str(home), "serving": _sign_ins(stage)}
            sys.stdout.write(json.dumps(found) + "\n" if as_json else _told(found))
            sys.stdout.flush()
            _show_mails(stage)


def perform(stage: Stage) -> Figures:
    """Play all scenes; the server has stopped when this returns."""
    started = time.monotonic()
    try:
        scenes.set_up(stage)
        scenes.bring_in_files(stage)
        stage.at.start()
        scenes.open_doors(stage)
        scenes.visit_shop(stage)
        scenes.choose(stage)
        linked = scenes.link(stage)
        scenes.ask(stage)
        scenes.change_mind(stage)
    finally:
        stage.at.stop()
    stage.progress("Verifying the log", 0, 1)
    figures = _figures(stage, linked, time.monotonic() - started)
    story.write(stage.at.home, figures)
    stage.progress("Verifying the log", 1, 1)
    return figures


def _figures(stage: Stage, linked: Figures, seconds: float) -> Figures:
    proof = scenes.verify(stage)
    agreement = measure(stage)
    return {
        "sources": len(people.FILES) + 1,
        "records": linked["records"],
        "persons": linked["persons"],
        "links": {kind: linked[kind] for kind in ("exact", "splink", "review")},
        "pairwise": {
            "precision": round(agreement.precision, 4),
            "recall": round(agreement.recall, 4),
            "f1": round(agreement.f1, 4),
        },
        "decisions": stage.tally.decisions,
        "permits": stage.tally.permits,
        "refusals": dict(stage.tally.refusals.most_common()),
        "remembered": remembered(stage),
        "mails_delivered": len(stage.sink.mails),
        "audit": proof,
        "seconds": round(seconds, 1),
    }


def measure(stage: Stage) -> Agreement:
    """Compare persons with FEBRL's own labels, over its two files."""
    services = assemble(Settings.from_env(stage.at.environ, home=stage.at.home))
    found: dict[str, str] = {}
    truth: dict[str, str] = {}
    try:
        with services.database.reading() as conn:
            for source in people.FILES:
                rows = people.febrl(source, stage.limit)
                keys = [f"user:{row['rec_id']}" for row in rows]
                truth |= {key: people.label(key) for key in keys}
                found |= persons_by_key(conn, services.vault, source, keys)
    finally:
        services.close()
    return pairwise(found, truth)


def remembered(stage: Stage) -> float:
    """The share of decisions whose situation had been judged before."""
    services = assemble(Settings.from_env(stage.at.environ, home=stage.at.home))
    try:
        with services.database.reading() as conn:
            decisions, verdicts = count_verdicts(conn)
    finally:
        services.close()
    return round(1 - verdicts / decisions, 3)


@contextmanager
def _home(*, keep: bool) -> Iterator[Path]:
    """Make a folder for one demo; SIGTERM ends it as Ctrl-C does: tidily."""
    home = Path(tempfile.mkdtemp(prefix="accord-demo-"))
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield home
    finally:
        signal.signal(signal.SIGTERM, before)
        if not keep:
            shutil.rmtree(home, ignore_errors=True)


def _sign_ins(stage: Stage) -> dict[str, str]:
    return {
        "story": f"{stage.at.url}/demo",
        "portal": f"{stage.at.url}/en/",
        "portal_email": stage.changing.email,
        "console": f"{stage.at.url}/dpo",
        "officer": "officer",
        "password": stage.passwords["officer"],
    }


def _told(found: Figures) -> str:
    at = found["serving"]
    return (
        f"The story        {at['story']}\n"
        f"The portal       {at['portal']}  (sign in as {at['portal_email']};"
        " the mail with the code is shown below)\n"
        f"The console      {at['console']}  (sign in as {at['officer']}"
        f" with {at['password']})\n"
        "Stop with Ctrl-C; everything is then removed.\n"
    )


def _show_mails(stage: Stage) -> None:
    """Show what arrives until somebody stops it; the sink is the console."""
    seen = len(stage.sink.mails)
    try:
        while stage.at.is_running:
            time.sleep(0.5)
            for mail in stage.sink.mails[seen:]:
                sys.stdout.write(f"\n--- {mail.subject}\n{mail.text}\n")
                sys.stdout.flush()
                seen += 1
    except KeyboardInterrupt:
        return
