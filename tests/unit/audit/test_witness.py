"""A witness signs for trees that only grow, once, whoever asks and whatever breaks."""

import base64
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from audit import Cosigner, NotKeptError, Signer, Submission, VerificationError, Witness
from audit.checkpoint import check_signature, checkpoint_text
from audit.kept import KeptNote
from audit.merkle import EMPTY_ROOT, consistency_ranges, tree_hash
from audit.note import signature_line
from audit.witness import SIZE_TYPE, parse_submission
from tests.unit.audit.helpers import NOW, ORIGIN

LOG = Signer(b"l" * 32, ORIGIN, b"m" * 32)
COSIGNER = Cosigner(b"w" * 32, "witness.example.test", b"x" * 32)
LEAVES = [b"leaf %d" % n for n in range(40)]


def root(size: int, leaves: list[bytes] = LEAVES) -> bytes:
    return tree_hash(leaves[:size])


def proof(old: int, new: int, leaves: list[bytes] = LEAVES) -> tuple[bytes, ...]:
    if not 0 < old < new:
        return ()
    return tuple(tree_hash(leaves[a:b]) for a, b in consistency_ranges(old, new))


def submit(
    old: int, new: int, leaves: list[bytes] = LEAVES, signer: Signer = LOG
) -> bytes:
    note = signer.sign(new, root(new, leaves), NOW).note
    return Submission(old=old, proof=proof(old, new, leaves), note=note).body


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def witness(folder: Path) -> Witness:
    return Witness(folder, LOG.keys, COSIGNER, lambda: NOW)


def known(folder: Path) -> int:
    [path] = folder.glob("*.checkpoint")
    return KeptNote(path).read().size


def test_a_tree_that_grows_is_cosigned_step_by_step(witness: Witness, folder: Path):
    for old, new in ((0, 3), (3, 8), (8, 8), (8, 40)):
        answer = witness.add_checkpoint(submit(old, new))
        assert answer.status == 200, answer.text
        note = LOG.sign(new, root(new), NOW).note + answer.text
        for key in COSIGNER.keys:
            assert check_signature(note, key) == int(NOW.timestamp())
        assert known(folder) == new


def test_whoever_names_another_size_is_told_the_last_one(witness: Witness):
    assert witness.add_checkpoint(submit(2, 3)).text == "0\n"
    witness.add_checkpoint(submit(0, 5))
    for old, new in ((0, 8), (4, 8), (0, 0), (3, 4)):
        answer = witness.add_checkpoint(submit(old, new))
        assert (answer.status, answer.text) == (409, "5\n")
        assert answer.content_type == SIZE_TYPE
    assert witness.add_checkpoint(submit(5, 8)).status == 200


def test_a_second_story_is_refused_at_every_size(witness: Witness, folder: Path):
    witness.add_checkpoint(submit(0, 5))
    other = [b"other", *LEAVES[1:]]
    assert witness.add_checkpoint(submit(5, 8, other)).status == 422
    assert witness.add_checkpoint(submit(5, 5, other)).status == 409
    forged = Submission(
        old=5, proof=proof(5, 8), note=LOG.sign(8, root(8, other), NOW).note
    )
    assert witness.add_checkpoint(forged.body).status == 422
    assert known(folder) == 5
    assert witness.add_checkpoint(submit(5, 8)).status == 200


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (5, 8, ()),
        (5, 8, proof(5, 8)[:-1]),
        (5, 8, (*proof(5, 8), b"x" * 32)),
        (5, 8, proof(5, 8)[::-1]),
        (5, 5, (b"x" * 32,)),
    ],
)
def test_a_wrong_proof_is_refused(
    witness: Witness, old: int, new: int, path: tuple[bytes, ...]
):
    witness.add_checkpoint(submit(0, 5))
    asked = Submission(old=old, proof=path, note=LOG.sign(new, root(new), NOW).note)
    assert witness.add_checkpoint(asked.body).status == 422


def test_a_first_checkpoint_has_nothing_to_prove(witness: Witness):
    note = LOG.sign(3, root(3), NOW).note
    asked = Submission(old=0, proof=(b"x" * 32,), note=note)
    assert witness.add_checkpoint(asked.body).status == 422


def test_an_empty_tree_has_one_root(witness: Witness):
    wrong = Submission(old=0, proof=(), note=LOG.sign(0, b"r" * 32, NOW).note)
    assert witness.add_checkpoint(wrong.body).status == 409
    right = Submission(old=0, proof=(), note=LOG.sign(0, EMPTY_ROOT, NOW).note)
    assert witness.add_checkpoint(right.body).status == 200
    assert witness.add_checkpoint(submit(0, 3)).status == 200


