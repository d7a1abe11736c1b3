"""What the demo's people choose, and how it reaches Accord: SDK, shop, form."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from segment.analytics.client import Client as Segment

from cdp.demo.people import Visitor, Visitors
from cdp.demo.web import Api
from cdp.errors import UnavailableError

NOTICE = {"id": "shop-signup", "version": "3"}
# The first visitors accept the newsletter at sign-up, in the SDK's own words.
SIGNED_UP = 10
BATCH_EVENTS = 50

Said = dict[str, Any]
Told = Callable[[int, int], None]


def deliver_events(visitors: Visitors, url: str, write_key: str) -> int:
    """Send everybody through an unmodified Segment SDK; give the number of events."""
    lost: list[str] = []
    sdk = Segment(
        write_key,
        host=url,
        upload_size=BATCH_EVENTS,
        gzip=True,
        max_retries=3,
        on_error=lambda error, _batch: lost.append(type(error).__name__),
    )
    sent = 0
    for number, visitor in enumerate(visitors):
        accepts = number < SIGNED_UP or visitor in visitors.children
        context = {"consent": {"categoryPreferences": {"newsletter": True}}}
        sdk.identify(
            visitor.user_id, visitor.traits(), context=context if accepts else {}
        )
        name = "Signed Up" if accepts else "Product Viewed"
        sdk.track(visitor.user_id, name, {"product": "tea", "number": number})
        sent += 2
    sdk.flush()
    sdk.join()
    if lost:
        raise UnavailableError(f"the SDK could not deliver: {lost[0]}")
    return sent


def _choice(
    identifier: tuple[str, str], act: str, scope: dict[str, str], at: datetime
) -> Said:
    kind, value = identifier
    said: Said = {
        "identifier": {"type": kind, "id": value},
        "act": act,
        "scope": scope,
        "at": at.isoformat(),
        "method": "web_form",
        "locale": "en",
    }
    if act == "grant":
        said["notice"] = NOTICE
    return said


def choices(visitors: Visitors, at: datetime) -> Iterator[Said]:
    """Give what the customers say, to the shop and in the stores."""
    mail = {"purpose": "newsletter", "channel": "email"}
    text = {"purpose": "offers", "channel": "sms"}
    call = {"purpose": "offers", "channel": "call"}
    everything = {"kind": "all_marketing"}
    people = visitors.customers

    def say(who: Visitor, act: str, scope: dict[str, str]) -> Said:
        return _choice(("email", who.email), act, scope, at)

    yield from (say(one, "grant", mail) for one in people[SIGNED_UP:50])
    yield from (say(one, "grant", text) for one in people[20:40])
    yield from (say(one, "grant", call) for one in people[20:40])
    yield from (say(one, "refuse", mail) for one in people[50:60])
    yield from (say(one, "grant", mail) for one in people[60:70])
    yield from (say(one, "withdraw", mail) for one in people[60:70])
    yield from (say(one, "object", everything) for one in people[80:85])
    # Said in a store, under the store's own number. A no counts for the whole person,
    # also where only Splink ties the two records; a yes does not travel that way.
    yield from (_in_store(one, "object", everything, at) for one in people[40:45])
    yield from (_in_store(one, "grant", mail, at) for one in people[72:77])


def _in_store(who: Visitor, act: str, scope: dict[str, str], at: datetime) -> Said:
    return _choice(("user_id", f"rec-{who.label}-dup-0"), act, scope, at)


def hand_in(shop: Api, visitors: Visitors, told: Told) -> int:
    """Post every choice and the requests for restriction; give their number."""
    said = list(choices(visitors, datetime.now(UTC)))
    for done, one in enumerate(said, 1):
        shop.post("/v1/consents", one)
        told(done, len(said))
    restricted = visitors.customers[85:90]
    for person in restricted:
        resource = {"type": "email", "id": person.email}
        shop.post("/v1/requests", {"kind": "restriction", "resource": resource})
    return len(said) + len(restricted)
