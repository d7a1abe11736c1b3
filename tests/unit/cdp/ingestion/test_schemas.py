"""What SDKs send, with all their habits."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cdp.errors import InvalidInputError
from cdp.ingestion.event import HIDDEN_NAME
from cdp.ingestion.schemas import MOST_BATCH_BYTES, read_batch, read_event

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def _track(**more: Any) -> dict[str, Any]:
    return {"type": "track", "userId": "u-1", "event": "Seen", **more}


def test_nulls_and_unknown_fields_are_tolerated() -> None:
    nothing = dict.fromkeys(
        ["anonymousId", "context", "properties", "traits", "timestamp", "messageId"]
    )
    event = read_event(_track(**nothing, _metadata={"a": 1}, channel="server"), NOW)
    assert (event.key, event.at) == ("user:u-1", NOW)


def test_numbers_stand_for_texts() -> None:
    assert read_event(_track(userId=42), NOW).key == "user:42"


@pytest.mark.parametrize("junk", ["undefined", "null", "", "  ", "00000000"])
def test_an_id_that_broken_code_sends_is_none(junk: str) -> None:
    event = read_event(_track(userId=junk, anonymousId="a-1"), NOW)
    assert event.key == "anonymous:a-1"
    with pytest.raises(InvalidInputError):
        read_event(_track(userId=junk), NOW)


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"type": "track", "userId": "u"}, "event"),
        ({"type": "group", "userId": "u"}, "groupId"),
        ({"type": "alias", "userId": "u"}, "previousId"),
        ({"type": "page"}, "userId"),
        ({"type": "dance", "userId": "u"}, "type"),
        ({"userId": "u"}, "type"),
        (_track(timestamp="yesterday"), "timestamp"),
        (_track(userId={"id": 1}), "userId"),
        (_track(userId="x" * 600), "userId"),
        (_track(traits=["a"]), "traits"),
    ],
)
def test_what_is_wrong_is_named_and_its_value_is_not(
    event: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_event(event, NOW)
    assert list(caught.value.fields) == [field]
    assert "yesterday" not in str(caught.value)


@pytest.mark.parametrize(
    "written",
    [
        "2027-03-01T08:00:00Z",
        "2027-03-01T09:00:00.000000+01:00",
        "2027-03-01T08:00:00",
        1803888000,
        1803888000000,
    ],
)
def test_times_in_all_forms(written: object) -> None:
    event = read_event(_track(timestamp=written), NOW)
    assert event.at == datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


def test_nothing_happens_in_the_future() -> None:
    assert read_event(_track(timestamp="2030-01-01T00:00:00Z"), NOW).at == NOW


def test_identifiers_come_from_everywhere() -> None:
    context = {
        "traits": {"email": "lea@x.test", "loyalty_id": "L-1"},
        "externalIds": [
            {"type": "CRM ID", "id": 17, "collection": "users", "encoding": "none"},
            {"type": "user_id", "id": "u-2"},
            {"type": "account", "id": "a", "collection": "accounts"},
            "junk",
        ],
        "device": {"id": "d-1", "token": "t-1"},
        "timezone": "Europe/Paris",
        "locale": "fr-FR",
    }
    event = read_event(_track(anonymousId="a-1", context=context), NOW)
    assert set(event.identifiers) == {
        ("user_id", "u-1"),
        ("user_id", "u-2"),
        ("anonymous_id", "a-1"),
        ("email", "lea@x.test"),
        ("loyalty_id", "L-1"),
        ("external:crm_id", "17"),
        ("device_id", "d-1"),
    }
    assert event.traits["timezone"] == "Europe/Paris"
    assert event.traits["pushToken"] == "t-1"


def test_the_traits_of_a_group_are_not_the_persons() -> None:
    group = {
        "type": "group",
        "userId": "u",
        "groupId": "g",
        "traits": {"email": "office@x.test"},
    }
    assert read_event(group, NOW).traits == {}


def test_both_dialects_of_consent_are_understood() -> None:
    context = {
        "consent": {"categoryPreferences": {"newsletter": True, "junk": "yes"}},
        "consentManagement": {
            "provider": "x",
            "allowedConsentIds": ["profiling", "offers"],
            "deniedConsentIds": ["offers"],
        },
    }
    assert read_event(_track(context=context), NOW).preferences == {
        "newsletter": True,
        "profiling": True,
        "offers": False,
    }


@pytest.mark.parametrize("given", [{}, None, "all", 3, {"a": 1}])
def test_odd_consent_lists_say_nothing(given: object) -> None:
    context = {"consentManagement": {"allowedConsentIds": given}}
    found = read_event(_track(context=context), NOW).preferences
    assert not any(found.get(name) for name in ("newsletter", "offers"))


def test_a_name_with_a_person_in_it_is_hidden_and_kept_sealed() -> None:
    event = read_event(_track(event="Mail to lea@x.test"), NOW)
    assert event.name == HIDDEN_NAME
    assert event.document is not None
    assert event.document["event"] == "Mail to lea@x.test"


def test_the_context_of_a_batch_goes_for_each_event() -> None:
    batch = {
        "context": {"library": {"name": "x"}, "ip": "1"},
        "batch": [_track(), _track(context={"ip": "2"})],
    }
    first, second = read_batch(batch)
    assert first["context"] == {"library": {"name": "x"}, "ip": "1"}
    assert second["context"] == {"library": {"name": "x"}, "ip": "2"}


def test_the_limit_of_a_batch() -> None:
    filling = _track(properties={"x": "y" * 10_000})
    fitting = MOST_BATCH_BYTES // 10_200
    assert len(read_batch({"batch": [filling] * fitting})) == fitting
    with pytest.raises(InvalidInputError):
        read_batch({"batch": [filling] * (fitting + 5)})


def test_half_a_character_does_not_break_the_reader() -> None:
    assert read_event(_track(properties={"x": "\ud83d"}), NOW).name == "Seen"


def test_the_empty_list_of_php_is_an_empty_object() -> None:
    event = read_event(_track(traits=[], properties=[], context=[]), NOW)
    assert event.traits == {}


def test_a_number_with_a_point_is_the_same_number() -> None:
    event = read_event(_track(userId=42.0, traits={"phone": 33612345678.0}), NOW)
    assert event.key == "user:42"
    assert ("phone", "33612345678") in event.identifiers


def test_what_a_batch_shares_must_not_become_a_pile() -> None:
    shared = {"page": "x" * 30_000}
    with pytest.raises(InvalidInputError) as caught:
        read_batch({"context": shared, "batch": [{}] * 3_000})
    assert list(caught.value.fields) == ["context"]
    assert len(read_batch({"context": shared, "batch": [{}] * 100})) == 100


def test_half_a_character_is_mended_wherever_it_stands() -> None:
    event = read_event(
        _track(
            userId="u\ud800",
            messageId="m\ud800",
            traits={"firstName": "L\udfff", "email": "a\ud800@x.test"},
            context={"externalIds": [{"type": "t\ud800", "id": "i\ud800"}]},
        ),
        NOW,
    )
    assert (event.key, event.message_id) == ("user:u?", "m?")
    assert str(event.document).encode()


def test_what_is_nested_too_deeply_is_named() -> None:
    deep: dict[str, Any] = {}
    for _ in range(100):
        deep = {"a": deep}
    with pytest.raises(InvalidInputError) as caught:
        read_event(_track(properties=deep), NOW)
    assert list(caught.value.fields) == ["event"]
