"""A mail server that keeps what it is given: where the demo's messages arrive."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller

from cdp.demo.ports import HOST, free_port
from cdp.errors import UnavailableError

PAUSE_SECONDS = 0.1


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One delivered message."""

    to: tuple[str, ...] = field(repr=False)
    subject: str
    text: str = field(repr=False)


class MailSink:
    """An SMTP server on a free port of this machine, in a thread of its own."""

    def __init__(self) -> None:
        """Prepare; nothing listens before it is entered."""
        self._mails: list[Mail] = []
        self._lock = threading.Lock()
        self.port = free_port()
        self._controller: Controller | None = None

    def __enter__(self) -> Self:
        # Made here: it owns an event loop, which only its end closes.
        self._controller = Controller(self, hostname=HOST, port=self.port)
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        err: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_DATA(  # noqa: N802  # aiosmtpd calls it by this name
        self,
        _server: object,
        _session: object,
        envelope: Any,  # noqa: ANN401
    ) -> str:
        """Keep one message and accept it (aiosmtpd's hook)."""
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        body = parsed.get_body(("plain",))
        mail = Mail(
            to=tuple(envelope.rcpt_tos),
            subject=str(parsed["Subject"]),
            text=body.get_content() if body is not None else "",
        )
        with self._lock:
            self._mails.append(mail)
        return "250 kept"

    @property
    def mails(self) -> list[Mail]:
        """What has arrived so far, oldest first."""
        with self._lock:
            return list(self._mails)

    def wait_for(self, is_it: Callable[[Mail], bool], seconds: float) -> Mail:
        """Wait until such a message has arrived; the newest one counts.

        Raises:
            UnavailableError: None arrived in time.
        """
        until = monotonic() + seconds
        while monotonic() < until:
            found = [mail for mail in self.mails if is_it(mail)]
            if found:
                return found[-1]
            sleep(PAUSE_SECONDS)
        raise UnavailableError("the mail that the demo waited for did not arrive")
