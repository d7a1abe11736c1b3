"""What a question may say, and what is answered to what it may not."""

import pytest

from tests.integration.world import NOON, SERVICE, question, rules, world

__all__ = ["world"]

NEWSLETTER = {"purpose": "newsletter", "channel": "email"}
IDENTIFIERS = {
    "email": ("email", "lea@example.test"),
    "phone": ("phone", "+33612345678"),
    "user_id": (None, "lea-1"),
    "loyalty_id": ("loyaltyId", "L-77"),
}


def consenting(world, **traits):
    who = world.meet(**traits)
    world.say(who, "grant", "newsletter", "email")
    return who


@pytest.mark.parametrize("kind", IDENTIFIERS)
def test_a_person_is_found_by_each_kind_of_identifier(world, kind):
    traits = {name: value for name, value in IDENTIFIERS.values() if name}
    world.identify("lea-1", birthday="1980-01-01", address={"country": "FR"}, **traits)
    world.say("lea@example.test", "grant", "newsletter", "email")

    answer = world.ask(IDENTIFIERS[kind][1], type=kind, **NEWSLETTER)

    assert answer["decision"], rules(answer)


@pytest.mark.parametrize("name", ["send", "collect", "read_context", "sell", "share"])
@pytest.mark.parametrize("kind", ["spaceship", "Email", "external", "subjects"])
@pytest.mark.parametrize("path", ["/access/v1/evaluation", "/v1/permits"])
def test_an_unknown_kind_of_resource_is_nobody(world, name, kind, path):
    asked = question("x@example.test", name, type=kind, channel="email", **SERVICE)

    answer = world.post(path, asked)

    assert answer["decision"] is False
    assert "person-unknown" in rules(answer)
    assert "permit" not in answer


def test_there_is_no_permit_for_a_person_whom_nobody_knows_yet(world):
    asked = question("new@example.test", "collect", **SERVICE)

    assert world.post("/access/v1/evaluation", asked)["decision"] is True
    refused = world.post("/v1/permits", asked)

    assert refused["decision"] is False
    assert rules(refused) == {"person-unknown"}


@pytest.mark.parametrize(
    ("terms", "rule"),
    [
        ({"purpose": "horoscopes"}, "purpose-unknown"),
        ({"channel": "pigeon"}, "channel-unknown"),
        ({"content_class": "poetry"}, "content-not-of-purpose"),
        ({"recipient": {"id": "nobody"}}, "recipient-unknown"),
        ({"ai": {"system": "oracle"}}, "ai-system-unknown"),
        ({"ai": {}}, "ai-system-unknown"),
        ({"name": "enchant"}, "action-unknown"),
        ({"can_fulfil": []}, "obligation-unmet"),
    ],
)
@pytest.mark.parametrize("path", ["/access/v1/evaluation", "/v1/permits"])
def test_what_is_unknown_is_refused_for_that_reason(world, terms, rule, path):
    who = consenting(world)

    answer = world.post(path, question(who, **{**NEWSLETTER, **terms}))

    assert answer["decision"] is False
    assert rule in rules(answer)
    shown = next(r for r in answer["context"]["reasons"] if r["rule"] == rule)
    assert shown["kind"] in ("law", "house")
    assert shown["source"]
    for words in (shown["message"], shown["remedy"]):
        assert set(words) >= {"en", "fr"}
        assert all(words.values())


def test_all_reasons_come_and_law_before_house(world):
    who = world.meet("unknown", timezone=None, birthday="2015-01-01")
    world.say(who, "object", kind="all_marketing")

    answer = world.ask(
        who,
        purpose="offers",
        channel="sms",
        data_categories=["health"],
        recipient={"id": "nobody"},
        ai={"system": "oracle", "automated_decision": True},
        can_fulfil=[],
    )

    assert rules(answer) >= {
        "consent-withdrawn", "objection-marketing", "minor-consent", "data-special",
        "recipient-unknown", "transfer-tool-missing", "ai-system-unknown",
        "automated-decision", "place-unknown", "quiet-hours", "obligation-unmet",
    }  # fmt: skip
    kinds = [reason["kind"] for reason in answer["context"]["reasons"]]
    assert kinds == sorted(kinds, key=["law", "house"].index)
    assert answer["context"].get("not_before") is None


def test_unmet_duties_are_listed(world):
    answer = world.ask(consenting(world), **NEWSLETTER, can_fulfil=["sender_identity"])

    reason = answer["context"]["reasons"][0]
    assert reason["rule"] == "obligation-unmet"
    for duty in ("unsubscribe_link", "list_unsubscribe", "no_open_tracking"):
        assert duty in reason["message"]["fr"]
    assert "sender_identity" not in reason["message"]["fr"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda q: q["context"].update(time=NOON.isoformat()), 400),
        (lambda q: q["context"].update(time=None), 400),
        (lambda q: q["subject"].update(id="somebody-else"), 403),
        (lambda q: q["subject"].update(type="person"), 403),
        (lambda q: q["action"]["properties"].pop("purpose"), 400),
        (lambda q: q["action"]["properties"].pop("channel"), 400),
        (lambda q: q["action"].pop("properties"), 400),
        (lambda q: q.pop("resource"), 400),
        (lambda q: q["resource"].pop("id"), 400),
    ],
)
@pytest.mark.parametrize("path", ["/access/v1/evaluation", "/v1/permits"])
def test_a_broken_question_is_an_error(world, change, status, path):
    asked = question("lea@example.test", **NEWSLETTER)
    change(asked)

    got = world.api.post(path, json=asked, headers=world.bearer)

    assert got.status_code == status


def test_several_questions_share_what_they_do_not_say(world):
    yes, no = consenting(world), world.meet()
    shared = question(yes, **NEWSLETTER)
    other = {"name": "read_context", "properties": SERVICE}
    items = [
        {},
        {"resource": {"type": "email", "id": no}},
        {"resource": {"type": "email", "id": no}, "action": other},
        {"context": {"time": NOON.isoformat()}},
        {"subject": {"type": "channel_system", "id": "somebody-else"}},
        {"action": {"name": "send", "properties": {}}},
    ]
    found = world.post("/access/v1/evaluations", {**shared, "evaluations": items})

    assert [one["decision"] for one in found["evaluations"]] == [
        True, False, True, False, False, False,
    ]  # fmt: skip
    statuses = [one["context"]["error"]["status"] for one in found["evaluations"][3:]]
    assert statuses == [400, 403, 400]


@pytest.mark.parametrize(
    ("semantic", "answers"),
    [
        ("execute_all", [False, True, False, True]),
        ("deny_on_first_deny", [False]),
        ("permit_on_first_permit", [False, True]),
    ],
)
def test_several_questions_stop_where_they_were_told(world, semantic, answers):
    yes, no = consenting(world), world.meet()
    items = [{"resource": {"type": "email", "id": who}} for who in (no, yes, no, yes)]
    shared = question(no, **NEWSLETTER)
    options = {"evaluations_semantic": semantic}

    found = world.post(
        "/access/v1/evaluations", {**shared, "evaluations": items, "options": options}
    )

    assert [one["decision"] for one in found["evaluations"]] == answers
