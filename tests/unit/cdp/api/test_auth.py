from cdp import access
from tests.integration.http_live import WHO, question


def test_a_client_without_the_scope_is_forbidden(api, installed, services):
    with services.database.transaction() as conn:
        secret = access.add_client(conn, "poor", ["audit:read"], services.now())
    headers = {"Authorization": f"Bearer poor.{secret}"}
    response = api.post("/access/v1/evaluation", json=question(WHO), headers=headers)
    assert response.status_code == 403
    assert "decisions:evaluate" in response.get_json()["detail"]


def test_a_broken_client_is_slowed_down_and_its_neighbour_is_not(api, installed):
    wrong = {"Authorization": "Bearer esp.wrong-and-slowed-down"}
    statuses = [api.post("/v1/consents", headers=wrong).status_code for _ in range(25)]
    assert statuses[0] == 401
    assert statuses[-1] == 429
    assert api.get("/v1/receipts/x", headers=installed.bearer).status_code == 404
