"""`cdp.commands.passwords`: from a keyboard or a pipe, never from an argument."""

import io
import sys

import pytest
import typer

from cdp.commands.passwords import read_passwords
from cdp.errors import InvalidInputError
from cdp.vouching import Passwords


class Keyboard(io.StringIO):
    """Standard input with somebody at it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("text", ["one\ntwo\n", "one\r\ntwo", "one\ntwo\nthree\n"])
def test_a_pipe_gives_a_line_each(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    found = read_passwords("ada", "dora", from_stdin=True)
    assert found == Passwords(author="one", approver="two")


def test_without_keyboard_or_pipe_nobody_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("one\ntwo\n"))
    with pytest.raises(InvalidInputError, match="nobody sits at the keyboard"):
        read_passwords("ada", "dora", from_stdin=False)


def test_each_is_asked_by_name_and_nothing_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def prompt(words: str, **terms: object) -> str:
        asked.append((words, terms["hide_input"], terms["err"]))
        return words[-3:]

    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr(typer, "prompt", prompt)
    found = read_passwords("ada", "dora", from_stdin=False)
    assert asked == [("Password of ada", True, True), ("Password of dora", True, True)]
    assert (found.author, found.approver) == ("ada", "ora")
