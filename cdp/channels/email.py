"""E-mail over SMTP, with one-click unsubscribe (RFC 8058)."""

import smtplib
import ssl
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from cdp.channels.message import Message, check_permit
from cdp.errors import ChannelError
from cdp.settings import Settings
from cdp.vault import Opened
from consent import Permit

TIMEOUT_SECONDS = 10
PERMANENT = range(500, 600)  # RFC 5321 section 4.2.1: do not repeat as it is
NO_ANSWER = 0


class EmailChannel:
    """Sends through one relay. Every message opens a connection of its own."""

    carries: frozenset[str] = frozenset({"email"})
    needs_address = True

    def __init__(self, settings: Settings) -> None:
        """Use the relay and the sender's address from the settings."""
        self._settings = settings

    @property
    def ready(self) -> bool:
        """Tell if a relay is configured."""
        return bool(self._settings.smtp_host)

    def send(
        self, message: Message, permit: Permit, address: Opened | None, now: datetime
    ) -> None:
        """Hand one message to the relay.

        Raises:
            ChannelError: The relay did not take it, or it may not go.
        """
        check_permit(message, permit, self.carries, now)
        if address is None:
            raise ChannelError("there is no address to write to", permanent=True)
        if not self.ready:
            raise ChannelError("no mail relay is configured (ACCORD_SMTP_HOST)")
        self._hand_over(self._compose(message, address, now))

    def _compose(
        self, message: Message, address: Opened, now: datetime
    ) -> EmailMessage:
        sender = self._settings.mail_from
        mail = EmailMessage()
        try:
            mail["From"] = Address(self._settings.controller_name, addr_spec=sender)
            mail["To"] = Address(addr_spec=address.text())
        except (ValueError, IndexError, MessageError):
            # The cause would quote the address.
            raise ChannelError("the address is not one", permanent=True) from None
        mail["Subject"] = " ".join(message.title.split())
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
        mail["Content-Language"] = message.locale
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies
        if message.unsubscribe_url:
            mail["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        if message.ai_written:
            # AI Act 50(2) asks for a mark that a machine can read.
            mail["X-AI-Generated"] = "true"
        mail.set_content(message.as_text())
        mail.add_alternative(message.as_html(), subtype="html")
        return mail

    def _hand_over(self, mail: EmailMessage) -> None:
        where = (self._settings.smtp_host, self._settings.smtp_port)
        try:
            with smtplib.SMTP(*where, timeout=TIMEOUT_SECONDS) as relay:
                if self._settings.smtp_starttls:
                    relay.starttls(context=ssl.create_default_context())
                if self._settings.smtp_user:
                    relay.login(self._settings.smtp_user, self._settings.smtp_password)
                relay.send_message(mail)
        except (smtplib.SMTPException, OSError) as err:
            code = _answer_code(err)
            # The cause would quote the address: only its number is kept.
            raise ChannelError(
                f"the mail relay answered {code}" if code else "no mail relay answered",
                permanent=code in PERMANENT,
            ) from None


def _answer_code(err: Exception) -> int:
    if isinstance(err, smtplib.SMTPRecipientsRefused):
        return max(code for code, _ in err.recipients.values())
    if isinstance(err, smtplib.SMTPResponseException):
        return err.smtp_code
    return NO_ANSWER
