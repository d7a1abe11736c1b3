"""The search finds each value in each spelling, and nothing where there is nothing."""

import base64
import gzip
import html
import io
import json
import secrets
import unicodedata
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from cdp.database import Database
from cdp.vault import KeyRing, RowRef, Vault
from tests.canary import CANARY, search, search_bytes

ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "upper case": lambda text: text.upper().encode(),
    "lower case": lambda text: text.lower().encode(),
    "upper case in utf-16": lambda text: text.upper().encode("utf-16-le"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
    "hex": lambda text: text.encode().hex().encode(),
    "upper hex": lambda text: text.encode().hex().upper().encode(),
    "hex of utf-16": lambda text: text.encode("utf-16-le").hex().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one before": lambda text: base64.b64encode(b"<" + text.encode() + b">"),
    "base64, two before": lambda text: base64.b64encode(b"<<" + text.encode() + b">>"),
    "base64url": lambda text: base64.urlsafe_b64encode(b"\xff\xfe" + text.encode()),
    "base64 of utf-16": lambda text: base64.b64encode(text.encode("utf-16-le")),
    "json": lambda text: json.dumps({"v": text}).encode(),
    "json, twice": lambda text: json.dumps({"v": text}, ensure_ascii=False).encode(),
    "html": lambda text: html.escape(text).encode(),
    "percent": lambda text: urllib.parse.quote(text, safe="").encode(),
    "form": lambda text: urllib.parse.urlencode({"v": text}).encode(),
    "repr": lambda text: ascii(text).encode(),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zlib": lambda text: zlib.compress(text.encode()),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("field", CANARY)
def test_each_value_is_found_in_each_encoding(field: str, encoding: str) -> None:
    written = ENCODINGS[encoding](CANARY[field])
    around = b"" if encoding in {"gzip", "zlib"} else secrets.token_bytes(500)
    hits = search_bytes("here", around + written + around)
    assert field in {hit.field for hit in hits}


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("phone", "06 39 98 74 31"),
        ("phone", "06.39.98.74.31"),
        ("phone", "0033639987431"),
        ("birth_date", "19/07/1931"),
        ("birth_date", "19310719"),
        ("given_name", "zephyrine"),
        ("family_name", "QUETZALCOURT-VŒRDEMONT"),
    ],
)
def test_a_value_written_otherwise_is_found(field: str, written: str) -> None:
    hits = search_bytes("here", b"-" + written.encode() + b"-")
    assert field in {hit.field for hit in hits}


def test_noise_holds_no_canary() -> None:
    noise = secrets.token_bytes(2_000_000)
    assert search_bytes("noise", noise) == []
    assert search_bytes("text", base64.b64encode(noise)) == []
    assert search_bytes("hex", noise.hex().encode()) == []


def test_a_hit_says_where_and_not_what(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    file = tmp_path / "deep" / "app.log"
    file.write_text(f"sent to {CANARY['email']}")
    (hit,) = search([tmp_path])
    assert hit.path == str(file)
    assert (hit.field, hit.spelling, hit.offset) == ("email", "utf-8", 8)
    assert CANARY["email"] not in repr(hit)


def test_values_inside_an_archive_are_found() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export.csv", f"name\n{CANARY['given_name']}\n")
    (hit,) = search_bytes("export.zip", packed.getvalue())
    assert hit.path == "export.zip!export.csv"


def test_searching_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        search([tmp_path / "no-such.db"])


def test_a_database_that_seals_is_clean_and_one_that_does_not_is_not(
    database: Database, tmp_path: Path
) -> None:
    from datetime import UTC, datetime

    from cdp.vault.store import vault_key

    vault, now = Vault(KeyRing()), datetime(2027, 3, 1, tzinfo=UTC)
    body = json.dumps(CANARY).encode()

    def write(name: str, value: bytes) -> None:
        row = {"name": name, "version": 1, "wrapped": value, "wrapped_by": "root-1"}
        row |= {"created_at": 0, "used_from": 0}
        with database.transaction() as conn:
            conn.execute(vault_key.insert().values(row))

    with database.transaction() as conn:
        vault.prepare(conn, now)
        vault.create_subjects(conn, ["sub_canary"], now)
        ring = vault.keyring(conn, ["sub_canary"])
    row_ref = RowRef("record", "rec_1", "body")
    write("sealed", ring.seal("sub_canary", "profile", row_ref, body))
    assert search([tmp_path]) == []
    write("plain", body)
    assert {hit.field for hit in search([tmp_path])} == set(CANARY)
