"""What can go wrong in audit. A kind says what its reader should do."""

from collections.abc import Mapping


class AuditError(Exception):
    """Base of all errors of this package; `code` is stable for ever."""

    code = "audit-error"


class InvalidEntryError(AuditError):
    """A field is outside its closed vocabulary: correct the calling code."""

    code = "audit-entry-invalid"

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Name each wrong field and what it must be, never its value."""
        super().__init__("; ".join(f"{name}: {why}" for name, why in fields.items()))
        self.fields = dict(fields)


class UnknownEntryError(AuditError):
    """Nothing in the log has this id or name: check it."""

    code = "audit-entry-unknown"


class NotSealedError(AuditError):
    """No checkpoint covers the entry yet: ask again after the next one."""

    code = "audit-not-sealed"


class VerificationError(AuditError):
    """The evidence does not hold: stop, keep everything, find out who changed it."""

    code = "audit-verification-failed"


class MissingSignatureError(VerificationError):
    """Nobody with this key has signed: ask whoever should have."""

    code = "audit-signature-missing"


class InvalidPolicyError(AuditError):
    """The policy of witnesses cannot be read: correct the line that is named."""

    code = "audit-policy-invalid"


class NotKeptError(AuditError):
    """The last note cannot be kept outside: mend its folder; sealing then goes on."""

    code = "audit-not-kept"


class LogSplitError(AuditError):
    """The stored tree does not extend what was signed: never sign, do what it says."""

    code = "audit-log-split"


class BacklogError(AuditError):
    """Too much waits for its place: nothing was done, retry a little later."""

    code = "audit-backlog"
