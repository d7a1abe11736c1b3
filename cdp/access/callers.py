"""Which client stands behind an Authorization header."""

from datetime import datetime

from cdp.access.clients import Client, client_by_id, client_by_secret
from cdp.access.store import Connection
from cdp.access.tokens import TokenIssuer
from cdp.errors import UnauthenticatedError

LONGEST_HEADER = 8192


def authenticate(
    conn: Connection, authorization: str, tokens: TokenIssuer, now: datetime
) -> Client:
    """Find the client: `Bearer <access token>` or `Bearer <client id>.<secret>`.

    A token holds no longer than its client: both revoking the client and taking a
    scope away count from the next call on.

    Raises:
        UnauthenticatedError: Nobody we know.
    """
    scheme, _, credential = authorization.strip().partition(" ")
    credential = credential.strip()
    if scheme.lower() != "bearer" or not credential:
        raise UnauthenticatedError("send Authorization: Bearer …")
    if len(credential) > LONGEST_HEADER:
        raise UnauthenticatedError("the credentials are not valid")
    # A JWT has two dots, an API key one: neither ids nor secrets hold a dot.
    if credential.count(".") == 1:
        return _by_key(conn, credential, now)
    terms = tokens.verify(credential, now)
    client = client_by_id(conn, terms.client_id)
    if client is None:
        raise UnauthenticatedError("the client of this access token is not in use")
    scopes = tuple(scope for scope in terms.scopes if scope in client.scopes)
    return Client(id=client.id, scopes=scopes)


def _by_key(conn: Connection, credential: str, now: datetime) -> Client:
    client_id, _, secret = credential.partition(".")
    client = client_by_secret(conn, client_id, secret, now)
    if client is None:
        raise UnauthenticatedError("no client has this API key")
    return client
