from pathlib import Path

import pytest

from cdp.demo import run
from cdp.demo.installation import Installation
from cdp.demo.scenes import Stage
from cdp.demo.sink import MailSink


def test_the_home_goes_unless_it_is_kept(tmp_path: Path) -> None:
    with run._home(keep=False) as gone:
        (gone / "x").write_text("x")
    with run._home(keep=True) as kept:
        assert kept.stat().st_mode & 0o777 == 0o700
    assert not gone.exists()
    assert kept.is_dir()
    kept.rmdir()


def test_the_home_goes_when_the_demo_fails() -> None:
    with pytest.raises(RuntimeError), run._home(keep=False) as home:
        raise RuntimeError
    assert not home.exists()


def test_who_looks_at_it_is_told_where_and_how_to_sign_in(home: Path) -> None:
    stage = Stage(Installation(home, smtp_port=25, port=8_123), MailSink(), run.silent)
    stage.passwords["officer"] = "made-by-the-demo"
    found = {"serving": run._sign_ins(stage)}
    told = run._told(found)
    assert "http://127.0.0.1:8123/demo" in told
    assert "made-by-the-demo" in told
    assert stage.changing.email in told


def test_with_nobody_imported_nothing_agrees(home: Path) -> None:
    at = Installation(home, smtp_port=25)
    at.run("init")
    found = run.measure(Stage(at, MailSink(), run.silent, 10))
    assert (found.precision, found.recall) == (1.0, 0.0)
