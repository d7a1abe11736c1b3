"""What belongs to nobody is sealed anew row by row, and never lost on the way."""

import inspect
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

import cdp
from cdp import ingestion, repeats
from cdp.database import Database
from cdp.errors import ConflictError, KeyDestroyedError, SealBrokenError
from cdp.ingestion import store
from cdp.vault import KeyRing, SealedColumn, Vault
from tests.unit.cdp.vault.conftest import NOW

ROWS = [f"qar_{number:02}" for number in range(7)]
COLUMN = ingestion.SEALED


def keep(conn: sa.Connection, vault: Vault, ids: list[str]) -> None:
    for one in ids:
        place = COLUMN.place(one)
        sealed = vault.seal_installation(conn, COLUMN.use, place, one.encode())
        row = {
            "id": one, "source": "crm", "purpose": "care", "received_us": 0,
            "reasons": "{}", "body_sealed": sealed,
        }  # fmt: skip
        conn.execute(store.quarantine.insert().values(row))


def open_all(conn: sa.Connection, vault: Vault) -> list[str]:
    rows = conn.execute(sa.select(COLUMN.key, COLUMN.sealed).order_by(COLUMN.key))
    return [
        vault.open_installation(conn, COLUMN.use, COLUMN.place(key), sealed).text()
        for key, sealed in rows
    ]


def test_every_row_is_sealed_anew_in_pages(
    any_database: Database, root: KeyRing
) -> None:
    vault, steps, after = Vault(root), [], None
    with any_database.transaction() as conn:
        vault.prepare(conn, NOW)
        keep(conn, vault, ROWS)
        assert vault.begin_version(conn, "installation", NOW) == 2
        keep(conn, vault, ["qar_new"])
    while not steps or steps[-1]:
        with any_database.transaction() as conn:
            some, after = vault.reseal_some(conn, COLUMN, after, 3)
            steps.append(some)
    assert steps == [3, 3, 1, 0]
    with any_database.transaction() as conn:
        assert vault.count_sealed(conn, [COLUMN], 1) == 0
        assert vault.count_sealed(conn, [COLUMN], 2) == 8
        assert vault.refuse_version(conn, "installation", 1, [COLUMN])
        root.destroy("installation-1")
        assert open_all(conn, Vault(root)) == [*ROWS, "qar_new"]


def test_a_version_that_a_row_needs_is_kept(database: Database, vault: Vault) -> None:
    with database.transaction() as conn:
        keep(conn, vault, ROWS)
        vault.begin_version(conn, "installation", NOW)
        with pytest.raises(ConflictError, match="7 rows"):
            vault.refuse_version(conn, "installation", 1, [COLUMN])


def test_another_process_seals_by_the_newest_version_at_once(
    database: Database, vault: Vault, root: KeyRing
) -> None:
    other = Vault(root)
    with database.transaction() as conn:
        other.load(conn)
        vault.begin_version(conn, "installation", NOW)
        keep(conn, other, ROWS)
        assert vault.count_sealed(conn, [COLUMN], 2) == len(ROWS)
        assert open_all(conn, vault) == ROWS


def test_rows_of_a_version_that_is_lost_are_left_alone(
    database: Database, vault: Vault, root: KeyRing
) -> None:
    with database.transaction() as conn:
        keep(conn, vault, ROWS)
        vault.begin_version(conn, "installation", NOW)
        root.destroy("installation-1")
        later = Vault(root)
        assert later.reseal_some(conn, COLUMN, None, 10) == (0, None)
        with pytest.raises(KeyDestroyedError):
            open_all(conn, later)


def test_a_changed_row_stops_the_rotation(database: Database, vault: Vault) -> None:
    with database.transaction() as conn:
        keep(conn, vault, ROWS)
        vault.begin_version(conn, "installation", NOW)
        one, other = ROWS[:2]
        theirs = sa.select(COLUMN.sealed).where(COLUMN.key == other).scalar_subquery()
        change = sa.update(store.quarantine).where(COLUMN.key == one)
        conn.execute(change.values(body_sealed=theirs))
        with pytest.raises(SealBrokenError):
            vault.reseal_some(conn, COLUMN, None, 10)


def test_every_column_sealed_for_nobody_is_known_to_the_rotation() -> None:
    """Whoever seals for nobody describes the column, and assembly hands it on."""
    root = Path(inspect.getfile(cdp)).parent
    users = {
        path.relative_to(root).parts[0]
        for path in root.rglob("*.py")
        if re.search(r"\.seal_installation\(", path.read_text())
    } - {"vault"}
    assembly = (root / "assembly.py").read_text()
    described = set(re.findall(r"(\w+)\.SEALED", assembly))
    assert users == described
    for one in (ingestion.SEALED, repeats.SEALED):
        assert isinstance(one, SealedColumn)
