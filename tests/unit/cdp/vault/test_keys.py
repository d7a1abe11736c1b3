"""The root key is made once, guarded by its mode, and never guessed around."""

import stat
from pathlib import Path

import pytest

from cdp.errors import ConflictError, SealBrokenError, SettingsError
from cdp.vault.keys import MARK, RootKey, expand


def test_a_new_root_key_unwraps_what_it_wrapped_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    wrapped = RootKey.create(path).wrap(b"place", b"k" * 32)
    assert RootKey.load(path).unwrap(b"place", wrapped) == b"k" * 32


def test_only_its_owner_may_read_a_new_root_key(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    RootKey.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_root_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    RootKey.create(path)
    before = path.read_bytes()
    with pytest.raises(ConflictError):
        RootKey.create(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_root_key_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "root.key"
    RootKey.create(path)
    path.chmod(mode)
    with pytest.raises(SettingsError, match="chmod 600"):
        RootKey.load(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        MARK.encode(),
        MARK.encode() + b"AAAA\n",
        MARK.encode() + b"A" * 88,
        b"A" * 43 + b"=",
        MARK.encode() + b"!" * 44,
    ],
)
def test_a_file_that_holds_no_root_key_is_refused(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "root.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SettingsError, match="root key"):
        RootKey.load(path)


def test_a_missing_root_key_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="accord init"):
        RootKey.load(tmp_path / "root.key")


def test_another_root_key_unwraps_nothing(tmp_path: Path) -> None:
    wrapped = RootKey.create(tmp_path / "a").wrap(b"place", b"k" * 32)
    other = RootKey.create(tmp_path / "b")
    with pytest.raises(SealBrokenError):
        other.unwrap(b"place", wrapped)


def test_a_root_key_shows_itself_to_no_log() -> None:
    assert repr(RootKey(b"k" * 32)) == "<RootKey: hidden>"


def test_each_use_has_a_key_of_its_own() -> None:
    key = bytes(32)
    assert expand(key, "one") == expand(key, "one")
    assert expand(key, "one") != expand(key, "two")
