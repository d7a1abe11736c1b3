import pytest

from audit import Filters, KeptNote
from tests.integration.http_live import WHO, ask, choice, question, rules


def test_a_withdrawal_is_seen_by_the_very_next_question(api, installed, consented):
    kept = api.post(
        "/v1/consents", json=choice(WHO, "withdraw"), headers=installed.bearer
    )
    assert kept.status_code == 201
    answer = ask(api, installed, question(WHO))
    assert answer["decision"] is False
    assert any("consent" in rule for rule in rules(answer))


def test_the_receipt_of_a_choice_can_be_read(api, installed, consented):
    shown = api.get(consented["receipt"], headers=installed.bearer)
    assert shown.status_code == 200
    assert shown.get_json()["processing"]["purpose"] == "newsletter"


def test_a_choice_of_somebody_unknown_is_kept_for_when_they_come(api, installed):
    refused = choice("new@example.test", "refuse")
    assert (
        api.post("/v1/consents", json=refused, headers=installed.bearer).status_code
        == 201
    )
    answer = ask(api, installed, question("new@example.test"))
    assert answer["decision"] is False
    assert "person-unknown" not in rules(answer)


@pytest.mark.parametrize(
    ("act", "scope"),
    [
        ("opt_out", {"purpose": "newsletter", "channel": "email"}),
        ("opt_out", {"kind": "all_marketing"}),
        ("object", {"kind": "all_marketing"}),
        ("object", {"purpose": "newsletter"}),
        ("refuse", {"purpose": "newsletter"}),
        ("withdraw", {"kind": "all_marketing"}),
    ],
)
def test_a_no_is_heard_in_any_of_its_words(api, installed, consented, act, scope):
    kept = api.post(
        "/v1/consents", json=choice(WHO, act, scope=scope), headers=installed.bearer
    )
    assert kept.status_code == 201, kept.data
    assert ask(api, installed, question(WHO))["decision"] is False


def wish(installed, api, act="limit", scope=None, **more):
    body = choice(WHO, act, scope=scope or {}, **more)
    return api.post("/v1/consents", json=body, headers=installed.bearer)


def test_a_wish_is_kept_with_its_receipt_and_lifted_again(api, installed, consented):
    """Once a week, and she has had none: the next question says yes."""
    once = {"at_most": 1, "per": "week"}
    kept = wish(installed, api, limit=once, scope={"channel": "email"})
    assert kept.status_code == 201, kept.data
    shown = api.get(kept.get_json()["receipt"], headers=installed.bearer).get_json()
    assert shown["events"][0]["limit"] == once
    answer = ask(api, installed, question(WHO))
    assert answer["decision"] is True
    assert wish(installed, api, "unlimit", {"channel": "email"}).status_code == 201


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (("limit", {}, None), "limit"),
        (("unlimit", {}, {"at_most": 1, "per": "week"}), "limit"),
        (("grant", {"purpose": "offers"}, {"at_most": 1, "per": "week"}), "limit"),
        (("limit", {}, {"at_most": 4, "per": "week"}), "limit.at_most"),
        (("limit", {}, {"at_most": 0, "per": "week"}), "limit.at_most"),
        (("limit", {}, {"at_most": "1", "per": "week"}), "limit.at_most"),
        (("limit", {}, {"at_most": 1, "per": "year"}), "limit.per"),
        (("limit", {}, {"at_most": 1}), "limit.per"),
        (("limit", {"kind": "sale"}, {"at_most": 1, "per": "week"}), "scope"),
        (("limit", {"purpose": "support"}, {"at_most": 1, "per": "week"}), "purpose"),
        (("grant", {}, None), "scope"),
        (("grant", {"channel": "email"}, None), "scope"),
    ],
)
def test_a_wish_that_nobody_could_keep_is_refused_by_field(
    api, installed, consented, said, field
):
    act, scope, limit = said
    more = {"limit": limit} if limit else {}
    refused = wish(installed, api, act, scope, **more)
    assert refused.status_code == 400
    assert field in refused.get_json()["fields"], refused.get_json()


@pytest.mark.parametrize("act", ["object", "opt_out", "refuse"])
def test_a_list_against_calls_is_taken_in_by_its_name(api, installed, consented, act):
    listed = choice(WHO, act) | {"scope": {"kind": "tps"}, "method": "import"}
    kept = api.post("/v1/consents", json=listed, headers=installed.bearer)
    assert kept.status_code == 201
    assert ask(api, installed, question(WHO))["decision"] is True, "it is about calls"


def test_an_address_left_with_a_charity_says_when(api, installed):
    left = choice(WHO, "soft_opt_in")
    for evidence, status in (
        ({"context": "charity", "collected_at": left["at"]}, 201),
        ({"context": "charity"}, 400),
        ({"context": "party", "collected_at": left["at"]}, 400),
    ):
        body = left | {"evidence": evidence}
        kept = api.post("/v1/consents", json=body, headers=installed.bearer)
        assert kept.status_code == status, kept.get_json()


def test_a_choice_is_answered_when_a_signed_checkpoint_covers_it(api, installed):
    kept = api.post("/v1/consents", json=choice(WHO), headers=installed.bearer)
    size = int(kept.headers["Accord-Checkpoint"])
    services = api.application.extensions["accord"]
    with services.database.reading() as conn:
        [found] = services.log.find(conn, Filters(kind="consent.change"), limit=1)
        assert services.log.proof(conn, found.entry_id).index < size


def test_a_choice_that_cannot_be_signed_now_is_on_record_and_says_so(api, installed):
    services = api.application.extensions["accord"]
    api.post("/v1/consents", json=choice(WHO), headers=installed.bearer)
    kept_note = KeptNote(services.settings.audit_checkpoint_file)
    kept_note.stop("a witness has seen more")
    kept = api.post(
        "/v1/consents", json=choice(WHO, "withdraw"), headers=installed.bearer
    )
    assert kept.status_code == 201
    assert kept.headers["Accord-Checkpoint"] == "pending"
    assert ask(api, installed, question(WHO))["decision"] is False


def test_questions_and_events_wait_for_no_checkpoint(api, installed, consented):
    answer = api.post(
        "/access/v1/evaluation", json=question(WHO), headers=installed.bearer
    )
    assert "Accord-Checkpoint" not in answer.headers
