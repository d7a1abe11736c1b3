"""Officers, operators and administrators: names, roles and passwords."""

import hashlib
import hmac
import json
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cdp.access import store
from cdp.access.clients import ID_FORM, check_name
from cdp.access.limits import Limit, count_attempt, forgive
from cdp.access.store import Connection, Row
from cdp.errors import ConflictError, InvalidInputError, NotFoundError

ROLES = ("admin", "dpo", "operator")
APPROVER = "dpo"  # whoever agrees to what cannot be taken back
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
NO_NAME = "*"
PASSWORD_TRIES = Limit("staff-password", attempts=5, window=timedelta(minutes=15))

# OWASP Password Storage Cheat Sheet: N=2^15, r=8, p=3 weighs as much as N=2^17, p=1
# and takes 32 MiB instead of 128 while several people sign in.
SCRYPT = {"n": 2**15, "r": 8, "p": 3}
SCRYPT_MEMORY = 64 * 1024 * 1024
SALT_BYTES = 16


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Somebody who works here, and as what."""

    name: str
    roles: frozenset[str]


class PasswordCheck:
    """One counted try. Its slow part, `matches`, needs no transaction."""

    def __init__(self, staff: Staff | None, stored: str) -> None:
        self._staff = staff
        self._stored = stored

    def matches(self, password: str) -> Staff | None:
        """Give who it is if the password is right; unknown names take as long."""
        right = _is_password(password, self._stored)
        return self._staff if right else None


def add_staff(
    conn: Connection, name: str, password: str, roles: Iterable[str], now: datetime
) -> Staff:
    """Add somebody who may sign in to the consoles.

    Raises:
        InvalidInputError: Name, password or roles cannot be used.
        ConflictError: There is somebody of this name, here or gone.
    """
    check_name("name", name)
    made = Staff(name=name, roles=_check_roles(roles))
    added = store.add(
        conn,
        store.staff,
        name=name,
        password=_hashed(password),
        roles=json.dumps(sorted(made.roles)),
        created_at=store.to_us(now),
    )
    if not added:
        raise ConflictError("somebody of this name exists; names are not used again")
    return made


def begin_check(conn: Connection, name: str, now: datetime) -> PasswordCheck:
    """Count a try and load what it is checked against.

    Let the transaction end before `matches`: hashing takes a tenth of a second, and on
    SQLite nobody else writes meanwhile.

    Raises:
        TooManyError: Too many tries for this name.
    """
    # People type passwords into the name field: what can be no name leaves no trace,
    # and all such tries count together.
    counted_as = name if ID_FORM.fullmatch(name) else NO_NAME
    count_attempt(conn, PASSWORD_TRIES, counted_as, now)
    row = store.find(conn, store.staff, name=name, revoked_at=None)
    if row is None:
        return PasswordCheck(None, DECOY)
    return PasswordCheck(_staff(row), row["password"])


def end_check(conn: Connection, staff: Staff) -> None:
    """Forget the tries of somebody who has just signed in."""
    forgive(conn, PASSWORD_TRIES, staff.name)


def check_staff(
    conn: Connection, name: str, password: str, now: datetime
) -> Staff | None:
    """Check a password within one transaction; commit whatever the answer is.

    Raises:
        TooManyError: Too many tries for this name.
    """
    staff = begin_check(conn, name, now).matches(password)
    if staff is not None:
        end_check(conn, staff)
    return staff


def change_password(conn: Connection, name: str, password: str) -> None:
    """Replace a password and end all sessions of its owner.

    Raises:
        InvalidInputError: The password cannot be used.
        NotFoundError: Nobody of this name is here.
    """
    _require(conn, name)
    store.change(conn, store.staff, name, password=_hashed(password))
    store.remove(conn, store.session, kind="staff", ref=name)


def revoke_staff(conn: Connection, name: str, now: datetime) -> None:
    """End somebody's access and all their sessions.

    Raises:
        NotFoundError: Nobody of this name is here.
    """
    _require(conn, name)
    store.change(conn, store.staff, name, revoked_at=store.to_us(now))
    store.remove(conn, store.session, kind="staff", ref=name)


def list_staff(conn: Connection) -> list[Staff]:
    """List who may sign in."""
    return [_staff(row) for row in store.list_unrevoked(conn, store.staff)]


def check_word(
    conn: Connection, author: str, approver: str | None, reason: str | None
) -> None:
    """Check who does something and, where somebody has to agree, who does and why.

    Raises:
        InvalidInputError: Somebody named is not who they must be.
    """
    roles = {one.name: one.roles for one in list_staff(conn)}
    wrong = {}
    if author not in roles:
        wrong["by"] = "must be a member of staff (`accord staff add`)"
    if approver is not None:
        if approver == author:
            wrong["approver"] = "must be somebody else than who does it"
        elif APPROVER not in roles.get(approver, ()):
            wrong["approver"] = f"must be a member of staff with the role {APPROVER}"
        if not (reason or "").strip():
            wrong["reason"] = "must say why it is agreed"
    if wrong:
        raise InvalidInputError(wrong)


def _require(conn: Connection, name: str) -> None:
    if store.find(conn, store.staff, name=name, revoked_at=None) is None:
        raise NotFoundError("nobody of this name is here")


def _staff(row: Row) -> Staff:
    return Staff(name=row["name"], roles=frozenset(json.loads(row["roles"])))


def _check_roles(roles: Iterable[str]) -> frozenset[str]:
    wanted = frozenset(roles)
    if not wanted or not wanted <= set(ROLES):
        raise InvalidInputError({"roles": "must be among: " + " ".join(ROLES)})
    return wanted


def _hashed(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        why = f"must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters"
        raise InvalidInputError({"password": why})
    salt = secrets.token_bytes(SALT_BYTES)
    terms = [str(value) for value in SCRYPT.values()]
    return "$".join(["scrypt", *terms, salt.hex(), _scrypt(password, salt, SCRYPT)])


def _is_password(password: str, stored: str) -> bool:
    _, n, r, p, salt, expected = stored.split("$")
    terms = {"n": int(n), "r": int(r), "p": int(p)}
    # Cut, so that a megabyte sent as a password costs what a password costs.
    found = _scrypt(password[: LONGEST_PASSWORD + 1], bytes.fromhex(salt), terms)
    return hmac.compare_digest(found, expected)


def _scrypt(password: str, salt: bytes, terms: dict[str, int]) -> str:
    # NFKC: the same password typed on two keyboards (NIST SP 800-63B 5.1.1.2).
    typed = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(
        typed,
        salt=salt,
        n=terms["n"],
        r=terms["r"],
        p=terms["p"],
        maxmem=SCRYPT_MEMORY,
        dklen=32,
    ).hex()


# The hash of nothing that fits in a password: for names that do not exist.
DECOY = "$".join(
    ["scrypt", *[str(value) for value in SCRYPT.values()], "00" * SALT_BYTES, "00" * 32]
)
