import pytest

from cdp import access, rights
from tests.integration.http_live import ALL_SCOPES, WHO, ask, question


@pytest.mark.parametrize("kind", ["restriction", "objection"])
def test_a_request_is_carried_out_at_once(api, installed, consented, kind):
    made = api.post(
        "/v1/requests",
        json={"kind": kind, "resource": {"type": "email", "id": WHO}},
        headers=installed.bearer,
    )
    assert made.status_code == 201, made.data
    assert ask(api, installed, question(WHO))["decision"] is False


ERASURE = {"kind": "erasure", "resource": {"type": "email", "id": WHO}}


def test_an_erasure_is_for_an_officer_to_decide(api, installed, consented, services):
    made = api.post("/v1/requests", json=ERASURE, headers=installed.bearer)
    assert made.status_code == 201, made.data
    again = api.post("/v1/requests", json=ERASURE, headers=installed.bearer)
    assert again.get_json() == made.get_json()
    document = made.get_json()
    assert document["state"] == "open"
    assert document["due_at"] > document["received_at"]
    assert "report" not in document
    rights.execute(services, document["id"], actor="dora")
    path = f"/v1/requests/{document['id']}"
    shown = api.get(path, headers=installed.bearer).get_json()
    assert shown["state"] == "erased-here"
    unknown = api.post("/v1/requests", json=ERASURE, headers=installed.bearer)
    assert unknown.status_code == 404


def test_a_system_reads_its_own_notices_and_confirms_them(
    api, installed, consented, services
):
    api.post("/v1/permits", json=question(WHO), headers=installed.bearer)
    made = api.post("/v1/requests", json=ERASURE, headers=installed.bearer)
    rights.execute(services, made.get_json()["id"], actor="dora")
    listed = api.get("/v1/erasures", headers=installed.bearer).get_json()["erasures"]
    assert [one["role"] for one in listed] == ["channel"]
    path = f"/v1/erasures/{listed[0]['id']}"
    told = api.post(path, json={"status": "failed"}, headers=installed.bearer)
    assert told.get_json()["state"] == "failed"
    told = api.post(path, json={"status": "confirmed"}, headers=installed.bearer)
    assert told.get_json()["state"] == "confirmed"
    left = api.get("/v1/erasures", headers=installed.bearer).get_json()
    assert left == {"erasures": []}
    with services.database.transaction() as conn:
        secret = access.add_client(conn, "nosy", ALL_SCOPES, services.now())
    nosy = {"Authorization": f"Bearer nosy.{secret}"}
    assert api.post(path, json={"status": "failed"}, headers=nosy).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": {"kind": "all_marketing"}},
        {"regime": "none"},
        {"kind": "objection", "regime": "gdpr"},
    ],
)
def test_an_erasure_has_no_scope_and_nothing_else_a_regime(api, installed, wrong):
    body = {**ERASURE, **wrong}
    told = api.post("/v1/requests", json=body, headers=installed.bearer)
    assert told.status_code == 400
    assert WHO not in told.text
