"""Our own files for the pages: named by their digest, so browsers may keep them."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory, url_for

FOLDER = Path(__file__).parent / "static"
KEEP = "public, max-age=31536000, immutable"

blueprint = Blueprint("assets", __name__, template_folder="templates")


@cache
def digest(name: str) -> str:
    """Give the short digest under which a file is served."""
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """Give the address of a file; it changes when the file does."""
    return url_for("assets.send", version=digest(name), name=name)


@blueprint.get("/assets/<version>/<path:name>")
def send(version: str, name: str) -> Response:
    if not (FOLDER / name).is_file():
        abort(404)
    response = send_from_directory(FOLDER, name)
    # The style sheet names its font by a relative address; a font's own file name
    # carries its version.
    known = version == digest(name) or name.startswith("fonts/")
    response.headers["Cache-Control"] = KEEP if known else "no-cache"
    return response
