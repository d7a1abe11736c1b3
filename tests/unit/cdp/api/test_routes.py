from pathlib import Path

from cdp import access
from cdp.api import problems
from cdp.api.routes import ROUTES
from cdp.errors import ChannelError

# A public address lives for ever: removing one is a decision, not an accident.
PROMISED = """
POST /access/v1/evaluation
POST /access/v1/evaluations
POST /v1/permits
GET /v1/permits/<permit_id>
POST /v1/permits/<permit_id>/outcome
GET /v1/decisions/<decision_id>
POST /v1/consents
GET /v1/receipts/<receipt_id>
POST /v1/requests
POST /v1/identify
POST /v1/track
POST /v1/page
POST /v1/screen
POST /v1/group
POST /v1/alias
POST /v1/batch
POST /v1/import
POST /oauth/token
GET /.well-known/jwks.json
GET /.well-known/oauth-authorization-server
GET /.well-known/authzen-configuration
GET /.well-known/gpc.json
GET /health/live
GET /health/ready
GET /openapi.json
"""


def test_every_promised_route_is_there():
    have = {f"{route.method} {route.path}" for route in ROUTES}
    assert have >= set(PROMISED.split("\n")) - {""}


def test_every_scope_named_is_one_that_a_client_can_hold():
    for route in ROUTES:
        assert set(route.scopes) <= set(access.SCOPES)


def test_the_documentation_names_every_route():
    text = (Path(__file__).parents[4] / "docs" / "api.md").read_text()
    for route in ROUTES:
        if route.method != "OPTIONS":
            assert f"`{route.method} {route.path}`" in text


def test_the_documentation_names_every_status_that_problems_have():
    text = (Path(__file__).parents[4] / "docs" / "api.md").read_text()
    for kind, (status, _) in problems.STATUSES.items():
        if kind is not ChannelError:
            assert f"| {status} | `" in text
