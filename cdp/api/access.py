"""OpenID AuthZEN Authorization API 1.0: may this be done to this person now?"""

import secrets
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

import audit
import consent
from cdp.api.calls import Call, Reply, validated
from cdp.api.problems import log_incident, problem_of
from cdp.api.schemas import EvaluationBody
from cdp.asking import Asked
from cdp.assembly import Services
from cdp.errors import InvalidInputError, KeyReusedError, NotAllowedError

Item = dict[str, object]
T = TypeVar("T")

# What a question of several may leave to the defaults of the whole body.
SHARED = ("subject", "action", "resource", "context")
# One write transaction holds the database; other callers get a turn between pages.
PAGE = 50
STOPS_AT = {"deny_on_first_deny": False, "permit_on_first_permit": True}
UNRECORDED = "audit-unavailable"
# What is no answer at all: the caller mends it, or comes back when there is room.
NO_ANSWER = (
    InvalidInputError,
    consent.InvalidInputError,
    KeyReusedError,
    audit.BacklogError,
)


def evaluate(call: Call) -> Reply:
    """Answer one question; it is audited, and nothing is reserved."""
    asked = asked_of(call, call.body)
    return Reply(document=_decide(call, [asked])[0])


def evaluate_many(call: Call) -> Reply:
    """Answer several questions, with defaults and the three semantics.

    AuthZEN 1.0 section 7: without `evaluations` the body is one question, and what
    is wrong with one item is that item's own error.
    """
    shared = {name: call.body[name] for name in SHARED if name in call.body}
    items = cast("list[Item]", call.body.get("evaluations") or [])
    if not items:
        body = validated(EvaluationBody, shared)
        return Reply(document=_decide(call, [asked_of(call, body)])[0])
    options = cast("Mapping[str, str]", call.body.get("options") or {})
    stop = STOPS_AT.get(options.get("evaluations_semantic", "execute_all"))
    found: list[Item] = []
    size = PAGE if stop is None else 1
    for start in range(0, len(items), size):
        page = [{**shared, **item} for item in items[start : start + size]]
        found += _answer_page(call, page)
        if found[-1]["decision"] is stop:
            break
    return Reply(document={"evaluations": found})


def _answer_page(call: Call, bodies: list[Item]) -> list[Item]:
    prepared = [_prepare(call, body) for body in bodies]
    answers = iter(_decide(call, [one for one in prepared if isinstance(one, Asked)]))
    return [next(answers) if isinstance(one, Asked) else one for one in prepared]


def _prepare(call: Call, body: Item) -> Asked | Item:
    try:
        return asked_of(call, validated(EvaluationBody, body))
    except (InvalidInputError, NotAllowedError) as err:
        problem = problem_of(err)
        error = {"status": problem["status"], "message": str(err)}
        return {"decision": False, "context": {"error": error}}


def asked_of(call: Call, body: Mapping[str, object]) -> Asked:
    """Read a checked body as a question.

    Raises:
        NotAllowedError: It names another channel system than the caller.
    """
    subject = cast("Mapping[str, str]", body["subject"])
    if (subject["type"], subject["id"]) != ("channel_system", call.caller.id):
        raise NotAllowedError("subject must be the channel system that is calling")
    action = cast("Mapping[str, object]", body["action"])
    resource = cast("Mapping[str, str]", body["resource"])
    context = cast("Mapping[str, object]", body.get("context") or {})
    return Asked(
        client=call.caller.id,
        action=cast("str", action["name"]),
        properties=cast("Mapping[str, object]", action["properties"]),
        resource_type=resource["type"],
        resource_id=resource["id"],
        signals=cast("Mapping[str, object]", context.get("signals") or {}),
    )


def _decide(call: Call, page: list[Asked]) -> list[Item]:
    def answer() -> list[Item]:
        # One question waits for others like it; a page is large enough by itself.
        if len(page) == 1:
            return [rendered(call.questions.ask(page[0]))]
        return [rendered(one) for one in serve_page(call.services, page)]

    return fail_closed(answer, lambda: [refused(call) for _ in page]) if page else []


def serve_page(services: Services, page: list[Asked]) -> list[consent.Answer]:
    """Answer a page of questions, in one transaction under one audit entry."""
    with services.database.transaction() as conn:
        return services.asking.evaluate_page(conn, page, services.now)


def fail_closed(decide: Callable[[], T], refuse: Callable[[], T]) -> T:
    """Refuse when the answer could not be recorded; it is never an error or a yes."""
    try:
        return decide()
    except NO_ANSWER:
        raise
    except Exception as err:  # noqa: BLE001  # whatever broke, the answer is no
        log_incident("inc_" + secrets.token_hex(8), err)
        return refuse()


def rendered(answer: consent.Answer) -> Item:
    """Give an answer in the form of AuthZEN."""
    return {"decision": answer.allowed, "context": answer.to_context()}


def refused(call: Call) -> Item:
    """Give the refusal of a decision that could not be recorded."""
    rule = call.services.bundle.catalogue[UNRECORDED]
    reason = {
        "rule": UNRECORDED,
        "kind": rule.kind,
        "source": rule.source,
        "message": dict(rule.message),
        "remedy": dict(rule.remedy),
    }
    context = {
        "reasons": [reason],
        "obligations": [],
        "policy": {"revision": call.services.engine.revision},
    }
    return {"decision": False, "context": context}
