"""Check what somebody was handed, with nothing but the log's public key.

Needs no database, no web framework, no private key and none of our other packages:
`python -m audit.verify PATH --key VKEY`, for an export, a proof, a folder of tiles.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from audit import merkle
from audit.errors import AuditError, VerificationError
from audit.keys import VerifierKey
from audit.mirror import Progress, verify_mirror
from audit.note import LONGEST_NOTE
from audit.proof import HEADER, LONGEST_TEXT, Proof, verify_proof
from audit.quorum import Policy, parse_policy
from audit.retrace import Retrace, Verified

FORMAT = "accord-audit-export/v1"
EXPORT, PROOF, TILES = "export", "proof", "tiles"
PROGRESS_EVERY = 256
# An entry has at most 4 KiB, escaped at most six times that; a note has more.
LONGEST_LINE = 2 * LONGEST_NOTE


def verify_export(
    source: Path | Iterable[str],
    key: VerifierKey | str,
    earlier: Iterable[str] = (),
    progress: Progress | None = None,
) -> Verified:
    """Check that an export is the whole log up to a checkpoint signed by this key.

    Every leaf is hashed again, every header must be canonical, and together they
    must give the signed root; `earlier` are checkpoints that the log must extend.

    Raises:
        VerificationError: Something does not hold; the message names the line.

    Source: RFC 6962 section 2.1 (tree hash); C2SP tlog-checkpoint.
    """
    verifier = VerifierKey.parse(key) if isinstance(key, str) else key
    retrace = Retrace.after(verifier, earlier)
    lines = _lines(source) if isinstance(source, Path) else source
    return _verify_lines(lines, retrace, progress or (lambda _done, _total: None))


def verify_path(
    path: Path,
    key: VerifierKey | str,
    earlier: Sequence[str] = (),
    progress: Progress | None = None,
    *,
    policy: Policy | None = None,
) -> dict[str, object]:
    """Check an export, a proof or a folder of tiles; say what it was shown to be.

    With a policy, enough witnesses must have signed the checkpoint too.

    Raises:
        VerificationError: Something does not hold; the message says where.
        OSError: It cannot be read.
    """
    if path.is_dir():
        found = verify_mirror(path, key, earlier, progress)
        return _shown(TILES, found) | _witnessed(found.note, policy)
    with path.open("rb") as file:
        first = file.read(len(HEADER))
    if first != HEADER.encode():
        found = verify_export(path, key, earlier, progress)
        return _shown(EXPORT, found) | _witnessed(found.note, policy)
    if earlier:
        raise VerificationError("a proof of one entry shows nothing about the others")
    with path.open("rb") as file:
        proof = Proof.parse(file.read(LONGEST_TEXT + 1).decode())
    signed = verify_proof(proof, key)
    return {
        "what": PROOF,
        "origin": signed.origin,
        "index": proof.index,
        "entries": signed.size,
        "root": signed.root.hex(),
        "entry": json.loads(proof.leaf),
        "bodies": [{"part": one.part, "says": one.document} for one in proof.bodies],
    } | _witnessed(proof.note, policy)


def _witnessed(note: str, policy: Policy | None) -> dict[str, object]:
    """Say which witnesses signed, and when (seconds since 1970)."""
    if policy is None:
        return {}
    times = policy.cosigned(note)
    if not policy.is_met(times):
        raise VerificationError("not enough witnesses have signed the checkpoint")
    return {"witnesses": times}


def _shown(what: str, found: Verified) -> dict[str, object]:
    return {
        "what": what,
        "origin": found.origin,
        "entries": found.entries,
        "root": found.root_hex,
        "extends": list(found.extends),
    }


def _lines(source: Path) -> Iterator[str]:
    with source.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            yield line.decode()


def _verify_lines(
    lines: Iterable[str], retrace: Retrace, progress: Progress
) -> Verified:
    numbered = enumerate(lines, start=1)
    _, first = next(numbered, (1, ""))
    head = _parsed(first, 1)
    if head.get("format") != FORMAT:
        raise VerificationError(f"line 1: this is not an export ({FORMAT})")
    said = head.get("size")  # for the progress bar alone: the checkpoint counts
    size = said if isinstance(said, int) else 0
    for number, line in numbered:
        row = _parsed(line, number)
        if "checkpoint" in row:
            if next(numbered, None) is not None:
                raise VerificationError(f"line {number + 1}: after the checkpoint")
            return retrace.finish(str(row["checkpoint"]))
        _verify_row(row, number, retrace)
        if number % PROGRESS_EVERY == 0:
            progress(number, size)
    raise VerificationError("the export ends without its checkpoint")


def _verify_row(row: dict[str, Any], number: int, retrace: Retrace) -> None:
    index = retrace.frontier.size
    leaf = str(row.get("leaf", "")).encode(errors="replace")
    if row.get("index") != index:
        raise VerificationError(f"line {number}: entry {index} was expected")
    if row.get("hash") != merkle.leaf_hash(leaf).hex():
        raise VerificationError(f"line {number}: the leaf does not fit its hash")
    try:
        retrace.add(leaf)
    except VerificationError as err:
        raise VerificationError(f"line {number}: {err}") from err


def _parsed(text: str, number: int) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as err:
        raise VerificationError(f"line {number}: not JSON") from err
    if not isinstance(found, dict):
        raise VerificationError(f"line {number}: not a JSON object")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Check a file; 0 when it holds, 1 when it does not, 2 when it cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m audit.verify", description=__doc__)
    parser.add_argument("path", type=Path, help="an export, a proof, a tile folder")
    parser.add_argument("--key", required=True, help="the log's public key (vkey)")
    parser.add_argument(
        "--earlier", type=Path, action="append", default=[], metavar="FILE",
        help="a checkpoint kept from before, which the log must extend",
    )  # fmt: skip
    parser.add_argument(
        "--policy", type=Path, metavar="FILE",
        help="which witnesses must have signed (C2SP tlog-policy)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    try:
        earlier = [one.read_text(encoding="utf-8") for one in chosen.earlier]
        policy = chosen.policy and parse_policy(chosen.policy.read_text())
        found = verify_path(chosen.path, chosen.key, earlier, policy=policy)
    except OSError as err:
        sys.stderr.write(f"cannot read the file: {err.strerror}\n")
        return 2
    except (AuditError, UnicodeError) as err:
        sys.stderr.write(f"NOT VERIFIED: {err}\n")
        return 1
    text = json.dumps(found, ensure_ascii=False) if chosen.json else _told(found)
    sys.stdout.write(text + "\n")
    return 0


def _told(found: dict[str, object]) -> str:
    sealed = f"{found['entries']} entries of {found['origin']}, root {found['root']}"
    lines = [f"verified: {sealed}"]
    if found["what"] == PROOF:
        lines = [f"verified: entry {found['index']} is among the {sealed}"]
        lines.append(json.dumps(found["entry"], ensure_ascii=False))
        bodies = found["bodies"]
        lines += [json.dumps(one, ensure_ascii=False) for one in bodies]  # type: ignore[attr-defined]  # a list, as made above
    elif found["extends"]:
        sizes = ", ".join(map(str, found["extends"]))  # type: ignore[call-overload]  # as above
        lines.append(f"it extends the earlier checkpoints of {sizes} entries")
    if "witnesses" in found:
        lines.append(f"signed by the witnesses {', '.join(found['witnesses'])}")  # type: ignore[arg-type]  # as above
    return "\n".join(lines)


if __name__ == "__main__":  # pragma: no cover  # run as a process of its own in tests
    sys.exit(main())
