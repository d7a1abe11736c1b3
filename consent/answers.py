"""What a question gets back: the answer, its reasons, its duties, and a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why not, by which law or house policy, and what would have to change."""

    rule: str
    kind: str
    source: str
    message: Mapping[str, str]
    remedy: Mapping[str, str]
    retry_after: datetime | None = None

    def to_document(self) -> dict[str, object]:
        """Give the reason as the outside reads it."""
        shown: dict[str, object] = {
            "rule": self.rule,
            "kind": self.kind,
            "source": self.source,
            "message": dict(self.message),
            "remedy": dict(self.remedy),
        }
        if self.retry_after is not None:
            shown["retry_after"] = to_text(self.retry_after)
        return shown


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What the channel must do when it acts."""

    do: str
    source: str
    params: Mapping[str, object] = field(default_factory=dict)

    def to_document(self) -> dict[str, object]:
        """Give the duty as the outside reads it."""
        return {"do": self.do, "source": self.source, "params": dict(self.params)}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Yes or no, for now; its audit entry is written before anybody sees it."""

    id: str
    allowed: bool
    reasons: tuple[Reason, ...]
    obligations: tuple[Duty, ...]
    not_before: datetime | None
    cache_until: datetime
    revision: str
    audit_entry: str
    person: str | None

    def to_context(self) -> dict[str, object]:
        """Give the `context` of an AuthZEN answer."""
        shown: dict[str, object] = {
            "id": self.id,
            "reasons": [reason.to_document() for reason in self.reasons],
            "obligations": [duty.to_document() for duty in self.obligations],
            "cache_until": to_text(self.cache_until),
            "policy": {"revision": self.revision},
            "audit": {"entry": self.audit_entry},
        }
        if self.not_before is not None:
            shown["not_before"] = to_text(self.not_before)
        return shown


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """No permit; the answer says why."""

    answer: Answer


def to_text(moment: datetime) -> str:
    """Write a time as RFC 3339 in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
