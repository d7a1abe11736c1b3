"""Every key comes from a key above it, and from no other."""

from cdp.vault.keys import expand, new_key, new_salt, stretch


def test_each_use_has_a_key_of_its_own() -> None:
    key = bytes(32)
    assert expand(key, "one") == expand(key, "one")
    assert expand(key, "one") != expand(key, "two")


def test_no_key_is_made_twice() -> None:
    assert len({new_key() for _ in range(100)}) == 100


def test_a_passphrase_gives_one_key_per_salt() -> None:
    one, other = new_salt(), new_salt()
    assert stretch("correct horse", one) == stretch("correct horse", one)
    assert stretch("correct horse", one) != stretch("correct horse", other)
    assert stretch("correct horse", one) != stretch("correct hors", one)
