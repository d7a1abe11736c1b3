"""One identifier, one digest; no identifier, no digest; and no way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdp.errors import InvalidInputError
from cdp.vault.index import KINDS, digest, normalise

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Lea@Example.test", "lea@example.test"),
        ("  lea@example.test \n", "lea@example.test"),
        ("mailto:lea@example.test", "lea@example.test"),
        ("lea\u200b@example.test", "lea@example.test"),
        ("\uff4c\uff45\uff41@example.test", "lea@example.test"),
        ("lea@example.test.", "lea@example.test"),
        ("lea@Bücher.example", "lea@xn--bcher-kva.example"),
        ("lea@xn--bcher-kva.example", "lea@xn--bcher-kva.example"),
        ("LEA+shop@example.test", "lea+shop@example.test"),
        ("test@example.test", "test@example.test"),
    ],
)
def test_one_mailbox_has_one_form(written: str, normal: str) -> None:
    assert normalise("email", written) == normal


@pytest.mark.parametrize(
    "written",
    [
        "lea",
        "@example.test",
        "lea@",
        "lea@localhost",
        "lea@@example.test",
        "lea smith@example.test",
        "lea@exa mple.test",
        "lea@example..test",
        "none@none.com",
        "n/a",
        "x" * 400 + "@example.test",
        f"lea@{'x' * 70}.test",
    ],
)
def test_what_is_no_mailbox_has_no_form(written: str) -> None:
    assert normalise("email", written) is None


@pytest.mark.parametrize(
    ("written", "region", "normal"),
    [
        ("06 39 98 12 34", "FR", "+33639981234"),
        ("+33 (0)6 39 98 12 34", None, "+33639981234"),
        ("0033639981234", None, "+33639981234"),
        ("0033639981234", "FR", "+33639981234"),
        ("+1 202 555 0143", None, "+12025550143"),
        ("(202) 555-0143", "US", "+12025550143"),
        ("\uff0b33639981234", None, "+33639981234"),
    ],
)
def test_one_telephone_has_one_form(
    written: str, region: str | None, normal: str
) -> None:
    assert normalise("phone", written, region) == normal


@pytest.mark.parametrize(
    "written",
    ["0000000000", "1111111111", "0123456789", "06 39 98 12 34", "12", "call me", "+"],
)
def test_what_is_no_telephone_has_no_form(written: str) -> None:
    assert normalise("phone", written) is None


@pytest.mark.parametrize("written", ["0000000000", "0666666666", "0123456789", "06"])
def test_a_made_up_telephone_has_no_form_in_its_region_either(written: str) -> None:
    assert normalise("phone", written, "FR") is None


WORDS_OF_NOBODY = [
    "",
    "   ",
    "\u200b",
    "null",
    "NULL",
    "None",
    "n/a",
    "unknown",
    "Anonymous",
    "test",
    "undefined",
    "[object Object]",
    "-",
    "---",
    "x" * 513,
]
NUMBERS_OF_NOBODY = [
    "0",
    "0000",
    "99999999",
    "00000000-0000-0000-0000-000000000000",
]


@pytest.mark.parametrize("junk", WORDS_OF_NOBODY)
@pytest.mark.parametrize("kind", [*sorted(KINDS), "external:crm"])
def test_a_word_that_names_nobody_joins_nobody(kind: str, junk: str) -> None:
    assert normalise(kind, junk) is None


@pytest.mark.parametrize("junk", NUMBERS_OF_NOBODY)
@pytest.mark.parametrize("kind", sorted(KINDS - {"postal", "name"}))
def test_a_number_that_names_nobody_joins_nobody(kind: str, junk: str) -> None:
    assert normalise(kind, junk) is None


@pytest.mark.parametrize("real", ["7", "42", "1111", "Anna", "a-1", "AbC", "Müller"])
def test_an_id_is_kept_as_its_source_writes_it(real: str) -> None:
    for kind in ("user_id", "loyalty_id", "anonymous_id", "external:crm"):
        assert normalise(kind, f" {real} ") == real


def test_names_and_addresses_agree_across_spellings() -> None:
    assert normalise("name", "Léa  MARTIN") == normalise("name", "lea martin")
    assert normalise("postal", "12, rue de l'Été") == normalise(
        "postal", "12 Rue de l Ete"
    )


def test_a_kind_that_nobody_defined_identifies_nobody() -> None:
    for kind in ("e-mail", "", "external:", "external:" + "x" * 64):
        assert normalise(kind, "value") is None
        with pytest.raises(InvalidInputError):
            digest(KEY, kind, "value")


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=60))
def test_normalising_twice_is_normalising_once(kind: str, written: str) -> None:
    once = normalise(kind, written, "FR")
    if once is not None:
        assert normalise(kind, once, "FR") == once


def test_a_digest_is_short_keyed_and_of_one_kind() -> None:
    made = digest(KEY, "email", "lea@example.test")
    assert len(made) == 16
    assert made == digest(KEY, "email", "lea@example.test")
    assert made != digest(bytes(32), "email", "lea@example.test")
    assert made != digest(KEY, "user_id", "lea@example.test")
    assert digest(KEY, "external:a", "1") != digest(KEY, "external:b", "1")


def test_punctuation_makes_no_name_of_a_word_that_names_nobody() -> None:
    assert normalise("name", ":X") is None
    assert normalise("postal", "(unknown)") is None
