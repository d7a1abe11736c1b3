"""The key file is made once, guarded by its mode, replaced whole, never guessed at."""

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cdp.errors import ConflictError, KeyDestroyedError, SettingsError
from cdp.vault import keyfile, keys
from cdp.vault.keyfile import KeyFile

PASSPHRASE = "seven words that nobody would ever guess"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "root.key"


@pytest.fixture(params=["", PASSPHRASE], ids=["plain", "sealed"])
def passphrase(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(keys, "ARGON_MEMORY_KIB", 64)
    return request.param


def test_a_key_unwraps_what_it_wrapped_after_a_restart(
    path: Path, passphrase: str
) -> None:
    first = KeyFile.create(path, passphrase)
    first.make("root-1")
    wrapped = first.wrap("root-1", b"place", b"k" * 32)
    again = KeyFile.load(path, passphrase)
    assert again.unwrap("root-1", b"place", wrapped) == b"k" * 32
    again.make("root-1")  # is there: stays as it is
    assert first.unwrap("root-1", b"place", wrapped) == b"k" * 32


def test_a_key_made_by_another_process_is_found(path: Path, passphrase: str) -> None:
    one = KeyFile.create(path, passphrase)
    other = KeyFile.load(path, passphrase)
    one.make("kek-1")
    wrapped = one.wrap("kek-1", b"place", b"k" * 32)
    assert other.unwrap("kek-1", b"place", wrapped) == b"k" * 32


def test_a_destroyed_key_is_in_no_byte_of_the_folder(
    path: Path, passphrase: str
) -> None:
    one = KeyFile.create(path, passphrase)
    one.make("root-1")
    before = path.read_bytes()
    one.make("kek-1")
    # A second name for the file shows what becomes of the old content on the disk.
    os.link(path, path.with_name("still-there"))
    old = path.read_bytes()
    other = KeyFile.load(path, passphrase)
    assert one.destroy("kek-1")
    assert not one.destroy("kek-1")
    assert one.names() == {"root-1"}
    assert path.with_name("still-there").read_bytes() == bytes(len(old))
    assert len(path.read_bytes()) == len(before)
    assert not path.with_name("root.key.new").exists()
    other.refresh()
    with pytest.raises(KeyDestroyedError):
        other.wrap("kek-1", b"place", b"k" * 32)


def test_many_at_once_lose_no_key(path: Path) -> None:
    KeyFile.create(path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: KeyFile.load(path).make(f"kek-{n}"), range(16)))
    assert KeyFile.load(path).names() == {f"kek-{n}" for n in range(16)}


def test_only_its_owner_may_read_a_key_file(path: Path) -> None:
    KeyFile.create(path).make("root-1")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_file_is_never_overwritten(path: Path) -> None:
    KeyFile.create(path).make("root-1")
    before = path.read_bytes()
    with pytest.raises(ConflictError):
        KeyFile.create(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_key_file_that_others_may_touch_is_refused(path: Path, mode: int) -> None:
    KeyFile.create(path)
    path.chmod(mode)
    with pytest.raises(SettingsError, match="chmod 600"):
        KeyFile.load(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"format":"accord-keys-0","keys":{}}',
        b'{"format":"accord-keys-1"}',
        b'{"format":"accord-keys-1","keys":{"root-1":"AAAA"}}',
        b'{"format":"accord-keys-1","keys":{"root-1":"!!!!"}}',
        b'{"format":"accord-keys-1","keys":["root-1"]}',
    ],
)
def test_a_file_that_holds_no_keys_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SettingsError, match="does not hold"):
        KeyFile.load(path)


def test_a_missing_file_says_how_to_make_one(path: Path) -> None:
    with pytest.raises(SettingsError, match="accord init"):
        KeyFile.load(path)


def test_a_folder_that_cannot_be_written_is_said(path: Path) -> None:
    one = KeyFile.create(path)
    path.with_name("root.key.lock").mkdir()
    with pytest.raises(SettingsError, match="cannot be written"):
        one.make("root-1")


def test_a_sealed_file_shows_no_key_and_opens_by_its_passphrase_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "ARGON_MEMORY_KIB", 64)
    KeyFile.create(path, PASSPHRASE).make("root-1")
    assert b"root-1" not in path.read_bytes()
    assert json.loads(path.read_bytes())["kdf"] == "argon2id"
    with pytest.raises(SettingsError, match="must be set"):
        KeyFile.load(path)
    with pytest.raises(SettingsError, match="does not open"):
        KeyFile.load(path, PASSPHRASE + ".")
    document = json.loads(path.read_bytes())
    path.write_text(json.dumps({**document, "salt": "AAAA"}))
    with pytest.raises(SettingsError, match="does not hold"):
        KeyFile.load(path, PASSPHRASE)


def test_a_plain_file_is_refused_where_a_passphrase_is_expected(path: Path) -> None:
    KeyFile.create(path)
    with pytest.raises(SettingsError, match="not sealed"):
        KeyFile.load(path, PASSPHRASE)


def test_a_key_file_shows_itself_to_no_log(path: Path) -> None:
    assert repr(KeyFile.create(path)) == "<KeyFile: hidden>"


KILLED = """
import os, signal, sys
from pathlib import Path
from cdp.vault import keyfile
at, number = sys.argv[2], 0
real = os.fsync
def fsync(handle):
    global number
    number += 1
    if number == int(at):
        os.kill(os.getpid(), signal.SIGKILL)
    real(handle)
keyfile.os.fsync = fsync
keyfile.KeyFile.load(Path(sys.argv[1])).destroy("kek-1")
"""


@pytest.mark.parametrize("at", range(1, 6))
def test_a_kill_at_any_flush_leaves_the_keys_from_before_or_after(
    path: Path, at: int
) -> None:
    one = KeyFile.create(path)
    for name in ("root-1", "kek-1", "kek-2"):
        one.make(name)
    ended = subprocess.run([sys.executable, "-c", KILLED, path, str(at)], check=False)
    assert (ended.returncode == 0) == (at == 5), "the flushes are four"
    found = KeyFile.load(path).names()
    assert found in ({"root-1", "kek-1", "kek-2"}, {"root-1", "kek-2"})
    again = KeyFile.load(path)
    again.destroy("kek-1")
    assert again.names() == {"root-1", "kek-2"}
    assert not path.with_name("root.key.new").exists()
    assert keyfile.FORMAT.encode() in path.read_bytes()
