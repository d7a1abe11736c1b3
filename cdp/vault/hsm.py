"""The wrapping keys in a hardware security module, through PKCS#11.

Each is an AES-256 object of its own that never leaves the token; wrapping is AES-GCM
inside it. Destroying one is C_DestroyObject.

Source: OASIS PKCS #11 v3.1; tested against SoftHSM 2.
"""

import secrets
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import pkcs11
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, MechanismFlag, ObjectClass
from pkcs11.exceptions import (
    EncryptedDataInvalid,
    EncryptedDataLenRange,
    GeneralError,
    PKCS11Error,
)

from cdp.errors import KeyDestroyedError, SealBrokenError, SettingsError
from cdp.errors import UnavailableError as Unavailable
from cdp.vault.seal import KEY_BYTES, NONCE_BYTES, TAG_BYTES

Session = Any  # and what comes of one: the library tells no types
Found = TypeVar("Found")
WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES


class Hsm:
    """A `Root` in a PKCS#11 token; several processes may share it.

    `prefix` tells the keys of one installation from others in the same token.
    """

    def __init__(self, module: str, token: str, pin: str, prefix: str) -> None:
        """Name the vendor's library, the token by its label, and the user's PIN."""
        self._module = module
        self._token = token
        self._pin = pin
        self._prefix = f"{prefix}/"
        self._lock = threading.Lock()
        self._session: Session = None

    def refresh(self) -> None:
        """Make sure that the token answers."""
        self.names()

    def names(self) -> frozenset[str]:
        """Name the wrapping keys that the token holds."""

        def find(session: Session) -> frozenset[str]:
            wanted = {Attribute.CLASS: ObjectClass.SECRET_KEY}
            labels = [one[Attribute.LABEL] for one in session.get_objects(wanted)]
            own = (one for one in labels if one.startswith(self._prefix))
            return frozenset(one.removeprefix(self._prefix) for one in own)

        return self._ask(find)

    def make(self, name: str) -> None:
        """Make a wrapping key in the token unless it is there."""

        def make(session: Session) -> None:
            if not self._keys(session, name):
                session.generate_key(
                    KeyType.AES,
                    KEY_BYTES * 8,
                    label=self._prefix + name,
                    store=True,
                    capabilities=MechanismFlag.ENCRYPT | MechanismFlag.DECRYPT,
                    template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
                )

        self._ask(make)

    def destroy(self, name: str) -> bool:
        """Destroy a wrapping key in the token."""

        def destroy(session: Session) -> bool:
            found = self._keys(session, name)
            for key in found:
                key.destroy()
            return bool(found)

        return self._ask(destroy)

    def wrap(self, name: str, bound_to: bytes, key: bytes) -> bytes:
        """Wrap a key for the database, bound to its place."""
        nonce = secrets.token_bytes(NONCE_BYTES)

        def wrap(session: Session) -> bytes:
            by = self._key(session, name)
            sealed: bytes = by.encrypt(key, **_gcm(nonce, bound_to))
            return nonce + sealed

        return self._ask(wrap)

    def unwrap(self, name: str, bound_to: bytes, wrapped: bytes) -> bytes:
        """Unwrap a stored key."""
        nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]

        def unwrap(session: Session) -> bytes:
            by = self._key(session, name)
            if len(wrapped) != WRAPPED_BYTES:
                raise SealBrokenError("a wrapped key has another length")
            try:
                key: bytes = by.decrypt(sealed, **_gcm(nonce, bound_to))
            except (EncryptedDataInvalid, EncryptedDataLenRange) as err:
                raise _broken() from err
            except GeneralError as err:
                # SoftHSM says this of a wrong tag, others of a broken device.
                by.encrypt(bytes(KEY_BYTES), **_gcm(nonce[::-1], b"probe"))
                raise _broken() from err
            return key

        return self._ask(unwrap)

    def __repr__(self) -> str:
        return "<Hsm: hidden>"

    # Inside

    def _ask(self, act: Callable[[Session], Found]) -> Found:
        """Do something in a session; a session that broke is opened once more."""
        with self._lock:
            try:
                if self._session is not None:
                    return act(self._session)
            except PKCS11Error:
                self._session = None
            try:
                self._session = self._open()
                return act(self._session)
            except PKCS11Error as err:
                self._session = None
                raise Unavailable(f"the HSM gives {type(err).__name__}") from err

    def _open(self) -> Session:
        try:
            library = pkcs11.lib(self._module)
        except (RuntimeError, OSError) as err:  # PKCS11Error is a RuntimeError
            raise SettingsError(
                {"ACCORD_HSM_MODULE": "must be a PKCS#11 library that loads"}
            ) from err
        token = library.get_token(token_label=self._token)
        try:
            return token.open(user_pin=self._pin, rw=True)
        except pkcs11.exceptions.UserAlreadyLoggedIn:
            # Another session of this process has logged in, for all of them.
            return token.open(rw=True)

    def _keys(self, session: Session, name: str) -> list[Any]:
        wanted = {
            Attribute.CLASS: ObjectClass.SECRET_KEY,
            Attribute.LABEL: self._prefix + name,
        }
        return list(session.get_objects(wanted))

    def _key(self, session: Session, name: str) -> Session:
        found = self._keys(session, name)
        if not found:
            raise KeyDestroyedError(f"the wrapping key {name} is not there (any more)")
        if len(found) > 1:
            raise Unavailable(f"the HSM holds more than one key {name}; remove one")
        return found[0]


def _gcm(nonce: bytes, bound_to: bytes) -> dict[str, Any]:
    parameters = GCMParams(nonce, bound_to, TAG_BYTES * 8)
    return {"mechanism": Mechanism.AES_GCM, "mechanism_param": parameters}


def _broken() -> SealBrokenError:
    return SealBrokenError("a wrapped key does not open under its key and place")
