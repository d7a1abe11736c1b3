"""Check an export or a proof with nothing but the log's public key.

Needs no database, no web framework, no private key and none of our other packages:
`python -m audit.verify FILE --key VKEY`.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit import merkle
from audit.checkpoint import Checkpoint, open_checkpoint
from audit.entry import canonical_bytes
from audit.errors import AuditError, VerificationError
from audit.keys import VerifierKey
from audit.proof import Proof

FORMAT = "accord-audit-export/v1"


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What an export was shown to be."""

    origin: str
    entries: int
    root_hex: str


def verify_export(source: Path | Iterable[str], key: VerifierKey | str) -> Verified:
    """Check that an export is the whole log up to a checkpoint signed by this key.

    Every leaf is hashed again, every header must be canonical, and together they
    must give the signed root.

    Raises:
        VerificationError: Something does not hold; the message names the line.

    Source: RFC 6962 section 2.1 (tree hash); C2SP tlog-checkpoint.
    """
    verifier = VerifierKey.parse(key) if isinstance(key, str) else key
    if isinstance(source, Path):
        with source.open(encoding="utf-8") as lines:
            return _verify_lines(lines, verifier)
    return _verify_lines(source, verifier)


def verify_proof(proof: Proof, key: VerifierKey | str) -> Checkpoint:
    """Check that an entry is in a log signed by this key.

    Raises:
        VerificationError: The proof does not hold.
    """
    verifier = VerifierKey.parse(key) if isinstance(key, str) else key
    signed = open_checkpoint(proof.note, verifier)
    merkle.check_inclusion(
        proof.leaf_hash, proof.index, signed.size, proof.path, signed.root
    )
    return signed


def _verify_lines(lines: Iterable[str], key: VerifierKey) -> Verified:
    numbered = enumerate(lines, start=1)
    _, first = next(numbered, (1, ""))
    if _parsed(first, 1).get("format") != FORMAT:
        raise VerificationError(f"line 1: this is not an export ({FORMAT})")
    frontier = merkle.Frontier()
    for number, line in numbered:
        row = _parsed(line, number)
        if "checkpoint" in row:
            if next(numbered, None) is not None:
                raise VerificationError(f"line {number + 1}: after the checkpoint")
            return _verify_end(str(row["checkpoint"]), key, frontier)
        frontier.append(_verify_row(row, number, frontier.size))
    raise VerificationError("the export ends without its checkpoint")


def _verify_row(row: dict[str, Any], number: int, index: int) -> bytes:
    leaf = str(row.get("leaf", "")).encode()
    hashed = merkle.leaf_hash(leaf)
    if row.get("index") != index:
        raise VerificationError(f"line {number}: entry {index} was expected")
    if row.get("hash") != hashed.hex():
        raise VerificationError(f"line {number}: the leaf does not fit its hash")
    if canonical_bytes(_parsed(leaf.decode(), number)) != leaf:
        raise VerificationError(f"line {number}: the header is not canonical")
    return hashed


def _verify_end(note: str, key: VerifierKey, frontier: merkle.Frontier) -> Verified:
    signed = open_checkpoint(note, key)
    if signed.size != frontier.size:
        raise VerificationError(
            f"the checkpoint is over {signed.size} entries, the export has "
            f"{frontier.size}"
        )
    if signed.root != frontier.root():
        raise VerificationError("the entries do not give the signed root")
    return Verified(
        origin=signed.origin, entries=signed.size, root_hex=signed.root.hex()
    )


def _parsed(text: str, number: int) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as err:
        raise VerificationError(f"line {number}: not JSON") from err
    if not isinstance(found, dict):
        raise VerificationError(f"line {number}: not a JSON object")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Check a file; 0 when it holds, 1 when it does not, 2 when it cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m audit.verify", description=__doc__)
    parser.add_argument("file", type=Path, help="an export of the audit log")
    parser.add_argument("--key", required=True, help="the log's public key (vkey)")
    chosen = parser.parse_args(arguments)
    try:
        found = verify_export(chosen.file, chosen.key)
    except OSError as err:
        sys.stderr.write(f"cannot read the file: {err.strerror}\n")
        return 2
    except (AuditError, UnicodeError) as err:
        sys.stderr.write(f"NOT VERIFIED: {err}\n")
        return 1
    sys.stdout.write(
        f"verified: {found.entries} entries of {found.origin}, root {found.root_hex}\n"
    )
    return 0


if __name__ == "__main__":  # pragma: no cover  # run as a process of its own in tests
    sys.exit(main())
