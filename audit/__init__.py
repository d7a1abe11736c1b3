"""PROVE: an append-only, signed log. Knows no people.

The front door. Names load on first use, so that `python -m audit.verify` needs
neither a database nor a private key (PEP 562).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audit.anchors import (
        AnchorFile,
        Certificates,
        Stamped,
        StampRequest,
        add_stamp,
        checkpoints_above,
        compare_notes,
        last_stamp,
    )
    from audit.backlog import Backlog
    from audit.canonical import canonical_json
    from audit.checkpoint import Checkpoint, read_checkpoint
    from audit.cosigned import (
        Witnessed,
        cosigned_size,
        keep_cosignatures,
        last_witnessed,
        newest_note,
    )
    from audit.drafts import Appended, Draft, Sealer
    from audit.entry import KINDS, OUTCOMES, Body, Entry, check_body, new_id
    from audit.errors import (
        AuditError,
        BacklogError,
        InvalidEntryError,
        InvalidPolicyError,
        LogSplitError,
        MissingSignatureError,
        NotKeptError,
        NotSealedError,
        UnknownEntryError,
        VerificationError,
    )
    from audit.export import write_export
    from audit.forward import Told, otlp_logs, otlp_refused, syslog_frame
    from audit.fsck import Broken, Report
    from audit.fsck import check as check_log
    from audit.kept import KeptNote
    from audit.keys import VerifierKey
    from audit.log import AuditLog, BodyOpener, SealedBody
    from audit.manifest import Manifest, check_file
    from audit.mirror import verify_mirror
    from audit.proof import OpenedBody, Proof, verify_proof
    from audit.publish import Published, publish_tiles, read_tile
    from audit.quorum import Policy, WitnessKey, parse_policy
    from audit.retrace import Verified
    from audit.sealing import current_origin, digest_of
    from audit.search import Filters, Found, IndexTerms
    from audit.signer import Cosigner, Signer
    from audit.store import metadata as tables
    from audit.verify import verify_export, verify_path
    from audit.witness import Submission, Witness

_PLACES = {
    "audit.anchors": (
        "AnchorFile", "Certificates", "StampRequest", "Stamped", "add_stamp",
        "checkpoints_above", "compare_notes", "last_stamp",
    ),
    "audit.canonical": ("canonical_json",),
    "audit.backlog": ("Backlog",),
    "audit.checkpoint": ("Checkpoint", "read_checkpoint"),
    "audit.cosigned": (
        "Witnessed", "cosigned_size", "keep_cosignatures", "last_witnessed",
        "newest_note",
    ),
    "audit.entry": ("KINDS", "OUTCOMES", "Body", "Entry", "check_body", "new_id"),
    "audit.errors": (
        "AuditError", "BacklogError", "InvalidEntryError", "InvalidPolicyError",
        "LogSplitError",
        "MissingSignatureError", "NotKeptError", "NotSealedError",
        "UnknownEntryError", "VerificationError",
    ),
    "audit.export": ("write_export",),
    "audit.forward": ("Told", "otlp_logs", "otlp_refused", "syslog_frame"),
    "audit.fsck": ("Broken", "Report"),
    "audit.kept": ("KeptNote",),
    "audit.keys": ("VerifierKey",),
    "audit.drafts": ("Appended", "Draft", "Sealer"),
    "audit.log": ("AuditLog", "BodyOpener", "SealedBody"),
    "audit.mirror": ("verify_mirror",),
    "audit.manifest": ("Manifest", "check_file"),
    "audit.proof": ("OpenedBody", "Proof", "verify_proof"),
    "audit.publish": ("Published", "publish_tiles", "read_tile"),
    "audit.retrace": ("Verified",),
    "audit.search": ("Filters", "Found", "IndexTerms"),
    "audit.sealing": ("current_origin", "digest_of"),
    "audit.quorum": ("Policy", "WitnessKey", "parse_policy"),
    "audit.signer": ("Cosigner", "Signer"),
    "audit.verify": ("verify_export", "verify_path"),
    "audit.witness": ("Submission", "Witness"),
}  # fmt: skip
_NAMES = {name: (place, name) for place, names in _PLACES.items() for name in names}
_NAMES["check_log"] = ("audit.fsck", "check")
_NAMES["tables"] = ("audit.evidence_store", "metadata")

__all__ = [
    "KINDS",
    "OUTCOMES",
    "AnchorFile",
    "Appended",
    "AuditError",
    "AuditLog",
    "Backlog",
    "BacklogError",
    "Body",
    "BodyOpener",
    "Broken",
    "Certificates",
    "Checkpoint",
    "Cosigner",
    "Draft",
    "Entry",
    "Filters",
    "Found",
    "IndexTerms",
    "InvalidEntryError",
    "InvalidPolicyError",
    "KeptNote",
    "LogSplitError",
    "Manifest",
    "MissingSignatureError",
    "NotKeptError",
    "NotSealedError",
    "OpenedBody",
    "Policy",
    "Proof",
    "Published",
    "Report",
    "SealedBody",
    "Sealer",
    "Signer",
    "StampRequest",
    "Stamped",
    "Submission",
    "Told",
    "UnknownEntryError",
    "VerificationError",
    "Verified",
    "VerifierKey",
    "Witness",
    "WitnessKey",
    "Witnessed",
    "add_stamp",
    "canonical_json",
    "check_body",
    "check_file",
    "check_log",
    "checkpoints_above",
    "compare_notes",
    "cosigned_size",
    "current_origin",
    "digest_of",
    "keep_cosignatures",
    "last_stamp",
    "last_witnessed",
    "new_id",
    "newest_note",
    "otlp_logs",
    "otlp_refused",
    "parse_policy",
    "publish_tiles",
    "read_checkpoint",
    "read_tile",
    "syslog_frame",
    "tables",
    "verify_export",
    "verify_mirror",
    "verify_path",
    "verify_proof",
    "write_export",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for."""
    if name in _NAMES:
        place, inside = _NAMES[name]
        found: object = getattr(import_module(place), inside)
        globals()[name] = found
        return found
    raise AttributeError(f"module 'audit' has no attribute {name!r}")
