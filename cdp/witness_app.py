"""A witness as a process of its own: its folder, its key, its one route.

Needs neither a database nor an installation; it may stand on another machine, with
somebody else.
"""

import logging
import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask, Response, request

from audit import AuditError, Cosigner, VerificationError, VerifierKey, Witness
from cdp.errors import ConflictError, InvalidInputError, UnavailableError

KEY_FILE = "witness.key"
LOGS_FILE = "logs.vkey"
STATE_FOLDER = "cosigned"
SEED_BYTES = 32
# As audit.witness: sixteen of the largest signatures and a proof.
MAX_BODY_BYTES = 128 * 1024

_logger = logging.getLogger("accord.witness")


def create_witness(folder: Path, name: str) -> Cosigner:
    """Make a new witness in a folder: its key file, mode 0600, and its name.

    Raises:
        ConflictError: There is one already; a witness's key is never overwritten.
        InvalidInputError: This cannot be the name of a key.
    """
    seeds = secrets.token_bytes(2 * SEED_BYTES)
    try:
        made = _cosigner(name, seeds)
    except VerificationError as err:
        raise InvalidInputError({"name": f"must be a key's name: {err}"}) from err
    (folder / STATE_FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(folder / KEY_FILE, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError as err:
        raise ConflictError("there is a witness here already") from err
    with os.fdopen(handle, "w") as file:
        file.write(f"{name}\n{seeds.hex()}\n")
        file.flush()
        os.fsync(file.fileno())
    return made


def load_cosigner(folder: Path) -> Cosigner:
    """Read the key of a witness.

    Raises:
        UnavailableError: There is none, or the file is not whole.
    """
    try:
        name, seeds = (folder / KEY_FILE).read_text().split()
        return _cosigner(name, bytes.fromhex(seeds))
    except (OSError, ValueError, VerificationError) as err:
        raise UnavailableError(
            f"there is no key of a witness at {folder / KEY_FILE}; make one first"
        ) from err


def _cosigner(name: str, seeds: bytes) -> Cosigner:
    return Cosigner(seeds[:SEED_BYTES], name, seeds[SEED_BYTES:])


def load_logs(folder: Path) -> list[VerifierKey]:
    """Read the keys of the logs that this witness looks at: one a line.

    Raises:
        InvalidInputError: A line is no key.
    """
    path = folder / LOGS_FILE
    lines = path.read_text().splitlines() if path.exists() else []
    try:
        return [VerifierKey.parse(line) for line in lines if line.strip()]
    except VerificationError as err:
        raise InvalidInputError(
            {LOGS_FILE: f"must hold a key on each line: {err}"}
        ) from err


def add_log(folder: Path, key: VerifierKey) -> list[VerifierKey]:
    """Have the witness look at a log from its next start on; give all it looks at."""
    load_cosigner(folder)
    known = load_logs(folder)
    if key not in known:
        known.append(key)
        with (folder / LOGS_FILE).open("a") as file:
            file.write(f"{key}\n")
    return known


def create_witness_app(folder: Path, now: Callable[[], datetime]) -> Flask:
    """Make the application of the witness in a folder.

    Source: C2SP tlog-witness, "HTTP Interface".
    """
    witness = Witness(
        folder / STATE_FOLDER, load_logs(folder), load_cosigner(folder), now
    )
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES

    @app.post("/add-checkpoint")
    def add_checkpoint() -> Response:
        answer = witness.add_checkpoint(request.get_data())
        return Response(answer.text, answer.status, content_type=answer.content_type)

    @app.get("/health/live")
    def live() -> Response:
        return Response("up\n", content_type="text/plain; charset=utf-8")

    app.register_error_handler(AuditError, _answer_broken)
    return app


def _answer_broken(err: Exception) -> Response:
    """Say that the witness cannot keep what it would sign: ask again later."""
    _logger.error(
        "nothing was cosigned", extra={"fields": {"kind": type(err).__name__}}
    )
    return Response("nothing was cosigned\n", 503, content_type="text/plain")
