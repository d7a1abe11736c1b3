"""Python reads the same purposes as Rego."""

from dataclasses import replace
from pathlib import Path

import pytest

from consent.bundle import Bundle
from consent.purposes import Purposes

BUNDLE = Bundle.load(Path(__file__).resolve().parents[3] / "policies")


def test_a_purpose_says_what_it_is_for_in_both_languages() -> None:
    newsletter = Purposes(BUNDLE).get("newsletter")

    assert newsletter is not None
    assert newsletter.label == {"en": "Newsletter", "fr": "Lettre d'information"}
    assert newsletter.needs_consent
    assert not newsletter.is_service
    assert newsletter.dpv == "https://w3id.org/dpv#DirectMarketing"


def test_a_service_purpose_needs_no_consent() -> None:
    purposes = Purposes(BUNDLE)

    assert not purposes.get("service_messages").needs_consent
    assert purposes.get("service_messages").is_service
    assert "support" in purposes


def test_an_unknown_purpose_is_none() -> None:
    assert Purposes(BUNDLE).get("promo-x") is None
    assert "promo-x" not in Purposes(BUNDLE)


def test_purposes_come_in_the_order_of_the_register() -> None:
    assert [p.id for p in Purposes(BUNDLE)] == list(BUNDLE.register("purposes"))


def test_a_register_that_could_not_be_read_has_no_purposes() -> None:
    assert list(Purposes(replace(BUNDLE, data={}))) == []


def test_an_entry_that_is_not_whole_names_what_is_missing() -> None:
    broken = replace(BUNDLE, data={"purposes": {"x": {"label": {}}}})

    with pytest.raises(ValueError, match="purpose x: description is missing"):
        Purposes(broken)
