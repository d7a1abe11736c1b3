from datetime import date

import pytest

from cdp.identity.cleaning import COLUMNS, KEYS, clean, code, day, email, phone, plain


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        ("  O'Brien-Müller ", "o brien muller"),
        ("ÉLODIE", "elodie"),
        ("Straße", "strasse"),
        ("王小明", "王小明"),
        ("N/A", None),
        ("unknown", None),
        ("   ", None),
        (None, None),
        (7, None),
    ],
)
def test_words_lose_case_accents_and_fillers(raw: object, made: str | None) -> None:
    assert plain(raw) == made


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        ("1961-02-03", "19610203"),
        ("19610203", "19610203"),
        (date(1961, 2, 3), "19610203"),
        ("1961-02-03T00:00:00Z", "19610203"),
        ("1970-01-01", None),
        ("1961", None),
        (None, None),
    ],
)
def test_birth_dates_become_eight_digits(raw: object, made: str | None) -> None:
    assert day(raw) == made


def test_mailboxes_of_nobody_are_missing() -> None:
    assert email(" Lea@Example.Test ") == "lea@example.test"
    assert email("noreply@shop.test") is None
    assert email("lea") is None


def test_phones_agree_whatever_their_prefix() -> None:
    assert phone("+33 6 12 34 56 78") == phone("06.12.34.56.78")
    assert phone("0000000000") is None
    assert phone("112") is None


def test_codes_of_one_repeated_sign_mean_nothing() -> None:
    assert code("AB-12 x") == "ab12x"
    assert code("00000") is None


def test_swapped_names_share_a_key() -> None:
    one = clean({"given_name": "Ruby", "family_name": "Symmons"})
    other = clean({"given_name": "symmons", "family_name": "RUBY"})
    assert one["name_key"] == other["name_key"]


def test_a_broken_street_shares_a_key() -> None:
    one = clean({"street": "10 newman morris circuit"})
    other = clean({"street": "12 newman morr is circuit"})
    assert one["street_key"] == other["street_key"]


def test_every_column_is_there_even_when_nothing_is_known() -> None:
    assert clean({}) == dict.fromkeys((*COLUMNS, *KEYS))
