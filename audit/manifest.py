"""What was handed out, signed: a file's digest, how many rows, by which filters.

A signed note (C2SP) whose first line ends in `/export`, so that it can never pass for a
checkpoint of the log. Needs no database: `python -m audit.manifest FILE --key VKEY`
checks FILE against FILE.manifest.
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.entry import canonical_bytes
from audit.errors import AuditError, VerificationError
from audit.keys import VerifierKey
from audit.note import parse_note

PURPOSE = "/export"
SUFFIX = ".manifest"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What is said of a file; `asked` says how its rows were chosen."""

    digest: str
    rows: int
    asked: Mapping[str, Any]


def manifest_text(origin: str, manifest: Manifest) -> str:
    """Give the text that is signed: what it is, the digest, the rows, the search."""
    asked = canonical_bytes(manifest.asked).decode()
    return f"{origin}{PURPOSE}\n{manifest.digest}\n{manifest.rows}\n{asked}\n"


def open_manifest(note: str, key: VerifierKey) -> Manifest:
    """Read a signed manifest.

    Raises:
        VerificationError: It is not one, or not signed by the key.
    """
    parsed = parse_note(note)
    mine = [
        one
        for one in parsed.signatures
        if one.name == key.name and one.key_hash == key.key_hash
    ]
    if not mine:
        raise VerificationError("the manifest carries no signature by this key")
    key.verify(parsed.text.encode(), mine[0].value)
    lines = parsed.text.split("\n")
    if len(lines) != 5 or lines[0] != key.name + PURPOSE:  # noqa: PLR2004  # four lines
        raise VerificationError("this is no manifest of this log")
    if not _DIGEST.fullmatch(lines[1]) or not lines[2].isdecimal():
        raise VerificationError("a manifest has a digest and a number of rows")
    return Manifest(digest=lines[1], rows=int(lines[2]), asked=json.loads(lines[3]))


def file_digest(path: Path) -> str:
    """Give the SHA-256 digest of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return f"sha256:{digest.hexdigest()}"


def check_file(path: Path, key: VerifierKey) -> Manifest:
    """Check a file against the manifest beside it.

    Raises:
        VerificationError: The file is not the one that was handed out.
    """
    beside = path.with_name(path.name + SUFFIX)
    manifest = open_manifest(beside.read_text(encoding="utf-8"), key)
    if file_digest(path) != manifest.digest:
        raise VerificationError("the file is not the one that was handed out")
    return manifest


def main(arguments: list[str] | None = None) -> int:
    """Check a file; 0 when it holds, 1 when it does not, 2 when it cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m audit.manifest", description=__doc__
    )
    parser.add_argument("path", type=Path, help="a file with its .manifest beside it")
    parser.add_argument("--key", required=True, help="the log's public key (vkey)")
    chosen = parser.parse_args(arguments)
    try:
        found = check_file(chosen.path, VerifierKey.parse(chosen.key))
    except OSError as err:
        sys.stderr.write(f"cannot read the file: {err.strerror}\n")
        return 2
    except (AuditError, UnicodeError) as err:
        sys.stderr.write(f"NOT VERIFIED: {err}\n")
        return 1
    said = json.dumps(dict(found.asked), ensure_ascii=False)
    sys.stdout.write(f"verified: {found.rows} entries, as handed out for {said}\n")
    return 0


if __name__ == "__main__":  # pragma: no cover  # run as a process of its own
    sys.exit(main())
