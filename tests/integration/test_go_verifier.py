"""The log is checked by verifiers that are not ours: Go's sumdb/note and sumdb/tlog.

The program (.ci/auditcheck) shares nothing with Accord but the formats of C2SP.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from audit import Body, Entry, Filters, Signer, merkle, publish_tiles
from audit.bundles import join_entries, places, split_entries
from cdp import access
from cdp.assembly import Services, assemble, initialise, utc_now
from cdp.bench.servers import ServerProcess
from cdp.settings import Settings

SOURCE = Path(__file__).parents[2] / ".ci" / "auditcheck"
CHECKPOINTS = 50
PAIRS = CHECKPOINTS * (CHECKPOINTS - 1) // 2
EACH = 12  # entries to a checkpoint: three tiles at the end
PROOFS = 20


@pytest.fixture(scope="session")
def auditcheck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the program; where Go is missing it may have been built before."""
    made = tmp_path_factory.mktemp("go") / "auditcheck"
    if shutil.which("go"):
        subprocess.run(["go", "build", "-o", made, "."], cwd=SOURCE, check=True)
        return made
    found = shutil.which("auditcheck")
    if found:
        return Path(found)
    if os.environ.get("CI") == "true":
        pytest.fail("Go is missing and this is CI")
    pytest.skip("LEFT OUT: without Go no foreign verifier checks the log")


@dataclass
class Sealed:
    """A log of 50 checkpoints, and all that an outsider keeps of it."""

    settings: Settings
    key: str
    token: str
    folder: Path
    notes: Path
    proofs: Path
    size: int = 0
    leaves: list[bytes] = field(default_factory=list)


def build(services: Services, to: Path) -> Sealed:
    """Write, seal and publish 50 times; keep each checkpoint and some proofs."""
    sealed = Sealed(
        settings=services.settings, key=services.audit_key, token="",
        folder=to / "mirror", notes=to / "notes", proofs=to / "proofs",
    )  # fmt: skip
    sealed.notes.mkdir(parents=True)
    sealed.proofs.mkdir()
    with services.database.transaction() as conn:
        secret = access.add_client(conn, "regulator", ["audit:read"], utc_now())
        services.vault.create_subjects(conn, ["sub_1"], utc_now())
    sealed.token = f"regulator.{secret}"
    for number in range(CHECKPOINTS):
        write(services, EACH)
        with services.database.reading() as conn:
            checkpoint = services.log.checkpoint(conn)
            assert checkpoint is not None
            publish_tiles(conn, services.audit_key, sealed.folder)
        (sealed.notes / f"{number:03d}").write_text(checkpoint.note)
    sealed.size = checkpoint.size
    with services.database.reading() as conn:
        for found in services.log.find(conn, Filters(), limit=PROOFS):
            proof = services.log.proof(conn, found.entry_id)
            (sealed.proofs / found.entry_id).write_text(proof.text)
    for path in sorted((sealed.folder / "tile" / "entries").glob("[0-9][0-9][0-9]")):
        sealed.leaves += split_entries(path.read_bytes())
    last = sealed.size // 256
    rest = sealed.folder / "tile" / "entries" / f"{last:03d}.p" / str(sealed.size % 256)
    sealed.leaves += split_entries(rest.read_bytes())
    return sealed


def write(services: Services, count: int) -> None:
    with services.database.transaction() as conn:
        for number in range(count):
            entry = Entry(at=services.now(), kind="policy.decision", outcome="deny")
            body = Body(subject="sub_1", document={"number": number, "x": 0.5})
            services.log.append(conn, entry, [body])
    with services.database.transaction() as conn:
        services.log.sequence(conn)
    with services.database.transaction() as conn:
        services.log.seal(conn)


def sealed_in(folder: Path, **environment: str) -> Sealed:
    """Install at a folder, and make the log through the real services."""
    home = folder / "home"
    home.mkdir()
    names = {"ACCORD_HOME": str(home), "ACCORD_SCHEDULER": "false"} | environment
    settings = Settings.from_env(names)
    initialise(settings, utc_now())
    services = assemble(settings)
    try:
        return build(services, folder)
    finally:
        services.close()


