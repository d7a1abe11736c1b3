"""Policies as one file come back with the revision they went in with."""

import gzip
import io
import shutil
import tarfile
from pathlib import Path

import pytest

from consent import archive
from consent.archive import pack, read_policies, unpack
from consent.bundle import Bundle
from consent.errors import PolicyInvalidError

POLICIES = Path(__file__).resolve().parents[3] / "policies"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return Bundle.load(POLICIES)


def tar(*members: tuple[str, bytes]) -> bytes:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as made:
        for name, raw in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(raw)
            made.addfile(entry, io.BytesIO(raw))
    return plain.getvalue()


def test_what_is_packed_is_what_comes_out(bundle: Bundle) -> None:
    assert unpack(pack(bundle)) == bundle
    assert pack(Bundle.load(POLICIES)) == pack(bundle)


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("inside", [".", "policies", "release/policies"])
def test_a_tar_of_the_folder_is_read_at_any_depth(
    bundle: Bundle, tmp_path: Path, inside: str, compressed: bool
) -> None:
    path = tmp_path / "policies.tar"
    with tarfile.open(path, "w:gz" if compressed else "w") as made:
        made.add(POLICIES, inside)

    assert read_policies(path).revision == bundle.revision


def test_a_folder_is_read(bundle: Bundle, tmp_path: Path) -> None:
    shutil.copytree(POLICIES, tmp_path / "policies")

    assert read_policies(tmp_path / "policies") == bundle


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"no archive", "cannot be read"),
        (gzip.compress(b"no archive", mtime=0), "cannot be read"),
        (tar(), "holds no decision/decision.rego"),
        (tar(("readme.txt", b"")), "holds no decision/decision.rego"),
        (tar((".manifest", b"{}")), "built for an OPA server"),
    ],
)
def test_another_file_is_refused_with_a_reason(
    tmp_path: Path, raw: bytes, why: str
) -> None:
    (tmp_path / "file").write_bytes(raw)

    with pytest.raises(PolicyInvalidError, match=why):
        read_policies(tmp_path / "file")


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(PolicyInvalidError, match="cannot be read"):
        read_policies(tmp_path / "nowhere")


def test_a_folder_of_something_else_is_said(tmp_path: Path) -> None:
    with pytest.raises(PolicyInvalidError, match="no policy folder"):
        read_policies(tmp_path)


def test_an_archive_that_grows_without_end_is_not_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive, "_LARGEST_BYTES", 10)

    with pytest.raises(PolicyInvalidError, match="cannot be read"):
        unpack(tar(("decision/decision.rego", b"x" * 11)))
