"""What goes wrong in consent, by kind. A refusal is an answer, not an error."""

from collections.abc import Mapping


class ConsentError(Exception):
    """Base of all errors of this package; `code` is stable for ever."""

    code = "consent-error"


class InvalidInputError(ConsentError):
    """The caller sent something wrong: correct the named fields and send it again."""

    code = "invalid-input"

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Name each wrong field and what it must be, never its value."""
        super().__init__("; ".join(f"{name}: {why}" for name, why in fields.items()))
        self.fields = dict(fields)


class NotFoundError(ConsentError):
    """No such decision, permit, receipt or notice: check the id."""

    code = "not-found"


class ConflictError(ConsentError):
    """Something else is published under this name already: choose another version."""

    code = "conflict"


class NotAllowedError(ConsentError):
    """The permit is another channel system's: ask with the one it was issued to."""

    code = "not-allowed"


class PolicyUnavailableError(ConsentError):
    """The engine gave no whole verdict: refuse with `reason`, and look at the engine.

    `reason` is one of policy-unavailable, engine-undefined, engine-error,
    engine-conflict, no-rule-allows.
    """

    code = "policy-unavailable"

    def __init__(self, message: str, *, reason: str = "policy-unavailable") -> None:
        """Keep the refusal code that the answer will show."""
        super().__init__(message)
        self.reason = reason


class PolicyInvalidError(ConsentError):
    """The policies on disk cannot be loaded: mend what is named; nothing changed."""

    code = "policy-invalid"


class PermitInvalidError(ConsentError):
    """The permit's signature, type or time does not hold: do not act on it."""

    code = "permit-invalid"
