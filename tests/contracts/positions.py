"""People in every position: a table by hand, and as many as wanted by a seed."""

# One row, one line: a table is read across.
# ruff: noqa: E501

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from consent.subject import (
    Contract,
    LedgerState,
    PersonFacts,
    Reach,
    SoftOptIn,
    Wished,
)
from consent.terms import Position, Terms

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
MAIL_DUTIES = (
    "unsubscribe_link", "list_unsubscribe", "sender_identity", "no_open_tracking",
)  # fmt: skip
EVERY_DUTY = (
    *MAIL_DUTIES, "withdrawal_link", "notice_art14", "offer_objection", "ai_disclosure",
    "ai_marking", "human_review", "drop_fields", "gpc_acknowledged", "preserve_marking",
)  # fmt: skip
CAPS = ("email-day", "email-week", "sms-week", "all-week", "call-month", "push-week", "fr-calls",
    "us-fl-calls",
)  # fmt: skip
AD_NETWORK = {"id": "ad-network", "role": "third_party", "country": "US"}
MAIL_HOUSE = {"id": "mail-house", "role": "processor", "country": "FR"}
COPYWRITER = {"system": "copywriter", "used": True, "modality": ["text"]}
RANKER = {"system": "next-best-action", "used": True}


def granted(now: datetime = NOW, days: int = 10, **more: object) -> LedgerState:
    return LedgerState(
        consent="granted",
        given_at=now - timedelta(days=days),
        notice_known=True,
        method="web_form",
        **({"reached": "held", "objection_offered": True} | more),
    )


def asked(name: str = "send", **more: object) -> Position:
    """A newsletter by e-mail to somebody in France, unless told otherwise."""
    facts = {
        "ledger": granted(),
        "places": ("FR",),
        "born": None,
        "zones": (),
        "known": True,
        "contacts": {},
        "wishes": (),
        "gpc": False,
        "tracking": False,
        "stop_confirmed": False,
        "reach": Reach(),
        "facts": {},
    }
    facts |= {field: more.pop(field) for field in list(more) if field in facts}
    terms = {"purpose": "newsletter", "channel": "email", "can_fulfil": EVERY_DUTY}
    return Position(
        terms=Terms.of(name, terms | more),
        known=facts["known"],
        ledger=facts["ledger"],
        contacts=facts["contacts"],
        wishes=facts["wishes"],
        person=PersonFacts(
            places=facts["places"],
            born_on=facts["born"],
            timezones=facts["zones"],
            **facts["facts"],
        ),
        reach=facts["reach"],
        gpc=facts["gpc"],
        stop_confirmed=facts["stop_confirmed"],
        tracking=facts["tracking"],
    )


def service(**more: object) -> Position:
    """An order confirmation, to somebody who consented to nothing."""
    return asked(
        **({
            "purpose": "service_messages",
            "content_class": "service",
            "ledger": LedgerState(),
            "can_fulfil": (),
        } | more)
    )  # fmt: skip


def audience(**more: object) -> Position:
    """A list handed to an advertising network."""
    return asked(
        "share",
        **({
            "purpose": "ads_sharing",
            "channel": "ad_network",
            "recipient": AD_NETWORK,
        } | more)
    )  # fmt: skip


def offer(channel: str, name: str = "send", **more: object) -> Position:
    return asked(name, purpose="offers", channel=channel, **more)


SALE = SoftOptIn(
    sale_at=NOW - timedelta(days=30), product_line="x", opt_out_offered=True
)

