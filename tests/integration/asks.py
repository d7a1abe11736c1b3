"""One person, one consent, one question: what most tests over HTTP begin with."""

from flask.testing import FlaskClient

CAN_FULFIL = [
    "unsubscribe_link", "list_unsubscribe", "withdrawal_link", "sender_identity",
    "notice_art14", "offer_objection", "ai_disclosure", "ai_marking", "human_review",
    "no_open_tracking", "drop_fields", "gpc_acknowledged",
]  # fmt: skip
QUESTION = {
    "subject": {"type": "channel_system", "id": "email-esp"},
    "action": {
        "name": "send",
        "properties": {
            "channel": "email",
            "purpose": "newsletter",
            "can_fulfil": CAN_FULFIL,
        },
    },
    "resource": {"type": "email", "id": "lea@example.test"},
}
GRANT = {
    "identifier": {"type": "email", "id": "lea@example.test"},
    "act": "grant",
    "scope": {"purpose": "newsletter", "channel": "email"},
    "at": "2026-11-01T09:00:00+01:00",
    "notice": {"id": "newsletter-fr", "version": "3"},
    "method": "web_form",
    "locale": "fr",
    "evidence": {"form": "signup"},
}
TRAITS = {
    "email": "lea@example.test",
    "firstName": "Léa",
    "lastName": "Martin",
    "birthday": "1990-05-04",
    "address": {"country": "FR", "city": "Lyon"},
    "timezone": "Europe/Paris",
}


def identify(client: FlaskClient, write_key: str, **traits: object) -> None:
    """Say who Léa is, as an SDK would."""
    event = {"userId": "u-1", "messageId": "m-1", "traits": TRAITS | traits}
    answer = client.post("/v1/identify", json=event, auth=(write_key, ""))
    assert answer.status_code == 200, answer.text
