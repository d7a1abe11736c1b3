"""The wrapping keys in the transit engine of Vault or OpenBao.

Each is a key of its own there that cannot be exported; Accord sends 32 bytes to be
wrapped or unwrapped, and what they are bound to. Nothing personal goes there.

Source: the transit secrets engine's HTTP API; tested against OpenBao.
"""

import base64
from collections.abc import Callable
from typing import Any

import hvac
from hvac.exceptions import InvalidPath, InvalidRequest, VaultError
from requests.exceptions import RequestException

from cdp.errors import KeyDestroyedError, SealBrokenError, UnavailableError
from cdp.vault.seal import KEY_BYTES

Answer = Any  # JSON, of which each caller takes the one field it needs
TIMEOUT_SECONDS = 3
MARK = b"vault:v"


class Transit:
    """A `Root` in a transit engine; several processes may share it.

    `prefix` tells the keys of one installation from others in the same engine.
    """

    def __init__(
        self, url: str, token: str, mount: str, prefix: str, ca_file: str = ""
    ) -> None:
        """Name the server, a token for it, and where the engine is mounted."""
        client = hvac.Client(
            url=url,
            token=token,
            verify=ca_file or True,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
        self._engine = client.secrets.transit
        self._mount = mount
        self._prefix = f"{prefix}-"

    def refresh(self) -> None:
        """Make sure that the server answers and takes our token."""
        self.names()

    def names(self) -> frozenset[str]:
        """Name the wrapping keys that the engine holds."""
        try:
            found = self._ask(self._engine.list_keys)
        except InvalidPath:
            return frozenset()  # there is no key at all
        own = (one for one in found["data"]["keys"] if one.startswith(self._prefix))
        return frozenset(one.removeprefix(self._prefix) for one in own)

    def make(self, name: str) -> None:
        """Make a wrapping key unless it is there; one that is there stays."""
        self._ask(
            self._engine.create_key,
            name=self._prefix + name,
            key_type="aes256-gcm96",
            exportable=False,
            allow_plaintext_backup=False,
        )

    def destroy(self, name: str) -> bool:
        """Destroy a wrapping key, which the engine has to be told to allow."""
        if name not in self.names():
            return False
        key = self._prefix + name
        allow = self._engine.update_key_configuration
        self._ask(allow, name=key, deletion_allowed=True)
        self._ask(self._engine.delete_key, name=key)
        return True

    def wrap(self, name: str, bound_to: bytes, key: bytes) -> bytes:
        """Wrap a key for the database, bound to its place."""
        if name not in self.names():
            raise _gone(name)  # the engine would make a key in passing
        found = self._ask(
            self._engine.encrypt_data,
            name=self._prefix + name,
            plaintext=_text(key),
            associated_data=_text(bound_to),
        )
        return str(found["data"]["ciphertext"]).encode()

    def unwrap(self, name: str, bound_to: bytes, wrapped: bytes) -> bytes:
        """Unwrap a stored key."""
        if not wrapped.startswith(MARK):
            raise SealBrokenError("a wrapped key was not wrapped by a transit engine")
        try:
            found = self._ask(
                self._engine.decrypt_data,
                name=self._prefix + name,
                ciphertext=wrapped.decode("ascii", "replace"),
                associated_data=_text(bound_to),
            )
        except InvalidRequest as err:
            if name not in self.names():
                raise _gone(name) from err
            raise SealBrokenError(
                "a wrapped key does not open under its key and place"
            ) from err
        key = base64.b64decode(found["data"]["plaintext"])
        if len(key) != KEY_BYTES:
            raise SealBrokenError("a wrapped key has another length")
        return key

    def __repr__(self) -> str:
        return "<Transit: hidden>"

    def _ask(self, act: Callable[..., Answer], **terms: object) -> Answer:
        """Ask the server; silence, and a refusal to talk to us, is unavailable."""
        try:
            return act(mount_point=self._mount, **terms)
        except (InvalidPath, InvalidRequest):
            raise
        except (VaultError, RequestException) as err:
            kind = type(err).__name__
            raise UnavailableError(f"the key service gives {kind}") from err


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _gone(name: str) -> KeyDestroyedError:
    return KeyDestroyedError(f"the wrapping key {name} is not there (any more)")
