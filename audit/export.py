"""Write the log for outsiders: headers, leaf hashes and the signed checkpoint.

JSON Lines, no bodies, so no personal data; `audit.verify` checks it.
"""

import json
from collections.abc import Callable

from audit import store
from audit.checkpoint import read_checkpoint
from audit.cosigned import newest_note
from audit.errors import NotSealedError
from audit.store import Connection
from audit.verify import FORMAT, PROGRESS_EVERY

# Called now and then with how many entries of how many are written.
Progress = Callable[[int, int], object]


def write_export(
    conn: Connection,
    write: Callable[[str], object],
    progress: Progress | None = None,
    *,
    note: str | None = None,
) -> int:
    """Write all entries that a checkpoint covers (`note`, or the newest); say how many.

    Raises:
        NotSealedError: No checkpoint was signed yet.
    """
    text = newest_note(conn) if note is None else note
    if text is None:
        raise NotSealedError("no checkpoint was signed yet")
    size = read_checkpoint(text).size
    _line(write, {"format": FORMAT, "size": size})
    for row in store.stream(conn, store.log, "idx"):
        if row.idx >= size:
            break
        leaf = row.leaf.decode(errors="replace")
        _line(write, {"index": row.idx, "leaf": leaf, "hash": row.leaf_hash.hex()})
        if progress is not None and row.idx % PROGRESS_EVERY == 0:
            progress(row.idx, size)
    _line(write, {"checkpoint": text})
    return size


def _line(write: Callable[[str], object], row: dict[str, object]) -> None:
    write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
