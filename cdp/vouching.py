"""Two people who do something together prove who they are, each with a password.

What eases a rule or ends a key is done by one and agreed to by another, a data
protection officer. A name is no proof: each try is counted and on record, as on the
page where staff sign in.
"""

from dataclasses import dataclass, field

from audit import Body, Entry, IndexTerms
from cdp import access
from cdp.assembly import Services
from cdp.errors import InvalidInputError


@dataclass(frozen=True, kw_only=True)
class Passwords:
    """What two people typed: who does it, and who agrees."""

    author: str = field(repr=False)
    approver: str = field(repr=False)


def prove_both(
    services: Services,
    names: tuple[str, str],
    passwords: Passwords | None,
    *,
    use: str,
) -> None:
    """Try both passwords; `names` are who does it and who agrees.

    Args:
        services: The installation.
        names: Members of staff; whether they may is looked at elsewhere.
        passwords: What they typed, if they did.
        use: What it is for, as a kind of audit entry.

    Raises:
        InvalidInputError: One of them did not prove it; names which.
        TooManyError: Too many tries for one of the names.
    """
    if passwords is None:
        raise InvalidInputError({"approver": "must prove it with a password"})
    typed = {"by": passwords.author, "approver": passwords.approver}
    wrong = [
        field
        for (field, password), name in zip(typed.items(), names, strict=True)
        if not _is(services, name, password, use)
    ]
    if wrong:
        raise InvalidInputError(dict.fromkeys(wrong, "must be the one who types"))


def _is(services: Services, name: str, password: str, use: str) -> bool:
    now = services.now()
    with services.database.transaction() as conn:
        trial = access.begin_check(conn, name, now)
    # Hashing takes a tenth of a second: no transaction is open meanwhile.
    staff = trial.matches(password)
    document: dict[str, object] = {"event": "auth", "staff": name, "for": use}
    with services.database.transaction() as conn:
        services.log.append(
            conn,
            Entry(at=now, kind="auth", outcome="allow" if staff else "deny"),
            [Body(subject=None, document=document)],
            IndexTerms(actor=name),
        )
        if staff is not None:
            access.end_check(conn, staff)
    return staff is not None
