"""One person with a past, and the staff: what the pages are tested on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cdp import access, identity, profiles
from cdp.asking import Asked
from cdp.assembly import Services
from cdp.channels import CAN_FULFIL
from consent import Act, SubjectId, list_receipts

ADDRESS = "lea@example.test"
PASSWORD = "a long enough password"
ACT = Callable[..., None]


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who is there, and how each is signed in."""

    subject: SubjectId
    person: str  # session tokens
    officer: str
    operator: str
    permitted: str  # decisions
    refused: str
    entry: str
    receipt: str


def settle_in(services: Services) -> Cast:
    """Make the person, what she said, what was asked about her, and the staff."""
    now = services.now()
    subject = _meet(services, now)
    _speak(services, subject, now)
    permitted, refused = _ask(services, "newsletter"), _ask(services, "offers")
    with services.database.transaction() as conn:
        services.log.sequence(conn)
        services.log.seal(conn)
        entry = services.decisions.load(conn, refused).audit_entry
        receipt = str(list_receipts(conn, [subject])[0]["receipt_id"])
        access.add_staff(conn, "dora", PASSWORD, ["dpo"], now)
    return Cast(
        subject=subject,
        permitted=permitted,
        refused=refused,
        entry=entry,
        receipt=receipt,
        **sign_in(services, subject),
    )


def sign_in(services: Services, subject: SubjectId) -> dict[str, str]:
    """Open a session for everybody; each is good for half an hour without use."""
    now = services.now()
    with services.database.transaction() as conn:
        return {
            "person": access.create_session(conn, "person", subject, (), now),
            "officer": access.create_session(conn, "staff", "dora", ["dpo"], now),
            "operator": access.create_session(conn, "staff", "otto", ["operator"], now),
        }


def _meet(services: Services, now: datetime) -> SubjectId:
    with services.database.transaction() as conn:
        arrival = identity.read_arrival(
            services.vault, "shop", "1", [("email", ADDRESS)], name=("Léa", "Martin")
        )
        writer = identity.Writer(log=services.log, now=now)
        met = identity.attach(conn, services.vault, [arrival], writer)[0]
        traits = profiles.Traits(
            record=met.record_id,
            subject=met.subject,
            source="shop",
            at=now,
            values={
                "email": ADDRESS,
                "firstName": "Léa",
                "lastName": "Martin",
                "birthday": "1990-01-01",
                "address": {"country": "FR"},
                "timezone": "Europe/Paris",
            },
        )
        profiles.apply(conn, services.vault, [traits], now)
    return SubjectId(met.subject)


def _speak(services: Services, subject: SubjectId, now: datetime) -> None:
    said = (
        (200, "grant", "newsletter", "email"),
        (90, "grant", "offers", "sms"),
        (20, "withdraw", "offers", "sms"),
        (12, "refuse", "profiling", None),
    )
    for days, act, purpose, channel in said:
        with services.database.transaction() as conn:
            services.ledger.append(
                conn,
                Act(
                    subject=subject,
                    act=act,
                    at=now - timedelta(days=days),
                    method="web_form",
                    purpose=purpose,
                    channel=channel,
                ),
                now,
                circle=services.asking.circle(conn, "subject", subject),
                actor="shop",
            )


def _ask(services: Services, purpose: str) -> str:
    asked = Asked(
        client="email-esp",
        action="send",
        properties={
            "channel": "email",
            "purpose": purpose,
            "campaign": "spring-2027",
            "data_categories": ["contact"],
            "can_fulfil": list(CAN_FULFIL),
        },
        resource_type="email",
        resource_id=ADDRESS,
    )
    with services.database.transaction() as conn:
        return services.asking.evaluate(conn, asked, services.now()).id
