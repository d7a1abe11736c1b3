"""Choices that a channel system hands in for a person, and their receipts."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from cdp.api.calls import Call, Reply
from cdp.api.once import once
from cdp.asking import Meeting
from cdp.database import Connection
from cdp.errors import InvalidInputError
from consent import PHONE_LISTS, Act, Recorded, load_receipt

# The ledger's word for what the interface calls by its everyday name.
EVIDENCE = {"form": "form_id"}
OBJECTIONS = frozenset({"all_marketing", "profiling"})
DEFAULT_LOCALE = "en"

Fields = Mapping[str, object]


def record(call: Call) -> Reply:
    """Keep one choice; an unknown identifier is met here, so that no choice is lost."""
    _check_limit(call)
    identifier, terms = cast("Fields", call.body["identifier"]), terms_of(call.body)

    def keep(conn: Connection) -> Reply:
        recorded = append(call, conn, identifier, terms)
        receipt = f"/v1/receipts/{recorded.receipt_id}"
        document = {"id": recorded.id, "receipt": receipt}
        return Reply(document=document, status=201, headers={"Location": receipt})

    return once(call, keep)


def _check_limit(call: Call) -> None:
    """Promise only numbers that are kept: those that the policies publish."""
    limit = cast("Mapping[str, int]", call.body.get("limit") or {})
    points = call.services.bundle.data["breakpoints"]["wish_limits"]
    allowed = cast("list[int]", points)
    if limit and limit["at_most"] not in allowed:
        listed = ", ".join(map(str, allowed))
        raise InvalidInputError({"limit.at_most": f"one of {listed}"})


def append(
    call: Call, conn: Connection, identifier: Fields, terms: Mapping[str, object]
) -> Recorded:
    """Write one act under the subject of an identifier, in the caller's transaction."""
    services = call.services
    kind, value = cast("str", identifier["type"]), cast("str", identifier["id"])
    meeting = Meeting(services.vault, services.log, services.settings.default_region)
    circle = meeting.meet(conn, kind, value, call.now)
    act = Act(subject=circle.asked, **terms)  # type: ignore[arg-type]  # by shape
    return services.ledger.append(
        conn, act, call.now, circle=circle, actor=call.caller.id
    )


def terms_of(body: Fields) -> dict[str, object]:
    """Read a checked body as the terms of an act."""
    scope = cast("Mapping[str, str]", body.get("scope") or {})
    notice = cast("Mapping[str, str] | None", body.get("notice"))
    locale = cast("str", body.get("locale") or DEFAULT_LOCALE)
    parental = cast("Mapping[str, str]", body.get("parental") or {})
    return {
        "act": _act(cast("str", body["act"]), scope),
        "purpose": scope.get("purpose"),
        "channel": scope.get("channel"),
        "kind": scope.get("kind"),
        "at": body["at"],
        "method": body["method"],
        "notice": (notice["id"], notice["version"], locale) if notice else None,
        "explicit": body.get("explicit", False),
        "parental": parental.get("verified_by"),
        **cast("Fields", body.get("limit") or {}),
        "recipients": tuple(cast("list[str]", body.get("recipients") or ())),
        "evidence": _evidence(cast("Fields", body.get("evidence") or {})),
    }


def _act(act: str, scope: Mapping[str, str]) -> str:
    """Hear what is meant, whichever word was used: a no as a no, a yes as a grant."""
    kind = scope.get("kind")
    if act == "opt_out" and (kind is None or kind == "all_marketing"):
        return "object"
    if kind in PHONE_LISTS and act in ("refuse", "withdraw", "object", "opt_out"):
        return "object"
    if act in ("refuse", "withdraw", "object") and kind not in (None, "all_marketing"):
        return "object" if kind in OBJECTIONS and act == "object" else "opt_out"
    if act == "opt_in" and kind is None:
        return "grant"
    return act


def _evidence(given: Fields) -> dict[str, str | bool]:
    found: dict[str, str | bool] = {}
    for name, value in given.items():
        if isinstance(value, datetime):
            found[EVIDENCE.get(name, name)] = value.isoformat()
        elif isinstance(value, str | bool):
            found[EVIDENCE.get(name, name)] = value
    return found


def receipt(call: Call) -> Reply:
    """Show the proof of one choice."""
    services = call.services
    with services.database.reading() as conn:
        found = load_receipt(conn, call.path["receipt_id"])
    return Reply(document=found)
