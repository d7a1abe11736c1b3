"""Is the process up, and can it answer questions?"""

from collections.abc import Callable

from cdp.api.calls import Call, Reply


def live(_call: Call) -> Reply:
    """Say that the process answers."""
    return Reply(document={"status": "up"})


def ready(call: Call) -> Reply:
    """Check every part that a decision needs; 503 names those that are down."""
    services = call.services
    checks: dict[str, Callable[[], object]] = {
        "database": services.database.ping,
        "policy_engine": services.engine.check,
        "key": lambda: _open_key(call),
        "audit": lambda: _audit_pending(call),
    }
    if services.forwarding.to:
        checks["forwarding"] = lambda: _forwarding_behind(call)
    parts = {name: _check(check) for name, check in checks.items()}
    up = all(state != "down" for state in parts.values())
    document = {"status": "up" if up else "down", "parts": parts}
    return Reply(document=document, status=200 if up else 503)


def _check(check: Callable[[], object]) -> object:
    try:
        found = check()
    except Exception:  # noqa: BLE001  # whatever is wrong, the part is down
        return "down"
    return found if isinstance(found, int) else "up"


def _open_key(call: Call) -> None:
    with call.services.database.reading() as conn:
        call.services.vault.signing_seed(conn, "permits")


def _audit_pending(call: Call) -> int:
    with call.services.database.reading() as conn:
        call.services.log.refuse_split(conn)
        return call.services.log.pending(conn)


def _forwarding_behind(call: Call) -> int:
    """Count what the slowest receiver lacks: to be watched, never a part down."""
    with call.services.database.reading() as conn:
        return max(call.services.forwarding.behind(conn).values())
