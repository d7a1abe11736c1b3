"""The same request under the same key: one act, one permit, one answer."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from cdp import repeats
from tests.integration.http_live import WHO, choice, question


def send(api, installed, path, body, key='"a-key"'):
    headers = {**installed.bearer, "Idempotency-Key": key}
    return api.post(path, json=body, headers=headers)


def count(services, table):
    with services.database.reading() as conn:
        return conn.scalar(sa.text(f"SELECT count(*) FROM {table}"))


def test_a_choice_sent_again_is_kept_once(api, installed, services):
    body = choice(WHO)
    first, again = (send(api, installed, "/v1/consents", body) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.get_json() == again.get_json()
    assert first.headers["Location"] == again.headers["Location"]
    assert count(services, "consent_act") == 1


def test_a_permit_asked_for_again_is_the_same_permit(
    api, installed, consented, services
):
    body = question(WHO)
    first, again = (send(api, installed, "/v1/permits", body) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.get_json() == again.get_json()
    assert count(services, "consent_contact") == 1
    other = send(api, installed, "/v1/permits", body, "another")
    assert other.get_json()["decision"] is False  # the share of the day is taken


def test_a_refusal_is_repeated_too(api, installed, services):
    body = question("nobody@example.test")
    first, again = (send(api, installed, "/v1/permits", body) for _ in range(2))
    assert first.get_json()["decision"] is False
    assert first.get_json() == again.get_json()
    assert count(services, "consent_decision") == 1


def test_an_outcome_and_a_request_are_repeated_too(api, installed, consented):
    permit = send(api, installed, "/v1/permits", question(WHO)).get_json()["permit"]
    path = f"/v1/permits/{permit['id']}/outcome"
    said = [
        send(api, installed, path, {"status": "sent"}, "bare-key").get_json()
        for _ in range(2)
    ]
    assert said[0] == said[1] == {"id": permit["id"], "status": "used"}
    body = {"kind": "objection", "resource": {"type": "email", "id": WHO}}
    asked = [send(api, installed, "/v1/requests", body, "r") for _ in range(2)]
    assert [one.status_code for one in asked] == [201, 201]
    assert asked[0].get_json() == asked[1].get_json()


@pytest.mark.parametrize("path", ["/v1/consents", "/v1/permits"])
def test_a_key_of_another_request_is_refused(api, installed, consented, path):
    body = choice(WHO) if path == "/v1/consents" else question(WHO)
    assert send(api, installed, path, body).status_code == 201
    for other, where in [
        ({**body, "locale": "en"} if "locale" in body else question("x@y.test"), path),
        (body, "/v1/permits" if path == "/v1/consents" else "/v1/consents"),
    ]:
        refused = send(api, installed, where, other)
        # A body of the wrong shape is refused for that, before its key is looked at.
        assert refused.status_code in (400, 422), refused.data
    again = send(api, installed, path, {**body, **({"locale": "de"} if "locale" in body
                 else {"context": {}})})  # fmt: skip
    assert again.status_code == 422
    assert again.get_json()["code"] == "key-reused"


def test_a_key_is_each_callers_own(api, installed, services):
    from cdp import access

    with services.database.transaction() as conn:
        secret = access.add_client(conn, "other", access.SCOPES, services.now())
    theirs = {"Authorization": f"Bearer other.{secret}", "Idempotency-Key": '"a-key"'}
    send(api, installed, "/v1/consents", choice(WHO))
    kept = api.post("/v1/consents", json=choice(WHO, "refuse"), headers=theirs)
    assert kept.status_code == 201
    assert count(services, "consent_act") == 2


def test_what_failed_does_not_hold_its_key(api, installed):
    wrong = send(api, installed, "/v1/permits/prm_x/outcome", {"status": "sent"})
    assert wrong.status_code == 404
    assert send(api, installed, "/v1/consents", choice(WHO)).status_code == 201


@pytest.mark.parametrize("key", ['"', '"a', "a b", "é", "x" * 256])
def test_a_misshapen_key_is_named(api, installed, key):
    answer = send(api, installed, "/v1/consents", choice(WHO), key)
    assert answer.status_code == 400
    assert list(answer.get_json()["fields"]) == ["idempotency_key"]


def test_without_a_key_each_request_counts(api, installed, services):
    for key in ("", " "):
        assert send(api, installed, "/v1/consents", choice(WHO), key).status_code == 201
    assert count(services, "consent_act") == 2
    assert count(services, "repeat") == 0


def test_eight_at_once_under_one_key_are_done_once(api, installed, services):
    body = choice(WHO)

    def ask(_number):
        return send(services_app.test_client(), installed, "/v1/consents", body)

    services_app = api.application
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(ask, range(8)))
    assert len({one.data for one in answers}) == 1
    assert count(services, "consent_act") == 1


def test_nothing_of_key_or_person_is_stored_in_the_clear(
    api, installed, consented, services
):
    send(api, installed, "/v1/permits", question(WHO), "lea/the-key")
    with services.database.reading() as conn:
        rows = conn.execute(sa.text("SELECT * FROM repeat")).all()
    assert len(rows) == 1
    stored = repr(rows).encode() + b"".join(bytes(part) for part in rows[0][:3])
    for clear in (b"the-key", b"prm_", b"sub_", b"person-1", b"decision"):
        assert clear not in stored


def test_a_key_is_free_after_a_day(api, installed, services):
    from datetime import timedelta

    send(api, installed, "/v1/consents", choice(WHO))
    with services.database.transaction() as conn:
        repeats.forget_expired(conn, services.now() + repeats.KEPT / 2)
    assert count(services, "repeat") == 1
    with services.database.transaction() as conn:
        later = services.now() + repeats.KEPT + timedelta(seconds=1)
        repeats.forget_expired(conn, later)
    assert count(services, "repeat") == 0
