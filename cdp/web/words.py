"""Words for the closed vocabularies: actions, kinds of entries, methods, bases."""

from collections.abc import Mapping

from cdp.web.i18n import LazyString, ngettext
from cdp.web.i18n import lazy as _l

# What a channel system asked to do.
ACTIONS: Mapping[str, LazyString] = {
    "collect": _l("keep data"),
    "send": _l("send a message"),
    "call": _l("call"),
    "call_automated": _l("make an automated call"),
    "push": _l("send a push notification"),
    "personalise": _l("show personal content"),
    "share": _l("pass data on"),
    "sell": _l("sell data"),
    "profile": _l("make a profile"),
    "train_model": _l("train a model"),
    "decide_automatically": _l("decide automatically"),
    "offer_in_store": _l("make an offer in the shop"),
    "track_open": _l("see whether a message is opened"),
    "read_context": _l("show the profile to an adviser"),
    "link_identity": _l("join records"),
}

KINDS: Mapping[str, LazyString] = {
    "policy.decision": _l("Decision"),
    "consent.change": _l("Choice of a person"),
    "permit.issue": _l("Permit"),
    "permit.outcome": _l("Outcome of a permit"),
    "data.read": _l("Personal data read"),
    "data.write": _l("Personal data written"),
    "data.export": _l("Personal data exported"),
    "identity.link": _l("Records linked"),
    "identity.merge": _l("Persons merged"),
    "identity.split": _l("Persons split"),
    "identity.review": _l("Link reviewed"),
    "ai.use": _l("Use of AI"),
    "key.create": _l("Key made"),
    "key.destroy": _l("Key destroyed"),
    "key.rotate": _l("Key rotated"),
    "subject.erase": _l("Person erased"),
    "request.change": _l("Request of a person"),
    "policy.publish": _l("Policy published"),
    "auth": _l("Sign-in"),
    "config": _l("Setting changed"),
    "log.resume": _l("Log signed again after a stop"),
    "audit.read": _l("Audit log read"),
    "journey.step": _l("Journey step"),
    "message.send": _l("Message handed over"),
}

OUTCOMES: Mapping[str, LazyString] = {
    "allow": _l("Allowed"),
    "deny": _l("Refused"),
    "error": _l("Failed"),
    "done": _l("Done"),
}

METHODS: Mapping[str, LazyString] = {
    "web_form": _l("On our website."),
    "double_opt_in": _l("On our website, confirmed by e-mail."),
    "phone": _l("By phone."),
    "paper": _l("On paper."),
    "in_person": _l("In person."),
    "import": _l("Taken over from an earlier system."),
    "signal": _l("By a signal of the browser."),
    "sdk": _l("In an app or on a website of ours."),
    "parental": _l("By a person with parental responsibility."),
}

BASES: Mapping[str, LazyString] = {
    "consent": _l("Your consent"),
    "contract": _l("Needed for your contract with us"),
    "legitimate_interest": _l("Our legitimate interest; you may object"),
    "legal_obligation": _l("The law obliges us"),
    "vital_interest": _l("It protects somebody's life"),
    "public_task": _l("Our public task laid down by law"),
    "eprivacy_13_2": _l("An earlier purchase; you may object"),
    "soft_opt_in": _l("An earlier purchase; you may object"),
    "opt_out": _l("Allowed until you say no"),
}

SCOPES: Mapping[str, LazyString] = {
    "all_marketing": _l("all marketing"),
    "profiling": _l("profiling"),
    "sale": _l("sale of your data"),
    "share": _l("sharing of your data"),
    "targeted_ads": _l("advertising aimed at you"),
    "sensitive": _l("use of sensitive data"),
    "admt": _l("automated decisions"),
    "bloctel": _l("calls, by the list Bloctel"),
    "ctps": _l("calls, by the Corporate Telephone Preference Service"),
    "tps": _l("calls, by the Telephone Preference Service"),
    "us_dnc": _l("calls, by the National Do Not Call Registry"),
}

VIAS: Mapping[str, LazyString] = {
    "api": _l("The interface for channel systems"),
    "journey": _l("A journey"),
    "ingestion": _l("Incoming data"),
    "portal": _l("The privacy centre"),
}

# The parts of a situation.
FACTS: Mapping[str, LazyString] = {
    "action": _l("What was asked for"),
    "person": _l("The person"),
    "places": _l("Where the person lives"),
    "relation": _l("Who the person is to us"),
    "consent": _l("Consent"),
    "ground": _l("Legal basis claimed"),
    "notice": _l("What the person was told"),
    "asking": _l("Asking for consent again"),
    "soft_opt_in": _l("Earlier purchase"),
    "objections": _l("Objections"),
    "opt_outs": _l("Opt-outs"),
    "flags": _l("Restrictions"),
    "contacts": _l("Contacts so far, by limit"),
    "wishes": _l("How often the person wants to hear from us"),
    "clocks": _l("Local time"),
    "recipient": _l("Recipient"),
    "ai": _l("Use of AI"),
    "can_fulfil": _l("Duties the system can fulfil"),
    "signals": _l("Signals of the browser"),
    "stops": _l("Texts and calls that were stopped"),
    "channel_known": _l("Channel known"),
    "tracking": _l("Open-tracking accepted"),
    "law_at": _l("Rules in force since"),
}

RULE_STATUSES: Mapping[str, LazyString] = {
    "satisfied": _l("Satisfied"),
    "refused": _l("Refused"),
    "not-applicable": _l("Does not apply"),
}


def word(words: Mapping[str, LazyString], code: str | None) -> str:
    """Give the words of a code; one nobody described is spelled out, never hidden."""
    if code is None:
        return ""
    return str(words[code]) if code in words else code.replace("_", " ")


def wish_words(at_most: int, per: str) -> str:
    """Say a limit."""
    if per == "day":
        return ngettext("at most once a day", "at most %(num)s times a day", at_most)
    if per == "week":
        return ngettext("at most once a week", "at most %(num)s times a week", at_most)
    return ngettext("at most once a month", "at most %(num)s times a month", at_most)
