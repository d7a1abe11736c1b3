"""The signed log as static resources, and proofs of single entries.

Nothing here names anybody, so reading it leaves no entry; what bodies say is handed
out by `disclose` alone, which does.
"""

import base64
import re
from typing import cast

from marshmallow import fields, validate

from audit import NotSealedError, newest_note, read_tile
from cdp.api.calls import Call, Reply
from cdp.api.schemas import Strict
from cdp.asking import Reader
from cdp.disclosure import disclose as disclose_entry
from cdp.disclosure import witnessed_note
from cdp.errors import InvalidInputError

NOTE = "text/plain; charset=utf-8"
OCTETS = "application/octet-stream"
# C2SP tlog-tiles: a tile never changes. Private, because a shared cache asks nobody
# for a token; whoever mirrors the log publishes a folder.
FOR_EVER = {"Cache-Control": "private, max-age=31536000, immutable"}
FRESH = {"Cache-Control": "private, no-cache"}
SIZE = validate.Regexp(
    re.compile(r"[1-9][0-9]{0,17}\Z"), error="Must be a number of entries, from 1."
)
REASON = validate.Regexp(
    re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:/#-]{0,99}\Z"),
    error="Must be a few plain words, or the number of a case.",
)


class ConsistencyQuery(Strict):
    """Two sizes of the tree; `new` is that of the newest checkpoint by default."""

    old = fields.String(required=True, validate=SIZE)
    new = fields.String(validate=SIZE)


class DisclosureBody(Strict):
    """Why somebody needs to know what the bodies say."""

    reason = fields.String(required=True, validate=REASON)


class CheckpointQuery(Strict):
    """Which checkpoint: the newest, or the newest that enough witnesses signed."""

    witnessed = fields.String(validate=validate.OneOf(["true"]))


def show_checkpoint(call: Call) -> Reply:
    """Give a signed checkpoint, with all signatures under it."""
    found = _asked_note(call)
    if found is None:
        with call.services.database.reading() as conn:
            found = newest_note(conn)
    if found is None:
        raise NotSealedError("no checkpoint was signed yet")
    return Reply(content=found.encode(), mimetype=NOTE, headers=FRESH)


def _asked_note(call: Call) -> str | None:
    return witnessed_note(call.services) if "witnessed" in call.query else None


def show_tile(call: Call) -> Reply:
    """Give a tile of hashes, or a bundle of entries, up to the newest checkpoint."""
    with call.services.database.reading() as conn:
        content = read_tile(conn, call.path["place"])
    return Reply(content=content, mimetype=OCTETS, headers=FOR_EVER)


def show_entry(call: Call) -> Reply:
    """Give an entry as it was hashed; by whom it is found is not part of it."""
    with call.services.database.reading() as conn:
        found = call.services.log.entry(conn, call.path["entry_id"])
    document = {
        "id": found.entry_id,
        "index": found.index,
        "header": found.header,
        "leaf_hash": found.leaf_hash.hex(),
        "bodies": found.bodies,
    }
    return Reply(document=document, headers=FRESH)


def show_proof(call: Call) -> Reply:
    """Give the proof of an entry: a file that needs no other to be checked."""
    entry_id, note = call.path["entry_id"], _asked_note(call)
    with call.services.database.reading() as conn:
        proof = call.services.log.proof(conn, entry_id, note)
    return _file(proof.text, entry_id)


def disclose(call: Call) -> Reply:
    """Give the proof of an entry with what its bodies say; that is on record."""
    entry_id = call.path["entry_id"]
    reader = Reader(name=call.caller.id, reason=cast("str", call.body["reason"]))
    proof = disclose_entry(call.services, entry_id, reader, _asked_note(call))
    return _file(proof.text, entry_id)


def _file(text: str, entry_id: str) -> Reply:
    name = f'attachment; filename="{entry_id}.tlog-proof"'
    headers = FRESH | {"Content-Disposition": name}
    return Reply(content=text.encode(), mimetype=NOTE, headers=headers)


def show_consistency(call: Call) -> Reply:
    """Give the hashes that lead from an older tree to a newer one (RFC 6962 2.1.2)."""
    log = call.services.log
    with call.services.database.reading() as conn:
        signed = log.checkpoint(conn)
        old = int(cast("str", call.query["old"]))
        new = int(cast("str", call.query.get("new", signed.size if signed else old)))
        if old > new:
            raise InvalidInputError({"old": "must not be more than new"})
        if signed is None or new > signed.size:
            raise NotSealedError("no checkpoint covers so many entries yet")
        document = {
            "old": {"size": old, "root": _text(log.root(conn, old))},
            "new": {"size": new, "root": _text(log.root(conn, new))},
            "proof": [_text(one) for one in log.consistency(conn, old, new)],
        }
    return Reply(document=document, headers=FRESH)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
