"""Permits are signed by the newest key, and good under the ones before and after."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime

import pytest

from consent.errors import PermitInvalidError
from consent.permit_keys import PermitSigner, verify_permit

OLD, NEW = b"o" * 32, b"n" * 32
NOW = datetime(2027, 3, 1, tzinfo=UTC)
CLAIMS = {"aud": "esp", "exp": int(NOW.timestamp()) + 60}


def test_a_key_is_replaced_while_permits_of_the_one_before_are_out() -> None:
    seeds = [OLD]
    signer = PermitSigner(lambda: tuple(seeds))
    before = signer.sign(CLAIMS)
    seeds.append(NEW)  # known ahead of its time
    ahead = signer.public_jwks()
    assert ahead[0]["kid"] == signer.kid
    seeds[:] = [NEW, OLD]
    after = signer.sign(CLAIMS)
    header = json.loads(urlsafe_b64decode(after.split(".")[0] + "=="))
    assert header["kid"] == signer.kid == ahead[1]["kid"]
    for token in (before, after):
        assert verify_permit(token, ahead, client="esp", now=NOW)["aud"] == "esp"
        assert verify_permit(token, signer.public_jwks(), client="esp", now=NOW)
    seeds[:] = [NEW]
    with pytest.raises(PermitInvalidError):
        verify_permit(before, signer.public_jwks(), client="esp", now=NOW)


def test_every_seed_is_checked() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        PermitSigner(lambda: (OLD, b"short"))
