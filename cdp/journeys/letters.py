"""What a step asks for, and the message it makes once it may. No store, no sending."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cdp.asking import Asked
from cdp.channels import CAN_FULFIL, Channel, Message
from cdp.journeys.definition import Send
from cdp.journeys.store import Run
from cdp.links import Links
from cdp.vault import Opened
from consent import Permit

CLIENT: Final = "accord-journeys"
AI_DUTIES: Final = frozenset({"ai_disclosure", "ai_marking"})


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A message that may go, with all that sending needs."""

    run: Run
    step: Send
    permit: Permit
    message: Message
    address: Opened | None
    channel: Channel


def ask_for(run: Run, step: Send) -> Asked:
    """Word the question: may this message go to this person now?"""
    properties: dict[str, object] = {
        "purpose": step.purpose,
        "channel": step.channel,
        "content_class": step.content_class,
        "campaign": run.journey,
        "can_fulfil": list(CAN_FULFIL),
    }
    if step.ai_system:
        properties["ai"] = {
            "system": step.ai_system, "used": True, "interactive": False,
            "modality": ["text"], "automated_decision": False, "human_review": None,
        }  # fmt: skip
    return Asked(
        client=CLIENT,
        action="send",
        properties=properties,
        resource_type="subject",
        resource_id=run.subject,
        via="journey",
    )


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Writes the messages of one controller."""

    links: Links
    sender: str

    def write(self, run: Run, step: Send, permit: Permit, locale: str) -> Message:
        """Make the message in the person's language, with its ways out."""
        chosen, words = step.template(locale)
        stop = None
        if step.content_class != "service":
            stop = self.links.unsubscribe_url(
                permit.subject, permit.purpose, step.channel, chosen
            )
        return Message(
            id=f"{run.id}.{step.id}",
            title=words.title,
            text=words.text,
            locale=chosen,
            sender=self.sender,
            why_url=self.links.why_url(permit.answer.id, permit.subject, chosen),
            unsubscribe_url=stop,
            ai_written=bool(step.ai_system or AI_DUTIES & set(permit.obligations)),
            ai_words=_texts(permit, "ai_disclosure", chosen),
            digital_source_type=_source_type(permit),
        )


def _texts(permit: Permit, duty: str, language: str) -> str | None:
    """Give what the duty says in this language; several laws may each speak."""
    said = []
    for one in permit.answer.obligations:
        texts = one.params.get("texts") if one.do == duty else None
        text = texts.get(language) if isinstance(texts, Mapping) else None
        if isinstance(text, str) and text not in said:
            said.append(text)
    return " ".join(said) or None


def _source_type(permit: Permit) -> str | None:
    for one in permit.answer.obligations:
        uri = one.params.get("digital_source_type")
        if isinstance(uri, str):
            return uri
    return None
