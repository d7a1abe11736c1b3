"""The headers of every answer: nothing foreign, nothing inline, nothing kept."""

from flask import Flask, Response

# Neither unsafe-inline nor unsafe-eval, for scripts or for styles.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def install(app: Flask) -> None:
    """Add the headers to every answer of the application."""
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Protect one answer; what a view has set already stays."""
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # Addresses of pages carry tokens, and a portal must not tell who visited it.
    headers.setdefault("Referrer-Policy", "no-referrer")
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    if response.mimetype == "text/html":
        headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
    return response
