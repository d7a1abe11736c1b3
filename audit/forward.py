"""What other machines are told of an entry: its leaf and its place, never a body.

Syslog (RFC 5424) in octet-counted frames (RFC 6587 section 3.4.1, RFC 5425 section
4.3), and OpenTelemetry logs in OTLP's JSON encoding. Pure functions. Sent twice, an
entry is the same message: receivers count it once by `log` and `index`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from audit.canonical import canonical_json

LOG_AUDIT: Final = 13  # the facility "log audit" of RFC 5424 section 6.2.1
# Severities of syslog, and of OpenTelemetry's log data model.
_LEVELS: Final = {"error": (4, 13, "WARN"), "deny": (5, 10, "INFO2")}
_ORDINARY: Final = (6, 9, "INFO")
_NANOSECONDS: Final = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Told:
    """One sealed entry on its way out: the name of the log, its place, its leaf."""

    log: str
    index: int
    leaf: bytes

    @property
    def header(self) -> dict[str, Any]:
        """What the leaf says."""
        return dict(json.loads(self.leaf))


def syslog_frame(told: Told) -> bytes:
    """Give one entry as an RFC 5424 message in its octet-counted frame.

    The message's text is canonical JSON: `index`, `leaf` (byte for byte what was
    hashed) and `log`. There is no structured data: an element of our own would need
    an enterprise number.
    """
    header = told.header
    priority = LOG_AUDIT * 8 + _level(header)[0]
    at = datetime.fromtimestamp(header["t"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    words = (
        f"<{priority}>1", at, header["ten"], "accord", header["src"]["w"],
        header["k"], "-",
    )  # fmt: skip
    name = canonical_json(told.log)
    text = b'{"index":%d,"leaf":%b,"log":%b}' % (told.index, told.leaf, name)
    message = " ".join(words).encode("ascii") + b" " + text
    return b"%d %b" % (len(message), message)


def otlp_logs(entries: Sequence[Told]) -> bytes:
    """Give entries of one log as an ExportLogsServiceRequest in JSON (OTLP 1.x).

    The body of each record is the leaf as it was hashed; 64-bit numbers are strings,
    as Protocol Buffers write them in JSON.
    """
    installation = entries[0].header["ten"]
    resource = {"service.name": "accord", "service.instance.id": installation}
    scope = {"scope": {"name": "accord.audit"}, "logRecords": [*map(_record, entries)]}
    told = {
        "resource": {"attributes": _attributes(resource)},
        "scopeLogs": [scope],
    }
    return canonical_json({"resourceLogs": [told]})


def otlp_refused(answer: bytes) -> int | None:
    """Read how many records a receiver refused; None where this is no such answer."""
    try:
        found = json.loads(answer or b"{}")
        return int(found.get("partialSuccess", {}).get("rejectedLogRecords", 0))
    except (AttributeError, TypeError, ValueError):
        return None


def _record(told: Told) -> dict[str, object]:
    header = told.header
    _, number, text = _level(header)
    names = {"log": told.log, "id": header["id"], "outcome": header["out"]}
    at = str(header["t"] * _NANOSECONDS)
    place = {"key": "accord.audit.index", "value": {"intValue": str(told.index)}}
    own = {f"accord.audit.{name}": value for name, value in names.items()}
    return {
        "timeUnixNano": at,
        "observedTimeUnixNano": at,
        "severityNumber": number,
        "severityText": text,
        "eventName": header["k"],
        "body": {"stringValue": told.leaf.decode()},
        "attributes": [place, *_attributes(own)],
    }


def _attributes(values: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        {"key": key, "value": {"stringValue": text}} for key, text in values.items()
    ]


def _level(header: Mapping[str, Any]) -> tuple[int, int, str]:
    return _LEVELS.get(header["out"], _ORDINARY)
