"""Registers keep their schema, refer only to what exists, publish their cuts."""

import json
import re
from datetime import date, datetime, timedelta

import pytest
from jsonschema import Draft202012Validator

from consent.acts import PHONE_LISTS
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
    seconds = BUNDLE.data["proof"]["stop_confirmation_seconds"]
    assert points["stop_age_seconds"] == [seconds]
    assert {BUNDLE.data["proof"]["soft_opt_in_days"]} <= set(
        points["soft_opt_in_age_days"]
    )
    kept = BUNDLE.data["relations"]
    idle = {n for days in kept["contact_days"].values() for n in days.values()}
    assert idle <= set(points["idle_days"])
    assert kept["charity_since"] in points["collection_epochs"]
    since = {e["consent_since"] for e in BUNDLE.register("phone_lists").values()}
    assert since <= set(points["consent_epochs"])
    assert {BUNDLE.data["ages"][name] for name in ("profiling", "joint_below")} <= set(
        points["person_age"]
    )
    for name, values in points.items():
        assert values == sorted(values), name


def test_the_shipped_caps_are_the_promised_ones() -> None:
    caps = {
        name: (cap["kind"], cap["limit"], cap["window"])
        for name, cap in BUNDLE.register("caps").items()
    }

    assert caps == {
        "email-day": ("house", 1, {"days": 1}),
        "email-week": ("house", 3, {"days": 7}),
        "sms-week": ("house", 2, {"days": 7}),
        "push-week": ("house", 5, {"days": 7}),
        "call-month": ("house", 1, {"days": 30}),
        "all-week": ("house", 6, {"days": 7}),
        "fr-calls": ("law", 4, {"calendar": "day", "periods": 30}),
        "us-fl-calls": ("law", 3, {"days": 1}),
        "us-ok-calls": ("law", 3, {"days": 1}),
        "us-md-calls": ("law", 3, {"days": 1}),
    }
    listed = re.search(r"caps: \[(.*)\]", BUNDLE.modules["rules/caps/caps.rego"])
    assert listed is not None, "the rules say which rows must not get lost"
    assert set(listed[1].split(", ")) == set(caps)


def test_the_shipped_purposes_are_the_promised_ones() -> None:
    purposes = {p.id: p for p in Purposes(BUNDLE)}

    assert set(purposes) == {
        "service_messages", "newsletter", "offers", "personalisation", "profiling",
        "analytics", "model_training", "email_tracking", "ads_sharing", "support",
        "stop_confirmation",
    }  # fmt: skip
    assert {p.id for p in purposes.values() if p.is_service} == {
        "service_messages",
        "stop_confirmation",
        "support",
    }
    assert purposes["newsletter"].channels == ("email",)
    assert purposes["ads_sharing"].channels == ("ad_network",)


def test_french_children_consent_at_fifteen_and_german_ones_at_sixteen() -> None:
    places = BUNDLE.register("jurisdictions")

    assert places["FR"]["consent_age"] == 15
    assert places["DE"]["consent_age"] == 16
    assert places["AT"]["consent_age"] == 14


def _local_day(instant: str) -> set[date]:
    """Give the days on which a midnight somewhere in the world may be this instant."""
    moment = datetime.fromisoformat(instant)
    return {(moment + timedelta(hours=h)).date() for h in (-12, 0, 14)}


def test_a_term_says_the_same_date_in_the_register_and_above_its_rule() -> None:
    for term, entry in BUNDLE.register("validity").items():
        rule = BUNDLE.catalogue[str(entry["rule"])]
        assert entry["rule"] in BUNDLE.catalogue, term
        if term == entry["rule"]:
            assert rule.valid_from in _local_day(str(entry["from"])), term
            assert rule.valid_to is None, term


def test_every_law_date_is_published_and_no_other() -> None:
    entries = BUNDLE.register("validity").values()
    dates = {e[side] for e in entries for side in ("from", "to")} - {None}
    first, *published = BUNDLE.data["breakpoints"]["law_dates"]

    assert published == sorted(dates)
    assert first < published[0]


