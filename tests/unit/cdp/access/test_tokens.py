"""An access token is worth fifteen minutes here, and nothing elsewhere."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from cdp.access.tokens import ALGORITHM, TOKEN_TYPE, TokenIssuer
from cdp.errors import UnauthenticatedError

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
HERE = "https://accord.example.test"
ISSUER = TokenIssuer(bytes(range(32)), HERE)
CLAIMS = {
    "iss": HERE,
    "aud": HERE,
    "sub": "email-esp",
    "client_id": "email-esp",
    "scope": "audit:read",
    "iat": int(NOW.timestamp()),
    "exp": int(NOW.timestamp()) + 900,
    "jti": "one",
}


def signed(claims: dict[str, object], **header: object) -> str:
    whole = {"alg": ALGORITHM, "typ": TOKEN_TYPE, "kid": ISSUER.kid, **header}
    return jwt.encode(whole, claims, ISSUER._pairs()[0][0], algorithms=[ALGORITHM])


def test_a_token_says_who_it_is_for_and_what_it_may_do() -> None:
    token = ISSUER.issue("email-esp", ("audit:read", "consents:read"), NOW)
    terms = ISSUER.verify(token, NOW)
    assert terms.client_id == "email-esp"
    assert terms.scopes == ("audit:read", "consents:read")


def test_a_token_has_the_claims_of_the_profile() -> None:
    token = ISSUER.issue("email-esp", ("audit:read",), NOW)
    header, claims, _ = (
        base64.urlsafe_b64decode(part + "==") for part in token.split(".")
    )
    assert json.loads(header) == {
        "alg": "Ed25519",
        "typ": "at+jwt",
        "kid": ISSUER.kid,
    }
    assert json.loads(claims) | {"jti": "one"} == CLAIMS


def test_no_two_tokens_are_the_same() -> None:
    assert ISSUER.issue("a", ("audit:read",), NOW) != ISSUER.issue(
        "a", ("audit:read",), NOW
    )


def test_a_token_ends_after_fifteen_minutes() -> None:
    token = ISSUER.issue("email-esp", ("audit:read",), NOW)
    assert ISSUER.verify(token, NOW + timedelta(seconds=899))
    with pytest.raises(UnauthenticatedError):
        ISSUER.verify(token, NOW + timedelta(seconds=900))


def test_a_token_from_the_future_is_refused() -> None:
    token = ISSUER.issue("email-esp", ("audit:read",), NOW)
    assert ISSUER.verify(token, NOW - timedelta(seconds=30))
    with pytest.raises(UnauthenticatedError):
        ISSUER.verify(token, NOW - timedelta(seconds=31))


def test_the_claims_of_these_tests_are_good_ones() -> None:
    assert ISSUER.verify(signed(dict(CLAIMS)), NOW).client_id == "email-esp"


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://elsewhere.example.test"},
        {"aud": "https://elsewhere.example.test"},
        {"aud": [HERE]},
        {"sub": "another"},
        {"client_id": ""},
        {"scope": 7},
        {"jti": None},
        {"iat": "now"},
        {"exp": str(CLAIMS["exp"])},
        {"exp": CLAIMS["exp"] + 1},
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(UnauthenticatedError):
        ISSUER.verify(signed({**CLAIMS, **change}), NOW)


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_a_token_without_a_claim_is_refused(name: str) -> None:
    claims = {key: value for key, value in CLAIMS.items() if key != name}
    with pytest.raises(UnauthenticatedError):
        ISSUER.verify(signed(claims), NOW)


@pytest.mark.parametrize(
    "header", [{"typ": "JWT"}, {"typ": "accord-permit+jwt"}, {"kid": "other"}]
)
def test_a_token_made_for_something_else_is_refused(header: dict[str, object]) -> None:
    with pytest.raises(UnauthenticatedError):
        ISSUER.verify(signed(dict(CLAIMS), **header), NOW)


def test_a_token_that_signs_itself_with_the_public_key_is_refused() -> None:
    public = json.dumps(ISSUER.jwks()[0]).encode().ljust(64)
    forged = jwt.encode(
        {"alg": "HS256", "typ": TOKEN_TYPE, "kid": ISSUER.kid},
        dict(CLAIMS),
        OctKey.import_key(public),
        algorithms=["HS256"],
    )
    with pytest.raises(UnauthenticatedError):
        ISSUER.verify(forged, NOW)


def test_a_token_without_a_signature_is_refused() -> None:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    header = {"alg": "none", "typ": TOKEN_TYPE, "kid": ISSUER.kid}
    with pytest.raises(UnauthenticatedError):
        ISSUER.verify(f"{part(header)}.{part(CLAIMS)}.", NOW)


def test_a_token_of_another_installation_is_refused() -> None:
    other = TokenIssuer(b"o" * 32, HERE)
    with pytest.raises(UnauthenticatedError):
        ISSUER.verify(other.issue("email-esp", ("audit:read",), NOW), NOW)


@pytest.mark.parametrize(
    "junk", ["", ".", "..", "a.b.c", "é.é.é", "a" * 5000, "eyJ9.e30.AA", "\x00.\x00."]
)
def test_junk_is_refused_as_junk(junk: str) -> None:
    with pytest.raises(UnauthenticatedError):
        ISSUER.verify(junk, NOW)


def test_the_published_key_has_no_private_part() -> None:
    (key,) = ISSUER.jwks()
    assert set(key) == {"kty", "crv", "x", "kid", "alg", "use"}


def test_a_short_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        TokenIssuer(b"short", HERE)


def test_a_key_is_replaced_while_tokens_of_the_one_before_are_out() -> None:
    seeds = [b"o" * 32]
    issuer = TokenIssuer(lambda: tuple(seeds), HERE)
    before, kid = issuer.issue("email-esp", ("audit:read",), NOW), issuer.kid
    seeds.insert(0, b"n" * 32)
    after = issuer.issue("email-esp", ("audit:read",), NOW)
    assert issuer.kid != kid
    assert [one["kid"] for one in issuer.jwks()] == [issuer.kid, kid]
    for token in (before, after):
        assert issuer.verify(token, NOW).client_id == "email-esp"
    seeds.pop()
    with pytest.raises(UnauthenticatedError):
        issuer.verify(before, NOW)
