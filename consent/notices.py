"""Which text a person was shown: versions of notices, known by their digest."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from consent import store
from consent.errors import ConflictError, InvalidInputError
from consent.store import Connection

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One published text in one language."""

    id: str
    version: str
    locale: str
    digest: str
    text: str
    published_at: datetime


class Notices:
    """The register of notices; a published text never changes."""

    def publish(
        self, conn: Connection, key: tuple[str, str, str], *, text: str, now: datetime
    ) -> Notice:
        """Publish a text under (id, version, locale); the same text again is no change.

        Raises:
            InvalidInputError: A part of the name is malformed.
            ConflictError: Another text has this name; publish a new version.
        """
        notice_id, version, locale = key
        parts = {"id": notice_id, "version": version, "locale": locale}
        wrong = {n: "a short name" for n, v in parts.items() if not _NAME.fullmatch(v)}
        if wrong:
            raise InvalidInputError(wrong)
        row = {
            **parts,
            "digest": digest_of(text),
            "text": text,
            "published_us": store.to_us(now),
        }
        store.insert_once(conn, store.notices, row)
        found = self.find(conn, notice_id, version, locale)
        if found is None or found.digest != row["digest"]:
            raise ConflictError("another text is published under this notice version")
        return found

    def find(
        self, conn: Connection, notice_id: str, version: str, locale: str
    ) -> Notice | None:
        """Look up one text; None when nobody published it."""
        row = store.load(
            conn, store.notices, id=notice_id, version=version, locale=locale
        )
        if row is None:
            return None
        return Notice(
            id=row["id"],
            version=row["version"],
            locale=row["locale"],
            digest=row["digest"],
            text=row["text"],
            published_at=store.from_us(row["published_us"]),
        )


def digest_of(text: str) -> str:
    """Name a text by what it says."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
