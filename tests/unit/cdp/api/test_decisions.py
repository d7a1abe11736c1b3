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
