"""A real witness over real HTTP in a thread of the tests, and wires that can be cut."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, Response
from werkzeug.serving import make_server

from audit import Cosigner, VerifierKey
from cdp.assembly import utc_now
from cdp.witness_app import add_log, create_witness, create_witness_app


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application on a free port of this machine; give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def witness_in(folder: Path, *logs: VerifierKey, name: str) -> tuple[Cosigner, Flask]:
    """Make a witness that looks at these logs, and its application."""
    cosigner = create_witness(folder, name)
    for key in logs:
        add_log(folder, key)
    return cosigner, create_witness_app(folder, utc_now)


def saying(answer: Callable[[], Response]) -> Flask:
    """Make somebody in the witness's place who says always the same."""
    app = Flask(__name__)

    @app.post("/add-checkpoint")
    def say() -> Response:
        return answer()

    return app


def policy_of(url: str, *cosigners: Cosigner, quorum: str = "") -> str:
    """Ask each of these at one address; all of them are wanted."""
    keys = [str(key) for one in cosigners for key in one.keys]
    lines = [f"witness w{n} {key} {url}" for n, key in enumerate(keys)]
    names = " ".join(f"w{n}" for n in range(len(keys)))
    group = f"group everybody all {names}"
    return "\n".join([*lines, group, quorum or "quorum everybody", ""])
