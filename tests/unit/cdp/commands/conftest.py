"""Commands as they are typed, in this process, on a real installation."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cdp import cli
from cdp.access import staff
from cdp.settings import Settings
from tests.waiting import PATIENT

MAPPING = '[record]\nid = "id"\n[columns]\nid = "userId"\nemail = "email"\n'


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def found(self) -> dict:
        """The one object on standard output; anything else there is a failure."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        assert self.out.count("\n") == 1
        return found


Run = Callable[..., Done]


@pytest.fixture
def accord(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> Run:
    """Type a command; `typed` goes to its standard input."""
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(staff, "SCRYPT", {"n": 16, "r": 8, "p": 1})

    def run(*words: object, typed: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["accord", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def installed(accord: Run, tmp_path: Path, fresh: Callable[..., None]) -> Run:
    """What `accord init` makes; that it does is tested on its own."""
    fresh(Settings.from_env(PATIENT, home=tmp_path / "home"))
    return accord


@pytest.fixture
def filled(installed: Run, tmp_path: Path) -> Run:
    """An installation with a source and a file of which one row is bad."""
    assert installed("source", "add", "crm").code == 0
    (tmp_path / "map.toml").write_text(MAPPING)
    rows = "id,email\n1,canary.lea@example.test\n,canary.max@example.test\n"
    (tmp_path / "crm.csv").write_text(rows)
    return installed
