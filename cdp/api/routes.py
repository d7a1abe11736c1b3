"""Every JSON route of the platform, in one table: who may call it, with what body."""

from cdp.api import (
    access,
    audit_proofs,
    audit_search,
    consents,
    decisions,
    discovery,
    health,
    oauth,
    openapi,
    permits,
    policies,
    rights,
    tracking,
)
from cdp.api import schemas as shape
from cdp.api.calls import Route

MEGABYTE = 1024 * 1024
DECIDE = ("decisions:evaluate",)

_ACCESS = (
    Route(
        method="POST",
        path="/access/v1/evaluation",
        view=access.evaluate,
        summary="May this channel system do this to this person now?",
        scopes=DECIDE,
        body=shape.EvaluationBody,
        answers={200: "The decision, with its reasons and obligations"},
    ),
    Route(
        method="POST",
        path="/access/v1/evaluations",
        view=access.evaluate_many,
        summary="Several questions at once",
        scopes=DECIDE,
        body=shape.EvaluationsBody,
        max_bytes=MEGABYTE,
        answers={200: "A decision for each question"},
    ),
)
_CONSENT = (
    Route(
        method="POST",
        path="/v1/permits",
        view=permits.issue,
        summary="Ask, and reserve the frequency caps when the answer is yes",
        scopes=("permits:write",),
        body=shape.EvaluationBody,
        repeatable=True,
        answers={201: "A permit", 200: "The refusal"},
    ),
    Route(
        method="GET",
        path="/v1/permits/<permit_id>",
        view=permits.show,
        summary="Where a permit stands",
        scopes=("permits:read", "permits:write"),
    ),
    Route(
        method="POST",
        path="/v1/permits/<permit_id>/outcome",
        view=permits.settle,
        summary="What came of a permit",
        scopes=("outcomes:write", "permits:write"),
        body=shape.OutcomeBody,
        repeatable=True,
    ),
    Route(
        method="GET",
        path="/v1/decisions/<decision_id>",
        view=decisions.show,
        summary="Why a question was answered as it was",
        scopes=("decisions:read", *DECIDE, "permits:write"),
    ),
    Route(
        method="POST",
        path="/v1/decisions/<decision_id>/replay",
        view=decisions.replay,
        summary="The same question under other policies, on a date, or what if",
        scopes=("decisions:read",),
        body=shape.ReplayBody,
        answers={200: "What comes out, and how it differs; nothing is sent"},
    ),
    Route(
        method="POST",
        path="/v1/consents",
        view=consents.record,
        sealed=True,
        summary="Keep a person's choice, with its evidence",
        scopes=("consents:write",),
        body=shape.ConsentBody,
        repeatable=True,
        answers={201: "The choice and its receipt"},
    ),
    Route(
        method="GET",
        path="/v1/receipts/<receipt_id>",
        view=consents.receipt,
        summary="The proof of a choice, with the fields of ISO/IEC TS 27560",
        scopes=("consents:read", "consents:write"),
    ),
    Route(
        method="POST",
        path="/v1/requests",
        view=rights.record,
        sealed=True,
        summary="A person asks for restriction or erasure, or objects",
        scopes=("requests:write",),
        body=shape.RequestBody,
        repeatable=True,
        answers={201: "The request: carried out, or for an officer to decide"},
    ),
    Route(
        method="GET",
        path="/v1/requests/<request_id>",
        view=rights.show,
        summary="Where a request to be erased stands",
        scopes=("requests:write",),
    ),
    Route(
        method="GET",
        path="/v1/erasures",
        view=rights.notices,
        summary="What the calling system is asked to erase",
        scopes=("erasures:confirm",),
    ),
    Route(
        method="POST",
        path="/v1/erasures/<notice_id>",
        view=rights.answer,
        sealed=True,
        summary="The calling system has erased somebody, or could not",
        scopes=("erasures:confirm",),
        body=shape.ErasureAnswerBody,
    ),
)
_POLICIES = (
    Route(
        method="GET",
        path="/v1/policy/bundle",
        view=policies.bundle,
        summary="The policies in force, as the signed archive that an OPA server loads",
        scopes=("policies:read",),
        answers={200: "The archive", 304: "The one that is held already"},
        gives="application/gzip",
    ),
)
_AUDIT = (
    Route(
        method="GET",
        path="/v1/audit/entries",
        view=audit_search.show_entries,
        summary="Search the audit log, newest first; the search is on record itself",
        scopes=("audit:read",),
        query=audit_search.EntriesQuery,
        answers={200: "A page of entries, with the cursors of the pages beside it"},
    ),
    Route(
        method="GET",
        path="/v1/audit/checkpoint",
        view=audit_proofs.show_checkpoint,
        summary="The newest signed checkpoint (C2SP tlog-checkpoint)",
        scopes=("audit:read",),
        query=audit_proofs.CheckpointQuery,
        answers={200: "The signed note"},
        gives="text/plain",
    ),
    Route(
        method="GET",
        path="/v1/audit/tile/<path:place>",
        view=audit_proofs.show_tile,
        summary="A tile of hashes or a bundle of entries (C2SP tlog-tiles)",
        scopes=("audit:read",),
        answers={200: "The tile; it never changes"},
        gives="application/octet-stream",
    ),
    Route(
        method="GET",
        path="/v1/audit/entries/<entry_id>",
        view=audit_proofs.show_entry,
        summary="The header of an entry, as it was hashed",
        scopes=("audit:read",),
    ),
    Route(
        method="GET",
        path="/v1/audit/entries/<entry_id>/proof",
        view=audit_proofs.show_proof,
        summary="The proof of an entry, as a file that needs no other",
        scopes=("audit:read",),
        query=audit_proofs.CheckpointQuery,
        answers={200: "The proof (C2SP tlog-proof)"},
        gives="text/plain",
    ),
    Route(
        method="POST",
        path="/v1/audit/entries/<entry_id>/proof",
        view=audit_proofs.disclose,
        summary="The proof of an entry with what its bodies say; on record",
        scopes=("audit:disclose",),
        body=audit_proofs.DisclosureBody,
        query=audit_proofs.CheckpointQuery,
        answers={200: "The proof, with personal data in it"},
        gives="text/plain",
    ),
    Route(
        method="GET",
        path="/v1/audit/consistency",
        view=audit_proofs.show_consistency,
        summary="The proof that the log only grew between two sizes",
        scopes=("audit:read",),
        query=audit_proofs.ConsistencyQuery,
    ),
)
_TRACKING = tuple(
    Route(
        method="POST",
        path=f"/v1/{kind}",
        view=tracking.accepting(kind),
        summary=f"Segment's tracking specification: {kind}",
        access="source",
        max_bytes=tracking.MAX_BATCH_BYTES,
        answers={200: "Kept"},
    )
    for kind in tracking.KINDS
)
_PREFLIGHT = tuple(
    Route(
        method="OPTIONS",
        path=f"/v1/{kind}",
        view=tracking.preflight,
        summary="Let browsers of any site deliver events (CORS)",
        access="public",
        answers={204: "Allowed"},
    )
    for kind in tracking.KINDS
)
_OPEN = (
    Route(
        method="POST",
        path="/oauth/token",
        view=oauth.token,
        summary="OAuth 2.0 client credentials",
        access="public",
        form=True,
        answers={200: "An access token"},
    ),
    Route(
        method="GET",
        path="/.well-known/jwks.json",
        view=oauth.keys,
        summary="Public keys of permits and access tokens",
        access="public",
    ),
    Route(
        method="GET",
        path="/.well-known/oauth-authorization-server",
        view=discovery.oauth,
        summary="How to get a token (RFC 8414)",
        access="public",
    ),
    Route(
        method="GET",
        path="/.well-known/authzen-configuration",
        view=discovery.authzen,
        summary="Which AuthZEN endpoints there are",
        access="public",
    ),
    Route(
        method="GET",
        path="/.well-known/gpc.json",
        view=discovery.gpc,
        summary="Global Privacy Control is honoured",
        access="public",
    ),
    Route(
        method="GET",
        path="/health/live",
        view=health.live,
        summary="The process answers",
        access="public",
    ),
    Route(
        method="GET",
        path="/health/ready",
        view=health.ready,
        summary="Every part that a decision needs answers",
        access="public",
        answers={200: "Ready", 503: "A part is down"},
    ),
)
_DESCRIBED = (*_ACCESS, *_CONSENT, *_POLICIES, *_AUDIT, *_TRACKING, *_PREFLIGHT, *_OPEN)

ROUTES = (
    *_DESCRIBED,
    Route(
        method="GET",
        path="/openapi.json",
        view=openapi.view_of(_DESCRIBED),
        summary="This description (OpenAPI 3.1)",
        access="public",
    ),
)
