"""Links: signed, good for one thing, and nothing else reads them."""

import pytest

from cdp.errors import NotFoundError
from cdp.links import Links, Stop, Why

LINKS = Links(b"k" * 32, "https://accord.example.test/")


def test_a_link_says_what_it_was_made_for() -> None:
    url = LINKS.unsubscribe_url("sub_1", "offers", "sms", "fr")
    assert url.startswith("https://accord.example.test/fr/unsubscribe/")
    token = url.rpartition("/")[2]
    assert LINKS.read_stop(token) == Stop("sub_1", "offers", "sms")
    url = LINKS.why_url("dec_1", "sub_1")
    assert LINKS.read_why(url.rpartition("/")[2]) == Why("dec_1", "sub_1")


def test_no_changed_token_is_read() -> None:
    token = LINKS.sign("why", "dec_1", "sub_1")
    for place, letter in enumerate(token):
        other = "A" if letter != "A" else "B"
        with pytest.raises(NotFoundError):
            LINKS.read_why(token[:place] + other + token[place + 1 :])


@pytest.mark.parametrize("token", ["", "x", "%", "a" * 400, "é", "A=", "\x00"])
def test_what_is_no_token_is_not_found(token) -> None:
    with pytest.raises(NotFoundError):
        LINKS.read_stop(token)


def test_a_token_of_one_kind_opens_nothing_of_another() -> None:
    with pytest.raises(NotFoundError):
        LINKS.read_why(LINKS.sign("receipt", "dec_1", "sub_1"))


def test_a_token_of_another_installation_is_not_found() -> None:
    other = Links(b"o" * 32, "https://accord.example.test")
    with pytest.raises(NotFoundError):
        LINKS.read_stop(other.sign("stop", "sub_1", "offers", "sms"))
