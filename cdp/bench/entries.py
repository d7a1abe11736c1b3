"""Entries of an audit log as an installation writes them, made up: some of each kind.

Words are as many as a busy installation has: forty channel systems, two hundred
campaigns, a dozen revisions of the policies. A few are rare, and some never meet.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from audit import Body, Draft, Entry, IndexTerms, new_id

SEED = 20261122
BEGIN = datetime(2027, 1, 1, tzinfo=UTC)
DAYS = timedelta(days=90)
# Of a thousand entries, so many are of a kind; what is not here is a decision.
SHARES = {
    "permit.issue": 90,
    "permit.outcome": 70,
    "consent.change": 30,
    "data.read": 20,
    "audit.read": 10,
    "auth": 8,
    "config": 1,
}
BY_OFFICERS = frozenset({"auth", "config", "audit.read", "key.rotate"})
OUTCOMES = {"auth": ("allow", "allow", "deny"), "config": ("done",)}
CHANNELS = ("email", "email", "email", "sms", "push", "call", "post", "web")
PURPOSES = ("newsletter", "offers", "personalisation", "service_messages", "analytics")
RULES = tuple(f"rule-{number:02}" for number in range(40))
REVISIONS = tuple(f"sha256:{number:064x}" for number in range(12))
RARE = 250_000  # one entry of so many has the rare words


def subject_names(count: int) -> list[str]:
    """Name so many pseudonyms, in the form and length of real ones."""
    return [f"sub_{number:026}" for number in range(count)]


def made_up(count: int, subjects: Sequence[str]) -> Iterator[Draft]:
    """Make entries over ninety days, in the order of their times."""
    rng = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    step = DAYS / max(count, 1)
    kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
    kinds += ["policy.decision"] * (1000 - len(kinds))
    for number in range(count):
        at = BEGIN + step * number
        rare = number % RARE == RARE // 2
        yield _one(rng, at, "key.rotate" if rare else rng.choice(kinds), subjects)


def _one(rng: random.Random, at: datetime, kind: str, subjects: Sequence[str]) -> Draft:
    # A question about several people is one entry, with a body and terms for each.
    about: list[str | None] = [None]
    if kind not in BY_OFFICERS:
        about = [*rng.sample(subjects, rng.choice((1,) * 60 + (8,)))]
    asks = kind in {"policy.decision", "permit.issue"}
    purpose = rng.choice(PURPOSES) if asks else None
    answers = OUTCOMES.get(kind, ("allow", "deny", "deny") if asks else ("done",))
    outcome = rng.choice(answers)
    entry = Entry(
        at=at,
        kind=kind,
        outcome=outcome,
        revision=_revision(at) if asks else None,
        purpose=purpose,
    )
    terms = tuple(_terms(rng, at, one, outcome) for one in about)
    bodies = tuple(
        Body(subject=one, document=_document(rng, kind, term))
        for one, term in zip(about, terms, strict=True)
    )
    return Draft(entry=entry, bodies=bodies, index=terms)


def _revision(at: datetime) -> str:
    return REVISIONS[(at - BEGIN) * len(REVISIONS) // (DAYS + timedelta(days=1))]


def _terms(
    rng: random.Random, at: datetime, subject: str | None, outcome: str
) -> IndexTerms:
    if subject is None:
        return IndexTerms(actor=f"officer-{rng.randrange(6)}")
    refused = rng.sample(RULES, rng.choice((1, 2))) if outcome == "deny" else ()
    return IndexTerms(
        subject=subject,
        actor=f"system-{min(rng.randrange(40), rng.randrange(40)):02}",
        channel=rng.choice(CHANNELS),
        campaign=f"campaign-{rng.randrange(200):03}",
        decision=new_id("dec", at),
        rules=tuple(refused),
    )


def _document(rng: random.Random, kind: str, terms: IndexTerms) -> dict[str, object]:
    """Say as much as the body of a decision says."""
    return {
        "event": kind,
        "decision": terms.decision,
        "permit": None,
        "person": f"per_{rng.randrange(10**6):026}",
        "question": {
            "client": terms.actor,
            "via": "api",
            "resource_type": "email",
            "action": "send",
            "channel": terms.channel,
            "purpose": "newsletter",
            "campaign": terms.campaign,
            "content_class": "marketing",
            "data_categories": [],
            "can_fulfil": ["list_unsubscribe", "sender_identity", "unsubscribe_link"],
            "recipient": None,
            "ai": None,
            "circle": [[terms.subject, "asked"]],
        },
        "situation": f"sha256:{rng.getrandbits(256):064x}",
        "allowed": not terms.rules,
        "reasons": list(terms.rules),
        "obligations": [],
        "evidence": {"consent": [f"act_{rng.getrandbits(100):026x}"]},
    }
