"""An audit entry as one sentence: who did what, to whom, by which rule."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from audit import Found, IndexTerms
from cdp.web.i18n import _, ngettext
from cdp.web.reasons import sentence, weightiest
from cdp.web.registers import channel_words, purpose_words
from cdp.web.words import KINDS, OUTCOMES, word

# Enough of a pseudonym to tell two people apart on one page.
SHORT = 6
QUESTIONS = frozenset({"policy.decision", "permit.issue"})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the list."""

    id: str
    at: datetime
    outcome: str
    outcome_words: str
    sentence: str
    url: str
    link_words: str


def row(found: Found) -> Row:
    """Make the line of an entry; it leads to the decision, or to the entry itself."""
    outcome = found.header["out"]
    decision = next((t.decision for t in found.terms if t.decision), None)
    if decision and len(found.terms) == 1:
        url = url_for("dpo.decision", decision_id=decision)
    else:
        url = url_for("dpo.entry", entry_id=found.entry_id)
    return Row(
        id=found.entry_id,
        at=found.at,
        outcome=outcome,
        outcome_words=word(OUTCOMES, outcome),
        sentence=entry_sentence(found),
        url=url,
        link_words=_("Why?") if decision else _("Details"),
    )


def short(subject: str | None) -> str:
    """Name a subject by the end of its pseudonym."""
    return "…" + subject[-SHORT:] if subject else ""


def entry_sentence(found: Found) -> str:
    """Say what an entry records."""
    kind = found.header["k"]
    terms = found.terms[0] if found.terms else IndexTerms()
    if kind in QUESTIONS:
        return _question(found, terms)
    if kind == "consent.change":
        return _choice(terms)
    return _other(kind, terms)


def _question(found: Found, terms: IndexTerms) -> str:
    said = [_about_many(found, terms) if len(found.terms) > 1 else _about_one(terms)]
    rules = weightiest(rule for one in found.terms for rule in one.rules)
    if found.header["out"] == "deny" and rules:
        said.append(sentence(rules[0]))
        if len(rules) > 1:
            more = len(rules) - 1
            said.append(
                ngettext("And %(num)s more reason.", "And %(num)s more reasons.", more)
            )
    return " ".join(said)


def _about_one(terms: IndexTerms) -> str:
    words = _terms(terms)
    if terms.channel:
        return _(
            "“%(actor)s” asked about person %(subject)s: %(purpose)s (%(channel)s).",
            **words,
        )
    return _("“%(actor)s” asked about person %(subject)s: %(purpose)s.", **words)


def _about_many(found: Found, terms: IndexTerms) -> str:
    return _(
        "“%(actor)s” asked %(count)s questions at once, the first for: %(purpose)s.",
        count=len(found.terms),
        **_terms(terms),
    )


def _choice(terms: IndexTerms) -> str:
    words = _terms(terms)
    if not terms.purpose:
        return _("Person %(subject)s made a choice about all uses of a kind.", **words)
    if not terms.channel:
        return _("Person %(subject)s made a choice: %(purpose)s.", **words)
    return _("Person %(subject)s made a choice: %(purpose)s (%(channel)s).", **words)


def _other(kind: str, terms: IndexTerms) -> str:
    words = _terms(terms) | {"kind": word(KINDS, kind)}
    if terms.actor and terms.subject:
        return _("%(kind)s: “%(actor)s”, person %(subject)s.", **words)
    if terms.actor:
        return _("%(kind)s: “%(actor)s”.", **words)
    if terms.subject:
        return _("%(kind)s: person %(subject)s.", **words)
    return _("%(kind)s.", **words)


def _terms(terms: IndexTerms) -> dict[str, str]:
    return {
        "actor": terms.actor or _("An unnamed system"),
        "subject": short(terms.subject) or _("nobody we know"),
        "purpose": purpose_words(terms.purpose) or _("an unknown purpose"),
        "channel": channel_words(terms.channel),
    }
