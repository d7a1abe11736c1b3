"""The person: my choices, my receipts, why did I get this; the list of pages."""

from flask import Blueprint

from cdp.web.portal import (
    choices,
    erase,
    history,
    messages,
    receipts,
    sign_in,
    unsubscribe,
    why,
    wishes,
)

blueprint = Blueprint("portal", __name__)

PAGES = (
    ("/", "entrance", sign_in.entrance, "GET"),
    ("/sign-in", "send_code", sign_in.send_code, "POST"),
    ("/sign-in/code", "code", sign_in.code, "GET"),
    ("/sign-in/code", "enter_code", sign_in.enter_code, "POST"),
    ("/link/<token>", "link", sign_in.link, "GET"),
    ("/link/<token>", "use_link", sign_in.use_link, "POST"),
    ("/sign-out", "sign_out", sign_in.sign_out, "POST"),
    ("/choices", "choices", choices.show, "GET"),
    ("/choices/stop", "stop_marketing", choices.stop_marketing, "POST"),
    ("/choices/often/<way>", "limit", wishes.limit, "POST"),
    ("/choices/<purpose>", "object_to", choices.object_to, "POST"),
    ("/choices/<purpose>/<channel>", "choose", choices.choose, "POST"),
    ("/erase", "erase", erase.show, "GET"),
    ("/erase", "ask_to_erase", erase.ask, "POST"),
    ("/request/<token>", "request", erase.status, "GET"),
    ("/request/<token>", "cancel_request", erase.cancel, "POST"),
    ("/receipts/<token>", "receipt", receipts.show, "GET"),
    ("/receipts/<token>/json", "receipt_json", receipts.document, "GET"),
    ("/history", "history", history.show, "GET"),
    ("/messages", "messages", messages.show, "GET"),
    ("/why/<token>", "why", why.show, "GET"),
    ("/why/<token>", "why_stop", why.stop, "POST"),
    ("/unsubscribe/<token>", "unsubscribe", unsubscribe.show, "GET"),
    ("/unsubscribe/<token>", "stop", unsubscribe.stop, "POST"),
)

for rule, name, view, method in PAGES:
    blueprint.add_url_rule(rule, name, view, methods=[method])
