"""Which policies are in force: published by somebody, kept by revision, proved.

The last publication is in force; going back to an earlier revision is a publication
too. What was ever published stays, so that an old decision can be asked again under
the policies that took it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import audit
from consent import store
from consent.archive import pack, unpack
from consent.bundle import Bundle
from consent.errors import ConflictError, NotFoundError, PolicyInvalidError
from consent.store import Connection, Row

# More than anybody publishes; a page that showed them all would never end.
MOST = 500


@dataclass(frozen=True, kw_only=True)
class Publication:
    """One publication: which policies, when, by whom, and who agreed.

    `author` and `approver` are names of staff; `summary` is the comparison with what
    was in force before, empty for the first.
    """

    id: str
    revision: str
    at: datetime
    author: str
    approver: str | None
    reason: str | None
    audit_entry: str
    summary: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Word:
    """Who publishes, and who agreed and why, where somebody had to."""

    author: str
    approver: str | None = None
    reason: str | None = None


def publish(
    conn: Connection,
    log: audit.AuditLog,
    bundle: Bundle,
    word: Word,
    now: datetime,
    summary: Mapping[str, object] | None = None,
) -> Publication:
    """Put policies in force, in the caller's transaction, with their audit entry.

    Whether somebody had to agree is the caller's to find out before.

    Raises:
        PolicyInvalidError: The policies are not whole.
        ConflictError: They are in force already.
    """
    if bundle.problems:
        raise PolicyInvalidError("; ".join(bundle.problems))
    latest = in_force(conn)
    if latest is not None and latest.revision == bundle.revision:
        raise ConflictError("these policies are in force already")
    row: dict[str, Any] = {
        "id": audit.new_id("pub", now),
        "revision": bundle.revision,
        "at_us": store.to_us(now),
        "author": word.author,
        "approver": word.approver,
        "reason": word.reason,
        "summary_json": store.to_json(summary or {}),
    }
    row["audit_entry"] = _prove(conn, log, row, summary or {}, now)
    kept = {"revision": bundle.revision, "archive": pack(bundle)}
    store.insert_missing(conn, store.bundles, [kept])
    store.insert(conn, store.publications, row)
    return _publication(row)


def in_force(conn: Connection) -> Publication | None:
    """Give the last publication; None when nothing was ever published."""
    rows = store.publications_newest_first(conn, limit=1)
    return _publication(rows[0]) if rows else None


def list_publications(conn: Connection) -> list[Publication]:
    """Give the publications, the one in force first, at most `MOST`."""
    rows = store.publications_newest_first(conn, limit=MOST)
    return [_publication(row) for row in rows]


def load_publication(conn: Connection, publication_id: str) -> Publication:
    """Read one publication.

    Raises:
        NotFoundError: There is no such publication.
    """
    row = store.load(conn, store.publications, id=publication_id)
    if row is None:
        raise NotFoundError("there is no such publication")
    return _publication(row)


def load_published(conn: Connection, revision: str) -> Bundle:
    """Give the policies of a revision that was published once, in force or not.

    Raises:
        NotFoundError: No policies of this revision were ever published here.
        PolicyInvalidError: What is kept is not what was published.
    """
    row = store.load(conn, store.bundles, revision=revision)
    if row is None:
        raise NotFoundError("no policies of this revision were published here")
    bundle = unpack(row["archive"])
    if bundle.revision != revision:
        raise PolicyInvalidError(
            "the policies kept under this revision are not the ones published"
        )
    return bundle


def why_not_in_force(conn: Connection, bundle: Bundle) -> str | None:
    """Say why nothing may be judged by these policies; None when it may.

    Before the first publication any policies may judge.
    """
    latest = in_force(conn)
    if latest is None or latest.revision == bundle.revision:
        return None
    is_known = store.load(conn, store.bundles, revision=bundle.revision) is not None
    what = "are not in force any more" if is_known else "were never published"
    return (
        f"the policies {bundle.revision} {what}; in force is {latest.revision}. "
        "Publish the folder with `accord policy publish DIR --by NAME`, or fetch what "
        "is in force with `accord policy fetch --to DIR` and set ACCORD_POLICY_DIR"
    )


def _prove(
    conn: Connection,
    log: audit.AuditLog,
    row: Mapping[str, Any],
    summary: Mapping[str, object],
    now: datetime,
) -> str:
    entry = audit.Entry(
        at=now, kind="policy.publish", outcome="done", revision=row["revision"]
    )
    document = {
        "event": "policy.publish",
        "publication": row["id"],
        "author": row["author"],
        "approver": row["approver"],
        "reason": row["reason"],
        "summary": summary,
    }
    body = audit.Body(subject=None, document=document)
    terms = [audit.IndexTerms(actor=row["author"])]
    return log.append(conn, entry, [body], terms).entry_id


def _publication(row: Row | Mapping[str, Any]) -> Publication:
    return Publication(
        id=row["id"],
        revision=row["revision"],
        at=store.from_us(row["at_us"]),
        author=row["author"],
        approver=row["approver"],
        reason=row["reason"],
        audit_entry=row["audit_entry"],
        summary=json.loads(row["summary_json"]),
    )
