"""The demo, whole: the command that every newcomer types, and what it must show."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Figures = dict[str, Any]

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def figures() -> Figures:
    """`accord demo --once --json`: one object on standard output, and exit code 0."""
    done = subprocess.run(
        [sys.executable, "-m", "cdp", "demo", "--once", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    found: Figures = json.loads(done.stdout)
    return found


def test_the_object_has_the_fixed_form(figures: Figures) -> None:
    assert set(figures) == {
        "sources",
        "records",
        "persons",
        "links",
        "pairwise",
        "decisions",
        "permits",
        "refusals",
        "remembered",
        "mails_delivered",
        "audit",
        "seconds",
    }
    assert set(figures["links"]) == {"exact", "splink", "review"}
    assert set(figures["pairwise"]) == {"precision", "recall", "f1"}
    assert set(figures["audit"]) == {"entries", "verified", "root"}


def test_every_count_is_above_zero(figures: Figures) -> None:
    counts = [figures[name] for name in ("sources", "records", "persons", "decisions")]
    counts += [figures[name] for name in ("permits", "mails_delivered", "seconds")]
    counts += [*figures["links"].values(), *figures["refusals"].values()]
    assert all(count > 0 for count in [*counts, figures["audit"]["entries"]])


def test_most_questions_are_about_a_situation_judged_before(figures: Figures) -> None:
    assert 0.5 < figures["remembered"] < 1


def test_people_are_found_as_the_labels_say(figures: Figures) -> None:
    assert figures["pairwise"]["f1"] >= 0.995
    assert figures["pairwise"]["precision"] >= 0.999
    assert figures["sources"] == 3
    assert figures["records"] > 10_000
    assert figures["persons"] < figures["records"]


def test_refusals_come_from_every_side(figures: Figures) -> None:
    expected = {
        "consent-missing",
        "consent-refused",
        "consent-withdrawn",
        "objection-marketing",
        "cap-email-day",
        "quiet-hours",
        "place-unknown",
        "purpose-unknown",
        "person-unknown",
        "person-restricted",
        "minor-consent",
        "obligation-unmet",
        "ai-system-unknown",
        "gpc-opt-out",
    }
    assert expected <= set(figures["refusals"])


def test_the_log_verifies(figures: Figures) -> None:
    assert figures["audit"]["verified"] is True
    assert len(bytes.fromhex(figures["audit"]["root"])) == 32


@pytest.fixture
def serving() -> Iterator[Figures]:
    """`accord demo --json`, with fewer people, until it says where it serves."""
    code = "from cdp.demo import run_and_serve as r; r(as_json=True, limit=300)"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        found = json.loads(process.stdout.readline())
        yield found
        process.terminate()
        process.wait(60)
    assert not Path(found["home"]).exists()


def test_afterwards_it_serves_a_story_and_forgets_it_all(serving: Figures) -> None:
    with urllib.request.urlopen(serving["serving"]["story"], timeout=30) as page:
        assert page.status == 200
        assert "Splink" in page.read().decode()
