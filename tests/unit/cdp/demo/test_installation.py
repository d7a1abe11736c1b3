from pathlib import Path

import pytest

from cdp.demo.installation import Installation
from cdp.demo.ports import free_port
from cdp.errors import UnavailableError


@pytest.fixture
def at(home: Path) -> Installation:
    return Installation(home, smtp_port=free_port())


def test_a_command_gives_its_object(at: Installation) -> None:
    at.run("init")
    assert (at.home / "root.key").stat().st_mode & 0o777 == 0o600
    assert at.run("check")["ok"] is True


def test_a_failed_command_says_which_and_why(at: Installation) -> None:
    with pytest.raises(UnavailableError, match="accord source add failed"):
        at.run("source", "add", "No Such Name")


def test_the_callers_own_settings_stay_out(
    at: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCORD_DATABASE_URL", "mysql://elsewhere")
    assert at.run("init")
    assert "ACCORD_DATABASE_URL" not in at.environ


def test_a_server_that_cannot_start_is_an_error_with_its_last_words(
    at: Installation,
) -> None:
    at.environ["ACCORD_POLICY_DIR"] = str(at.home)
    with pytest.raises(UnavailableError, match="ACCORD_POLICY_DIR"):
        at.start()
    assert not at.is_running


def test_two_installations_have_ports_of_their_own(home: Path) -> None:
    assert free_port() != free_port()
    one = Installation(home, smtp_port=25, port=9_999)
    assert one.url == "http://127.0.0.1:9999"
