"""Two passwords, typed or read from standard input; never an argument."""

import sys
from typing import Annotated

import typer

from cdp.errors import InvalidInputError
from cdp.vouching import Passwords

PasswordsStdin = Annotated[
    bool,
    typer.Option(
        "--passwords-stdin",
        help="Read both passwords, a line each: whose --by is, who agrees.",
    ),
]


def read_passwords(author: str, approver: str, *, from_stdin: bool) -> Passwords:
    """Ask two people for their passwords, one after the other.

    Raises:
        InvalidInputError: Nobody sits at the keyboard, and they are not sent either.
    """
    if not from_stdin and not sys.stdin.isatty():
        raise InvalidInputError(
            {"passwords-stdin": "is needed where nobody sits at the keyboard"}
        )
    typed = [
        sys.stdin.readline().rstrip("\r\n")
        if from_stdin
        else typer.prompt(f"Password of {name}", hide_input=True, err=True)
        for name in (author, approver)
    ]
    return Passwords(author=typed[0], approver=typed[1])
