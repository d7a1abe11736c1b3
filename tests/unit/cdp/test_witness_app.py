"""A witness's folder: made once, its key its own, and nothing half read."""

import stat
from pathlib import Path

import pytest

from audit import KeptNote, NotKeptError, Signer
from cdp.assembly import utc_now
from cdp.errors import ConflictError, InvalidInputError, UnavailableError
from cdp.witness_app import (
    add_log,
    create_witness,
    create_witness_app,
    load_cosigner,
    load_logs,
)
from tests.unit.audit.helpers import ORIGIN
from tests.unit.audit.test_witness import submit

NAME = "witness.example.test/w1"
LOG = Signer(b"l" * 32, ORIGIN, b"m" * 32)


def test_a_witness_is_made_once_with_a_key_of_its_own(tmp_path: Path):
    made = create_witness(tmp_path / "a", NAME)
    other = create_witness(tmp_path / "b", NAME)
    assert {key.name for key in made.keys} == {NAME}
    assert made.keys != other.keys
    assert load_cosigner(tmp_path / "a").keys == made.keys
    mode = (tmp_path / "a" / "witness.key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    with pytest.raises(ConflictError):
        create_witness(tmp_path / "a", NAME)
    assert load_cosigner(tmp_path / "a").keys == made.keys


@pytest.mark.parametrize("name", ["", "a b", "a+b"])
def test_a_name_that_no_key_has_is_refused(tmp_path: Path, name: str):
    with pytest.raises(InvalidInputError, match="name"):
        create_witness(tmp_path, name)


@pytest.mark.parametrize("text", ["", "name", "name zz", "name 00", "a b c"])
def test_a_key_file_that_is_not_whole_is_said(tmp_path: Path, text: str):
    with pytest.raises(UnavailableError, match="make one first"):
        load_cosigner(tmp_path)
    (tmp_path / "witness.key").write_text(text)
    with pytest.raises(UnavailableError, match="make one first"):
        load_cosigner(tmp_path)


def test_logs_are_added_once_and_read_back(tmp_path: Path):
    create_witness(tmp_path, NAME)
    assert load_logs(tmp_path) == []
    for key in (*LOG.keys, *LOG.keys):
        add_log(tmp_path, key)
    assert load_logs(tmp_path) == list(LOG.keys)
    with (tmp_path / "logs.vkey").open("a") as file:
        file.write("\nnot a key\n")
    with pytest.raises(InvalidInputError, match=r"logs\.vkey"):
        load_logs(tmp_path)


def test_a_witness_that_cannot_write_says_so_and_signs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    create_witness(tmp_path, NAME)
    add_log(tmp_path, LOG.key)
    client = create_witness_app(tmp_path, utc_now).test_client()

    def full(_self: KeptNote, _note: str) -> None:
        raise NotKeptError("no space")

    with monkeypatch.context() as broken:
        broken.setattr(KeptNote, "write", full)
        answer = client.post("/add-checkpoint", data=submit(0, 3))
    assert (answer.status_code, answer.text) == (503, "nothing was cosigned\n")
    assert client.post("/add-checkpoint", data=submit(0, 3)).status_code == 200
    assert client.get("/health/live").text == "up\n"
    assert client.get("/add-checkpoint").status_code == 405