# name, position, instant, whether it may go ahead, codes that must be among the refusals
TABLE: tuple[tuple[str, Position, datetime, bool, set[str]], ...] = tuple(
    (name, position, at if isinstance(at, datetime) else NOW, allow, set(codes.split()))
    for name, position, at, allow, codes in (
        ("newsletter with consent", asked(), None, True, ""),
        ("newsletter without", asked(ledger=LedgerState()), None, False, "consent-missing"),
        ("refused", asked(ledger=LedgerState(consent="refused")), None, False, "consent-refused"),
        ("withdrawn", asked(ledger=LedgerState(consent="withdrawn")), None, False, "consent-withdrawn"),
        ("unknown person", asked(known=False), None, False, "person-unknown"),
        ("unknown purpose", asked(purpose="promo-x"), None, False, "purpose-unknown"),
        ("unknown channel", asked(channel="pigeon"), None, False, "channel-unknown"),
        ("unknown action", asked("teleport"), None, False, "action-unknown"),
        ("unknown class", asked(content_class="poetry"), None, False, "content-not-of-purpose"),
        ("no channel", asked(channel=None), None, False, "channel-unknown"),
        ("no place", asked(places=()), None, False, "place-unknown"),
        ("unlisted place", asked(places=("ZZ",)), None, False, "place-unknown"),
        ("malformed place", asked(places=("France",)), None, False, "place-unknown"),
        ("newsletter by text", asked(channel="sms"), None, False, "channel-not-of-purpose"),
        ("order confirmation", service(), None, True, ""),
        ("confirmation to nowhere", service(places=()), None, True, ""),
        ("confirmation over all caps", service(contacts={"email-day": 9, "all-week": 99}), None, True, ""),
        ("confirmation after an objection", service(ledger=LedgerState(objections=("all_marketing",))), None, True, ""),
        ("confirmation at night", service(channel="sms"), NOW.replace(hour=2), True, ""),
        ("confirmation to a child", service(born=date(2016, 1, 1)), None, True, ""),
        ("confirmation with advertising", service(content_class="mixed"), None, False, "content-not-of-purpose"),
        ("confirmation to an erased person", service(ledger=LedgerState(flags=("erased",))), None, False, "person-erased"),
        ("restricted", asked(ledger=granted(flags=("restricted",))), None, False, "person-restricted"),
        ("suppressed", asked(ledger=granted(flags=("suppressed",))), None, False, "person-suppressed"),
        ("objection to marketing", asked(ledger=granted(objections=("all_marketing",))), None, False, "objection-marketing"),
        ("objection to the purpose", asked(ledger=granted(objections=("purpose",))), None, False, "objection-purpose"),
        ("one mail today", asked(contacts={"email-day": 1}), None, False, "cap-email-day"),
        ("three this week", asked(contacts={"email-week": 3}), None, False, "cap-email-week"),
        ("six in all", asked(contacts={"all-week": 6}), None, False, "cap-all-week"),
        ("five in all", asked(contacts={"all-week": 5}), None, True, ""),
        ("a fifth attempt to call", offer("call", "call", contacts={"fr-calls": 4}), NOW.replace(hour=14), False, "cap-fr-calls"),
        ("a fourth attempt to call", offer("call", "call", contacts={"fr-calls": 3}), NOW.replace(hour=14), True, ""),
        ("a fourth call in Florida", offer("call", "call", places=("US-FL",), contacts={"us-fl-calls": 3}), NOW.replace(hour=17), True, ""),
        ("once a week, and had", asked(wishes=(Wished(per="week", at_most=1, count=1),)), None, False, "cap-wish-week"),
        ("twice a week, once had", asked(wishes=(Wished(per="week", at_most=2, count=1),)), None, True, ""),
        ("four a month, three heard", asked(wishes=(Wished(per="month", at_most=4, count=3),)), None, False, "cap-wish-month"),
        ("confirmation against a wish", service(wishes=(Wished(per="day", at_most=1, count=9),)), None, True, ""),
        ("nothing can be fulfilled", asked(can_fulfil=()), None, False, "obligation-unmet"),
        ("nearly all can", asked(can_fulfil=MAIL_DUTIES[1:]), None, False, "obligation-unmet"),
        ("all can", asked(can_fulfil=MAIL_DUTIES), None, True, ""),
        ("soft opt-in", offer("email", ledger=LedgerState(soft_opt_in=SALE, reached="assumed", objection_offered=True)), None, True, ""),
        ("soft opt-in by text", offer("sms", ledger=LedgerState(soft_opt_in=SALE, reached="assumed", objection_offered=True)), None, False, "consent-missing"),
        ("soft opt-in for news", asked(ledger=LedgerState(soft_opt_in=SALE, reached="assumed", objection_offered=True)), None, False, "consent-missing"),
        ("text at noon", offer("sms"), None, True, ""),
        ("text at night", offer("sms"), NOW.replace(hour=22), False, "quiet-hours"),
        ("call in the afternoon", offer("call", "call"), NOW.replace(hour=14), True, ""),
        ("call at lunch", offer("call", "call"), NOW, False, "calling-hours-fr"),
        ("call on Saturday", offer("call", "call"), datetime(2026, 11, 21, 10, tzinfo=UTC), False, "calling-hours-fr"),
        ("call on armistice day", offer("call", "call"), datetime(2026, 11, 11, 10, tzinfo=UTC), False, "calling-hours-fr"),
        ("second call this month", offer("call", "call", contacts={"call-month": 1}), None, False, "cap-call-month"),
        ("a number that was on a list, and a newer consent", offer("call", "call", ledger=granted(lists=("bloctel",))), NOW.replace(hour=14), True, ""),
        ("a number that was on a list, and an older one", offer("call", "call", ledger=granted(days=200, lists=("bloctel",))), NOW.replace(hour=14), False, "phone-list-kept"),
        ("a number on a list", offer("call", "call", places=("GB",), ledger=LedgerState(lists=("tps",), heard_at=NOW), screened=["tps", "ctps"]), NOW.replace(hour=14), False, "phone-list"),
        ("a screened number", offer("call", "call", places=("GB",), ledger=LedgerState(heard_at=NOW), screened=["tps", "ctps"]), NOW.replace(hour=14), True, ""),
        ("a charity's supporter", offer("email", places=("GB",), ledger=LedgerState(charity=SALE)), None, False, "consent-missing"),
        ("a firm", offer("email", places=("GB",), ledger=LedgerState(heard_at=NOW), facts={"capacity": "business_named"}), None, True, ""),
        ("a firm of which nothing was heard", offer("email", places=("GB",), ledger=LedgerState(), facts={"capacity": "business_named"}), None, False, "last-contact-unknown"),
        ("a customer under contract", offer("call", "call", ledger=LedgerState(), facts={"contracts": (Contract(line="gas"),)}, product_line="gas"), NOW.replace(hour=14), True, ""),
        ("silent for three years", asked(ledger=granted(days=1096)), None, False, "last-contact-old"),
        ("an address that failed twice", asked(reach=Reach(bounced=(NOW, NOW))), None, False, "address-bounced"),
        ("old phone consent", offer("call", "call", ledger=granted(days=400)), NOW.replace(hour=14), True, ""),
        ("American text without consent", offer("sms", places=("US-NY",), ledger=LedgerState()), NOW.replace(hour=17), False, "consent-missing"),
        ("American mail without consent", offer("email", places=("US-NY",), ledger=LedgerState()), None, True, ""),
        ("American mail after a refusal", offer("email", places=("US-NY",), ledger=LedgerState(consent="refused")), None, False, "consent-refused"),
        ("two places", asked(places=("FR", "US-NY"), ledger=LedgerState()), None, False, "consent-missing"),
        ("child in Germany", asked(places=("DE",), born=date(2011, 6, 1)), None, False, "minor-consent"),
        ("same age in France", asked(born=date(2011, 6, 1)), None, True, ""),
        ("child with a parent", asked(born=date(2014, 6, 1), ledger=granted(parental=True)), None, True, ""),
        ("audience", audience(), None, True, ""),
        ("audience with a minor", audience(born=date(2010, 1, 1)), None, False, "minor-ads"),
        ("audience under the signal in France", audience(gpc=True), None, False, "gpc-opt-out-house"),
        ("audience under the signal in California", audience(gpc=True, places=("US-CA",)), None, False, "gpc-opt-out"),
        ("audience after an opt-out", audience(ledger=granted(opt_outs=("sale",))), None, False, "opt-out-sale"),
        ("unknown recipient", audience(recipient={"id": "stranger"}), None, False, "recipient-unknown transfer-tool-missing"),
        ("recipient in another role", audience(recipient=AD_NETWORK | {"role": "processor"}), None, False, "recipient-mismatch"),
        ("mail house", asked(recipient=MAIL_HOUSE), None, True, ""),
        ("written by a machine", asked(ai=COPYWRITER), None, True, ""),
        ("by an unknown machine", asked(ai={"system": "ghost"}), None, False, "ai-system-unknown"),
        ("decided by a machine", asked("decide_automatically", channel=None, ai=COPYWRITER), None, False, "automated-decision"),
        ("reviewed by a person", asked("decide_automatically", channel=None, ai=COPYWRITER | {"human_review": {"reviewer": "dpo"}}), None, True, ""),
        ("explicitly agreed, and nothing explained it", asked("decide_automatically", channel=None, ledger=granted(explicit=True)), None, False, "notice-automated"),
        ("training", asked("train_model", purpose="model_training", channel=None, ai=RANKER), None, True, ""),
        ("training of what nobody registered for it", asked("train_model", purpose="model_training", channel=None, ai=COPYWRITER), None, False, "model-training-register ai-system-purpose"),
        ("training of nothing in particular", asked("train_model", purpose="model_training", channel=None), None, False, "model-training-register"),
        ("a machine that talks", service(channel="web", ai={"system": "assistant", "interactive": True}, can_fulfil=EVERY_DUTY), None, True, ""),
        ("by a suspended machine", asked(ai={"system": "illustrator", "human_review": True}), None, False, "ai-system-suspended"),
        ("training for another purpose", asked("train_model", purpose="profiling", channel=None), None, False, "purpose-not-for-action model-training-permission"),
        ("health data", asked(data_categories=["health"]), None, False, "data-special"),
        ("too much data", asked(data_categories=["location_precise"]), None, True, ""),
        ("collecting", asked("collect", purpose="service_messages", channel=None, known=False, ledger=LedgerState(), places=()), None, True, ""),
        ("collecting for a consent that is missing", asked("collect", channel=None, ledger=LedgerState()), None, False, "consent-missing"),
        ("collecting from a suppressed person", asked("collect", purpose="service_messages", channel=None, ledger=LedgerState(flags=("suppressed",))), None, False, "person-suppressed"),
        ("an adviser's view", asked("read_context", purpose="support", channel=None, ledger=LedgerState()), None, True, ""),
        ("opening tracked", asked("track_open", purpose="email_tracking"), None, True, ""),
        ("opening tracked without consent", asked("track_open", purpose="email_tracking", ledger=LedgerState()), None, False, "consent-missing"),
        ("the text that answers a stop", service(purpose="stop_confirmation", channel="sms", places=("US-NY",), ledger=LedgerState(stopped_at=NOW - timedelta(minutes=1))), None, True, ""),
        ("the same in France", service(purpose="stop_confirmation", channel="sms", ledger=LedgerState(stopped_at=NOW - timedelta(minutes=6))), None, False, "stop-confirmation-house"),
        ("six minutes later", service(purpose="stop_confirmation", channel="sms", places=("US-NY",), ledger=LedgerState(stopped_at=NOW - timedelta(minutes=6))), None, False, "us-stop-confirmation"),
        ("a second one", service(purpose="stop_confirmation", channel="sms", places=("US-NY",), stop_confirmed=True, ledger=LedgerState(stopped_at=NOW - timedelta(minutes=1))), None, False, "us-stop-confirmation"),
        ("one for nothing", service(purpose="stop_confirmation", channel="sms", places=("US-NY",)), None, False, "us-stop-confirmation"),
        ("after a stop elsewhere", offer("sms", places=("US-NY",), ledger=granted(stopped_channels=("sms",))), NOW.replace(hour=17), False, "us-stop-all-house"),
        ("after a stop elsewhere, by law", offer("sms", places=("US-NY",), ledger=granted(datetime(2027, 2, 2, 17, tzinfo=UTC), stopped_channels=("sms",))), datetime(2027, 2, 2, 17, tzinfo=UTC), False, "us-stop-all"),
        ("a price that looks at choices", asked("personalise", purpose="personalisation", channel="web", places=("US-CA",), price={"incentive_notice": False}), None, False, "us-ca-retaliation"),
        ("a price that does not", asked("personalise", purpose="personalisation", channel="web", places=("US-CA",), price={"uses_choices": False}), None, True, ""),
        ("audience in spite of the signal", audience(gpc=True, places=("US-CA",), ledger=granted(signal_answered=("ads_sharing",))), None, True, ""),
        ("audience in spite of it for something else", audience(gpc=True, places=("US-CA",), ledger=granted(signal_answered=("newsletter",))), None, False, "gpc-opt-out"),
        ("linking", asked("link_identity", purpose="service_messages", channel=None, ledger=LedgerState()), None, True, ""),
        ("an offer in store", asked("offer_in_store", purpose="offers", channel="in_store"), None, True, ""),
    )
)  # fmt: skip


