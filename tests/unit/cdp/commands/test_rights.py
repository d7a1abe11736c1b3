"""`accord rights`: only an officer, nothing by mistake, nothing twice."""

import sys

import pytest

from tests.unit.cdp.commands.conftest import Run

PERSON = "canary.lea@example.test"


@pytest.fixture
def office(filled: Run, tmp_path) -> Run:
    """One person, and staff of whom one is an officer."""
    done = filled(
        "import", tmp_path / "crm.csv", "--source", "crm",
        "--mapping", tmp_path / "map.toml",
    )  # fmt: skip
    assert done.code == 3, done.err
    for name, role in (("dora", "dpo"), ("otto", "operator")):
        assert filled("staff", "add", name, "--role", role).code == 0
    return filled


def erase(accord: Run, *more: str, typed: str = PERSON):
    words = ("rights", "erase", "email", "--by", "dora", "--json", *more)
    return accord(*words, typed=typed + "\n")


def test_a_person_is_shown_then_erased_then_gone(office: Run) -> None:
    shown = erase(office, "--dry-run")
    assert shown.code == 0, shown.err
    assert shown.found["records"] == 1
    assert shown.found["stores"]["keys"] == 2
    assert shown.found["systems"] == ["source crm"]
    assert office("rights", "list", "--json").found == {"requests": []}
    done = erase(office, "--yes")
    assert done.code == 0, done.err
    assert done.found["state"] == "erased-here"
    assert done.found["backups_expire_at"]
    assert "backups" in done.err.lower()
    assert PERSON not in done.out + done.err
    assert erase(office, "--yes").code == 1
    again = office("rights", "erase", "--request", done.found["id"], "--by", "dora")
    assert again.code == 1
    listed = office("rights", "list", "--json").found["requests"]
    assert [one["id"] for one in listed] == [done.found["id"]]
    assert "erased-here" in office("rights", "list").out
    assert office("rights", "list", "--finished", "--json").found == {"requests": []}


def test_nothing_goes_without_a_yes_or_by_somebody_else(
    office: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = erase(office)
    assert (asked.code, "--yes" in asked.err) == (2, True)
    for name in ("otto", "nobody"):
        words = ("rights", "erase", "email", "--by", name, "--yes")
        assert office(*words, typed=PERSON + "\n").code == 2
    assert office("rights", "erase", "--by", "dora").code == 2
    unknown = office("rights", "erase", "per_nobody", "--by", "dora", "--yes")
    assert unknown.code == 1


@pytest.mark.parametrize(("word", "code"), [("ERASE", 0), ("erase", 2)])
def test_on_a_terminal_the_word_is_typed(
    office: Run, monkeypatch: pytest.MonkeyPatch, word: str, code: int
) -> None:
    from cdp.commands import rights

    class Terminal:
        def __init__(self) -> None:
            self.lines = [PERSON + "\n", word + "\n"]

        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return self.lines.pop(0)

    terminal = Terminal()
    monkeypatch.setattr(rights, "sys", type("Sys", (), {"stdin": terminal}))
    assert sys.stdin is not terminal
    assert erase(office).code == code


def test_a_request_is_extended_refused_and_a_system_confirms(office: Run) -> None:
    done = erase(office, "--yes").found
    notice = done["systems"][0]["id"]
    failed = office("rights", "confirm", notice, "--by", "dora", "--failed", "--json")
    assert failed.found["state"] == "failed"
    sure = office("rights", "confirm", notice, "--by", "dora", "--json")
    assert sure.found["state"] == "confirmed"
    late = office("rights", "confirm", notice, "--by", "dora", "--failed", "--json")
    assert late.found["state"] == "confirmed"
    shown = office("rights", "show", done["id"], "--json").found
    assert [one["state"] for one in shown["systems"]] == ["confirmed"]
    for words in (
        ("refuse", done["id"], "--ground", "unfounded"),
        ("extend", done["id"], "--reason", "complexity"),
        ("confirm", "ntc_none"),
    ):
        assert office("rights", *words, "--by", "dora").code == 1


def test_who_comes_back_is_let_in_again(office: Run) -> None:
    erase(office, "--yes")
    lift = ("rights", "lift", "email", "--by", "dora", "--json")
    assert office(*lift, typed=PERSON + "\n").found["lifted"] is True
    assert office(*lift, typed=PERSON + "\n").found["lifted"] is False
