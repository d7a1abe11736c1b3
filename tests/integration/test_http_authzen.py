"""AuthZEN, tokens, choices and decisions, as a channel system meets them."""

from dataclasses import replace

import pytest

from cdp import access
from cdp.app import create_app
from tests.integration.http_live import basic, choice, identify, question

pytest_plugins = ["tests.integration.http_live"]
WHO = "person-1@example.test"


@pytest.fixture
def consented(api, installed):
    """The person is known, is in France and has agreed to the newsletter."""
    known = api.post(
        "/v1/identify", json=identify(1), headers=basic(installed.write_key)
    )
    assert known.status_code == 200
    assert known.get_json() == {"success": True}
    kept = api.post("/v1/consents", json=choice(WHO), headers=installed.bearer)
    assert kept.status_code == 201, kept.data
    return kept.get_json()


def ask(api, installed, body, path="/access/v1/evaluation"):
    response = api.post(path, json=body, headers=installed.bearer)
    assert response.status_code in (200, 201), response.data
    return response.get_json()


def rules(answer):
    return [reason["rule"] for reason in answer["context"]["reasons"]]


def test_a_question_about_a_person_who_agreed_is_permitted(api, installed, consented):
    answer = ask(api, installed, question(WHO))
    assert answer["decision"] is True, answer
    assert answer["context"]["id"].startswith("dec_")
    assert answer["context"]["audit"]["entry"]
    assert answer["context"]["policy"]["revision"].startswith("sha256:")


def test_a_withdrawal_is_seen_by_the_very_next_question(api, installed, consented):
    kept = api.post(
        "/v1/consents", json=choice(WHO, "withdraw"), headers=installed.bearer
    )
    assert kept.status_code == 201
    answer = ask(api, installed, question(WHO))
    assert answer["decision"] is False
    assert any("consent" in rule for rule in rules(answer))


def test_a_withdrawal_kills_an_open_permit(api, installed, consented):
    permit = ask(api, installed, question(WHO), "/v1/permits")["permit"]
    api.post("/v1/consents", json=choice(WHO, "withdraw"), headers=installed.bearer)
    shown = api.get(f"/v1/permits/{permit['id']}", headers=installed.bearer)
    assert shown.get_json()["status"] == "revoked"
    late = api.post(
        f"/v1/permits/{permit['id']}/outcome",
        json={"status": "sent"},
        headers=installed.bearer,
    )
    assert late.get_json()["overrun"] is True


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


@pytest.mark.parametrize("kind", ["restriction", "objection"])
def test_a_request_is_carried_out_at_once(api, installed, consented, kind):
    made = api.post(
        "/v1/requests",
        json={"kind": kind, "resource": {"type": "email", "id": WHO}},
        headers=installed.bearer,
    )
    assert made.status_code == 201, made.data
    assert ask(api, installed, question(WHO))["decision"] is False


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "mind_control"},
        {"channel": "telepathy"},
        {"content_class": "gossip"},
        {"recipient": {"id": "nobody"}},
        {"ai": {"system": "skynet", "used": True}},
    ],
)
def test_unknown_is_no_with_a_reason(api, installed, consented, change):
    answer = ask(api, installed, question(WHO, **change))
    assert answer["decision"] is False
    assert rules(answer)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("action", "name"), "teleport"),
        (("resource", "type"), "shoe"),
        (("resource", "id"), "nobody@example.test"),
    ],
)
def test_an_unknown_act_or_person_is_no_with_a_reason(
    api, installed, consented, path, value
):
    body = question(WHO)
    body[path[0]][path[1]] = value
    answer = ask(api, installed, body)
    assert answer["decision"] is False
    assert rules(answer)


def test_a_question_in_the_name_of_another_client_is_forbidden(api, installed):
    body = question(WHO)
    body["subject"]["id"] = "somebody-else"
    response = api.post("/access/v1/evaluation", json=body, headers=installed.bearer)
    assert response.status_code == 403


def test_a_client_without_the_scope_is_forbidden(api, installed, services):
    with services.database.transaction() as conn:
        secret = access.add_client(conn, "poor", ["audit:read"], services.now())
    headers = {"Authorization": f"Bearer poor.{secret}"}
    response = api.post("/access/v1/evaluation", json=question(WHO), headers=headers)
    assert response.status_code == 403
    assert "decisions:evaluate" in response.get_json()["detail"]


def test_the_request_id_is_echoed_and_a_wild_one_replaced(api, installed):
    sent = {**installed.bearer, "X-Request-ID": "abc-123"}
    assert api.get("/health/live", headers=sent).headers["X-Request-ID"] == "abc-123"
    sent["X-Request-ID"] = "a" * 500
    assert len(api.get("/health/live", headers=sent).headers["X-Request-ID"]) < 64


def several(semantic, *purposes):
    items = [
        {"action": question(WHO, purpose=purpose)["action"]} for purpose in purposes
    ]
    body = question(WHO)
    del body["action"]
    return {**body, "evaluations": items, "options": {"evaluations_semantic": semantic}}