def random_positions(seed: int, count: int) -> Iterator[tuple[Position, datetime]]:
    """People at random, with the odd word that nobody knows; a seed gives the same."""
    rng = random.Random(seed)
    for _ in range(count):
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(
            minutes=rng.randrange(366 * 1440)
        )
        yield _random_position(rng, now), now


def edge_positions(seed: int, count: int) -> Iterator[tuple[Position, datetime]]:
    """Random people near where a number is cut: a birthday, a term, an hour, a cap."""
    rng = random.Random(seed)
    for position, now in random_positions(seed, count):
        yield (
            _at_an_edge(rng, position, now),
            now + timedelta(seconds=rng.randrange(60)),
        )


def _at_an_edge(rng: random.Random, position: Position, now: datetime) -> Position:
    near = timedelta(minutes=rng.choice((-1441, -1440, -61, -1, 0, 1, 61, 1440, 1441)))
    ledger, person, contacts = position.ledger, position.person, position.contacts
    if rng.random() < 0.4:
        days = timedelta(days=rng.choice((1095, 1096, 1097)))
        ledger = replace(ledger, consent="granted", given_at=now - days + near)
        ledger = replace(ledger, heard_at=None, decided_at=None, soft_opt_in=None)
    if rng.random() < 0.6:
        ledger = replace(
            ledger, consent="granted", objections=(), opt_outs=(), flags=()
        )
    if rng.random() < 0.5:
        days = timedelta(days=rng.choice((0, 1, 365, 366, 367, 730)))
        ledger = replace(ledger, given_at=now - days + near)
    if ledger.soft_opt_in is not None and rng.random() < 0.5:
        days = timedelta(days=rng.choice((365, 1095, 1096, 1097)))
        sale = replace(ledger.soft_opt_in, sale_at=now - days + near)
        ledger = replace(ledger, soft_opt_in=sale)
    if rng.random() < 0.5:
        years = timedelta(days=round(rng.randrange(11, 20) * 365.25))
        person = replace(person, born_on=(now - years + near).date())
    wishes = position.wishes
    if rng.random() < 0.3:
        contacts = {cap: rng.randrange(9) for cap in CAPS}
    if rng.random() < 0.3:
        wishes = tuple(_wished(rng) for _ in range(rng.choice((1, 1, 2, 3))))
    return replace(
        position, ledger=ledger, person=person, contacts=contacts, wishes=wishes
    )


