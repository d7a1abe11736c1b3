"""A permit and a message as a journey would make them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cdp.channels import Message
from cdp.settings import Settings
from consent import Answer, Permit, SubjectId
from consent.permits import Grant

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
STOP_URL = "https://accord.example.test/en/unsubscribe/abc"
WHY_URL = "https://accord.example.test/en/why/def"


def permit(**changes: object) -> Permit:
    grant = Grant(
        client="accord-journeys",
        person="per_1",
        subject=SubjectId("sub_1"),
        action="send",
        purpose="newsletter",
        channel="email",
        content_class="marketing",
        obligations=("unsubscribe_link", "list_unsubscribe", "sender_identity"),
    )
    answer = Answer(
        id="dec_1",
        allowed=True,
        reasons=(),
        obligations=(),
        not_before=None,
        cache_until=NOW,
        revision="sha256:" + "0" * 64,
        audit_entry="ent_1",
        person="per_1",
    )
    given = {name: changes.pop(name) for name in ("expires_at",) if name in changes}
    return Permit(
        id="prm_1",
        token="the.permit.token",
        expires_at=given.get("expires_at", NOW + timedelta(minutes=5)),
        grant=replace(grant, **changes),
        answer=answer,
    )


def message(**changes: object) -> Message:
    fields = {
        "id": "msg_1",
        "title": "Welcome,\r\n Léa",
        "text": "Good morning <Léa>.\n\nSee you soon.",
        "locale": "en",
        "sender": "Accord demo controller, privacy@accord.example.test",
        "why_url": WHY_URL,
        "unsubscribe_url": STOP_URL,
    }
    return Message(**(fields | changes))


def settings(folder: Path, **changes: object) -> Settings:
    made = Settings(
        home=folder,
        database_url="sqlite:///",
        key_file=folder / "root.key",
        audit_checkpoint_file=folder / "audit.checkpoint",
        policy_dir=folder,
    )
    return replace(made, **changes)
