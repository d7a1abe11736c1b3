"""What was asked for and where the person stands, exact and in memory: still uncut."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from consent.subject import LedgerState, PersonFacts, Reach, Wished

UNKNOWN = "unknown"
# The purpose of the one text that answers a stop (47 CFR 64.1200(a)(12)).
STOP_CONFIRMATION = "stop_confirmation"


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What the asker says of a message and its receiver; only a plain yes is one."""

    product_line: str | None = None
    job_related: bool = False
    screened: tuple[str, ...] = ()

    @classmethod
    def of(cls, properties: Mapping[str, object]) -> "Stated":
        """Read the properties of a question; a value of the wrong type says nothing."""
        line, lists = properties.get("product_line"), properties.get("screened")
        return cls(
            product_line=line if isinstance(line, str) else None,
            job_related=properties.get("job_related") is True,
            screened=tuple(
                name
                for name in (lists if isinstance(lists, list | tuple) else ())
                if isinstance(name, str)
            ),
        )


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is asked for, in the asker's words; still to be cut."""

    name: str
    purpose: str
    channel: str | None = None
    content_class: str = "marketing"
    data_categories: tuple[str, ...] = ()
    recipient: Mapping[str, object] | None = None
    ai: Mapping[str, object] | None = None
    can_fulfil: tuple[str, ...] = ()
    basis: str | None = None
    approved_by: str | None = None
    stated: Stated = field(default_factory=Stated)
    price: Mapping[str, object] | None = None
    asks_consent: bool = False
    confirm_step: bool = False

    @classmethod
    def of(cls, name: str, properties: Mapping[str, object]) -> "Terms":
        """Read an AuthZEN action; a value of the wrong type counts as unknown."""
        recipient, ai = properties.get("recipient"), properties.get("ai")
        channel, basis = properties.get("channel"), properties.get("basis")
        approver, price = properties.get("approved_by"), properties.get("price")
        return cls(
            name=name,
            purpose=text_of(properties.get("purpose")),
            channel=None if channel is None else text_of(channel),
            content_class=text_of(properties.get("content_class", "marketing")),
            data_categories=texts_of(properties.get("data_categories")),
            recipient=None if recipient is None else mapping_of(recipient),
            ai=None if ai is None else mapping_of(ai),
            can_fulfil=texts_of(properties.get("can_fulfil")),
            basis=None if basis is None else text_of(basis),
            approved_by=approver if isinstance(approver, str) and approver else None,
            stated=Stated.of(properties),
            price=None if price is None else mapping_of(price),
            asks_consent=properties.get("asks_consent", False) is not False,
            confirm_step=properties.get("confirm_step") is True,
        )


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where one person stands as one question is asked: facts, exact and in memory."""

    terms: Terms
    known: bool
    ledger: LedgerState = field(default_factory=LedgerState)
    contacts: Mapping[str, int] = field(default_factory=dict)
    wishes: tuple[Wished, ...] = ()
    person: PersonFacts = field(default_factory=PersonFacts)
    reach: Reach = field(default_factory=Reach)
    gpc: bool = False
    tracking: bool = False
    stop_confirmed: bool = False


def text_of(value: object) -> str:
    """Take a text, or the word for what nobody knows."""
    return value if isinstance(value, str) else UNKNOWN


def texts_of(value: object) -> tuple[str, ...]:
    """Take a list of texts; anything else is one that nobody knows."""
    if value is None:
        return ()
    return (
        tuple(text_of(v) for v in value)
        if isinstance(value, list | tuple)
        else (UNKNOWN,)
    )


def mapping_of(value: object) -> Mapping[str, object]:
    """Take an object; anything else says nothing."""
    return value if isinstance(value, Mapping) else {}
