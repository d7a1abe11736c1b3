"""The same request again gives the same answer, and is done once.

Source: draft-ietf-httpapi-idempotency-key-header-07. A key belongs to one caller and
one request for 24 hours. The answer is kept in the transaction of what was done: there
is no moment at which one is stored without the other.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cdp.errors import KeyReusedError
from cdp.links import Links
from cdp.repeats import store
from cdp.repeats.store import Connection
from cdp.vault import RowRef, SealedColumn, Vault

KEPT: Final = timedelta(hours=24)
_USE: Final = "repeat"


@dataclass(frozen=True, kw_only=True)
class Request:
    """Who asks for what, under which key; nothing of it is stored in the clear."""

    caller: str
    key: str = field(repr=False)
    path: str
    body: bytes = field(repr=False)


class Repeats:
    """Remembers answers by key, in the caller's transaction."""

    def __init__(self, vault: Vault, links: Links) -> None:
        """Seal answers with the vault, and tag keys and bodies with `links`."""
        self._vault = vault
        self._links = links

    def once(
        self,
        conn: Connection,
        request: Request,
        act: Callable[[], Mapping[str, object]],
        now: datetime,
    ) -> Mapping[str, object]:
        """Do it and keep the answer, or give the answer that was kept.

        A repetition that comes while the first is under way waits for it. When `act`
        raises, the caller's transaction is undone and the key is free again.

        Raises:
            KeyReusedError: The caller used this key for another request.
        """
        key = self._tag("repeat-key", request.caller.encode(), request.key.encode())
        said = self._tag("repeat-request", request.path.encode(), request.body)
        store.forget_before(conn, now, key)
        if not store.claim(conn, key, said, now + KEPT):
            return self._earlier(conn, key, said)
        answer = act()
        row = _place(key)
        plain = json.dumps(answer, ensure_ascii=False).encode()
        store.keep(conn, key, self._vault.seal_installation(conn, _USE, row, plain))
        return answer

    def _earlier(
        self, conn: Connection, key: bytes, said: bytes
    ) -> Mapping[str, object]:
        kept = store.load(conn, key)
        if kept["request_digest"] != said:
            raise KeyReusedError("take a new key for another request")
        row = _place(key)
        opened = self._vault.open_installation(conn, _USE, row, kept["sealed"])
        answer: Mapping[str, object] = json.loads(opened.raw)
        return answer

    def _tag(self, kind: str, *parts: bytes) -> bytes:
        # Tags have one length, so that no two lists of parts give the same bytes.
        tags = (self._links.tag(f"{kind}-part", part) for part in parts)
        return self._links.tag(kind, b"".join(tags))


def _place(key: bytes) -> RowRef:
    return RowRef(table="repeat", row_id=key.hex(), column="sealed")


SEALED = SealedColumn(
    use=_USE,
    key=store.repeat.c.key_digest,
    sealed=store.repeat.c.sealed,
    place=_place,
)


def forget_expired(conn: Connection, now: datetime) -> None:
    """Drop the answers whose time is over."""
    store.forget_before(conn, now, None)
