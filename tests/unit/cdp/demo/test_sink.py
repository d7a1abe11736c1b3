import smtplib
from email.message import EmailMessage

import pytest

from cdp.demo.sink import MailSink
from cdp.errors import UnavailableError


def deliver(port: int, title: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@x.test", "b@x.test", title
    mail.set_content("Your code: 123456")
    mail.add_alternative("<p>Your code: 123456</p>", subtype="html")
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as relay:
        relay.send_message(mail)


def test_what_is_sent_is_there_to_read() -> None:
    with MailSink() as sink:
        deliver(sink.port, "Hello")
        (mail,) = sink.mails
    assert (mail.to, mail.subject) == (("b@x.test",), "Hello")
    assert "123456" in mail.text
    assert "<p>" not in mail.text


def test_the_newest_message_that_fits_is_waited_for() -> None:
    with MailSink() as sink:
        for title in ("one", "two", "other"):
            deliver(sink.port, title)
        found = sink.wait_for(lambda mail: mail.subject != "other", 1)
    assert found.subject == "two"


def test_a_message_that_never_comes_is_an_error() -> None:
    with MailSink() as sink, pytest.raises(UnavailableError, match="did not arrive"):
        sink.wait_for(lambda _mail: True, 0.2)
