"""`accord demo` and `accord bench`; what they run has end-to-end tests of its own."""

import pytest

from cdp.commands import shows
from tests.unit.cdp.commands.conftest import Run

FIGURES = {"records": 10, "audit": {"verified": True}, "seconds": 1.5}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict]]:
    made: list[tuple[str, dict]] = []

    def run_once(report, **options):
        report("Importing", 1, 1)
        made.append(("once", options))
        return FIGURES

    def run_and_serve(_report, **options):
        made.append(("serve", options))

    monkeypatch.setattr(shows, "run_once", run_once)
    monkeypatch.setattr(shows, "run_and_serve", run_and_serve)
    monkeypatch.setattr(shows, "bench_decisions", lambda: {"ratio": 0.25})
    return made


def test_once_gives_its_figures_and_ends(accord: Run, calls: list):
    done = accord("demo", "--once", "--json")
    assert (done.code, done.found) == (0, FIGURES)
    assert done.err == ""
    assert calls == [("once", {"keep": False})]


def test_once_for_people_is_lines(accord: Run, calls: list):
    done = accord("demo", "--once", "--keep")
    assert done.out == "records  10\naudit    verified yes\nseconds  1.5\n"
    assert calls == [("once", {"keep": True})]


def test_without_once_the_pages_are_served(accord: Run, calls: list):
    done = accord("demo", "--port", "8099", "--json")
    assert (done.code, done.out) == (0, "")
    assert calls == [("serve", {"port": 8099, "as_json": True})]


@pytest.mark.usefixtures("calls")
def test_a_measurement_is_one_object(accord: Run):
    assert accord("bench", "decisions", "--json").found == {"ratio": 0.25}


def test_verdicts_are_measured_under_the_policies_asked_for(
    accord: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shows, "bench_verdicts", lambda folder: {"of": folder.name})

    assert accord("bench", "verdicts", "--json").found == {"of": "policies"}
    other = accord("bench", "verdicts", "--json", "--policies", "elsewhere")
    assert other.found == {"of": "elsewhere"}


@pytest.mark.usefixtures("calls")
def test_a_group_alone_explains_itself(accord: Run):
    done = accord("bench")
    assert done.code == 2
    assert "decisions" in done.out + done.err
