"""Whatever holds the wrapping keys does the same: file, HSM, key service, memory."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from cdp.errors import KeyDestroyedError, SealBrokenError
from cdp.vault import KeyFile, KeyRing, Root
from tests.key_services import PIN, SERVICE_TOKEN, TOKEN

KEY = bytes(range(32))
Opening = Callable[[], Root]


@pytest.fixture(params=["ring", "file", "sealed file", "hsm", "transit"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Opening:
    """Open the same wrapping keys again, as another process does."""
    prefix = "t" + uuid.uuid4().hex[:8]
    if request.param == "ring":
        ring = KeyRing()
        return lambda: ring
    if request.param.endswith("file"):
        words = "a passphrase" if request.param == "sealed file" else ""
        KeyFile.create(tmp_path / "root.key", words)
        return lambda: KeyFile.load(tmp_path / "root.key", words)
    if request.param == "hsm":
        from cdp.vault.hsm import Hsm

        token = request.getfixturevalue("soft_token")
        return lambda: Hsm(token.module, TOKEN, PIN, prefix)
    from cdp.vault.transit import Transit

    service = request.getfixturevalue("key_service")
    return lambda: Transit(service.url, SERVICE_TOKEN, "transit", prefix)


def test_a_key_unwraps_what_it_wrapped_in_every_process(opening: Opening) -> None:
    one = opening()
    assert one.names() == frozenset()
    one.make("root-1")
    wrapped = one.wrap("root-1", b"place", KEY)
    assert KEY not in wrapped
    other = opening()
    other.refresh()
    assert other.names() == {"root-1"}
    assert other.unwrap("root-1", b"place", wrapped) == KEY
    assert one.wrap("root-1", b"place", KEY) != wrapped, "never the same twice"


def test_making_a_key_again_keeps_the_first(opening: Opening) -> None:
    one = opening()
    one.make("kek-1")
    wrapped = one.wrap("kek-1", b"place", KEY)
    opening().make("kek-1")
    assert opening().unwrap("kek-1", b"place", wrapped) == KEY
    assert one.names() == {"kek-1"}


def test_another_place_another_key_and_changed_bytes_open_nothing(
    opening: Opening,
) -> None:
    one = opening()
    one.make("kek-1")
    one.make("kek-2")
    wrapped = one.wrap("kek-1", b"place", KEY)
    tries = [
        ("kek-1", b"other place", wrapped),
        ("kek-2", b"place", wrapped),
        ("kek-1", b"place", wrapped[:-2] + bytes([wrapped[-2] ^ 1]) + wrapped[-1:]),
        ("kek-1", b"place", wrapped[:10]),
        ("kek-1", b"place", b""),
    ]
    for name, place, raw in tries:
        with pytest.raises(SealBrokenError):
            one.unwrap(name, place, raw)
    assert one.unwrap("kek-1", b"place", wrapped) == KEY


def test_a_destroyed_key_is_gone_in_every_process(opening: Opening) -> None:
    one, other = opening(), opening()
    one.make("kek-1")
    one.make("kek-2")
    wrapped = one.wrap("kek-1", b"place", KEY)
    assert other.unwrap("kek-1", b"place", wrapped) == KEY
    assert one.destroy("kek-1")
    assert not one.destroy("kek-1")
    other.refresh()
    for each in (one, other, opening()):
        assert each.names() == {"kek-2"}
        with pytest.raises(KeyDestroyedError, match="kek-1"):
            each.unwrap("kek-1", b"place", wrapped)
        with pytest.raises(KeyDestroyedError, match="kek-1"):
            each.wrap("kek-1", b"place", KEY)
    one.make("kek-1")  # the same name again is another key
    with pytest.raises(SealBrokenError):
        one.unwrap("kek-1", b"place", wrapped)


def test_nothing_shows_itself_to_a_log(opening: Opening) -> None:
    assert "hidden" in repr(opening())