def _wished(rng: random.Random) -> Wished:
    """A wish at, above or below what was had, of any number."""
    most = rng.randrange(1, 13)
    count = max(most + rng.choice((-9, -2, -1, 0, 1)), 0)
    return Wished(per=rng.choice(("day", "week", "month")), at_most=most, count=count)


def _some(rng: random.Random, *choices: str) -> tuple[str, ...]:
    return tuple(rng.sample(choices, rng.choice((0,) * 9 + (1, 1, 2))))


def _random_position(rng: random.Random, now: datetime) -> Position:
    one = rng.choice
    name, purpose, channel = one((
        ("send", "newsletter", "email"), ("send", "offers", "email"),
        ("send", "offers", "sms"), ("push", "offers", "push"),
        ("call", "offers", "call"), ("call_automated", "offers", "call_automated"),
        ("send", "service_messages", "email"), ("share", "ads_sharing", "ad_network"),
        ("sell", "ads_sharing", None), ("profile", "profiling", None),
        ("personalise", "personalisation", "web"), ("collect", "newsletter", None),
        ("train_model", "model_training", None), ("send", "unheard-of", "email"),
        ("decide_automatically", "offers", None), ("send", "newsletter", "pigeon"),
    ))  # fmt: skip
    if rng.random() < 0.02:
        name, purpose, channel = "send", "stop_confirmation", "sms"
    fitting = AD_NETWORK if purpose == "ads_sharing" else MAIL_HOUSE
    properties = {
        "purpose": purpose,
        "channel": channel,
        "content_class": one(("marketing",) * 5 + ("service", "mixed", "poetry")),
        "data_categories": list(_some(rng, "purchases", "health", "location_precise")),
        "recipient": one(
            (None,) * 5 + (fitting,) * 3 + (MAIL_HOUSE, {"id": "stranger"})
        ),
        "ai": one((None,) * 4 + (COPYWRITER, {"system": "ghost"}, _random_ai(rng))),
        "can_fulfil": one((EVERY_DUTY, EVERY_DUTY, MAIL_DUTIES, ())),
        "price": one((None,) * 30 + ({}, {"uses_choices": False})),
        "basis": one((None,) * 80 + ("consent", "legitimate_interest", "whim")),
        "approved_by": one((None,) * 40 + ("dr-martin", "")),
        "job_related": one((True, True, None)),
        "product_line": one((None, None, "gas_maintenance", "travel", "weather")),
        "screened": one(((), ("tps", "ctps"), ("us_dnc",), ("guesses",))),
        "asks_consent": rng.random() < (0.3 if name == "collect" else 0.01),
        "confirm_step": rng.random() < 0.5,
    }
    return Position(
        terms=Terms.of(name, properties),
        known=rng.random() < 0.95,
        ledger=_random_ledger(rng, now),
        contacts={cap: rng.randrange(5) for cap in CAPS if rng.random() < 0.2},
        wishes=(_wished(rng),) if rng.random() < 0.1 else (),
        person=PersonFacts(
            places=one(
                (
                    ("FR",),
                    ("FR",),
                    ("DE",),
                    ("GB",),
                    ("US-CA",),
                    ("US-FL",),
                    ("US-NY",),
                    ("US",),
                    ("FR", "US-CA"),
                    (),
                    ("ZZ",),
                    ("nowhere",),
                )
            ),
            born_on=one((None, now.date() - timedelta(days=rng.randrange(4000, 9000)))),
            timezones=one(((), ("Europe/Paris",), ("America/New_York", "Asia/Tokyo"))),
            capacity=one(
                (
                    "consumer",
                    "consumer",
                    "sole_trader",
                    "business_named",
                    "business_generic",
                    "guild",
                )
            ),
            contracts=_random_contracts(rng, now),
            address_since=one(({}, {"email": now - timedelta(days=3)})),
        ),
        reach=_random_reach(rng, now),
        gpc=rng.random() < 0.1,
        stop_confirmed=rng.random() < 0.2,
        tracking=rng.random() < 0.5,
    )


