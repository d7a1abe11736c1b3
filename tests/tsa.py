"""A time-stamping authority for tests: real openssl behind a tiny HTTP face."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask, Response, request

CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = Test time stamps
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[stamps]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = one
[one]
dir = .
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class TestAuthority:
    """A root, a certificate for time stamps, and `openssl ts -reply`."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        if shutil.which("openssl") is None:
            if os.environ.get("CI") == "true":
                pytest.fail("openssl is missing and this is CI")
            pytest.skip("LEFT OUT: openssl is not installed on this machine")
        self.folder = folder
        folder.mkdir(parents=True)
        (folder / "openssl.cnf").write_text(CONFIG)
        (folder / "serial").write_text("01\n")
        key = ["-newkey", "rsa:2048", "-nodes"]
        self.run(
            "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
            "-subj", "/CN=Test root", "-extensions", "root", "-config", "openssl.cnf",
        )  # fmt: skip
        self.run(
            "req", *key, "-keyout", "tsa.key", "-out", "tsa.csr",
            "-subj", "/CN=Test time stamps", "-config", "openssl.cnf",
        )  # fmt: skip
        self.run(
            "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-out", "tsa.pem", "-days", "2",
            "-extfile", "openssl.cnf", "-extensions", "stamps",
        )  # fmt: skip

    @property
    def root(self) -> Path:
        return self.folder / "ca.pem"

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["openssl", *words], cwd=self.folder, check=check,
            capture_output=True, text=True,
        )  # fmt: skip

    def reply(self, query: bytes) -> bytes:
        (self.folder / "query.tsq").write_bytes(query)
        self.run(
            "ts", "-reply", "-config", "openssl.cnf", "-queryfile", "query.tsq",
            "-out", "reply.tsr",
        )  # fmt: skip
        return (self.folder / "reply.tsr").read_bytes()

    def accepts(self, token: Path, data: Path) -> bool:
        """Ask openssl itself."""
        done = self.run(
            "ts", "-verify", "-in", str(token), "-data", str(data), "-CAfile",
            str(self.root), check=False,
        )  # fmt: skip
        return done.returncode == 0 and "Verification: OK" in done.stdout + done.stderr

    def app(self) -> Flask:
        app = Flask(__name__)

        @app.post("/tsa")
        def stamp() -> Response:
            assert request.content_type == "application/timestamp-query"
            return Response(
                self.reply(request.get_data()),
                content_type="application/timestamp-reply",
            )

        return app
