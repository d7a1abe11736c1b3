"""The register of caps: a new row is a rule; a wrong one is named and refuses."""

import json
from datetime import date

import pytest

from consent.cap_register import Contact, cap_problems, cap_texts, read_caps
from consent.faults import find_faults
from consent.lint import lint_policies
from tests.unit.consent.room import POLICIES, load_bundle

BUNDLE = load_bundle()
SCHEMA = json.loads((POLICIES / "schemas/caps.json").read_text())
ROW = {
    "kind": "house",
    "content_classes": ["marketing"],
    "counts": "contacts",
    "limit": 2,
    "window": {"calendar": "week"},
}
LAW = {
    **ROW,
    "kind": "law",
    "law": [{"act": "An Act", "article": "1"}, {"act": "Another", "article": "2"}],
    "catalogue": ["FR-06a"],
    "status": "V",
}
ASKED = Contact(
    channel="email", purpose="newsletter", content_class="marketing", campaign="spring"
)


def faults(row, name="mine") -> list[str]:
    return list(find_faults(SCHEMA, {name: row}))


def one(**row):
    groups = {"seasons": {"campaigns": ["spring", "autumn"]}}
    return read_caps({"mine": {**ROW, **row}}, groups)[0]


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        LAW,
        {
            **ROW,
            "channels": ["email"],
            "purposes": ["newsletter"],
            "campaigns": ["spring-2027"],
            "groups": ["seasons"],
            "each": "campaign",
            "places": ["FR", "US-FL"],
            "term": "us-fl-calls",
            "valid_from": "2026-01-01",
            "note": "n",
            "title": {"en": "a", "fr": "b"},
            "message": {"en": "a", "fr": "b"},
            "remedy": {"en": "a", "fr": "b"},
        },
    ],
)
def test_a_whole_row_has_no_fault(row):
    assert faults(row) == []
    data = {**BUNDLE.data, "caps": {"mine": row}}
    data["campaign_groups"] = {"seasons": {"campaigns": ["x"]}}
    assert list(cap_problems(data)) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": None}, "mine.kind: must be one of: house, law"),
        ({"limit": 0}, "mine.limit: must be at least 1"),
        ({"limit": "3"}, "mine.limit: must be a whole number"),
        ({"limit": True}, "mine.limit: must be a whole number"),
        ({"window": {"days": 0}}, "mine.window"),
        ({"counts": "all"}, "mine.counts: must be one of: contacts, attempts"),
        ({"content_classes": []}, "mine.content_classes: must have at least 1 items"),
        ({"content_classes": ["poem"]}, "mine.content_classes.0: must be one of"),
        ({"channels": "email"}, "mine.channels: must be a list"),
        ({"each": "day"}, "mine.each: must be one of: campaign"),
        ({"limits": 3}, "mine.limits: is not known here; check the spelling"),
        ({"valid_from": "soon"}, "mine.valid_from: must match"),
        ({"title": {"en": "a"}}, "mine.title.fr: is missing"),
        ({"law": LAW["law"]}, "mine.law: must have at most 0 items"),
        ({"kind": "law"}, "mine.catalogue: is missing"),
    ],
)
def test_a_wrong_field_is_named(changes, said):
    assert faults({**ROW, **changes})[0].startswith(said)


@pytest.mark.parametrize("name", sorted(ROW))
def test_a_missing_field_is_named(name):
    row = {key: value for key, value in ROW.items() if key != name}
    assert f"mine.{name}: is missing" in faults(row)


@pytest.mark.parametrize("name", ["Mine", "unknown", "wish-day", ""])
def test_a_name_that_is_taken_or_no_word_is_refused(name):
    assert "must match" in faults(ROW, name)[0]


@pytest.mark.parametrize(
    "row", [None, {}, {**ROW, "window": {"days": 0}}, {**ROW, "groups": ["nobody"]}]
)
def test_a_row_that_cannot_be_read_is_named_even_without_schemas(row):
    """Else it would count nothing, and what was too much would go through."""
    (found,) = cap_problems({**BUNDLE.data, "caps": {"mine": row}})
    assert found.startswith("data/caps: mine cannot be read: ")


def test_a_wish_without_its_window_is_named():
    wishes = {"day": {"window": {"days": 1}}, "week": None}
    found = list(cap_problems({**BUNDLE.data, "wishes": wishes}))
    assert [said[:19] for said in found] == [
        "data/wishes: week c",
        "data/wishes: month ",
    ]


def test_a_cap_says_what_it_is_about():
    assert one().is_about(ASKED)
    assert one(channels=["email", "sms"]).is_about(ASKED)
    assert not one(channels=["sms"]).is_about(ASKED)
    assert one(purposes=["newsletter"]).is_about(ASKED)
    assert not one(purposes=["offers"]).is_about(ASKED)
    assert one(campaigns=["spring"]).is_about(ASKED)
    assert not one(campaigns=["summer"]).is_about(ASKED)
    assert one(campaigns=["summer"], groups=["seasons"]).is_about(ASKED)


def test_a_law_gives_its_articles_and_a_house_cap_says_house():
    law, house = cap_texts({"a": LAW, "b": ROW})
    assert (law.code, law.kind, law.source) == ("cap-a", "law", "An Act 1; Another 2")
    assert (law.status, law.catalogue) == ("V", ("FR-06a",))
    assert (house.code, house.source, house.status) == (
        "cap-b",
        "House policy",
        "design",
    )
    assert (house.wait, house.valid_from) == ("cap:b", date(2018, 5, 25))
    assert house.titles["fr"] == "Plafond de contacts - b"


def test_a_new_row_is_a_rule_that_the_lint_takes_and_a_strange_word_in_it_is_named():
    strange = {"purposes": ["pleasure"], "groups": ["x"], "places": ["ZZ"], "term": "y"}
    caps = {**BUNDLE.register("caps"), "mine": {**ROW, "campaigns": ["spring"]}}
    assert lint_policies(load_bundle(caps=caps)) == []
    caps["mine"] = {**ROW, **strange}
    found = [said for said in lint_policies(load_bundle(caps=caps)) if "mine" in said]
    assert len(found) == len(strange)


def test_a_broken_row_has_no_texts_of_its_own():
    assert list(cap_texts({"a": {**ROW, "window": 7}, "b": None, "c": {}})) == []
