"""The command `accord`: what people and scripts type."""

import sys

import typer

from cdp.commands import callers, entries, installation, people, shows
from cdp.commands.output import FAILED, WRONG_USE, talk
from cdp.errors import CdpError, InvalidInputError, SettingsError

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
app.add_typer(entries.audit_log, name="audit")
app.add_typer(shows.bench, name="bench")


def main() -> None:
    """Run a command; every known error is a sentence and an exit code."""
    try:
        app()
    except SettingsError as err:
        talk.print("These settings cannot work:", style="bold")
        for name, why in err.problems.items():
            talk.print(f"  {name} {why}", soft_wrap=True)
        sys.exit(WRONG_USE)
    except InvalidInputError as err:
        for name, why in err.fields.items():
            talk.print(f"{name}: {why}", soft_wrap=True)
        sys.exit(WRONG_USE)
    except CdpError as err:
        talk.print(f"{err.code}: {err}", soft_wrap=True)
        sys.exit(FAILED)
