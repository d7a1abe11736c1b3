"""`accord decisions replay`: a recorded question, asked again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit import Filters
from cdp.asking import Asked
from cdp.assembly import assemble
from cdp.settings import Settings
from tests.unit.cdp.commands.conftest import Run


@pytest.fixture
def refused(installed: Run, tmp_path: Path) -> str:
    """The id of a refusal: nobody knows the person."""
    services = assemble(Settings.from_env(home=tmp_path / "home"))
    asked = Asked(
        client="esp",
        action="call",
        properties={"purpose": "offers", "channel": "call"},
        resource_type="email",
        resource_id="lea@example.test",
    )
    with services.database.transaction() as conn:
        now = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
        answer = services.asking.evaluate(conn, asked, now)
    services.close()
    return answer.id


def replay(accord: Run, *words: str):
    return accord("decisions", "replay", *words)


def test_under_the_policies_of_then_it_comes_out_the_same(
    installed: Run, refused: str
) -> None:
    done = replay(installed, refused, "--json")
    assert (done.code, done.found["differs"]) == (0, False)
    assert done.found["differences"] == []
    assert done.found["asked"] == {"policy": "then", "at": None, "changes": {}}


def test_facts_and_dates_can_be_others(installed: Run, refused: str) -> None:
    words = ["--today", "--at", "2026-08-10", "--set", "person.known=true"]
    done = replay(installed, refused, *words, "--set", 'places=["FR"]', "--json")
    asked = done.found["asked"]
    assert asked["at"] == "2026-08-10T00:00:00Z"
    assert asked["changes"] == {"person": {"known": True}, "places": ["FR"]}
    fields = {one["field"]: one["now"] for one in done.found["differences"]}
    assert fields["facts.person.known"] is True
    assert fields["reasons.person-unknown"] is None


def test_a_person_reads_it_as_lines(installed: Run, refused: str) -> None:
    words = [refused, "--set", "consent.state=granted", "--set", "consent.age_days=9"]
    done = replay(installed, *words)
    assert done.code == 0
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert 'facts.consent.state "none" → "granted"' in lines
    assert "reasons.consent-missing there → null" in lines
    assert "facts.consent.age_days null → 9" in lines


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--at", "yesterday"], "must be a date"),
        (["--set", "person.age"], "must be path=value"),
        (["--set", "consent=1", "--set", "consent.state=none"], "says consent twice"),
        (["--set", "shoe=42"], "changes.shoe: must be a fact"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(
    installed: Run, refused: str, words: list[str], why: str
) -> None:
    done = replay(installed, refused, *words)
    assert (done.code, done.out) == (2, "")
    assert why in done.err


def test_a_decision_that_there_is_not(installed: Run) -> None:
    done = replay(installed, "dec_none")
    assert (done.code, done.out) == (1, "")
    assert "no such decision" in done.err


def test_who_asked_again_and_why_is_on_record(
    installed: Run, refused: str, tmp_path: Path
) -> None:
    replay(installed, refused, "--reason", "a complaint")
    services = assemble(Settings.from_env(home=tmp_path / "home"))
    with services.database.reading() as conn:
        found = services.log.find(conn, Filters(actor="accord-cli"))
    services.close()
    assert [one.header["k"] for one in found] == ["data.read"]
    assert [one.terms[0].decision for one in found] == [refused]