@pytest.fixture(scope="module")
def sqlite_log(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return sealed_in(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture
def postgresql_log(tmp_path: Path, postgres_url: str) -> Sealed:
    return sealed_in(tmp_path, ACCORD_DATABASE_URL=postgres_url)


Check = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def check(auditcheck: Path) -> Check:
    def run(sealed: Sealed, source: object, *more: object) -> object:
        words = ["-vkey", sealed.key, "-from", source, "-checkpoints", sealed.notes]
        return subprocess.run(
            [auditcheck, *words, "-proofs", sealed.proofs, *more],
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    return run


def verified(
    done: subprocess.CompletedProcess[str], sealed: Sealed, *, started: int = 0
) -> dict[str, int]:
    """What it found; the start of a server is an entry, under a checkpoint of its own.

    The server may not have signed its start yet.
    """
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    since = found["entries"] - sealed.size
    assert 0 <= since <= started
    assert sealed.size > CHECKPOINTS * EACH
    assert found["checkpoints"] == CHECKPOINTS + since
    assert found["pairs"] == PAIRS + since * CHECKPOINTS
    assert found["proofs"] == PROOFS
    return found


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_entry_and_every_pair_of_50_checkpoints_over_http(
    kind: str,
    request: pytest.FixtureRequest,
    check: Check,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sealed = request.getfixturevalue(f"{kind}_log")
    settings: Settings = sealed.settings
    server = ServerProcess(
        ["cdp", "serve", "--home", str(settings.home)],
        ready="/health/live",
        log=settings.home / "server.log",
    )
    monkeypatch.setenv("ACCORD_DATABASE_URL", settings.database_url)
    with server:
        address = f"http://127.0.0.1:{server.port}/v1/audit"
        done = check(sealed, address, "-token", sealed.token)
        found = verified(done, sealed, started=1)
        assert found["asked"] == found["checkpoints"] - 1
        assert found["requests"] > CHECKPOINTS
        stranger = check(sealed, address, "-token", "regulator.wrong")
        assert "401" in stranger.stderr


def test_the_same_from_files(sqlite_log: Sealed, check: Check) -> None:
    found = verified(check(sqlite_log, sqlite_log.folder), sqlite_log)
    assert found["requests"] == 0


@pytest.fixture
def copy(sqlite_log: Sealed, tmp_path: Path) -> Path:
    """The published folder, to be changed; nobody's partial tiles of before."""
    return shutil.copytree(sqlite_log.folder, tmp_path / "mirror")


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1, done.stdout
    assert done.stderr.startswith("NOT VERIFIED: ")
    assert any(word in done.stderr for word in words), done.stderr


def test_a_flipped_bit_in_any_file_is_refused(
    sqlite_log: Sealed, copy: Path, check: Check
) -> None:
    newest = [place.path for place in places(sqlite_log.size)]
    assert len(newest) == 7
    for name in ["checkpoint", *(f"tile/{path}" for path in newest)]:
        whole = (copy / name).read_bytes()
        changed = bytearray(whole)
        changed[10] ^= 1  # of the checkpoint, in its text: some signatures are not Go's
        (copy / name).write_bytes(changed)
        refused(check(sqlite_log, copy), "")
        (copy / name).write_bytes(whole)
    verified(check(sqlite_log, copy), sqlite_log)


def lay(folder: Path, leaves: list[bytes]) -> bytes:
    """Make every tile and bundle of these entries, as somebody would who forges."""
    levels = {0: [merkle.leaf_hash(leaf) for leaf in leaves]}
    frontier = merkle.Frontier()
    for hashed in levels[0]:
        for level, _, found in frontier.append(hashed):
            if level == 8:
                levels.setdefault(1, []).append(found)
    shutil.rmtree(folder / "tile")
    for place in places(len(leaves)):
        first = place.first
        path = folder / "tile" / place.path
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = place.width == 256
        for width in [256] if whole else range(1, place.width + 1):
            file = path if whole else path.with_name(str(width))
            if place.level is None:
                file.write_bytes(join_entries(leaves[first : first + width]))
            else:
                hashes = levels[place.level][first : first + width]
                file.write_bytes(b"".join(hashes))
    return frontier.root()


def own_signer(settings: Settings, key: str) -> Signer:
    """What an insider has: the log's own key."""
    services = assemble(settings)
    with services.database.reading() as conn:
        seed = services.vault.signing_seed(conn, "audit-log")
    services.close()
    return Signer(seed, key.partition("+")[0])


def test_a_dropped_entry_is_refused(
    sqlite_log: Sealed, copy: Path, check: Check
) -> None:
    """Whoever drops it makes all tiles again, and may even sign the result."""
    rest = sqlite_log.leaves[301:]
    leaves = [*sqlite_log.leaves[:300], *rest]
    lay(copy, leaves)
    refused(check(sqlite_log, copy), "it is not there")
    leaves += rest[-3:]  # so that the log is no shorter
    root = lay(copy, leaves)
    refused(check(sqlite_log, copy), "inconsistent tile")
    signer = own_signer(sqlite_log.settings, sqlite_log.key)
    (copy / "checkpoint").write_text(signer.sign(len(leaves), root).note)
    refused(check(sqlite_log, copy), "from 14 to 302 entries")


def test_a_forked_root_is_refused(sqlite_log: Sealed, copy: Path, check: Check) -> None:
    """Two stories of one size, both signed with the true key."""
    forged = sqlite_log.leaves[40].replace(b'"deny"', b'"allow"')
    assert forged != sqlite_log.leaves[40]
    leaves = [*sqlite_log.leaves[:40], forged, *sqlite_log.leaves[41:]]
    signer = own_signer(sqlite_log.settings, sqlite_log.key)
    (copy / "checkpoint").write_text(signer.sign(len(leaves), lay(copy, leaves)).note)
    refused(check(sqlite_log, copy), f"two checkpoints of {len(leaves)} entries differ")
    longer = [*leaves, sqlite_log.leaves[0]]
    (copy / "checkpoint").write_text(signer.sign(len(longer), lay(copy, longer)).note)
    refused(check(sqlite_log, copy), "from ")
    kept_nothing = replace(sqlite_log, notes=copy / "none", proofs=copy / "none")
    # Who kept nothing cannot tell: that is why checkpoints are kept.
    assert check(kept_nothing, copy).returncode == 0


def test_a_key_of_the_same_name_is_not_the_log(
    sqlite_log: Sealed, copy: Path, check: Check
) -> None:
    signer = Signer(b"x" * 32, sqlite_log.key.partition("+")[0])
    root = merkle.tree_hash(sqlite_log.leaves)
    (copy / "checkpoint").write_text(signer.sign(sqlite_log.size, root).note)
    refused(check(sqlite_log, copy), "no verifiable signatures")


def test_a_changed_proof_file_is_refused(
    sqlite_log: Sealed, tmp_path: Path, check: Check
) -> None:
    wrong = tmp_path / "proofs"
    shutil.copytree(sqlite_log.proofs, wrong)
    path = min(wrong.iterdir())
    lines = path.read_text().split("\n")
    number = next(n for n, line in enumerate(lines) if line.startswith("index "))
    lines[number] = f"index {int(lines[number].split()[1]) - 1}"
    path.write_text("\n".join(lines))
    changed = replace(sqlite_log, proofs=wrong)
    refused(check(changed, sqlite_log.folder), "proof 0")
