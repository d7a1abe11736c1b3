"""The body of a profile: each field with its value, its source and its time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

Body = dict[str, dict[str, object]]
MOST_FIELDS = 500


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What one source said about a record at one moment."""

    record: str
    subject: str
    values: Mapping[str, object]
    source: str
    at: datetime


def write_time(at: datetime) -> str:
    """Write a time so that texts sort as times do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def merge(body: Body, traits: Traits) -> Body:
    """Take over each field that this source knows more recently; null says nothing.

    What is older stays out, so that a late arrival changes nothing newer. A value that
    replaced another says since when it stands.
    """
    merged = dict(body)
    at = write_time(traits.at)
    for name, value in traits.values.items():
        if value is None or (name not in merged and len(merged) >= MOST_FIELDS):
            continue
        known = merged.get(name)
        if known is None or at >= str(known["at"]):
            merged[name] = {"value": value, "source": traits.source, "at": at}
            if since := _since(known, value, at):
                merged[name]["since"] = since
    return merged


def _since(known: Mapping[str, object] | None, value: object, at: str) -> object:
    if known is None:
        return None
    return known.get("since") if known["value"] == value else at


def values(body: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """Give the bare values of the fields."""
    return {name: one["value"] for name, one in body.items()}


def replaced(body: Mapping[str, Mapping[str, object]]) -> dict[str, datetime]:
    """Give since when the values stand that replaced others."""
    return {
        name: datetime.fromisoformat(str(one["since"]))
        for name, one in body.items()
        if "since" in one
    }


def newest(bodies: Iterable[Body]) -> dict[str, object]:
    """Give the newest value of each field over several bodies."""
    best: Body = {}
    for body in bodies:
        for name, one in body.items():
            if name not in best or str(one["at"]) > str(best[name]["at"]):
                best[name] = one
    return values(best)
