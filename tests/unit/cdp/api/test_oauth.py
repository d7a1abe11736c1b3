import pytest

from cdp import access
from tests.integration.http_live import WHO, basic, choice, question


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
