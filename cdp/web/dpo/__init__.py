"""The officer: today, the audit log, one decision, integrity; the list of pages."""

from flask import Blueprint

from cdp.web.dpo import (
    ai_systems,
    decision,
    entries,
    integrity,
    policies,
    replay,
    requests,
    sign_in,
    today,
)

blueprint = Blueprint("dpo", __name__)

PAGES = (
    ("/", "today", today.show, "GET"),
    ("/sign-in", "sign_in", sign_in.show, "GET"),
    ("/sign-in", "enter", sign_in.enter, "POST"),
    ("/sign-out", "sign_out", sign_in.sign_out, "POST"),
    ("/entries", "entries", entries.show, "GET"),
    ("/entries/<entry_id>", "entry", entries.show_one, "GET"),
    ("/entries/<entry_id>/proof", "entry_proof", entries.download, "GET"),
    ("/decisions/<decision_id>", "decision", decision.show, "GET"),
    ("/decisions/<decision_id>/replay", "replay", replay.show, "GET"),
    ("/policies", "policies", policies.show, "GET"),
    ("/policies/<publication_id>", "publication", policies.show_one, "GET"),
    ("/ai-systems", "ai_systems", ai_systems.show, "GET"),
    ("/requests", "requests", requests.show, "GET"),
    ("/requests", "find_person", requests.find, "POST"),
    ("/requests/<request_id>", "request", requests.show_one, "GET"),
    ("/requests/<request_id>/erase", "erase", requests.erase, "POST"),
    ("/requests/<request_id>/refuse", "refuse", requests.refuse, "POST"),
    ("/requests/<request_id>/extend", "extend", requests.extend, "POST"),
    ("/notices/<notice_id>", "answer", requests.answer, "POST"),
    ("/integrity", "integrity", integrity.show, "GET"),
    ("/integrity", "verify", integrity.verify, "POST"),
)

for rule, name, view, method in PAGES:
    blueprint.add_url_rule(rule, name, view, methods=[method])
