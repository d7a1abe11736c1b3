"""Mail reaches a real SMTP server whole; what the server says is understood."""

import email
import email.policy
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from cdp.channels import EmailChannel
from cdp.errors import ChannelError
from cdp.vault import Opened
from tests.unit.cdp.channels.samples import NOW, STOP_URL, message, permit, settings

LEA = Opened(b"lea@example.test")


class Mailbox:
    """Keeps what is delivered; answers what the test wants."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answer = ""
        self.rcpt_answer = ""

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options
    ) -> str:
        if self.rcpt_answer:
            return self.rcpt_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.answer:
            return self.answer
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append(parsed)
        self.recipients += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.socket() as free:  # the controller cannot choose a port by itself
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def channel(mailbox: tuple[Mailbox, int], tmp_path: Path) -> EmailChannel:
    return EmailChannel(settings(tmp_path, smtp_host="127.0.0.1", smtp_port=mailbox[1]))


def test_a_mail_arrives_with_its_headers_and_both_forms(
    channel: EmailChannel, mailbox: tuple[Mailbox, int]
) -> None:
    channel.send(message(ai_written=True), permit(), LEA, NOW)
    (mail,) = mailbox[0].mails
    assert mailbox[0].recipients == ["lea@example.test"]
    assert mail["Subject"] == "Welcome, Léa"
    assert mail["To"] == "lea@example.test"
    assert mail["From"] == "Accord demo controller <hello@accord.example.test>"
    assert mail["Message-ID"] == "<msg_1@accord.example.test>"
    assert mail["Date"] == "Mon, 01 Mar 2027 08:00:00 +0000"
    assert mail["List-Unsubscribe"] == f"<{STOP_URL}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["X-AI-Generated"] == "true"
    assert "Good morning <Léa>." in mail.get_body(["plain"]).get_content()
    assert "Good morning &lt;Léa&gt;." in mail.get_body(["html"]).get_content()


def test_a_service_mail_has_no_unsubscribe_header(
    channel: EmailChannel, mailbox: tuple[Mailbox, int]
) -> None:
    channel.send(message(unsubscribe_url=None), permit(obligations=()), LEA, NOW)
    assert mailbox[0].mails[0]["List-Unsubscribe"] is None
    assert mailbox[0].mails[0]["X-AI-Generated"] is None


@pytest.mark.parametrize(
    ("where", "answer", "permanent"),
    [
        ("answer", "554 no <lea@example.test>", True),
        ("answer", "451 later", False),
        ("rcpt_answer", "550 unknown <lea@example.test>", True),
        ("rcpt_answer", "450 busy", False),
    ],
)
def test_a_refusal_by_the_server_is_told_apart_and_names_no_address(
    channel: EmailChannel,
    mailbox: tuple[Mailbox, int],
    where: str,
    answer: str,
    permanent: bool,
) -> None:
    setattr(mailbox[0], where, answer)
    with pytest.raises(ChannelError) as failed:
        channel.send(message(), permit(), LEA, NOW)
    assert failed.value.permanent is permanent
    assert str(failed.value) == f"the mail relay answered {answer[:3]}"
    assert failed.value.__suppress_context__


def test_nothing_goes_without_a_valid_permit(
    channel: EmailChannel, mailbox: tuple[Mailbox, int]
) -> None:
    for wrong in (permit(channel="sms"), permit(expires_at=NOW)):
        with pytest.raises(ChannelError):
            channel.send(message(), wrong, LEA, NOW)
    assert mailbox[0].mails == []


@pytest.mark.parametrize(
    "address", ["nobody", "a@b\r\nBcc: c@d", "a@example.test, b@example.test", ""]
)
def test_what_is_no_address_is_refused_without_quoting_it(
    channel: EmailChannel, mailbox: tuple[Mailbox, int], address: str
) -> None:
    with pytest.raises(ChannelError, match="the address is not one") as refused:
        channel.send(message(), permit(), Opened(address.encode()), NOW)
    assert refused.value.permanent
    assert mailbox[0].mails == []


def test_no_address_and_no_relay_are_said(tmp_path: Path) -> None:
    channel = EmailChannel(settings(tmp_path))
    with pytest.raises(ChannelError, match="ACCORD_SMTP_HOST"):
        channel.send(message(), permit(), LEA, NOW)
    with pytest.raises(ChannelError, match="no address"):
        channel.send(message(), permit(), None, NOW)


def test_a_relay_that_is_down_can_be_tried_later(tmp_path: Path) -> None:
    channel = EmailChannel(settings(tmp_path, smtp_host="127.0.0.1", smtp_port=1))
    with pytest.raises(ChannelError, match="no mail relay answered") as failed:
        channel.send(message(), permit(), LEA, NOW)
    assert not failed.value.permanent


def test_a_relay_without_encryption_is_not_used_when_it_is_asked_for(
    mailbox: tuple[Mailbox, int], tmp_path: Path
) -> None:
    strict = settings(
        tmp_path, smtp_host="127.0.0.1", smtp_port=mailbox[1], smtp_starttls=True
    )
    with pytest.raises(ChannelError):
        EmailChannel(strict).send(message(), permit(), LEA, NOW)
    assert mailbox[0].mails == []


def test_a_relay_that_takes_no_sign_in_is_not_used_when_one_is_configured(
    mailbox: tuple[Mailbox, int], tmp_path: Path
) -> None:
    named = settings(
        tmp_path, smtp_host="127.0.0.1", smtp_port=mailbox[1], smtp_user="accord",
        smtp_password="not a real password",
    )  # fmt: skip
    with pytest.raises(ChannelError) as failed:
        EmailChannel(named).send(message(), permit(), LEA, NOW)
    assert "password" not in str(failed.value)
    assert mailbox[0].mails == []
