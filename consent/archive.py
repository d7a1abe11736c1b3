"""Policies as one file: packed to be kept by revision, read from whatever a person has.

Equal policies give equal bytes, and what comes out has the revision of what went in.
"""

import gzip
import io
import tarfile
from pathlib import Path
from typing import Final

from consent.bundle import Bundle
from consent.errors import PolicyInvalidError

_ENTRY: Final = "decision/decision.rego"
_FOR_OPA: Final = ".manifest"
# The shipped policies unpack to under 1 MB; more than this is no policy.
_LARGEST_BYTES: Final = 64 * 1024 * 1024


def pack(bundle: Bundle) -> bytes:
    """Give the files of a bundle as a tar.gz; the same files give the same bytes."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for name, raw in sorted(bundle.files.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(raw)
            archive.addfile(entry, io.BytesIO(raw))
    # gzip would write the time of day into its head.
    return gzip.compress(plain.getvalue(), mtime=0)


def unpack(archive: bytes) -> Bundle:
    """Make the bundle of a tar or tar.gz of a policy folder, at whatever depth it is.

    Raises:
        PolicyInvalidError: It is no such archive.
    """
    try:
        files = _members(archive)
    except (tarfile.TarError, OSError, EOFError, ValueError) as err:
        raise PolicyInvalidError(
            f"the archive of policies cannot be read ({type(err).__name__})"
        ) from err
    if _FOR_OPA in files:
        raise PolicyInvalidError(
            "this archive was built for an OPA server, which needs less than Accord "
            "does; name the policy folder or a tar of it"
        )
    roots = [name.removesuffix(_ENTRY) for name in files if name.endswith(_ENTRY)]
    if not roots:
        raise PolicyInvalidError(f"the archive holds no {_ENTRY}, so it is no policy")
    root = min(roots, key=len)
    return Bundle.of(
        {n.removeprefix(root): raw for n, raw in files.items() if n.startswith(root)}
    )


def read_policies(path: Path) -> Bundle:
    """Read a policy folder, or a tar or tar.gz of one.

    Raises:
        PolicyInvalidError: There is nothing here that could be policies.
    """
    if path.is_dir():
        if not (path / _ENTRY).is_file():
            raise PolicyInvalidError(
                f"the folder holds no {_ENTRY}, so it is no policy folder"
            )
        return Bundle.load(path)
    try:
        return unpack(path.read_bytes())
    except OSError as err:
        raise PolicyInvalidError(
            f"the policies cannot be read ({type(err).__name__})"
        ) from err


def _members(archive: bytes) -> dict[str, bytes]:
    files = {}
    left = _LARGEST_BYTES
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        for entry in opened:
            left -= entry.size
            if left < 0:
                raise ValueError("too large to be policies")
            file = opened.extractfile(entry)
            if file is not None:
                files[entry.name.removeprefix("./").lstrip("/")] = file.read()
    return files
