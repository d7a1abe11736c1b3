"""Secrets are long, look like what they are, and are compared in constant time."""

from cdp.access.secret import derived, is_same, new_secret, secret_digest


def test_a_secret_is_new_each_time_and_names_its_kind() -> None:
    one, other = new_secret("acs_"), new_secret("acs_")
    assert one != other
    assert one.startswith("acs_")
    assert "." not in one


def test_a_digest_is_compared_whole() -> None:
    digest = secret_digest("a")
    assert is_same(digest, secret_digest("a"))
    assert not is_same(digest, secret_digest("b"))
    assert not is_same(digest, digest[:-1])
    assert not is_same(digest, None)


def test_what_is_derived_depends_on_secret_and_use() -> None:
    assert derived("a", "one") == derived("a", "one")
    assert len({derived("a", "one"), derived("a", "two"), derived("b", "one")}) == 3
