"""A decision in words: who asked to do what, and what we answered."""

from cdp.web.i18n import _, text_of
from cdp.web.registers import channel_words, purpose_words
from cdp.web.words import ACTIONS, word
from consent import DecisionRecord


def asked_words(record: DecisionRecord) -> str:
    """Say what was asked for."""
    question = record.question
    terms = {
        "client": question.get("client") or _("An unnamed system"),
        "action": word(ACTIONS, question.get("action")) or _("do something unknown"),
        "purpose": purpose_words(question.get("purpose")) or _("an unknown purpose"),
        "channel": channel_words(question.get("channel")),
    }
    if question.get("channel"):
        return _(
            "“%(client)s” asked to %(action)s: %(purpose)s (%(channel)s).", **terms
        )
    return _("“%(client)s” asked to %(action)s: %(purpose)s.", **terms)


def answer_words(record: DecisionRecord) -> str:
    """Say what was answered, with the first reason."""
    if record.allowed:
        return _("It was allowed.")
    if not record.reasons:
        return _("It was refused.")
    return _("It was refused: %(reason)s", reason=text_of(record.reasons[0]["message"]))


def ai_words(record: DecisionRecord) -> str:
    """Say whether an AI system took part."""
    ai = record.question.get("ai")
    if not ai:
        return _("No AI system took part, as far as the asking system said.")
    system = ai.get("system") or _("An unnamed AI system")
    if ai.get("automated_decision"):
        return _(
            "The AI system “%(name)s” took part, and decided by itself.", name=system
        )
    return _("The AI system “%(name)s” took part.", name=system)