def _random_contracts(rng: random.Random, now: datetime) -> tuple[Contract, ...]:
    days = [None, *(now.date() + timedelta(days=n) for n in (-1097, -1, 0, 1))]
    return rng.choice((
        (),
        (),
        (Contract(line="gas", since=rng.choice(days), until=rng.choice(days)),),
        (Contract(line="weather", until=rng.choice(days)), Contract(line="travel")),
    ))  # fmt: skip


def _random_reach(rng: random.Random, now: datetime) -> Reach:
    failed = sorted(now - timedelta(days=rng.randrange(9)) for _ in range(2))
    return Reach(
        answered_at=rng.choice((None, now - timedelta(days=rng.randrange(1500)))),
        bounced=tuple(failed[: rng.choice((0, 0, 0, 0, 1, 2))]),
    )


def _random_address(rng: random.Random, now: datetime) -> SoftOptIn | None:
    left = SoftOptIn(
        sale_at=now - timedelta(days=rng.randrange(1300)),
        product_line=None,
        opt_out_offered=rng.random() < 0.8,
    )
    return rng.choice((None, left))


def _random_ai(rng: random.Random) -> dict[str, object]:
    return {
        "system": rng.choice(("copywriter", "next-best-action") * 4 + ("assistant",)),
        "made": rng.choice(("generated", "composite", "enhanced", "by hand")),
        "used": rng.choice((True, False)),
        "interactive": rng.choice((True, False)),
        "automated_decision": rng.choice((True, False)),
        "human_review": rng.choice((None, {"reviewer": "dpo"})),
        "modality": list(_some(rng, "text", "image", "smell")),
    }


