"""Segment's tracking specification, so that existing SDKs deliver here unchanged."""

from collections.abc import Mapping

from cdp.api.auth import basic, source_of
from cdp.api.calls import Call, Reply, View
from cdp.api.reading import read_delivery, unzip
from cdp.errors import InvalidInputError, TooLargeError

KINDS = ("identify", "track", "page", "screen", "group", "alias", "batch", "import")
PATHS = frozenset(f"/v1/{kind}" for kind in KINDS)
MAX_BATCH_BYTES = 500 * 1024
MAX_EVENT_BYTES = 32 * 1024
GZIP_MAGIC = b"\x1f\x8b"
# Browsers of any site may deliver; the write key only lets one add, never read.
ANY_SITE = {"Access-Control-Allow-Origin": "*"}
PREFLIGHT = {
    **ANY_SITE,
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding, "
    "X-Retry-Count",
    "Access-Control-Max-Age": "86400",
}


def preflight(_call: Call) -> Reply:
    """Answer a browser's question before it delivers (CORS)."""
    return Reply(document={}, status=204, headers=PREFLIGHT)


def accepting(kind: str) -> View:
    """Make the view of one kind of call."""

    def accept(call: Call) -> Reply:
        source = None
        key = _key_of_header(call.authorization)
        if key:
            source = source_of(call.services, key, call.address)
        limit = MAX_BATCH_BYTES if kind in ("batch", "import") else MAX_EVENT_BYTES
        payload = read_delivery(unpacked(call, limit))
        if source is None:
            source = source_of(call.services, _key_of_body(payload), call.address)
        call.services.ingestion.accept(source, kind, payload, call.now)
        return Reply(document={"success": True}, headers=ANY_SITE)

    return accept


def unpacked(call: Call, limit: int) -> bytes:
    """Open a gzip body; some SDKs do not say that it is one, so look at the bytes."""
    if call.raw.startswith(GZIP_MAGIC):
        return unzip(call.raw, limit)
    if call.encoding not in ("", "identity"):
        raise InvalidInputError({"body": "must be JSON, plain or gzip"})
    if len(call.raw) > limit:
        raise TooLargeError(f"the body must be at most {limit} bytes")
    return call.raw


def _key_of_header(authorization: str) -> str:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    pair = basic(authorization)
    return pair[0] if pair else ""


def _key_of_body(payload: Mapping[str, object]) -> str:
    key = payload.get("writeKey")
    return key if isinstance(key, str) and key.isascii() else ""
