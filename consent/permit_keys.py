"""The keys that sign permits, and the check that anybody can make with their halves."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, cast

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization, OKPKey
from joserfc.jws import JWSAlgModel, JWSRegistry  # type: ignore[attr-defined]  # not named in __all__

from consent import store
from consent.errors import PermitInvalidError

TOKEN_TYPE: Final = "accord-permit+jwt"  # noqa: S105  # a media type
_ALGORITHM: Final = "EdDSA"  # RFC 8037 section 3.1
_SEED_BYTES: Final = 32
# RFC 8410 section 7: the DER of a PKCS #8 Ed25519 key up to the 32 secret bytes.
_PKCS8: Final = bytes.fromhex("302e020100300506032b657004220420")


class _EdDSAOnly(JWSRegistry):
    """Accept the one algorithm, by the name that verifiers in the field know.

    joserfc warns that RFC 9864 prefers "Ed25519"; the published contract says EdDSA.
    """

    def get_alg(self, name: str) -> JWSAlgModel:
        if name != _ALGORITHM:
            raise PermitInvalidError("a permit is signed with EdDSA")
        return self.algorithms[name]


_REGISTRY = _EdDSAOnly(algorithms=[_ALGORITHM])


Seeds = Callable[[], Sequence[bytes]]


class PermitSigner:
    """Signs permits with Ed25519 keys; their public halves may be published.

    Takes one seed of 32 secret bytes, or a function that gives those of now: the first
    one signs, and permits signed by the others are still good.
    """

    def __init__(self, seeds: bytes | Seeds) -> None:
        """Derive the key pairs."""
        self._seeds: Seeds = (lambda: (seeds,)) if isinstance(seeds, bytes) else seeds
        self._known: dict[bytes, tuple[OKPKey, str]] = {}
        self._pairs()

    @property
    def kid(self) -> str:
        """The name of the key that signs now."""
        return self._pairs()[0][1]

    def public_jwk(self) -> dict[str, object]:
        """Give the public key that signs now as a JWK (RFC 7517)."""
        return self.public_jwks()[0]

    def public_jwks(self) -> list[dict[str, object]]:
        """Give the public keys of all permits that are good, for the key set."""
        return [
            {**key.as_dict(private=False), "kid": kid, "alg": _ALGORITHM, "use": "sig"}
            for key, kid in self._pairs()
        ]

    def sign(self, claims: Mapping[str, object]) -> str:
        """Give the compact JWS of these claims."""
        key, kid = self._pairs()[0]
        header = {"alg": _ALGORITHM, "typ": TOKEN_TYPE, "kid": kid}
        payload = store.to_json(claims)
        return jws.serialize_compact(header, payload, key, registry=_REGISTRY)

    def _pairs(self) -> list[tuple[OKPKey, str]]:
        return [self._pair(seed) for seed in self._seeds()]

    def _pair(self, seed: bytes) -> tuple[OKPKey, str]:
        known = self._known.get(seed)
        if known is None:
            if len(seed) != _SEED_BYTES:
                raise ValueError("a permit signing seed has 32 bytes")
            key = OKPKey.import_key(_PKCS8 + seed)
            known = self._known[seed] = key, key.thumbprint()
        return known


def verify_permit(
    token: str, keys: Sequence[Mapping[str, object]], *, client: str, now: datetime
) -> dict[str, object]:
    """Check a permit offline and give its claims: signature, type, client, time.

    Offline means: a permit revoked in the meantime still verifies until it expires,
    which is why its life is short.

    Raises:
        PermitInvalidError: Do not act on it.
    """
    jwks = cast("KeySetSerialization", {"keys": [dict(key) for key in keys]})
    try:
        key_set = KeySet.import_key_set(jwks)
        found = jws.deserialize_compact(token, key_set, registry=_REGISTRY)
        claims = json.loads(found.payload)
    except (JoseError, ValueError) as err:
        raise PermitInvalidError("the permit does not verify") from err
    if found.protected.get("typ") != TOKEN_TYPE:
        raise PermitInvalidError("the token is not a permit")
    if not isinstance(claims, dict) or claims.get("aud") != client:
        raise PermitInvalidError("the permit is for another channel system")
    if not isinstance(claims.get("exp"), int) or claims["exp"] <= now.timestamp():
        raise PermitInvalidError("the permit has expired")
    return claims
