"""Witnesses are asked, believed by signature, and stop a log that went back."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, Response

from audit import Cosigner, Entry, LogSplitError, evidence_store
from cdp.assembly import Services, assemble
from cdp.scheduler import Scheduler
from cdp.settings import Settings
from tests.unit.audit.helpers import without_triggers
from tests.unit.audit.test_sealing import roll_back
from tests.unit.cdp.witness_near import policy_of, saying, serving, witness_in

NAME = "witness.example.test/w1"


def grow(services: Services, count: int = 1) -> int:
    """Append, take into the tree and sign; give the size."""
    with services.database.transaction() as conn:
        for _ in range(count):
            entry = Entry(at=services.now(), kind="config", outcome="done")
            services.log.append(conn, entry)
    with services.database.transaction() as conn:
        services.log.sequence(conn)
    with services.database.transaction() as conn:
        services.log.seal(conn)
        return services.log.checkpoint(conn).size


@contextmanager
def asking(services: Services, policy: str, folder: Path) -> Iterator[Services]:
    """Open the installation with a policy."""
    file = folder / "policy.txt"
    file.write_text(policy)
    made = assemble(replace(services.settings, audit_policy_file=str(file)))
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def witnessed(services: Services, tmp_path: Path) -> Iterator[Services]:
    """An installation beside a witness that knows its log."""
    cosigner, app = witness_in(tmp_path / "w", *services.log.keys, name=NAME)
    with (
        serving(app) as url,
        asking(services, policy_of(url, cosigner), tmp_path) as made,
    ):
        yield made


def last_size(services: Services) -> int:
    with services.database.reading() as conn:
        found = services.witnessing.last(conn)
        return found.size if found else 0


def test_each_newest_checkpoint_is_witnessed_once(witnessed: Services):
    assert witnessed.witnessing.submit() == ()  # nothing was signed yet
    for _ in range(3):
        size = grow(witnessed, 5)
        assert witnessed.witnessing.submit() == ("w0", "w1")
        assert witnessed.witnessing.submit() == ()
        assert last_size(witnessed) == size
    with witnessed.database.reading() as conn:
        assert len(evidence_store.recent_cosignatures(conn, 100)) == 6
        found = witnessed.witnessing.last(conn)
    assert found.names == ("w0", "w1")
    assert abs(witnessed.now() - found.at) < timedelta(minutes=1)
    # What was signed by the log itself stays what it was.
    assert found.note.startswith(store_note(witnessed, size))


def store_note(services: Services, size: int) -> str:
    with services.database.reading() as conn:
        return evidence_store.checkpoint_at(conn, size).note


def test_the_job_of_the_scheduler_asks(witnessed: Services):
    scheduler = Scheduler(witnessed)
    grow(witnessed)
    scheduler.run_once()
    assert last_size(witnessed) > 0
    scheduler.stop()


def test_a_witness_that_knows_more_than_was_kept_here_is_caught_up_with(
    witnessed: Services,
):
    """What it answered was lost on the way: its size is taken up, nothing stops."""
    grow(witnessed)
    witnessed.witnessing.submit()
    without_triggers(witnessed.database, evidence_store.cosignature.delete())
    grow(witnessed)
    assert witnessed.witnessing.submit() == ("w0", "w1")


def test_a_rolled_back_database_stops_the_signer(witnessed: Services):
    """The kept file went back with it, as with a whole machine: the witness did not."""
    small = grow(witnessed)
    kept = witnessed.settings.audit_checkpoint_file
    before = kept.read_bytes()
    grow(witnessed, 4)
    witnessed.witnessing.submit()
    roll_back(witnessed.database, small)
    without_triggers(witnessed.database, evidence_store.cosignature.delete())
    kept.write_bytes(before)
    grow(witnessed)
    assert witnessed.witnessing.submit() == ()
    refuses_to_sign(witnessed, "has seen")


def test_a_rolled_back_database_that_grew_past_the_witness_stops_too(
    witnessed: Services,
):
    small = grow(witnessed)
    kept = witnessed.settings.audit_checkpoint_file
    before = kept.read_bytes()
    grow(witnessed, 2)
    witnessed.witnessing.submit()
    roll_back(witnessed.database, small)
    without_triggers(witnessed.database, evidence_store.cosignature.delete())
    kept.write_bytes(before)
    grow(witnessed, 5)
    assert witnessed.witnessing.submit() == ()
    refuses_to_sign(witnessed, "another tree")


def test_another_root_of_the_same_size_stops_too(witnessed: Services):
    small = grow(witnessed)
    kept = witnessed.settings.audit_checkpoint_file
    before = kept.read_bytes()
    grow(witnessed, 2)
    witnessed.witnessing.submit()
    roll_back(witnessed.database, small)
    without_triggers(witnessed.database, evidence_store.cosignature.delete())
    kept.write_bytes(before)
    grow(witnessed, 2)
    assert witnessed.witnessing.submit() == ()
    refuses_to_sign(witnessed, "has seen")


def refuses_to_sign(services: Services, why: str) -> None:
    with pytest.raises(LogSplitError, match=why):
        grow(services)
    assert why in services.health()["audit log"]
    assert "accord audit resume" in services.health()["audit log"]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda: Response("no", 500), 500),
        (lambda: Response("no", 404), 404),
        (lambda: Response("not a size", 409), 409),
        (lambda: Response("0\n", 409), 409),
        (lambda: Response("9" * 200_000, 200), 200),
        (lambda: Response("no signature\n", 200), 200),
        (lambda: Response("", 200), 200),
        (lambda: Response("", 302, {"Location": "http://127.0.0.1:1/"}), 302),
    ],
)
def test_an_answer_that_says_nothing_changes_nothing(
    services: Services,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    answer: Callable[[], Response],
    status: int,
):
    cosigner = Cosigner(b"w" * 32, NAME, b"x" * 32)
    with (
        serving(saying(answer)) as url,
        asking(services, policy_of(url, cosigner), tmp_path) as made,
        caplog.at_level(logging.WARNING, "accord.witnesses"),
    ):
        grow(made)
        assert made.witnessing.submit() == ()
        assert last_size(made) == 0
        grow(made)  # signing goes on
    assert {one.fields["status"] for one in caplog.records} == {status}
    assert "no checkpoint was witnessed yet" in made.witnessing.trouble()


def test_nobody_at_the_address_changes_nothing(services: Services, tmp_path: Path):
    cosigner = Cosigner(b"w" * 32, NAME, b"x" * 32)
    policy = policy_of("http://127.0.0.1:9", cosigner)
    with asking(services, policy, tmp_path) as made:
        grow(made)
        assert made.witnessing.submit() == ()
        grow(made)


def test_a_signature_by_somebody_else_counts_nothing(
    services: Services, tmp_path: Path
):
    _, app = witness_in(tmp_path / "w", *services.log.keys, name=NAME)
    wanted = Cosigner(b"w" * 32, NAME, b"x" * 32)
    with (
        serving(app) as url,
        asking(services, policy_of(url, wanted), tmp_path) as made,
    ):
        grow(made)
        assert made.witnessing.submit() == ()
        assert last_size(made) == 0


def test_rows_that_somebody_put_there_count_nothing(witnessed: Services):
    size = grow(witnessed)
    with witnessed.database.transaction() as conn:
        for name in ("w0", "w1"):
            line = "— witness.example.test/w1 AAAAAAAA\n"
            evidence_store.add_cosignature(conn, size, name, line, 1)
        evidence_store.add_cosignature(conn, size + 100, "w0", "", 1)
    assert last_size(witnessed) == 0


def test_without_a_policy_nobody_is_asked(services: Services):
    grow(services)
    assert services.witnessing.submit() == ()
    assert services.witnessing.trouble() == ""
    assert last_size(services) == 0
    assert services.health()["witnesses"] == "ok"


def test_late_witnesses_are_said(witnessed: Services):
    assert witnessed.witnessing.trouble() == ""  # nothing is signed yet
    grow(witnessed)
    assert "no checkpoint was witnessed" in witnessed.witnessing.trouble()
    witnessed.witnessing.submit()
    assert witnessed.witnessing.trouble() == ""
    grow(witnessed)
    assert witnessed.witnessing.trouble() == ""
    late = witnessed.now() + timedelta(hours=1)
    witnessed.witnessing._now = lambda: late
    assert "last witnessed on" in witnessed.witnessing.trouble()


def test_a_policy_that_cannot_be_read_stops_the_start(
    services: Services, tmp_path: Path
):
    file = tmp_path / "policy.txt"
    file.write_text("quorum nobody\n")
    settings: Settings = replace(services.settings, audit_policy_file=str(file))
    with pytest.raises(Exception, match="line 1: nobody is not defined"):
        assemble(settings)


def test_what_a_witness_is_sent_names_nobody(services: Services, tmp_path: Path):
    """Origin, size, root, hashes, signatures: nothing else leaves."""
    seen: list[bytes] = []
    app = Flask(__name__)

    @app.post("/add-checkpoint")
    def look() -> Response:
        from flask import request

        seen.append(request.get_data())
        return Response("", 500)

    cosigner = Cosigner(b"w" * 32, NAME, b"x" * 32)
    with (
        serving(app) as url,
        asking(services, policy_of(url, cosigner), tmp_path) as made,
    ):
        grow(made, 3)
        made.witnessing.submit()
    [body] = seen
    first, blank, origin, size, root, *rest = body.decode().split("\n")
    assert (first, blank) == ("old 0", "")
    assert origin == made.log.keys[0].name
    assert int(size) > 0
    assert len(root) == 44
    assert all(line.startswith(f"— {origin} ") for line in rest if line)