def test_strangers_are_told_apart(witness: Witness):
    elsewhere = Signer(b"l" * 32, "elsewhere.example.test")
    assert witness.add_checkpoint(submit(0, 3, signer=elsewhere)).status == 404
    impostor = Signer(b"i" * 32, ORIGIN)
    assert witness.add_checkpoint(submit(0, 3, signer=impostor)).status == 403


def test_a_wrong_signature_by_a_known_key_spoils_the_note(witness: Witness):
    made = LOG.sign(3, root(3), NOW)
    lines = made.note.splitlines(keepends=True)
    bad = signature_line(LOG.keys[0], b"s" * 64)
    for note in (
        "".join(lines[:4]) + bad,
        "".join(lines[:4]) + bad + lines[5],
        made.note + bad,
    ):
        asked = Submission(old=0, proof=(), note=note)
        assert witness.add_checkpoint(asked.body).status == 403


def test_one_of_two_keys_is_enough(witness: Witness):
    lines = LOG.sign(3, root(3), NOW).note.splitlines(keepends=True)
    for line in lines[4:]:
        asked = Submission(old=0, proof=(), note="".join(lines[:4]) + line)
        assert witness.add_checkpoint(asked.body).status in {200, 409}


def test_lines_below_the_root_are_cosigned_with_the_rest(witness: Witness):
    text = checkpoint_text(ORIGIN, 3, root(3)) + "more\n"
    line = signature_line(LOG.keys[0], LOG._signing[0]._private.sign(text.encode()))
    note = f"{text}\n{line}"
    answer = witness.add_checkpoint(Submission(old=0, proof=(), note=note).body)
    assert answer.status == 200
    assert check_signature(note + answer.text, COSIGNER.keys[0])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n",
        b"\xff\n\n",
        b"old 0",
        b"new 0\n\n",
        b"old -1\n\n",
        b"old 01\n\n",
        b"old 0\n\nnot a note",
        b"old 0\nnot base64\n\n",
        b"old 5\n" + base64.b64encode(b"short") + b"\n\n",
        submit(4, 3),
        submit(0, 3).replace(b"old 0\n", b"old 9\n"),
        b"old 5\n" + (base64.b64encode(b"x" * 32) + b"\n") * 64 + submit(0, 3)[6:],
        submit(0, 3) + b"x" * 128 * 1024,
        submit(0, 3).replace(b"\n3\n", b"\n03\n"),
    ],
)
def test_what_is_malformed_is_refused(witness: Witness, folder: Path, body: bytes):
    assert witness.add_checkpoint(body).status == 400
    assert list(folder.glob("*.checkpoint")) == []


def test_what_is_sent_reads_back():
    asked = Submission(old=5, proof=proof(5, 8), note=LOG.sign(8, root(8)).note)
    assert parse_submission(asked.body) == asked
    with pytest.raises(VerificationError):
        parse_submission(asked.body[1:])


def test_nothing_is_cosigned_that_is_not_on_disk(
    witness: Witness, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """Whatever breaks between keeping and answering, no answer is ever denied."""

    def full(_self: KeptNote, _note: str) -> None:
        raise NotKeptError("no space")

    with monkeypatch.context() as broken:
        broken.setattr(KeptNote, "write", full)
        with pytest.raises(NotKeptError):
            witness.add_checkpoint(submit(0, 3))
    assert list(folder.glob("*.checkpoint")) == []

    def gone(*_: object) -> str:
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(Cosigner, "cosign", gone)
        with pytest.raises(RuntimeError):
            witness.add_checkpoint(submit(0, 3))
    # It is kept although nobody was told; asked again for the same, it signs.
    again = Witness(folder, LOG.keys, COSIGNER, lambda: NOW + timedelta(minutes=1))
    assert again.add_checkpoint(submit(0, 3)).text == "3\n"
    assert again.add_checkpoint(submit(3, 3)).status == 200


def test_of_many_who_race_one_wins_each_step(folder: Path):
    """Two stories at once: never are both cosigned, in whatever order they come."""
    other = [*LEAVES[:5], *(b"fork %d" % n for n in range(35))]
    ready = threading.Barrier(8)
    answers: list[tuple[int, list[bytes], int]] = []

    def ask(leaves: list[bytes]) -> None:
        mine = Witness(folder, LOG.keys, COSIGNER, lambda: NOW)
        ready.wait()
        for new in range(6, 30):
            answer = mine.add_checkpoint(submit(5, new, leaves))
            answers.append((answer.status, leaves, new))

    Witness(folder, LOG.keys, COSIGNER, lambda: NOW).add_checkpoint(submit(0, 5))
    threads = [
        threading.Thread(target=ask, args=[leaves]) for leaves in (LEAVES, other) * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [(leaves, new) for status, leaves, new in answers if status == 200]
    # All ask from size 5: whoever was first has moved it on for everybody.
    assert len(won) == 1
    assert known(folder) == won[0][1]
