"""Each trait under its one name."""

import pytest

from cdp.ingestion.event import HIDDEN_NAME, read_identifiers, read_traits, safe_name


def test_spellings_of_a_trait_are_one() -> None:
    given = {"first_name": "Léa", "surname": "M", "date_of_birth": "1980-05-01"}
    assert read_traits(given) == {
        "firstName": "Léa",
        "lastName": "M",
        "birthday": "1980-05-01",
    }


@pytest.mark.parametrize(
    "given",
    [
        {"address": {"street": "Rue", "zip": "75002", "state": "IDF"}},
        {"street": "Rue", "postal_code": "75002", "state": "IDF"},
        {"address": "Rue", "postcode": "75002", "region": "IDF"},
    ],
)
def test_parts_of_an_address_find_together(given: dict[str, object]) -> None:
    assert read_traits(given) == {
        "address": {"street": "Rue", "postalCode": "75002", "region": "IDF"}
    }


def test_values_that_are_no_texts_identify_nobody() -> None:
    assert read_identifiers(None, None, {"email": True, "phone": {"a": 1}}) == ()
    assert read_identifiers("u", None, {"phone": 33612}) == (
        ("user_id", "u"),
        ("phone", "33612"),
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Order Completed", "Order Completed"),
        ("a\x00b\nc", "a_b_c"),
        ("Order 1234567", HIDDEN_NAME),
        ("to lea@x.test", HIDDEN_NAME),
        ("x" * 300, "x" * 200),
    ],
)
def test_names_in_clear_are_plain(name: str, kept: str) -> None:
    assert safe_name(name) == kept
