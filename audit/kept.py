"""The last signed note, kept outside the database; and the reason not to sign.

A backup that is restored brings back an older database. Signing on from there would
tell a second story under the same name, so the signer looks here first.
"""

import os
from pathlib import Path

from audit.checkpoint import Checkpoint, read_checkpoint
from audit.errors import NotKeptError


class KeptNote:
    """Two files: the last note that was signed, and why signing has stopped.

    Only whoever holds the sequencer's lock writes; a power cut leaves the note before
    or the new one, whole.
    """

    def __init__(self, path: Path) -> None:
        """Keep the note at `path`, and the reason to stop beside it."""
        self.path = path
        self._stop = path.with_name(path.name + ".stop")

    def read(self) -> Checkpoint | None:
        """Give the last note, its signature unchecked; None when there is no file.

        Raises:
            VerificationError: The file holds no checkpoint.
            NotKeptError: It cannot be read.
        """
        text = _read(self.path)
        return None if text is None else read_checkpoint(text)

    def write(self, note: str) -> None:
        """Put a note in the place of the last; when this returns it is on disk.

        Raises:
            NotKeptError: It is not; the last note is still there.
        """
        _write(self.path, note)

    def stop(self, why: str) -> None:
        """Have nobody sign any more, until a person resumes; with one line of why."""
        _write(self._stop, why + "\n")

    def stopped(self) -> str | None:
        """Say why nobody may sign, or None.

        Raises:
            NotKeptError: That cannot be read.
        """
        found = _read(self._stop)
        return None if found is None else found.strip() or "no reason was left"

    def resume(self) -> None:
        """Take the reason away."""
        self._stop.unlink(missing_ok=True)


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeError) as err:
        raise NotKeptError(f"{path.name} cannot be read") from err


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as err:
        raise NotKeptError(f"{path.name} cannot be written") from err
