"""Write the log for outsiders: headers, leaf hashes and the signed checkpoint.

JSON Lines, no bodies, so no personal data; `audit.verify` checks it.
"""

import json
from collections.abc import Callable

from audit import store
from audit.errors import NotSealedError
from audit.store import Connection
from audit.verify import FORMAT


def write_export(conn: Connection, write: Callable[[str], object]) -> int:
    """Write all entries that the newest checkpoint covers; return how many.

    Raises:
        NotSealedError: No checkpoint was signed yet.
    """
    last = store.newest_checkpoint(conn)
    if last is None:
        raise NotSealedError("no checkpoint was signed yet")
    _line(write, {"format": FORMAT, "size": last.size})
    for row in store.stream(conn, store.log, "idx"):
        if row.idx >= last.size:
            break
        leaf = row.leaf.decode(errors="replace")
        _line(write, {"index": row.idx, "leaf": leaf, "hash": row.leaf_hash.hex()})
    _line(write, {"checkpoint": last.note})
    return int(last.size)


def _line(write: Callable[[str], object], row: dict[str, object]) -> None:
    write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
