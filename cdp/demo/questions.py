"""What the channel systems of the demo ask, and a tally of the answers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cdp.demo.people import MAIL_DOMAIN, Visitor, Visitors

MAIL, CALLS, ADS = "email-esp", "call-centre", "ad-desk"
DUTIES = (
    "unsubscribe_link",
    "list_unsubscribe",
    "withdrawal_link",
    "sender_identity",
    "notice_art14",
    "offer_objection",
    "ai_disclosure",
    "ai_marking",
    "human_review",
    "no_open_tracking",
    "drop_fields",
    "gpc_acknowledged",
)
Body = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question. `again` asks for a permit as often as it says."""

    body: Body
    permit: bool = False
    again: int = 1
    outcome: str = "sent"

    @property
    def client(self) -> str:
        """The channel system that asks."""
        return str(self.body["subject"]["id"])


@dataclass
class Tally:
    """What was answered, over all questions that went over HTTP."""

    decisions: int = 0
    permits: int = 0
    refusals: Counter[str] = field(default_factory=Counter)

    def take(self, answer: Mapping[str, Any]) -> bool:
        """Count one answer and tell whether it was yes."""
        self.decisions += 1
        self.permits += "permit" in answer
        reasons = answer["context"].get("reasons", ())
        if not answer["decision"]:
            self.refusals.update(reason["rule"] for reason in reasons)
        return bool(answer["decision"])


def question(
    client: str, action: str, resource: tuple[str, str], **properties: object
) -> Body:
    """Write one AuthZEN question; every duty can be kept unless it says otherwise."""
    kind, value = resource
    return {
        "subject": {"type": "channel_system", "id": client},
        "action": {"name": action, "properties": {"can_fulfil": DUTIES} | properties},
        "resource": {"type": kind, "id": value},
    }


def newsletter(visitor: Visitor, **properties: object) -> Body:
    """May the spring newsletter go to this visitor?"""
    about = ("email", visitor.email)
    terms = {"purpose": "newsletter", "channel": "email", "campaign": "spring"}
    return question(MAIL, "send", about, **(terms | properties))


def _offer(visitor: Visitor, action: str, channel: str) -> Body:
    about = ("email", visitor.email)
    return question(CALLS, action, about, purpose="offers", channel=channel)


def _service(visitor: Visitor) -> Body:
    return question(
        MAIL,
        "send",
        ("email", visitor.email),
        purpose="service_messages",
        channel="email",
        content_class="service",
    )


def campaign(visitors: Visitors, *, spared: Visitor) -> list[Asked]:
    """Ask for a permit for everybody in the shop, and twice for some: the cap holds."""
    asked = [
        Asked(
            body=newsletter(visitor),
            permit=True,
            again=2 if number % 3 == 0 else 1,
            outcome="cancelled" if number % 10 == 7 else "sent",  # noqa: PLR2004
        )
        for number, visitor in enumerate(visitors.customers)
        if visitor != spared
    ]
    asked += [Asked(body=_service(v), permit=True) for v in visitors.customers[:20]]
    return asked + [
        Asked(body=newsletter(v), permit=True)
        for v in (*visitors.newcomers, *visitors.children)
    ]


def offers(visitors: Visitors) -> Iterator[Asked]:
    """Ask for text messages and calls around the world: somewhere it is night."""
    for visitor in visitors.customers[20:40]:
        yield Asked(body=_offer(visitor, "send", "sms"), permit=True, again=3)
        yield Asked(body=_offer(visitor, "call", "call"), permit=True)


def peculiar(visitors: Visitors) -> list[Asked]:
    """Ask what a careless or unlucky channel system asks."""
    one, californian = visitors.customers[13], visitors.customers[15]
    about = ("email", californian.email)
    sale = question(ADS, "sell", about, purpose="ads_sharing", channel="ad_network")
    recipient = {"id": "ad-network", "role": "third_party", "country": "US"}
    sale["action"]["properties"]["recipient"] = recipient
    signalled = sale | {"context": {"signals": {"sec_gpc": "1"}}}
    nobody = ("email", f"nobody@{MAIL_DOMAIN}")
    unknown = {"id": "data-broker", "role": "third_party", "country": "RU"}
    ai = {"system": "oracle", "used": True, "modality": ["text"]}
    ranked = {"system": "next-best-action", "used": True, "automated_decision": True}
    bodies = [
        question(MAIL, "send", nobody, purpose="newsletter", channel="email"),
        newsletter(one, purpose="horoscopes"),
        newsletter(one, channel="sms"),
        newsletter(one, channel="pigeon"),
        newsletter(one, can_fulfil=[]),
        newsletter(one, data_categories=["health"]),
        newsletter(one, data_categories=["location_coarse"]),
        newsletter(one, recipient=unknown),
        newsletter(one, ai=ai),
        newsletter(one, ai=ranked),
        signalled,
        sale,
    ]
    bodies.append(question(ADS, "enchant", about, purpose="newsletter"))
    return [Asked(body=body) for body in bodies]


def crm_only(emails: Sequence[str]) -> Body:
    """Ask about many at once whom only the CRM knows: nobody said where they live."""
    return {
        "subject": {"type": "channel_system", "id": MAIL},
        "action": {
            "name": "send",
            "properties": {
                "purpose": "newsletter",
                "channel": "email",
                "can_fulfil": DUTIES,
            },
        },
        "evaluations": [{"resource": {"type": "email", "id": e}} for e in emails],
        "options": {"evaluations_semantic": "execute_all"},
    }
