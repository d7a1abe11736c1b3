"""The application inside the test: every route, real services, no server."""

import pytest

from tests.integration.http_live import WHO, api, basic, choice, identify, installed

__all__ = ["api", "installed"]


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
