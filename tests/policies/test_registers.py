"""Registers keep their schema, refer only to what exists, publish their cuts."""

import json
from datetime import UTC, datetime

import pytest
from jsonschema import Draft202012Validator

from consent.bundle import REGISTERS, Bundle
from consent.clocks import candidate_zones
from consent.purposes import Purposes
from tests.contracts.opa_server import POLICIES

BUNDLE = Bundle.load(POLICIES)


def _schema(name: str) -> Draft202012Validator:
    schema = json.loads((POLICIES / "schemas" / f"{name}.json").read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("name", REGISTERS)
def test_each_register_keeps_its_schema(name: str) -> None:
    problems = [e.message for e in _schema(name).iter_errors(BUNDLE.data[name])]

    assert problems == []


def test_every_register_is_read_and_has_a_schema() -> None:
    folders = {p.name for p in (POLICIES / "data").iterdir()}
    schemas = {p.stem for p in (POLICIES / "schemas").glob("*.json")}

    assert folders == set(REGISTERS)
    assert schemas == folders | {"situation"}


def test_registers_refer_only_to_what_exists() -> None:
    channels = set(BUNDLE.register("channels"))
    purposes = BUNDLE.register("purposes")
    for purpose in purposes.values():
        assert set(purpose["channels"]) <= channels
        assert set(purpose["soft_opt_in"]) <= set(purpose["channels"])
        assert set(purpose["data_categories"]) <= set(BUNDLE.register("categories"))
        assert set(purpose["basis"]) <= {"default", *BUNDLE.register("regimes")}
    for action in BUNDLE.register("actions").values():
        assert set(action["channels"]) <= channels
        assert set(action["purposes"]) <= set(purposes)
    for cap in [
        *BUNDLE.register("caps").values(),
        *BUNDLE.register("quiet_hours").values(),
    ]:
        assert set(cap["channels"]) <= channels
    for system in BUNDLE.register("ai_systems").values():
        assert set(system["purposes"]) <= set(purposes)
    for recipient in BUNDLE.register("recipients").values():
        assert set(recipient["purposes"]) <= set(purposes)
    for choice in BUNDLE.register("opt_outs").values():
        assert set(choice["actions"]) <= set(BUNDLE.register("actions"))
        assert set(choice["purposes"]) <= set(purposes)
    assert set(BUNDLE.data["gpc"]["kinds"]) <= set(BUNDLE.register("opt_outs"))


def test_every_place_has_a_regime_ages_hours_and_real_zones() -> None:
    for name, place in BUNDLE.register("jurisdictions").items():
        assert place["regime"] in BUNDLE.register("regimes"), name
        assert place["ads_ages"] in BUNDLE.data["ages"]["ads"], name
        assert place["calling_hours"] in {None, *BUNDLE.register("quiet_hours")}, name
        zones = tuple(place["timezones"])
        assert candidate_zones(zones, (), {}) == tuple(sorted(zones)) or not zones


def test_every_number_that_a_rule_compares_with_is_a_published_breakpoint() -> None:
    points = BUNDLE.data["breakpoints"]
    minutes = {
        minute
        for grid in BUNDLE.register("quiet_hours").values()
        for spans in grid["windows"].values()
        for span in spans
        for minute in span
    }
    ages = {p["consent_age"] for p in BUNDLE.register("jurisdictions").values()}
    ages |= {BUNDLE.data["ages"]["consent_default"]}
    ages |= {n for a in BUNDLE.data["ages"]["ads"].values() for n in a.values()}
    days = {
        limit
        for place in BUNDLE.register("jurisdictions").values()
        for limit in place["validity_days"].values()
    }

    assert minutes <= {*points["minutes"], 1440}
    assert points["minutes"][0] == 0, "midnight changes the kind of day"
    assert ages <= {0, *points["person_age"]}
    assert days <= set(points["consent_age_days"])
    assert {BUNDLE.data["proof"]["soft_opt_in_days"]} <= set(
        points["soft_opt_in_age_days"]
    )
    for name, values in points.items():
        assert values == sorted(values), name


def test_the_shipped_caps_are_the_promised_ones() -> None:
    caps = {
        name: (cap["limit"], cap["window_days"])
        for name, cap in BUNDLE.register("caps").items()
    }

    assert caps == {
        "email-day": (1, 1),
        "email-week": (3, 7),
        "sms-week": (2, 7),
        "push-week": (5, 7),
        "call-month": (1, 30),
        "all-week": (6, 7),
    }


def test_the_shipped_purposes_are_the_promised_ones() -> None:
    purposes = {p.id: p for p in Purposes(BUNDLE)}

    assert set(purposes) == {
        "service_messages", "newsletter", "offers", "personalisation", "profiling",
        "analytics", "model_training", "email_tracking", "ads_sharing", "support",
    }  # fmt: skip
    assert {p.id for p in purposes.values() if p.is_service} == {
        "service_messages",
        "support",
    }
    assert purposes["newsletter"].channels == ("email",)
    assert purposes["ads_sharing"].channels == ("ad_network",)


def test_french_children_consent_at_fifteen_and_german_ones_at_sixteen() -> None:
    places = BUNDLE.register("jurisdictions")

    assert places["FR"]["consent_age"] == 15
    assert places["DE"]["consent_age"] == 16
    assert places["AT"]["consent_age"] == 14


def test_no_rule_takes_effect_in_the_future() -> None:
    """A date in the register must be a date the law has reached when it is released."""
    today = datetime(2026, 11, 22, tzinfo=UTC).date()

    assert [
        e.code for e in BUNDLE.catalogue if e.valid_from and e.valid_from > today
    ] == []
