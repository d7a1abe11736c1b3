"""`accord client`, `accord source`, `accord staff`."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cdp import access
from cdp.commands.output import opened
from tests.unit.cdp.commands.conftest import Done, Run


def knows(home: Path, client: str, secret: str) -> bool:
    with opened(home) as services, services.database.reading() as conn:
        now = datetime.now(UTC)
        return access.client_by_secret(conn, client, secret, now) is not None


def test_a_client_is_added_rotated_and_revoked(installed: Run, tmp_path: Path):
    home = tmp_path / "home"
    scopes = "decisions:evaluate,permits:write"
    first = installed("client", "add", "esp", "--scopes", scopes, "--json").found
    assert knows(home, "esp", first["client_secret"])
    assert installed("client", "list", "--json").found == {
        "clients": [{"id": "esp", "scopes": ["decisions:evaluate", "permits:write"]}]
    }
    second = installed("client", "rotate", "esp", "--json").found
    assert not knows(home, "esp", first["client_secret"])
    assert knows(home, "esp", second["client_secret"])
    gone = installed("client", "revoke", "esp", "--json")
    assert gone.found == {"client_id": "esp", "revoked": True}
    assert not knows(home, "esp", second["client_secret"])
    assert installed("client", "list", "--json").found == {"clients": []}


def test_lists_are_lines_for_people(installed: Run):
    assert installed("source", "list") == Done(0, "", "There are no sources.\n")
    installed("source", "add", "web")
    installed("source", "add", "shop", "--purpose", "newsletter")
    assert installed("source", "list").out == (
        "shop  newsletter\nweb  service_messages\n"
    )
    installed("client", "add", "esp", "--scopes", "permits:write permits:read")
    assert installed("client", "list").out == "esp  permits:read, permits:write\n"


def test_a_source_gets_a_key_that_is_known(installed: Run, tmp_path: Path):
    made = installed("source", "add", "web", "--json").found
    assert installed("source", "list", "--json").found == {
        "sources": [{"name": "web", "purpose": "service_messages"}]
    }
    with opened(tmp_path / "home") as services, services.database.reading() as conn:
        found = access.source_by_key(conn, made["write_key"])
    assert found is not None
    assert found.name == "web"


@pytest.mark.parametrize("typed", ["", "a long enough password\n"])
def test_staff_sign_in_with_the_password_told_or_given(
    installed: Run, tmp_path: Path, typed: str
):
    extra = ["--password-stdin"] if typed else []
    roles = ["--role", "dpo", "--role", "admin"]
    done = installed("staff", "add", "ines", *roles, *extra, "--json", typed=typed)
    assert done.found["roles"] == ["admin", "dpo"]
    assert ("password" in done.found) == (not typed)
    password = typed.strip() or done.found["password"]
    with opened(tmp_path / "home") as services, services.database.transaction() as conn:
        found = access.check_staff(conn, "ines", password, datetime.now(UTC))
    assert found is not None
    assert found.roles == {"admin", "dpo"}


def test_an_empty_standard_input_is_no_password(installed: Run):
    words = ["staff", "add", "ines", "--role", "dpo", "--password-stdin"]
    done = installed(*words, typed="\n")
    assert (done.code, done.out) == (2, "")
    assert "password" in done.err


@pytest.mark.parametrize(
    ("code", "words", "sentence"),
    [
        (2, "client add esp --scopes everything", "scopes: must be among: audit:"),
        (2, "client add E.S.P --scopes permits:read", "client: must be up to 63 of"),
        (1, "client rotate nobody", "not-found: no client of this id is in use"),
        (1, "client revoke nobody", "not-found: no client of this id is in use"),
        (2, "source add web --purpose nope", "purpose: must be in the purpose catal"),
        (1, "source add taken", "conflict: "),
        (2, "staff add ines --role king", "roles: must be among: admin dpo operator"),
        (2, "staff add ines", "Missing option '--role'"),
        (2, "client evaporate esp", "No such command 'evaporate'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    installed: Run, code: int, words: str, sentence: str
):
    installed("source", "add", "taken")
    done = installed(*words.split())
    assert (done.code, done.out) == (code, "")
    assert sentence in done.err
    assert "Traceback" not in done.err


def test_every_change_of_who_may_call_is_in_the_log(installed: Run):
    before = installed("audit", "verify", "--json").found["pending"]
    installed("client", "add", "esp", "--scopes", "permits:read")
    installed("client", "rotate", "esp")
    installed("client", "revoke", "esp")
    installed("source", "add", "web")
    installed("staff", "add", "ines", "--role", "dpo")
    assert installed("audit", "verify", "--json").found["pending"] == before + 5


def test_a_change_that_fails_leaves_no_entry(installed: Run):
    before = installed("audit", "verify", "--json").found["pending"]
    assert installed("source", "add", "web", "--purpose", "nope").code == 2
    assert installed("audit", "verify", "--json").found["pending"] == before
