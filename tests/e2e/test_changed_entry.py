"""A byte flipped in a stored entry: the check names the entry and exits 1."""

import json
import subprocess
import sys
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest

from tests.integration.http_live import Live, choice, live, question  # noqa: F401


def verify(live: Live) -> tuple[int, dict[str, object]]:  # noqa: F811
    done = subprocess.run(
        [sys.executable, "-m", "cdp", "audit", "verify", "--json",
         "--home", str(live.settings.home)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout)


def flip(live: Live, column: str, index: int) -> str:  # noqa: F811
    """Do what an operator with the file could do; give the entry's id."""
    raw = sqlite.connect(live.settings.home / "accord.db")
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in raw.execute(query).fetchall():
        raw.execute(f'DROP TRIGGER "{name}"')
    query = f"SELECT entry_id, {column} FROM audit_log WHERE idx = ?"
    entry, value = raw.execute(query, [index]).fetchone()
    changed = bytearray(value)
    changed[len(changed) // 2] ^= 1
    raw.execute(
        f"UPDATE audit_log SET {column} = ? WHERE idx = ?", [bytes(changed), index]
    )
    raw.commit()
    raw.close()
    return str(entry)


@pytest.mark.parametrize("column", ["leaf", "leaf_hash", "parts"])
def test_a_flipped_byte_is_named(live: Live, column: str) -> None:  # noqa: F811
    live.post("/v1/consents", choice("lea@example.test"))
    for _ in range(5):
        live.post("/access/v1/evaluation", question("lea@example.test"))
    live.server.stop()
    status, found = verify(live)
    assert (status, found["intact"]) == (0, True)
    assert found["sealed"] == found["entries"] > 5
    entry = flip(live, column, 3)
    status, found = verify(live)
    assert (status, found["intact"]) == (1, False)
    assert (3, entry) in {(b["index"], b["entry"]) for b in found["broken"]}


def test_the_log_cannot_be_changed_by_a_plain_statement(
    live: Live,  # noqa: F811
    tmp_path: Path,
) -> None:
    live.post("/access/v1/evaluation", question("lea@example.test"))
    live.server.stop()
    raw = sqlite.connect(live.settings.home / "accord.db")
    for statement in ("UPDATE audit_log SET leaf = x'00'", "DELETE FROM audit_log"):
        with pytest.raises(sqlite.Error):
            raw.execute(statement)
    raw.close()
