"""What an OPA server needs to serve our policies and nothing else: its configuration.

The server checks the signature of every archive before it takes it, answers our one
question to whoever holds the token, and keeps neither question nor answer.
"""

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit

from consent.opa_bundle import ALGORITHM, SCOPE, BundleSigner

CONFIGURATION: Final = "opa.json"
ACCESS: Final = "access"
TOKEN_VARIABLE: Final = "ACCORD_BUNDLE_TOKEN"  # noqa: S105  # its name, not its value

_MODULES: Final = ("system/authz/authz.rego", "system/log/log.rego")
# An upgrade is refused until the server has the new policies: so it looks often. Asking
# for what is unchanged costs a 304, or a look at a file.
_POLL_SECONDS: Final = (1, 2)
_SERVICE: Final = "accord"
_ANSWER_SECONDS: Final = 5


@dataclass(frozen=True, kw_only=True)
class Sidecar:
    """One OPA server beside one Accord.

    Args:
        signer: Whose archives the server takes; of its key, only the public half is
            written.
        token: What Accord shows it; only its digest is written.
        source: Where the archive is: `file:///…` or the address of Accord's own route.
        ca_file: Path of the certificates (PEM) of those who may vouch for that address,
            in place of the authorities that the server's machine knows.
        log_decisions: Whether each decision is a line, masked, on standard output.
    """

    signer: BundleSigner
    token: str
    source: str
    ca_file: str = ""
    log_decisions: bool = False

    def files(self) -> dict[str, str]:
        """Give each file's text by its path under the server's folder."""
        return {
            CONFIGURATION: _text(self._configuration()),
            f"{ACCESS}/sidecar.json": _text({"sidecar": {"token_digests": [
                hashlib.sha256(self.token.encode()).hexdigest()
            ]}}),
            **{f"{ACCESS}/{name}": _shipped(name) for name in _MODULES},
        }  # fmt: skip

    def command(self, folder: str, address: str) -> list[str]:
        """Give the words that start the server on a folder that holds the files."""
        return [
            "opa", "run", "--server", "--addr", address,
            "--config-file", f"{folder}/{CONFIGURATION}",
            "--authentication", "token", "--authorization", "basic",
            "--disable-telemetry", "--log-level-request", "debug",
            f"{folder}/{ACCESS}",
        ]  # fmt: skip

    def _configuration(self) -> dict[str, object]:
        low, high = _POLL_SECONDS
        bundle: dict[str, object] = {
            "resource": self.source,
            "polling": {"min_delay_seconds": low, "max_delay_seconds": high},
            # Always by name: without it the archive would say which key to believe.
            "signing": {"keyid": self.signer.key_id, "scope": SCOPE},
        }
        found: dict[str, object] = {
            "keys": {
                self.signer.key_id: {
                    "algorithm": ALGORITHM,
                    "key": self.signer.public_pem,
                    "scope": SCOPE,
                }
            },
            "bundles": {"accord": bundle},
        }
        if self.log_decisions:
            found["decision_logs"] = {"console": True}
        parts = urlsplit(self.source)
        if parts.scheme != "file":
            address = f"{parts.scheme}://{parts.netloc}"
            found["services"] = {_SERVICE: self._service(address)}
            bundle |= {"service": _SERVICE, "resource": parts.path}
        return found

    def _service(self, address: str) -> dict[str, object]:
        service: dict[str, object] = {
            "url": address,
            "response_header_timeout_seconds": _ANSWER_SECONDS,
            "credentials": {"bearer": {"token": "${" + TOKEN_VARIABLE + "}"}},
        }
        if self.ca_file:
            # Only these: without the second word, those of the machine do not count.
            service["tls"] = {"ca_cert": self.ca_file, "system_ca_required": False}
        return service


def _text(document: dict[str, object]) -> str:
    return json.dumps(document, indent=2) + "\n"


def _shipped(name: str) -> str:
    return files("consent").joinpath("sidecar", name).read_text()
