"""Access tokens: signed, for fifteen minutes, for this installation alone.

Source: RFC 9068 (JWT profile for access tokens); RFC 9864 (alg "Ed25519").
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from cdp.errors import UnauthenticatedError

TOKEN_SECONDS: Final = 900
ALGORITHM: Final = "Ed25519"  # the only one: never read from a token
TOKEN_TYPE: Final = "at+jwt"  # noqa: S105  # a media type
LONGEST_TOKEN: Final = 4096
# Only this installation's own clocks sign, and they may differ a little between nodes.
CLOCK_SKEW_SECONDS: Final = 30
# RFC 8410 section 7: the DER of a PKCS #8 Ed25519 key up to the 32 secret bytes.
PKCS8: Final = bytes.fromhex("302e020100300506032b657004220420")
SEED_BYTES: Final = 32


@dataclass(frozen=True, kw_only=True)
class TokenTerms:
    """What a verified token says."""

    client_id: str
    scopes: tuple[str, ...]


Seeds = Callable[[], Sequence[bytes]]


class TokenIssuer:
    """Signs and verifies the access tokens of one installation."""

    def __init__(
        self, seeds: bytes | Seeds, issuer: str, audience: str | None = None
    ) -> None:
        """Take the signing seed and our address, which is also the audience.

        A function gives the seeds of now: the first one signs, all of them verify.
        """
        self._seeds: Seeds = (lambda: (seeds,)) if isinstance(seeds, bytes) else seeds
        self._known: dict[bytes, tuple[OKPKey, str]] = {}
        self._issuer = issuer
        self._audience = audience or issuer
        self._pairs()

    @property
    def kid(self) -> str:
        """The name of the key that signs now."""
        return self._pairs()[0][1]

    def jwks(self) -> list[dict[str, object]]:
        """Give the public keys that verify these tokens (RFC 7517)."""
        return [
            {**key.as_dict(private=False), "kid": kid, "alg": ALGORITHM, "use": "sig"}
            for key, kid in self._pairs()
        ]

    def _pairs(self) -> list[tuple[OKPKey, str]]:
        return [self._pair(seed) for seed in self._seeds()]

    def _pair(self, seed: bytes) -> tuple[OKPKey, str]:
        known = self._known.get(seed)
        if known is None:
            if len(seed) != SEED_BYTES:
                raise ValueError("a token signing seed has 32 bytes")
            key = OKPKey.import_key(PKCS8 + seed)
            known = self._known[seed] = key, key.thumbprint()
        return known

    def issue(self, client_id: str, scopes: Iterable[str], now: datetime) -> str:
        """Make a token for a client that has just shown its secret."""
        issued_at = int(now.timestamp())
        claims: dict[str, object] = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": client_id,
            "client_id": client_id,
            "scope": " ".join(scopes),
            "iat": issued_at,
            "exp": issued_at + TOKEN_SECONDS,
            "jti": secrets.token_urlsafe(16),
        }
        key, kid = self._pairs()[0]
        header = {"alg": ALGORITHM, "typ": TOKEN_TYPE, "kid": kid}
        return jwt.encode(header, claims, key, algorithms=[ALGORITHM])

    def verify(self, token: str, now: datetime) -> TokenTerms:
        """Check signature, type, issuer, audience and time.

        Raises:
            UnauthenticatedError: Not a token of ours, or not any more.
        """
        if len(token) > LONGEST_TOKEN:
            raise UnauthenticatedError("the access token is not valid")
        found, kid = self._decode(token)
        header = (found.header.get("typ"), found.header.get("kid"))
        if header != (TOKEN_TYPE, kid) or not self._fits(found.claims, now):
            raise UnauthenticatedError("the access token is not valid, or has expired")
        return TokenTerms(
            client_id=str(found.claims["client_id"]),
            scopes=tuple(str(found.claims["scope"]).split()),
        )

    def _decode(self, token: str) -> tuple[jwt.Token, str]:
        """Find the key that signed a token; the token does not choose it."""
        why: Exception | None = None
        for key, kid in self._pairs():
            try:
                return jwt.decode(token, key, algorithms=[ALGORITHM]), kid
            except (JoseError, ValueError) as err:
                why = err
        raise UnauthenticatedError("the access token is not valid") from why

    def _fits(self, claims: dict[str, object], now: datetime) -> bool:
        at = now.timestamp()
        issued_at, expires_at = claims.get("iat"), claims.get("exp")
        if not isinstance(issued_at, int) or not isinstance(expires_at, int):
            return False
        in_time = issued_at - CLOCK_SKEW_SECONDS <= at < expires_at
        short = expires_at - issued_at <= TOKEN_SECONDS
        ours = (claims.get("iss"), claims.get("aud")) == (self._issuer, self._audience)
        whole = all(
            isinstance(claims.get(name), str) and claims[name]
            for name in ("sub", "client_id", "scope", "jti")
        )
        same = claims.get("sub") == claims.get("client_id")
        return in_time and short and ours and whole and same
