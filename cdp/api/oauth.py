"""OAuth 2.0 client credentials (RFC 6749 section 4.4) and what others verify with."""

from cdp import access
from cdp.api.auth import basic, caller_key, failures
from cdp.api.calls import Call, Reply
from cdp.errors import UnauthenticatedError
from cdp.recording import record_sign_in

# RFC 6749 section 5.1: a token must not lie in a cache.
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def token(call: Call) -> Reply:
    """Exchange client credentials for a short-lived access token."""
    grant = call.form.get("grant_type")
    if grant != "client_credentials":
        code = "unsupported_grant_type" if grant else "invalid_request"
        return _error(code, "grant_type must be client_credentials")
    try:
        client = _client(call)
    except UnauthenticatedError:
        _record(call, None)
        return _unknown_client()
    wanted = tuple(call.form.get("scope", "").split()) or client.scopes
    if not set(wanted) <= set(client.scopes):
        return _error("invalid_scope", "the client does not hold every scope named")
    _record(call, client.id)
    issued = call.services.token_issuer.issue(client.id, wanted, call.now)
    return Reply(
        document={
            "access_token": issued,
            "token_type": "Bearer",
            "expires_in": access.TOKEN_SECONDS,
            "scope": " ".join(wanted),
        },
        headers=NO_STORE,
    )


def _record(call: Call, client_id: str | None) -> None:
    """Put the try on record; nobody gets a token without."""
    with call.services.database.transaction() as conn:
        record_sign_in(
            call.services,
            conn,
            "client_credentials",
            actor=client_id,
            succeeded=client_id is not None,
        )


def _client(call: Call) -> access.Client:
    client_id, secret = _credentials(call)
    key = caller_key(call.address, f"{client_id}.{secret}")
    failures.check(key)
    with call.services.database.reading() as conn:
        client = access.client_by_secret(conn, client_id, secret, call.now)
    if client is None:
        failures.count(key)
        raise UnauthenticatedError("no client has these credentials")
    return client


def _credentials(call: Call) -> tuple[str, str]:
    pair = basic(call.authorization) if call.authorization else None
    if pair is not None:
        return pair
    return call.form.get("client_id", ""), call.form.get("client_secret", "")


def _unknown_client() -> Reply:
    # RFC 6749 section 5.2: 401 with the challenge that the client tried.
    reply = _error("invalid_client", "no client has these credentials", status=401)
    headers = {**reply.headers, "WWW-Authenticate": 'Basic realm="accord"'}
    return Reply(document=reply.document, status=401, headers=headers)


def _error(code: str, text: str, status: int = 400) -> Reply:
    document = {"error": code, "error_description": text}
    return Reply(document=document, status=status, headers=NO_STORE)


def keys(call: Call) -> Reply:
    """Give the public keys that verify permits and access tokens (RFC 7517)."""
    services = call.services
    found = [*services.permit_signer.public_jwks(), *services.token_issuer.jwks()]
    return Reply(document={"keys": found}, headers={"Cache-Control": "max-age=300"})
