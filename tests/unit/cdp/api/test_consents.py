import pytest

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
