"""A search as a file: every row once, nothing that a spreadsheet runs, signed."""

import csv
import io
import json

import pytest

from audit import Filters, VerifierKey
from audit.manifest import open_manifest
from cdp import searching
from cdp.handing_out import FORMULA, hand_out
from cdp.searching import Reader, Search
from tests.unit.cdp.test_searching import add, found_by

DORA = Reader(name="dora", reason="case 12")


def handed(services, form: str, **asked: str):
    pieces: list[bytes] = []
    search = Search(filters=Filters(**asked))
    note = hand_out(services, search, DORA, form, pieces.append)
    return b"".join(pieces), open_manifest(note, VerifierKey.parse(services.audit_key))


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_all_pages_are_written_once(services, monkeypatch, form: str) -> None:
    monkeypatch.setattr("cdp.handing_out.MOST", 2)
    made = [add(services, actor="esp", campaign="spring") for _ in range(5)][::-1]
    raw, manifest = handed(services, form, actor="esp")
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(raw.decode(), newline="")))
    else:
        rows = [json.loads(line) for line in raw.splitlines()]
    assert [row["id"] for row in rows] == made
    assert manifest.rows == 5
    assert manifest.asked["filters"] == {"actor": "esp"}
    assert len(found_by(services, "dora")) == 3


def test_no_cell_is_a_formula(services) -> None:
    for first in FORMULA:
        add(services, actor="esp", campaign=f"{first}cmd|calc")
    raw, _ = handed(services, "csv", actor="esp")
    rows = list(csv.DictReader(io.StringIO(raw.decode(), newline="")))
    assert all(row["campaign"].startswith("'") for row in rows)
    assert len(rows) == len(FORMULA)


def test_nothing_found_is_a_file_without_rows(services) -> None:
    raw, manifest = handed(services, "jsonl", actor="nobody")
    assert (raw, manifest.rows) == (b"", 0)
    assert searching.MOST == 200
