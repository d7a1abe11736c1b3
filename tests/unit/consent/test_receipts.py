"""The receipt has the fields of ISO/IEC TS 27560, in DPV's words."""

import pytest

from consent.errors import NotFoundError
from consent.receipts import list_receipts, load_receipt
from tests.unit.consent.room import LEA, NOON, act, make_room

DPV = "https://w3id.org/dpv#"
GDPR = "https://w3id.org/dpv/legal/eu/gdpr#"


@pytest.fixture
def room(database):
    return make_room(database)


def receipt_of(room, said):
    recorded = room.say(said)
    with room.database.reading() as conn:
        return load_receipt(conn, recorded.receipt_id), recorded


def test_a_receipt_names_everything_that_the_standard_asks_for(room):
    found, recorded = receipt_of(room, act(recipients=("mail-house",)))
    assert found["schema_version"] == "ISO/IEC TS 27560:2023"
    assert found["receipt_id"] == recorded.receipt_id
    assert found["receipt_id"].startswith("R-")
    assert found["record_id"] == recorded.id
    assert found["pii_principal_id"] == LEA
    assert found["audit_entry"] == recorded.audit_entry
    assert found["privacy_notice"]["language"] == "en"
    assert found["privacy_notice"]["rendered_text_sha256"].startswith("sha256:")
    processing = found["processing"]
    assert processing["lawful_basis"] == GDPR + "A6-1-a"
    assert processing["recipient_third_parties"] == ["mail-house"]
    assert processing["retention_period_days"] > 0
    assert processing["withdrawal_method"]
    (event,) = found["events"]
    assert event["event_state"] == DPV + "ConsentGiven"
    assert event["event_time"] == NOON.isoformat().replace("+00:00", "Z")
    assert GDPR + "A7-3" in found["privacy_rights"]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (act("refuse"), DPV + "ConsentRefused"),
        (act("withdraw"), DPV + "ConsentWithdrawn"),
        (act("object"), DPV + "LegitimateInterestObjected"),
        (act("opt_out", kind="sale"), "urn:accord:act:opt_out"),
    ],
)
def test_every_act_has_its_state(room, said, state):
    assert receipt_of(room, said)[0]["events"][0]["event_state"] == state


def test_explicit_consent_has_its_own_basis(room):
    found, _ = receipt_of(room, act(explicit=True))
    assert found["processing"]["lawful_basis"] == GDPR + "A6-1-a-explicit-consent"


def test_a_contract_purpose_keeps_its_own_basis(room):
    found, _ = receipt_of(room, act(purpose="service_messages", explicit=True))
    assert found["processing"]["lawful_basis"] == GDPR + "A6-1-b"


def test_without_a_notice_the_receipt_says_so(room):
    assert receipt_of(room, act(notice=None))[0]["privacy_notice"] is None
    found, _ = receipt_of(room, act(notice=("other", "9", "fr")))
    assert found["privacy_notice"]["published"] is False


def test_receipts_of_a_person_come_newest_first(room):
    for purpose in ("newsletter", "offers"):
        room.say(act(purpose=purpose))
    with room.database.reading() as conn:
        found = list_receipts(conn, [LEA])
        assert {one["processing"]["purpose"] for one in found} == {
            "newsletter",
            "offers",
        }
        assert list(found) == sorted(found, key=lambda one: one["receipt_id"])[::-1]


def test_an_unknown_number_is_not_found(room):
    with room.database.reading() as conn, pytest.raises(NotFoundError):
        load_receipt(conn, "R-0")
