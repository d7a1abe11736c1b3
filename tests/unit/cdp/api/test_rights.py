import pytest

from tests.integration.http_live import WHO, ask, question


@pytest.mark.parametrize("kind", ["restriction", "objection"])
def test_a_request_is_carried_out_at_once(api, installed, consented, kind):
    made = api.post(
        "/v1/requests",
        json={"kind": kind, "resource": {"type": "email", "id": WHO}},
        headers=installed.bearer,
    )
    assert made.status_code == 201, made.data
    assert ask(api, installed, question(WHO))["decision"] is False
