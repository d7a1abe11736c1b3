"""The well-known documents: what is spoken here, and where."""

from cdp import access
from cdp.api.calls import Call, Reply

CACHED = {"Cache-Control": "max-age=300"}


def authzen(call: Call) -> Reply:
    """Say which AuthZEN endpoints there are (AuthZEN 1.0 section 9)."""
    base = call.services.settings.public_url
    document = {
        "policy_decision_point": base,
        "access_evaluation_endpoint": f"{base}/access/v1/evaluation",
        "access_evaluations_endpoint": f"{base}/access/v1/evaluations",
    }
    return Reply(document=document, headers=CACHED)


def oauth(call: Call) -> Reply:
    """Say how to get a token (RFC 8414)."""
    base = call.services.settings.public_url
    document = {
        "issuer": base,
        "token_endpoint": f"{base}/oauth/token",
        "jwks_uri": f"{base}/.well-known/jwks.json",
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": sorted(access.SCOPES),
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
        ],
    }
    return Reply(document=document, headers=CACHED)


def gpc(_call: Call) -> Reply:
    """Say that Global Privacy Control is honoured here (GPC section 4)."""
    return Reply(document={"gpc": True, "lastUpdate": "2026-11-22"}, headers=CACHED)