def _random_telling(rng: random.Random, now: datetime) -> dict[str, object]:
    """What was told and refused; some of it on the day on which a month is over."""
    day = timedelta(days=rng.choice((0, 28, 31, 32, 181, 184, 365, 366, 400)))
    near = now - day + timedelta(minutes=rng.choice((-1440, 0, 1440)))
    past = min(near, now)
    return {
        "reached": rng.choice(("none", "assumed", "named", *("held",) * 30)),
        "told": frozenset(rng.choice(((), (("signup", "3"),)))),
        "objection_offered": rng.random() < 0.97,
        "obtained_at": rng.choice((None,) * 40 + (past,)),
        "refused_at": rng.choice((None, past)),
        "opted_out_at": rng.choice(({}, {"sale": past, "mystery": now})),
    }


def _random_ledger(rng: random.Random, now: datetime) -> LedgerState:
    state = rng.choice(("none", *("granted",) * 5, "refused", "withdrawn"))
    told = {"partner": rng.choice(("none",) * 50 + ("proven", "unproven"))}
    return LedgerState(
        **(told | _random_telling(rng, now)),
        consent=state,
        given_at=now - timedelta(minutes=rng.randrange(500 * 1440)),
        notice_known=rng.random() < 0.5,
        explicit=rng.random() < 0.2,
        parental=rng.random() < 0.2,
        method=rng.choice((None, "web_form", "sdk", "telepathy")),
        recipients=rng.choice(((), (), ("mail-house",))),
        soft_opt_in=rng.choice(
            (
                None,
                SoftOptIn(
                    sale_at=now - timedelta(days=rng.randrange(1300)),
                    product_line=rng.choice((None, "shoes")),
                    opt_out_offered=rng.random() < 0.8,
                ),
            )
        ),
        charity=_random_address(rng, now),
        business=_random_address(rng, now),
        lists=_some(rng, "tps", "ctps", "bloctel", "us_dnc", "mystery"),
        heard_at=rng.choice((None, now - timedelta(days=rng.randrange(1500)))),
        objections=_some(rng, "all_marketing", "purpose", "profiling", "mystery"),
        stopped_channels=rng.choice(((),) * 12 + (("sms",), ("email", "smoke"))),
        stopped_at=rng.choice((None, now - timedelta(seconds=rng.randrange(900)))),
        signal_answered=_some(rng, "ads_sharing", "newsletter"),
        opt_outs=_some(rng, "sale", "share", "profiling", "admt", "mystery"),
        flags=rng.choice(((),) * 8 + (("restricted",), ("erased", "suppressed"))),
    )
