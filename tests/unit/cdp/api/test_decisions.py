import pytest

from audit import Filters
from cdp import access
from tests.integration.http_live import WHO, ask, question


def test_a_decision_can_be_explained_to_who_asked_and_to_nobody_else(
    api, installed, consented, services
):
    answer = ask(api, installed, question(WHO))
    path = f"/v1/decisions/{answer['context']['id']}"
    shown = api.get(path, headers=installed.bearer).get_json()
    assert shown["decision"] is True
    assert shown["rules"]
    assert shown["situation"]["facts"]["consent"]["state"] == "granted"
    assert "example.test" not in str(shown)
    with services.database.transaction() as conn:
        secret = access.add_client(
            conn, "other", ["decisions:evaluate"], services.now()
        )
    other = {"Authorization": f"Bearer other.{secret}"}
    assert api.get(path, headers=other).status_code == 404


def replay(api, headers, decision, **body):
    return api.post(f"/v1/decisions/{decision}/replay", json=body, headers=headers)


def test_a_question_can_be_asked_again_and_nothing_happens(
    api, installed, consented, services
):
    answer = ask(api, installed, question(WHO))
    decision = answer["context"]["id"]

    same = replay(api, installed.bearer, decision).get_json()
    assert same["differs"] is False
    assert same["differences"] == []
    for name in ("reasons", "obligations"):
        assert same[name] == answer["context"][name]
    assert same["policy"] == answer["context"]["policy"]

    changes = {"consent": {"state": "withdrawn", "age_days": None}}
    other = replay(
        api, installed.bearer, decision, policy="today", changes=changes
    ).get_json()
    assert other["decision"] is False
    assert [one["rule"] for one in other["reasons"]] == ["consent-withdrawn"]
    assert {"field": "decision", "then": True, "now": False} in other["differences"]
    shown = api.get(f"/v1/decisions/{decision}", headers=installed.bearer).get_json()
    assert shown["decision"] is True


def test_on_another_date_the_rules_of_that_date_answer(api, installed, consented):
    call = question(WHO, channel="call", purpose="offers")
    call["action"]["name"] = "call"
    decision = ask(api, installed, call)["context"]["id"]
    found = replay(
        api, installed.bearer, decision, at="2026-08-10T12:30:00+00:00"
    ).get_json()
    facts = found["situation"]["facts"]
    assert facts["law_at"] < "2026-08-10"
    assert facts["clocks"] == [{"day": "weekday", "minute": 840}]
    assert found["kept"] == []


def test_who_asked_again_and_why_is_on_record(api, installed, consented, services):
    decision = ask(api, installed, question(WHO))["context"]["id"]
    replay(api, installed.bearer, decision, reason="a complaint")
    with services.database.reading() as conn:
        found = services.log.find(conn, Filters(decision=decision))
    kinds = [one.header["k"] for one in found]
    assert sorted(kinds) == ["data.read", "policy.decision"]


def test_asking_again_is_for_those_who_may_read_decisions(
    api, installed, consented, services
):
    decision = ask(api, installed, question(WHO))["context"]["id"]
    with services.database.transaction() as conn:
        scopes = ["decisions:evaluate"]
        secret = access.add_client(conn, "other", scopes, services.now())
    other = {"Authorization": f"Bearer other.{secret}"}
    assert replay(api, other, decision).status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"policy": "yesterday"}, "policy"),
        ({"at": "2026-08-10"}, "at"),
        ({"changes": [1]}, "changes"),
        ({"changes": {"shoe": 42}}, "changes.shoe"),
        ({"reason": ""}, "reason"),
        ({"polciy": "then"}, "polciy"),
    ],
)
def test_what_cannot_be_asked_names_its_field(api, installed, consented, body, field):
    decision = ask(api, installed, question(WHO))["context"]["id"]
    answer = replay(api, installed.bearer, decision, **body)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert list(answer.get_json()["fields"]) == [field]


def test_no_such_decision_and_policies_that_are_gone(
    api, installed, consented, services
):
    assert replay(api, installed.bearer, "dec_none").status_code == 404
    decision = ask(api, installed, question(WHO))["context"]["id"]
    with services.database.transaction() as conn:
        conn.exec_driver_sql("UPDATE consent_decision SET revision = 'sha256:gone'")
    answer = replay(api, installed.bearer, decision)
    assert answer.status_code == 409
    assert "not kept here" in answer.get_json()["detail"]
