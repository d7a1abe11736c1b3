"""The kinds of things that go wrong in cdp. A refusal is an answer, not an error."""

from collections.abc import Mapping, Sequence


class CdpError(Exception):
    """Base of all errors of this package; `code` is stable for ever."""

    code = "error"


class InvalidInputError(CdpError):
    """The caller sent something wrong: correct the named fields and send it again."""

    code = "invalid-input"

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Name each wrong field and what it must be, never its value."""
        super().__init__("; ".join(f"{name}: {why}" for name, why in fields.items()))
        self.fields = dict(fields)


class SettingsError(CdpError):
    """The settings cannot work: mend every problem listed, then start again."""

    code = "settings-invalid"

    def __init__(self, problems: Mapping[str, str]) -> None:
        """Keep one sentence per setting."""
        super().__init__("\n".join(f"{name}: {why}" for name, why in problems.items()))
        self.problems = dict(problems)


class NotFoundError(CdpError):
    """What was asked for is not there; check the id."""

    code = "not-found"


class ApprovalNeededError(CdpError):
    """Something would be eased: somebody with the role named has to agree first."""

    code = "approval-needed"

    def __init__(self, sentences: Sequence[str]) -> None:
        """Keep what would be eased, a sentence each."""
        super().__init__("; ".join(sentences))
        self.sentences = tuple(sentences)


class ConflictError(CdpError):
    """It moved on in the meantime: read it again, then decide."""

    code = "conflict"


class UnauthenticatedError(CdpError):
    """Nobody we know is calling: send valid credentials."""

    code = "unauthenticated"


class NotAllowedError(CdpError):
    """The caller is known but may not do this: ask for the role or scope named."""

    code = "not-allowed"


class TooManyError(CdpError):
    """Too many attempts: wait for `retry_after_seconds`."""

    code = "too-many"

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        """Say when to come back."""
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class TooLargeError(CdpError):
    """The body is over its limit: send less at a time."""

    code = "too-large"


class UnavailableError(CdpError):
    """A part of the platform is down: retry later; nothing was done."""

    code = "unavailable"


class OutcomeUnknownError(UnavailableError):
    """The end of a transaction gave no answer: it may be kept, or not.

    Whoever asked sends the same again, under the same Idempotency-Key where there is
    one; nobody repeats it by himself, as that could record it twice.
    """

    code = "outcome-unknown"


class KeyReusedError(CdpError):
    """An Idempotency-Key came with another request: take a new key for it."""

    code = "key-reused"


class ChannelError(CdpError):
    """A message was not handed over; `permanent` says if a retry can help."""

    code = "channel-failed"

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        """Keep the one fact that the caller needs."""
        super().__init__(message)
        self.permanent = permanent


class KeyDestroyedError(CdpError):
    """The key of this subject is gone, so what it sealed cannot be read any more."""

    code = "key-destroyed"


class SuppressedError(CdpError):
    """Whose identifier this was has been erased and is left alone; nothing was kept."""

    code = "suppressed"


class SealBrokenError(CdpError):
    """A sealed value does not open under its own key and place: stop and look."""

    code = "seal-broken"
