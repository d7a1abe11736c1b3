"""The floor: a bare Flask view on the same server, with the same workers, threads."""

import argparse
from functools import partial
from os import getpid
from pathlib import Path

from flask import Flask, Response, jsonify, request

from cdp import serve
from cdp.settings import Settings


def create_floor(parent: int) -> Flask:
    """Make the smallest application that reads JSON and answers with it."""
    serve.die_with(parent)
    app = Flask(__name__)

    @app.get("/health/live")
    def live() -> Response:
        return jsonify(status="up")

    @app.post("/echo")
    def echo() -> Response:
        return jsonify(request.get_json())

    return app


def main() -> None:
    """Serve the floor until SIGTERM."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--port", type=int, required=True)
    reader.add_argument("--home", type=Path, required=True)
    asked = reader.parse_args()
    settings = Settings.from_env(home=asked.home)
    load = partial(create_floor, getpid())
    serve.run(
        load,
        host="127.0.0.1",
        port=asked.port,
        threads=settings.threads,
        log_level=settings.log_level,
    )


if __name__ == "__main__":
    main()