def test_a_rule_that_takes_effect_later_is_switched_by_its_date() -> None:
    """A date above a rule is only a word; the register makes it true."""
    today = date(2026, 11, 22)
    dated = {e["rule"] for e in BUNDLE.register("validity").values()}

    coming = {e.code for e in BUNDLE.catalogue if e.valid_from and e.valid_from > today}
    assert coming <= dated
    assert "us-ca-admt-notice" in coming


def test_what_is_switched_off_says_why_here_and_above_its_rule() -> None:
    off = {
        str(entry["rule"]): entry
        for entry in BUNDLE.register("validity").values()
        if entry["on"] is False
    }

    assert "calling-hours-state" in off
    for code, entry in off.items():
        assert set(entry["why_off"]) == {"en", "fr"}, code
        note = BUNDLE.catalogue[code].note or ""
        assert code == "automated-decision" or note.startswith("Switched off"), code


def test_what_rests_on_a_weak_source_ships_switched_off() -> None:
    terms = BUNDLE.register("validity").items()
    weak = {term: entry for term, entry in terms if entry["status"] == "W"}
    rules = {str(entry["rule"]) for entry in weak.values()}

    assert {"fr-phone-consent-year", "fr-sms-hours", "us-fl-hours"} <= set(weak)
    assert {term for term, entry in weak.items() if entry["on"]} == set()
    marked = {e.code for e in BUNDLE.catalogue.of_rules if e.status == "W"}
    assert marked <= rules, "a weak rule needs a term that switches it off"


def test_every_rule_says_how_its_source_was_read() -> None:
    """Write `status:` below `catalogue:` in the METADATA of the rule."""
    for entry in BUNDLE.catalogue.of_rules:
        marks = {"law": {"V", "M", "W", "E"}, "house": {"design"}}[entry.kind]
        assert entry.status in marks, entry.code


def test_national_terms_and_registers_of_purposes_refer_to_what_exists() -> None:
    terms = set(BUNDLE.register("validity"))
    for matter, places in BUNDLE.register("national").items():
        for place, entry in places.items():
            rich = isinstance(entry, dict)
            assert (entry["term"] if rich else entry) in terms, matter
            known = {*BUNDLE.register("jurisdictions"), *BUNDLE.register("regimes")}
            assert place in known, matter
            if rich and "grid" in entry:
                assert entry["grid"] in BUNDLE.register("quiet_hours")
    for place, row in BUNDLE.register("business_mail").items():
        term = BUNDLE.register("validity").get(str(row["term"]), {})
        grounds = {row[who]["ground"] for who in ("business_named", "business_generic")}
        assert ("opt_out" in grounds) == bool(term), place
        assert term.get("status", row["status"]) == row["status"], place
        assert place in BUNDLE.register("jurisdictions")
    lists = BUNDLE.register("phone_lists")
    assert set(lists) == PHONE_LISTS
    assert {str(entry["term"]) for entry in lists.values()} <= terms
    for entry in BUNDLE.data["national"]["live_calls"].values():
        assert set(entry["lists"]) <= set(lists)
    lines = BUNDLE.register("product_lines")
    assert all(set(line["related"]) <= set(lines) for line in lines.values())
    purposes = set(BUNDLE.register("purposes"))
    kept = BUNDLE.data["relations"]
    assert set(kept["charity_purposes"]) <= purposes
    services = {p.id for p in Purposes(BUNDLE) if p.is_service}
    assert all(
        set(days) == purposes - services for days in kept["contact_days"].values()
    )
    assert set(BUNDLE.register("assessments")) == purposes
    assert set(BUNDLE.data["topics"]["of_purpose"]) == purposes
    traits = BUNDLE.register("ai_traits")
    assert {str(t["term"]) for t in traits.values()} <= terms
    for system in BUNDLE.register("ai_systems").values():
        assert set(system["traits"]) <= set(traits)
    assert set(BUNDLE.data["gpc"]["places"]) == set(BUNDLE.data["national"]["gpc"])


def test_every_term_is_asked_about_somewhere() -> None:
    """A switch that turns nothing would be a lie."""
    asked = "".join(text for text in BUNDLE.modules.values())
    asked += json.dumps(
        [
            BUNDLE.data[name]
            for name in (
                "national",
                "ai_traits",
                "caps",
                "business_mail",
                "phone_lists",
            )
        ]
    )

    for term in BUNDLE.register("validity"):
        assert f'"{term}"' in asked, term
