"""How commands speak: data on stdout, talk and progress on stderr."""

import io
import json
import os
from pathlib import Path

import pytest
from rich.console import Console

from cdp.commands import output
from cdp.errors import InvalidInputError


def test_people_get_aligned_words(capsys: pytest.CaptureFixture):
    found = {
        "intact": True,
        "odd": False,
        "model": None,
        "roles": [],
        "name": "",
        "left_out": {},
        "count": 0,
        "scopes": ["a", "b"],
        "parts": {"log": "ok", "keys": False},
    }
    output.emit(found, as_json=False)
    assert capsys.readouterr().out == (
        "intact    yes\n"
        "odd       no\n"
        "model     none\n"
        "roles     none\n"
        "name      none\n"
        "left out  none\n"
        "count     0\n"
        "scopes    a, b\n"
        "parts     log ok, keys no\n"
    )


def test_a_long_group_is_a_block(capsys: pytest.CaptureFixture):
    output.emit({"counts": {f"n{i}": i for i in range(6)}}, as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["counts", "  n0  0"]
    assert len(lines) == 7


def test_programs_get_one_line_with_the_values_as_they_are(
    capsys: pytest.CaptureFixture,
):
    found = {"who": "Léa", "none": None, "yes": True}
    output.emit(found, as_json=True)
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == found


def test_a_list_is_one_object_or_a_line_each(capsys: pytest.CaptureFixture):
    rows = {"a": {"id": "a", "row": None, "scopes": ["x"]}, "b": {"id": "b", "row": 2}}
    output.emit_list("items", rows, as_json=False)
    assert capsys.readouterr().out == "a  x\nb  2\n"
    output.emit_list("items", rows, as_json=True)
    assert json.loads(capsys.readouterr().out) == {"items": list(rows.values())}


def test_a_file_appears_whole(tmp_path: Path):
    target = tmp_path / "out.txt"
    with output.writing(target) as file:
        file.write(b"one")
        assert not target.exists()
    assert target.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_fails_half_way_leaves_what_was_there(tmp_path: Path):
    target = tmp_path / "out.txt"
    target.write_bytes(b"before")
    with pytest.raises(ZeroDivisionError), output.writing(target) as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path):
    with (
        pytest.raises(InvalidInputError, match="a file that can be written"),
        output.writing(tmp_path / "no" / "out.txt"),
    ):
        pytest.fail("it was opened")


def test_what_is_no_file_keeps_its_place(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    refused = pytest.raises(InvalidInputError, match="a file that can be written")
    with refused, output.writing(pipe):
        pytest.fail("it was opened")
    assert pipe.is_fifo()


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_shows_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, terminal: bool
):
    screen = io.StringIO()
    talk = Console(file=screen, force_terminal=terminal, width=100)
    monkeypatch.setattr(output, "talk", talk)
    with output.progress() as report:
        report("Opening", 1, 4)
        report("Opening", 4, 4)
        report("Writing", 2, 2)
    shown = screen.getvalue()
    assert ("Opening" in shown, "4/4" in shown, "Writing" in shown) == (terminal,) * 3
