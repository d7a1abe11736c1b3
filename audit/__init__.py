"""PROVE: an append-only, signed log. Knows no people.

The front door. Names load on first use, so that `python -m audit.verify` needs
neither a database nor a private key (PEP 562).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audit.canonical import canonical_json
    from audit.checkpoint import Checkpoint
    from audit.entry import KINDS, OUTCOMES, Body, Entry, check_body, new_id
    from audit.errors import (
        AuditError,
        InvalidEntryError,
        LogSplitError,
        NotKeptError,
        NotSealedError,
        UnknownEntryError,
        VerificationError,
    )
    from audit.export import write_export
    from audit.fsck import Broken, Report
    from audit.fsck import check as check_log
    from audit.kept import KeptNote
    from audit.keys import VerifierKey
    from audit.log import Appended, AuditLog, SealedBody, Sealer
    from audit.proof import Proof
    from audit.sealing import current_origin, digest_of
    from audit.search import Filters, Found, IndexTerms
    from audit.signer import Signer
    from audit.store import metadata as tables
    from audit.verify import Verified, verify_export, verify_proof

_PLACES = {
    "audit.canonical": ("canonical_json",),
    "audit.checkpoint": ("Checkpoint",),
    "audit.entry": ("KINDS", "OUTCOMES", "Body", "Entry", "check_body", "new_id"),
    "audit.errors": (
        "AuditError", "InvalidEntryError", "LogSplitError", "NotKeptError",
        "NotSealedError", "UnknownEntryError", "VerificationError",
    ),
    "audit.export": ("write_export",),
    "audit.fsck": ("Broken", "Report"),
    "audit.kept": ("KeptNote",),
    "audit.keys": ("VerifierKey",),
    "audit.log": ("Appended", "AuditLog", "SealedBody", "Sealer"),
    "audit.proof": ("Proof",),
    "audit.search": ("Filters", "Found", "IndexTerms"),
    "audit.sealing": ("current_origin", "digest_of"),
    "audit.signer": ("Signer",),
    "audit.verify": ("Verified", "verify_export", "verify_proof"),
}  # fmt: skip
_NAMES = {name: (place, name) for place, names in _PLACES.items() for name in names}
_NAMES["check_log"] = ("audit.fsck", "check")
_NAMES["tables"] = ("audit.evidence_store", "metadata")

__all__ = [
    "KINDS",
    "OUTCOMES",
    "Appended",
    "AuditError",
    "AuditLog",
    "Body",
    "Broken",
    "Checkpoint",
    "Entry",
    "Filters",
    "Found",
    "IndexTerms",
    "InvalidEntryError",
    "KeptNote",
    "LogSplitError",
    "NotKeptError",
    "NotSealedError",
    "Proof",
    "Report",
    "SealedBody",
    "Sealer",
    "Signer",
    "UnknownEntryError",
    "VerificationError",
    "Verified",
    "VerifierKey",
    "canonical_json",
    "check_body",
    "check_log",
    "current_origin",
    "digest_of",
    "new_id",
    "tables",
    "verify_export",
    "verify_proof",
    "write_export",
]


def __getattr__(name: str) -> object:
    """Load a public name, or a public module, when it is first asked for."""
    if name in _NAMES:
        place, inside = _NAMES[name]
        found: object = getattr(import_module(place), inside)
        globals()[name] = found
        return found
    if name in {"entry", "fsck", "merkle", "verify"}:
        return import_module(f"audit.{name}")
    raise AttributeError(f"module 'audit' has no attribute {name!r}")
