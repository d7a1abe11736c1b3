"""Keyrings open for their subjects; the sealing cache stays small and forgets."""

import pytest

from cdp.errors import KeyDestroyedError
from cdp.vault.seal import Cipher, RowRef
from cdp.vault.subjects import Keyring, SealingCache, unwrap_key, wrap_new_keys

KEK = Cipher(bytes(32), 3)
ROW = RowRef("record", "rec_1", "body")


def test_a_subject_gets_two_keys_that_differ() -> None:
    profile, evidence = wrap_new_keys(KEK, "inst", 3, "sub_lea")
    assert (profile.key_class, evidence.key_class) == ("profile", "evidence")
    assert unwrap_key(KEK, "inst", profile) != unwrap_key(KEK, "inst", evidence)


def test_keys_whose_epoch_is_gone_are_destroyed_keys() -> None:
    ring = Keyring("inst", {}, wrap_new_keys(KEK, "inst", 3, "sub_lea"))
    assert ring.holds("sub_lea", "profile")
    with pytest.raises(KeyDestroyedError):
        ring.seal("sub_lea", "profile", ROW, b"value")


def test_a_key_is_derived_once_within_a_keyring() -> None:
    ring = Keyring("inst", {3: KEK}, wrap_new_keys(KEK, "inst", 3, "sub_lea"))
    assert ring.cipher("sub_lea", "event") is ring.cipher("sub_lea", "event")


def test_the_cache_lets_go_of_the_key_not_used_for_longest() -> None:
    cache = SealingCache(limit=2)
    cache.keep("sub_a", KEK)
    cache.keep("sub_b", KEK)
    assert cache.find("sub_a") is KEK
    cache.keep("sub_c", KEK)
    assert cache.find("sub_b") is None
    assert cache.find("sub_a") is KEK
    assert cache.find("sub_c") is KEK


def test_the_cache_forgets_on_request() -> None:
    cache = SealingCache()
    cache.keep("sub_a", KEK)
    cache.drop(["sub_a", "sub_never_seen"])
    assert cache.find("sub_a") is None
