"""How a person signs in to the portal: a code or a link sent to a contact point.

Good for ten minutes, once, in the browser that asked. A link is consumed by POST alone:
mail scanners open links. E-mail is a weak factor (OWASP ASVS 6.3.6), so what it opens
is the person's own choices; export and erasure ask for more.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from cdp.access import store
from cdp.access.limits import Limit, count_attempt
from cdp.access.secret import derived, is_same, new_secret, secret_digest
from cdp.access.store import Connection, Row

LIFETIME = timedelta(minutes=10)
MAX_TRIES = 5
CODE = re.compile(r"[0-9]{6}")
LINK_PREFIX = "acl_"
BROWSER_PREFIX = "acb_"
# Together they allow 100 guesses a day at a code in a million.
STARTS_SOON = Limit("sign-in-soon", attempts=5, window=timedelta(minutes=15))
STARTS_A_DAY = Limit("sign-in-day", attempts=20, window=timedelta(days=1))


@dataclass(frozen=True)
class Started:
    """What is sent to the contact point, and kept nowhere."""

    code: str
    link_token: str
    expires_at: datetime

    def __repr__(self) -> str:
        return "<Started: hidden>"


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Who has proved to read messages at a contact point."""

    ref: str
    contact_digest: bytes
    method: str  # "code" or "link"


def new_browser() -> str:
    """Make the cookie value that ties a sign-in to the browser that asks for it."""
    return new_secret(BROWSER_PREFIX)


def start_sign_in(
    conn: Connection,
    contact_digest: bytes,
    ref: str | None,
    browser: str,
    now: datetime,
) -> Started:
    """Make a code and a link for whoever reads messages at this contact point.

    Call it for a contact point that nobody has too, with `ref` None, and send nothing:
    the page then tells no stranger who is a customer.

    Raises:
        TooManyError: Too many sign-ins were started for this contact point.
    """
    for limit in (STARTS_SOON, STARTS_A_DAY):
        count_attempt(conn, limit, contact_digest, now)
    code = f"{secrets.randbelow(1_000_000):06d}"
    link_token = new_secret(LINK_PREFIX)
    store.add(
        conn,
        store.sign_in,
        link_digest=secret_digest(link_token),
        browser_digest=secret_digest(browser),
        code_digest=_code_digest(code, browser),
        ref=ref,
        contact_digest=contact_digest,
        tries=0,
        created_at=store.to_us(now),
        expires_at=store.to_us(now + LIFETIME),
    )
    return Started(code, link_token, now + LIFETIME)


def finish_sign_in(
    conn: Connection, proof: str, browser: str, now: datetime
) -> SignedIn | None:
    """Sign in with the code or the link token; commit whatever the answer is.

    None says no and not why: wrong, used, too late, too many tries, other browser.
    """
    typed = "".join(proof.split())
    if CODE.fullmatch(typed):
        return _finish_by_code(conn, typed, browser, now)
    return _finish_by_link(conn, typed, browser, now)


def _finish_by_code(
    conn: Connection, code: str, browser: str, now: datetime
) -> SignedIn | None:
    sent = _code_digest(code, browser)
    tried = store.try_code(conn, secret_digest(browser), now, MAX_TRIES)
    right = [row for row in tried if is_same(sent, row["code_digest"])]
    return _use(conn, right[0], "code", now) if right else None


def _finish_by_link(
    conn: Connection, token: str, browser: str, now: datetime
) -> SignedIn | None:
    row = store.find(conn, store.sign_in, link_digest=secret_digest(token))
    if row is None or not is_same(secret_digest(browser), row["browser_digest"]):
        return None
    return _use(conn, row, "link", now)


def _use(conn: Connection, row: Row, method: str, now: datetime) -> SignedIn | None:
    used = store.use_sign_in(conn, row["link_digest"], now)
    if not used or row["ref"] is None:
        return None
    digest = bytes(row["contact_digest"])
    return SignedIn(ref=row["ref"], contact_digest=digest, method=method)


def _code_digest(code: str, browser: str) -> bytes:
    # Keyed by the cookie, which the database does not know: a million codes are quickly
    # tried by whoever reads the table.
    return bytes.fromhex(derived(browser, f"sign-in/code/{code}"))
