"""What an OPA server is told: whose policies to take, and whom to answer."""

import hashlib
import json

import pytest

from consent.opa_bundle import BundleSigner
from consent.opa_server import Sidecar

SIGNER = BundleSigner.from_seed(b"s" * 32)
TOKEN = "a-token-of-a-test-that-is-long-enough"


def sidecar(**changed: object) -> Sidecar:
    given = {"signer": SIGNER, "token": TOKEN, "source": "file:///srv/b.tar.gz"}
    return Sidecar(**(given | changed))


def test_the_key_is_named_so_that_no_archive_chooses_its_own() -> None:
    told = json.loads(sidecar().files()["opa.json"])

    (key,) = told["keys"].values()
    assert set(told["keys"]) == {SIGNER.key_id}
    assert told["bundles"]["accord"]["signing"]["keyid"] == SIGNER.key_id
    assert key["key"] == SIGNER.public_pem
    assert key["scope"] == told["bundles"]["accord"]["signing"]["scope"]


def test_a_file_needs_no_service_and_an_address_needs_one_with_a_token() -> None:
    of_file = json.loads(sidecar().files()["opa.json"])
    of_route = json.loads(
        sidecar(source="https://accord.example.test/v1/policy/bundle").files()[
            "opa.json"
        ]
    )

    assert "services" not in of_file
    assert of_file["bundles"]["accord"]["resource"] == "file:///srv/b.tar.gz"
    service = of_route["services"]["accord"]
    assert service["url"] == "https://accord.example.test"
    assert service["credentials"]["bearer"]["token"] == "${ACCORD_BUNDLE_TOKEN}"
    assert of_route["bundles"]["accord"]["resource"] == "/v1/policy/bundle"


def test_the_authority_that_is_named_is_the_only_one_believed() -> None:
    source = "https://accord.example.test/v1/policy/bundle"
    named = json.loads(
        sidecar(source=source, ca_file="/etc/own-ca.pem").files()["opa.json"]
    )
    plain = json.loads(sidecar(source=source).files()["opa.json"])

    tls = named["services"]["accord"]["tls"]
    assert tls == {"ca_cert": "/etc/own-ca.pem", "system_ca_required": False}
    assert "tls" not in plain["services"]["accord"]


def test_no_secret_is_written_down() -> None:
    written = "".join(sidecar().files().values())

    assert TOKEN not in written
    assert hashlib.sha256(TOKEN.encode()).hexdigest() in written
    assert "PRIVATE" not in written


@pytest.mark.parametrize("wanted", [True, False])
def test_decisions_are_printed_only_where_that_is_asked_for(*, wanted: bool) -> None:
    told = json.loads(sidecar(log_decisions=wanted).files()["opa.json"])

    assert told.get("decision_logs") == ({"console": True} if wanted else None)


def test_the_server_asks_for_a_token_and_judges_who_may_ask() -> None:
    words = sidecar().command("/srv/opa", "127.0.0.1:8181")

    assert words[:3] == ["opa", "run", "--server"]
    assert words[words.index("--authentication") + 1] == "token"
    assert words[words.index("--authorization") + 1] == "basic"
    assert "--disable-telemetry" in words
    assert words[-1] == "/srv/opa/access"
    assert {"access/system/authz/authz.rego", "access/system/log/log.rego"} < set(
        sidecar().files()
    )
