"""The command `accord`: every end is a code, every error a sentence."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from audit import NotSealedError
from cdp import cli
from cdp.errors import CdpError, ConflictError, InvalidInputError, SettingsError
from consent import PolicyUnavailableError

ROOT = Path(__file__).resolve().parents[3]


def end_of(monkeypatch, capsys, error: BaseException) -> tuple[int, str, str]:
    """Let a command fail with this error; give its code and what it said."""

    def fail() -> None:
        raise error

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            SettingsError({"ACCORD_HOME": "name the folder", "ACCORD_THREADS": "few"}),
            2,
            (
                "These settings cannot work:\n  ACCORD_HOME: name the folder\n"
                "  ACCORD_THREADS: few\n"
            ),
        ),
        (
            InvalidInputError({"file": "cannot be read"}),
            2,
            "This input cannot be used:\n  file: cannot be read\n",
        ),
        (ConflictError("it runs already"), 1, "conflict: it runs already\n"),
        (CdpError("no more"), 1, "error: no more\n"),
        (NotSealedError("no checkpoint"), 1, "audit-not-sealed: no checkpoint\n"),
        (PolicyUnavailableError("gone"), 1, "policy-unavailable: gone\n"),
        (
            ValueError("canary.lea@example.test"),
            1,
            "unexpected: ValueError; nothing more was done\n",
        ),
    ],
)
def test_each_kind_of_error_has_its_code_and_its_sentence(
    monkeypatch, capsys, error: BaseException, code: int, said: str
):
    assert end_of(monkeypatch, capsys, error) == (code, "", said)


def test_brackets_in_a_sentence_are_no_markup(monkeypatch, capsys):
    _, _, said = end_of(monkeypatch, capsys, ConflictError("mend [record] first"))
    assert said == "conflict: mend [record] first\n"
    problem = InvalidInputError({"mapping": "needs [columns]"})
    _, _, said = end_of(monkeypatch, capsys, problem)
    assert "  mapping: needs [columns]\n" in said


def test_the_stack_of_the_unexpected_is_for_debugging_alone(
    monkeypatch, capsys, caplog
):
    with caplog.at_level(logging.DEBUG, logger="accord.cli"):
        end_of(monkeypatch, capsys, ZeroDivisionError())
    (record,) = caplog.records
    assert record.levelno == logging.DEBUG
    assert record.exc_info is not None


def every_command() -> list[list[str]]:
    def walk(command, path):
        below = getattr(command, "commands", None)
        if below is None:
            return [path]
        return [p for name, one in below.items() for p in walk(one, [*path, name])]

    return walk(typer.main.get_command(cli.app), [])


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_command_explains_itself(monkeypatch, capsys, words: list[str]):
    monkeypatch.setattr(sys, "argv", ["accord", *words, "--help"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    assert "Usage: accord " + " ".join(words) in capsys.readouterr().out


def accord(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Type a command into a shell of its own."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("ACCORD_")}
    return subprocess.run(
        [Path(sys.executable).parent / "accord", *words],
        cwd=ROOT, env=environ | more, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_installed_command_works_from_a_shell(tmp_path: Path):
    home = str(tmp_path / "home")
    made = accord("init", "--json", ACCORD_HOME=home)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["home"] == home
    refused = accord("source", "add", "web", "--purpose", "x", "--json", "--home", home)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        "This input cannot be used:\n  purpose: must be in the purpose catalogue\n"
    )


def test_without_a_home_the_command_says_what_to_name():
    done = accord("check")
    assert (done.returncode, done.stdout) == (2, "")
    assert "ACCORD_HOME: name the folder of the installation" in done.stderr


def test_the_module_is_the_same_command():
    done = subprocess.run(
        [sys.executable, "-m", "cdp", "--help"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "A customer data platform that asks first." in done.stdout
