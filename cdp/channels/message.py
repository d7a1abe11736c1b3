"""What is sent: the text, who says it, and the ways out that every message offers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Final, Protocol

from cdp.errors import ChannelError
from cdp.vault import Opened
from consent import Permit

# Duties that a message keeps by its form alone: sender, links and marks are in it,
# and nothing in it reports that it was opened.
CAN_FULFIL: Final = (
    "ai_disclosure",
    "ai_marking",
    "list_unsubscribe",
    "no_open_tracking",
    "notice_art14",
    "offer_objection",
    "sender_identity",
    "unsubscribe_link",
    "withdrawal_link",
)
STOPPING: Final = frozenset(
    {"list_unsubscribe", "offer_objection", "unsubscribe_link", "withdrawal_link"}
)
DISCLOSING: Final = frozenset({"ai_disclosure", "ai_marking"})

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "ai": "This message was written with the help of artificial intelligence.",
        "sender": "Sent by {sender}.",
        "stop": "To stop these messages, or to object to them:",
        "why": "Why you receive this message, and where your data come from:",
    },
    "fr": {
        "ai": "Ce message a été rédigé à l'aide d'une intelligence artificielle.",
        "sender": "Envoyé par {sender}.",
        "stop": "Pour ne plus recevoir ces messages, ou vous y opposer :",
        "why": "Pourquoi vous recevez ce message, et d'où viennent vos données :",
    },
}


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message to one person; the address is not part of it.

    `id` is the same at every attempt, so that a receiver can drop a repetition.
    """

    id: str
    title: str = field(repr=False)
    text: str = field(repr=False)
    locale: str
    sender: str
    why_url: str = field(repr=False)
    unsubscribe_url: str | None = field(default=None, repr=False)
    ai_written: bool = False
    # What the AI system's register says in this language, and how it was made (IPTC).
    ai_words: str | None = field(default=None, repr=False)
    digital_source_type: str | None = None

    def as_text(self) -> str:
        """Give the message with its footer, as plain text."""
        return "\n\n".join([self.text, "-- ", *self._footer_text()]) + "\n"

    def as_html(self) -> str:
        """Give the same content as a simple page: no image, no script, no tracking."""
        body = "".join(f"<p>{_lines(part)}</p>" for part in self.text.split("\n\n"))
        footer = "".join(f"<p>{part}</p>" for part in self._footer_html())
        return (
            f'<!doctype html><html lang="{escape(self.locale)}"><head>'
            f'<meta charset="utf-8">{self._mark()}'
            f"<title>{escape(self.title)}</title></head>"
            f"<body>{body}<hr>{footer}</body></html>"
        )

    def _words(self) -> Mapping[str, str]:
        return _WORDS.get(self.locale.partition("-")[0], _WORDS["en"])

    def _mark(self) -> str:
        """Say for machines how it was made, in the word that pictures use too."""
        if self.digital_source_type is None:
            return ""
        source = escape(self.digital_source_type)
        return f'<meta name="digitalSourceType" content="{source}">'

    def _statements(self) -> list[str]:
        words = self._words()
        said = [words["sender"].format(sender=self.sender)]
        return [self.ai_words or words["ai"], *said] if self.ai_written else said

    def _links(self) -> list[tuple[str, str]]:
        words = self._words()
        found = [(words["why"], self.why_url)]
        if self.unsubscribe_url:
            found.insert(0, (words["stop"], self.unsubscribe_url))
        return found

    def _footer_text(self) -> list[str]:
        links = [f"{words}\n{url}" for words, url in self._links()]
        return [*self._statements(), *links]

    def _footer_html(self) -> list[str]:
        links = [
            f'{escape(words)} <a href="{escape(url)}">{escape(url)}</a>'
            for words, url in self._links()
        ]
        return [*map(escape, self._statements()), *links]


class Channel(Protocol):
    """A way out. Any number of threads may send at once; nobody retries in here."""

    @property
    def carries(self) -> frozenset[str]:
        """The consent channels that go this way."""

    @property
    def needs_address(self) -> bool:
        """Whether the address must be opened here, or the receiver knows it."""

    def send(
        self, message: Message, permit: Permit, address: Opened | None, now: datetime
    ) -> None:
        """Hand the message over; when it returns, the receiver has accepted it.

        Raises:
            ChannelError: It was not handed over, or nobody knows; `permanent` says
                that a later attempt cannot help.
        """


def check_permit(
    message: Message, permit: Permit, carries: frozenset[str], now: datetime
) -> None:
    """Refuse to send without a permit for exactly this, whose duties are kept.

    Raises:
        ChannelError: The permit is over, is for another channel, or asks for
            something that this message lacks.
    """
    if permit.expires_at <= now:
        raise ChannelError("the permit has expired", permanent=True)
    if permit.channel not in carries:
        raise ChannelError("the permit is for another channel", permanent=True)
    duties = set(permit.obligations)
    unmet = duties - set(CAN_FULFIL)
    if not message.unsubscribe_url:
        unmet |= duties & STOPPING
    if not message.ai_written:
        unmet |= duties & DISCLOSING
    if unmet:
        names = ", ".join(sorted(unmet))
        raise ChannelError(f"the message does not keep: {names}", permanent=True)


def _lines(part: str) -> str:
    return "<br>".join(escape(line) for line in part.split("\n"))
