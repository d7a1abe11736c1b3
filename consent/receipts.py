"""The proof handed to the person: a consent receipt with ISO/IEC TS 27560 fields.

Terms are DPV 2 IRIs, so that another system can read them without us.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, cast

import audit
from consent import store
from consent.answers import to_text
from consent.errors import NotFoundError
from consent.fold import Said
from consent.notices import Notice
from consent.purposes import Purpose
from consent.store import Connection

SCHEMA: Final = "ISO/IEC TS 27560:2023"
_DPV: Final = "https://w3id.org/dpv#"
_GDPR: Final = "https://w3id.org/dpv/legal/eu/gdpr#"
# What DPV has no term for keeps a name of ours.
_OWN: Final = "urn:accord:act:"
_STATES: Final[Mapping[str, str]] = {
    "grant": _DPV + "ConsentGiven",
    "refuse": _DPV + "ConsentRefused",
    "withdraw": _DPV + "ConsentWithdrawn",
    "object": _DPV + "LegitimateInterestObjected",
}
_BASES: Final[Mapping[str, str]] = {
    "consent": _GDPR + "A6-1-a",
    "contract": _GDPR + "A6-1-b",
    "legal_obligation": _GDPR + "A6-1-c",
    "vital_interest": _GDPR + "A6-1-d",
    "public_task": _GDPR + "A6-1-e",
    "legitimate_interest": _GDPR + "A6-1-f",
}
_EXPLICIT: Final = _GDPR + "A6-1-a-explicit-consent"
_ALL_RIGHTS: Final = tuple(
    _GDPR + right for right in ("A7-3", "A15", "A16", "A17", "A18", "A20", "A21", "A77")
)


def new_number(now: datetime) -> str:
    """Make the number of a receipt: sorts by time, cannot be guessed."""
    return "R-" + audit.new_id("rct", now).removeprefix("rct_")


def write_receipt(
    said: Said,
    *,
    purpose: Purpose | None,
    notice: Notice | None,
    controller: Mapping[str, object],
) -> dict[str, object]:
    """Compose the receipt of one act; saving adds its number and audit entry."""
    act = said.act
    return {
        "schema_version": SCHEMA,
        "record_id": said.id,
        "pii_principal_id": act.subject,
        "privacy_notice": _notice(said, notice),
        "processing": _processing(said, purpose, controller),
        "parties": [{"role": "controller", **controller}],
        "events": [
            {
                "event_time": to_text(act.at),
                "event_type": act.act,
                "event_state": _STATES.get(act.act, _OWN + act.act),
                "entity_id": act.subject,
                "validity_duration": None,  # until withdrawn, or as the law limits
                "collection_method": act.method,
                "explicit": act.explicit,
                "parental_verification": act.parental,
                "limit": {"at_most": act.at_most, "per": act.per} if act.per else None,
                "evidence": dict(act.evidence),
            }
        ],
        "privacy_rights": list(_ALL_RIGHTS),
    }


def _notice(said: Said, notice: Notice | None) -> dict[str, object] | None:
    if said.act.notice is None:
        return None
    notice_id, version, locale = said.act.notice
    return {
        "id": notice_id,
        "version": version,
        "language": locale,
        "published": said.notice_known,
        "rendered_text_sha256": notice.digest if notice else None,
    }


def _processing(
    said: Said, purpose: Purpose | None, controller: Mapping[str, object]
) -> dict[str, object]:
    act = said.act
    found: dict[str, object] = {
        "purpose": act.purpose,
        "channel": act.channel,
        "kind": act.kind,
        "recipient_third_parties": list(act.recipients),
        "pii_controllers": [controller.get("name")],
        "storage_locations": [controller.get("storage_location")],
        "jurisdiction": controller.get("jurisdiction"),
        "withdrawal_method": "as easily as it was given: in the portal, by the link "
        "in every message, or by asking the controller",
    }
    if purpose is not None:
        basis = purpose.basis["default"]
        is_explicit = basis == "consent" and act.explicit
        found |= {
            "purpose_iri": purpose.dpv,
            "lawful_basis": _EXPLICIT if is_explicit else _BASES.get(basis, basis),
            "pii_information": list(purpose.data_categories),
            "retention_period_days": purpose.retention_days,
        }
    return found


def save_receipt(
    conn: Connection,
    document: Mapping[str, object],
    *,
    number: str,
    audit_entry: str,
    now: datetime,
) -> None:
    """Keep a receipt under its number, beside the audit entry that proves it."""
    whole = {**document, "receipt_id": number, "audit_entry": audit_entry}
    row = {
        "id": number,
        "act": document["record_id"],
        "subject": document["pii_principal_id"],
        "at_us": store.to_us(now),
        "audit_entry": audit_entry,
        "document_json": store.to_json(whole),
    }
    store.insert(conn, store.receipts, row)


def load_receipt(conn: Connection, number: str) -> dict[str, object]:
    """Read a receipt by its number.

    Raises:
        NotFoundError: There is no such receipt.
    """
    row = store.load(conn, store.receipts, id=number)
    if row is None:
        raise NotFoundError("there is no such receipt")
    return cast("dict[str, object]", json.loads(row["document_json"]))


def list_receipts(
    conn: Connection, subjects: Sequence[str]
) -> tuple[dict[str, object], ...]:
    """Read the receipts of these subjects, newest first."""
    rows = store.receipts_of(conn, subjects)
    return tuple(json.loads(row["document_json"]) for row in rows)
