"""Calls to machines that the operator named: witnesses, time-stamping authorities."""

from dataclasses import dataclass

import requests

TIMEOUTS_SECONDS = (3, 10)  # to connect, to answer
MOST_BYTES = 128 * 1024


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody answered; without a status there was no answer."""

    status: int | None
    body: bytes = b""

    @property
    def text(self) -> str:
        """The answer as text; what is no text is replaced."""
        return self.body.decode(errors="replace")


def post(url: str, body: bytes, content_type: str) -> Said:
    """Post bytes; follow nobody elsewhere, and read no endless answer."""
    with requests.Session() as session:
        session.trust_env = False
        try:
            with session.post(
                url,
                data=body,
                headers={"Content-Type": content_type},
                timeout=TIMEOUTS_SECONDS,
                allow_redirects=False,
                stream=True,
            ) as answer:
                raw = answer.raw.read(MOST_BYTES + 1, decode_content=True)
                status = answer.status_code
        except (requests.RequestException, OSError):
            return Said(status=None)
    return Said(status=status, body=raw if len(raw) <= MOST_BYTES else b"")
