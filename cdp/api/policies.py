"""The policies in force, for the OPA server that answers by them."""

from cdp.api.calls import Call, Reply
from cdp.errors import UnavailableError
from consent import build_opa_bundle

GZIP = "application/gzip"


def bundle(call: Call) -> Reply:
    """Give the archive that this process judges by, unless the caller holds it."""
    services = call.services
    if services.bundle.problems:
        raise UnavailableError("the policies are not whole: run `accord policy check`")
    # Who signed belongs to it: after a new key the same policies are another archive.
    version = f'"{services.bundle.revision}.{services.bundle_signer.key_id}"'
    headers = {"ETag": version, "Cache-Control": "private, no-cache"}
    if call.known == version:
        return Reply(content=b"", mimetype=GZIP, status=304, headers=headers)
    archive = build_opa_bundle(services.bundle, services.bundle_signer)
    return Reply(content=archive, mimetype=GZIP, headers=headers)
