"""JSON over HTTP: one module per resource, one table of routes, one of problems."""

from flask import Flask

from cdp.api import serving, tracking
from cdp.assembly import Services

PREFIXES = ("/v1/", "/access/", "/oauth/", "/.well-known/", "/health/", "/openapi.json")


def register(app: Flask, services: Services) -> None:
    """Add every route of the API to the application."""
    serving.register(app, services)


def is_api_path(path: str) -> bool:
    """Whether whoever asks for this path reads JSON."""
    return path.startswith(PREFIXES)


def is_tracking_path(path: str) -> bool:
    """Whether a Segment SDK asks, which reads `{code, message}`."""
    return path in tracking.PATHS