@pytest.mark.parametrize(
    ("semantic", "found"),
    [
        ("execute_all", [True, False, True, False]),
        ("deny_on_first_deny", [True, False]),
        ("permit_on_first_permit", [True]),
    ],
)
def test_several_questions_follow_their_semantic(
    api, installed, consented, semantic, found
):
    body = several(semantic, "newsletter", "nothing", "newsletter", "nothing")
    answers = ask(api, installed, body, "/access/v1/evaluations")["evaluations"]
    assert [one["decision"] for one in answers] == found
    assert all(one["context"]["id"] for one in answers)


def test_a_wrong_item_is_its_own_error(api, installed, consented):
    body = several("execute_all", "newsletter")
    body["evaluations"].append({"action": {"name": "send"}})
    body["evaluations"].append({"subject": {"type": "channel_system", "id": "x"}})
    answers = ask(api, installed, body, "/access/v1/evaluations")["evaluations"]
    assert [one["decision"] for one in answers] == [True, False, False]
    errors = [one["context"]["error"]["status"] for one in answers[1:]]
    assert errors[0] == 400
    assert errors[1] in (400, 403)


def test_without_items_it_is_one_question(api, installed, consented):
    answer = ask(api, installed, question(WHO), "/access/v1/evaluations")
    assert answer["decision"] is True


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


class BrokenDatabase:
    """Authenticates, and then cannot write."""

    def __init__(self, database):
        self._database = database

    def reading(self):
        return self._database.reading()

    def transaction(self):
        raise OSError("disk full")


@pytest.mark.parametrize("path", ["/access/v1/evaluation", "/v1/permits"])
def test_when_the_audit_entry_cannot_be_written_the_answer_is_no(
    services, api, installed, consented, path
):
    broken = replace(services, database=BrokenDatabase(services.database))
    with create_app(broken).test_client() as client:
        answer = ask(client, installed, question(WHO), path)
    assert answer["decision"] is False
    assert rules(answer) == ["audit-unavailable"]
    assert "permit" not in answer


def test_a_token_is_as_good_as_the_key(api, installed, consented):
    client_id, _, secret = installed.key.partition(".")
    issued = api.post(
        "/oauth/token",
        data={"grant_type": "client_credentials", "scope": "decisions:evaluate"},
        headers=basic(client_id, secret),
    )
    assert issued.headers["Cache-Control"] == "no-store"
    token = issued.get_json()
    assert token["token_type"] == "Bearer"
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    asked = api.post("/access/v1/evaluation", json=question(WHO), headers=headers)
    assert asked.get_json()["decision"] is True
    kept = api.post("/v1/consents", json=choice(WHO), headers=headers)
    assert kept.status_code == 403


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 401, "invalid_client"),
        (
            {"grant_type": "client_credentials", "client_id": "esp"},
            401,
            "invalid_client",
        ),
    ],
)
def test_a_token_request_fails_in_the_words_of_the_rfc(api, form, status, error):
    response = api.post("/oauth/token", data=form)
    assert (response.status_code, response.get_json()["error"]) == (status, error)


def test_a_scope_that_is_not_held_is_refused(api, services):
    with services.database.transaction() as conn:
        secret = access.add_client(conn, "poor", ["audit:read"], services.now())
    response = api.post(
        "/oauth/token",
        data={"grant_type": "client_credentials", "scope": "permits:write"},
        headers=basic("poor", secret),
    )
    assert response.get_json()["error"] == "invalid_scope"


def test_discovery_names_only_what_answers(api):
    found = api.get("/.well-known/authzen-configuration").get_json()
    paths = [
        value.removeprefix(found["policy_decision_point"])
        for name, value in found.items()
        if name.endswith("_endpoint")
    ]
    assert paths
    for path in paths:
        assert api.post(path, data=b"").status_code == 401
    keys = api.get("/.well-known/jwks.json").get_json()["keys"]
    assert len(keys) == 2
    assert not any("d" in key for key in keys)
    assert api.get("/.well-known/gpc.json").get_json()["gpc"] is True
    assert api.get("/.well-known/oauth-authorization-server").status_code == 200


def test_health_says_which_part_is_down(api, services):
    assert api.get("/health/live").get_json() == {"status": "up"}
    assert api.get("/health/ready").status_code == 200
    services.database.ping = lambda: 1 / 0
    ready = api.get("/health/ready")
    assert ready.status_code == 503
    assert ready.get_json()["parts"]["database"] == "down"


def test_a_broken_client_is_slowed_down_and_its_neighbour_is_not(api, installed):
    wrong = {"Authorization": "Bearer esp.wrong-and-slowed-down"}
    statuses = [api.post("/v1/consents", headers=wrong).status_code for _ in range(25)]
    assert statuses[0] == 401
    assert statuses[-1] == 429
    assert api.get("/v1/receipts/x", headers=installed.bearer).status_code == 404


def test_browsers_of_any_site_may_deliver_events_and_nothing_else(api):
    allowed = api.options("/v1/track")
    assert allowed.status_code == 204
    assert allowed.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in api.options("/v1/consents").headers
