"""The receipt of one choice: for whoever holds its link, without signing in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, jsonify, url_for

from cdp.web.i18n import _, moment
from cdp.web.pages import code, links, page, reading, services
from cdp.web.portal.person import current
from cdp.web.registers import channel_words, purpose_words
from cdp.web.words import BASES, METHODS, SCOPES, wish_words, word
from consent import Notices, load_receipt

KIND = "receipt"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the page says right after an act."""

    words: str
    url: str


def receipt_url(receipt_id: str) -> str:
    """Give the address of a receipt; who has it may read it."""
    return url_for("portal.receipt", token=links().sign(KIND, receipt_id))


def show(token: str) -> Response:
    receipt = _load(token)
    return page(
        "portal/receipt.html",
        person=current(),
        sentence=sentence_of(receipt),
        pairs=_pairs(receipt),
        notice=_notice_text(receipt),
        json_url=url_for("portal.receipt_json", token=token),
    )


def document(token: str) -> Response:
    response = jsonify(_load(token))
    response.headers["Content-Disposition"] = "attachment; filename=receipt.json"
    return response


def shown_receipt(token: str) -> Shown:
    """Say what was just recorded."""
    return Shown(
        words=sentence_of(_load(token)), url=url_for("portal.receipt", token=token)
    )


def _load(token: str) -> dict[str, Any]:
    (receipt_id,) = links().read(KIND, token, 1)
    with reading() as conn:
        return load_receipt(conn, receipt_id)


def scope_words(purpose: str | None, channel: str | None, kind: str | None) -> str:
    """Name what a choice is about: purpose and channel, or a whole kind of use."""
    if kind is not None:
        return word(SCOPES, kind)
    if purpose is None:
        return channel_words(channel) if channel else _("all advertising")
    label = purpose_words(purpose)
    if channel is None:
        return label
    return _("%(purpose)s (%(channel)s)", purpose=label, channel=channel_words(channel))


def act_words(act: str, scope: str, limit: tuple[int, str] | None = None) -> str:
    """Say what a person did, to that person; `limit` is how often, and per what."""
    often = wish_words(*limit) if limit else ""
    sentences = {
        "grant": _("You accepted: %(scope)s.", scope=scope),
        "refuse": _("You refused: %(scope)s.", scope=scope),
        "withdraw": _("You withdrew your consent: %(scope)s.", scope=scope),
        "object": _("You objected: %(scope)s.", scope=scope),
        "opt_out": _("You opted out: %(scope)s.", scope=scope),
        "opt_in": _("You opted in again: %(scope)s.", scope=scope),
        "soft_opt_in": _("You bought something similar: %(scope)s.", scope=scope),
        "limit": _("You asked for %(often)s: %(scope)s.", often=often, scope=scope),
        "unlimit": _("You lifted your limit: %(scope)s.", scope=scope),
        "inform": _("We told you how we use your data."),
        "obtain": _("We received data about you from somebody else."),
        "restrict": _("You asked us to pause all use of your data."),
        "unrestrict": _("You allowed us to use your data again."),
        "suppress": _("You asked us never to contact you again."),
        "erase": _("Your data was erased."),
    }
    return sentences.get(act, act)


def sentence_of(receipt: Mapping[str, Any]) -> str:
    """Say in one sentence what a receipt proves."""
    about = receipt["processing"]
    scope = scope_words(about.get("purpose"), about.get("channel"), about.get("kind"))
    event = receipt["events"][0]
    asked = event.get("limit")
    limit = (asked["at_most"], asked["per"]) if asked else None
    return act_words(event["event_type"], scope, limit)


def _pairs(receipt: Mapping[str, Any]) -> list[tuple[str, str]]:
    event, about = receipt["events"][0], receipt["processing"]
    settings = services().settings
    purpose = services().purposes.get(about.get("purpose") or "")
    notice = receipt.get("privacy_notice") or {}
    basis = word(BASES, purpose.basis["default"]) if purpose else ""
    version = _("%(id)s, version %(version)s", **notice) if notice else ""
    return [
        (_("Number"), code(receipt["receipt_id"])),
        (_("Time"), moment(datetime.fromisoformat(event["event_time"]))),
        (_("How"), word(METHODS, event["collection_method"])),
        (_("Legal basis"), basis),
        (_("Text shown"), code(version)),
        (_("Language of the text"), notice.get("language", "")),
        (_("Responsible"), settings.controller_name),
        (_("Questions and objections"), settings.controller_contact),
        (_("Entry in the audit log"), code(receipt["audit_entry"])),
    ]


def _notice_text(receipt: Mapping[str, Any]) -> str:
    notice = receipt.get("privacy_notice")
    if not notice:
        return ""
    with reading() as conn:
        found = Notices().find(
            conn, notice["id"], notice["version"], notice["language"]
        )
    return found.text if found else ""
