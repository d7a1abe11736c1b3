"""The command `accord`: what people and scripts type."""

import logging
import sys
from collections.abc import Mapping
from typing import Any

import typer

import audit
import consent
from cdp.commands import (
    audit_search,
    callers,
    decisions,
    entries,
    installation,
    keys,
    people,
    policies,
    proofs,
    rights,
    shows,
    witnesses,
)
from cdp.commands.output import FAILED, NEEDS_APPROVAL, WRONG_USE, talk
from cdp.errors import (
    ApprovalNeededError,
    CdpError,
    InvalidInputError,
    SettingsError,
)

log = logging.getLogger("accord.cli")

app = typer.Typer(
    name="accord",
    help="A customer data platform that asks first.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
)
for group in (installation, people, shows):
    group.add_to(app)
app.add_typer(callers.clients, name="client")
app.add_typer(callers.sources, name="source")
app.add_typer(callers.staff, name="staff")
app.add_typer(people.quarantine, name="quarantine")
proofs.add_to(entries.audit_log)
witnesses.add_to(entries.audit_log)
audit_search.add_to(entries.audit_log)
app.add_typer(entries.audit_log, name="audit")
app.add_typer(keys.keys, name="keys")
app.add_typer(policies.policy, name="policy")
app.add_typer(decisions.decisions, name="decisions")
app.add_typer(rights.commands, name="rights")
app.add_typer(shows.bench, name="bench")


def main() -> None:
    """Run a command; every error is a sentence and an exit code, never a stack."""
    try:
        app()
    except SettingsError as err:
        _tell("These settings cannot work:", err.problems)
        sys.exit(WRONG_USE)
    except (InvalidInputError, consent.InvalidInputError) as err:
        _tell("This input cannot be used:", err.fields)
        sys.exit(WRONG_USE)
    except ApprovalNeededError as err:
        named = dict(enumerate(err.sentences, start=1))
        _tell("This eases something, so a dpo has to agree (--approver):", named)
        sys.exit(NEEDS_APPROVAL)
    except (CdpError, consent.ConsentError, audit.AuditError) as err:
        talk.print(f"{err.code}: {err}", soft_wrap=True)
        sys.exit(FAILED)
    except Exception as err:  # the outermost loop of commands
        # Only its kind: the text of a foreign error may quote what it failed on.
        talk.print(f"unexpected: {type(err).__name__}; nothing more was done")
        log.debug("unexpected", exc_info=True)
        sys.exit(FAILED)


def _tell(title: str, sentences: Mapping[Any, str]) -> None:
    talk.print(title, style="bold")
    for name, why in sentences.items():
        talk.print(f"  {name}: {why}", soft_wrap=True)
