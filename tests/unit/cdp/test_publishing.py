"""Who may publish what: on a real installation, with real decisions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cdp import access
from cdp.access import staff
from cdp.assembly import Services, utc_now
from cdp.errors import (
    ApprovalNeededError,
    ConflictError,
    InvalidInputError,
)
from cdp.publishing import (
    REASONS,
    Trying,
    compare_policies,
    explain_widening,
    publish_policies,
    read_since,
    vouch,
)
from cdp.vouching import Passwords
from cdp.web.dpo.policies import REASONS as SHOWN
from consent import Bundle, WhatIf, Word, in_force
from tests.quick import quicken

PASSWORDS = Passwords(author="a" * 20, approver="d" * 20)
NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
ADA, DORA = "ada", "dora"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "SCRYPT", {"n": 16, "r": 8, "p": 1})
    quicken(monkeypatch)


@pytest.fixture
def staffed(services: Services) -> Services:
    with services.database.transaction() as conn:
        for name, role in ((ADA, "operator"), (DORA, "dpo")):
            access.add_staff(conn, name, name[0] * 20, [role], utc_now())
    return services


@pytest.fixture
def after(services: Services) -> Bundle:
    """Other policies: nothing recorded shows what they change."""
    files = dict(services.bundle.files)
    files["data/ours/data.json"] = b"{}"
    return Bundle.of(files)


def put(services: Services, after: Bundle, word: Word, found: WhatIf):
    return publish_policies(services, after, vouch(services, word, PASSWORDS), found)


def tried(services: Services, after: Bundle) -> WhatIf:
    since = services.now() - timedelta(days=30)
    return compare_policies(services, after, Trying(since=since), lambda *_: None)


def test_without_somebody_who_agrees_it_is_not_published(staffed, after) -> None:
    with pytest.raises(ApprovalNeededError, match="no decision is recorded"):
        put(staffed, after, Word(author=ADA), tried(staffed, after))
    with staffed.database.reading() as conn:
        assert in_force(conn).revision == staffed.bundle.revision


def test_with_somebody_who_agrees_it_is_in_force_and_on_record(staffed, after) -> None:
    word = Word(author=ADA, approver=DORA, reason="agreed in the council")
    made = put(staffed, after, word, tried(staffed, after))

    with staffed.database.reading() as conn:
        assert in_force(conn) == made
    assert made.summary["widens"] == ["nothing-recorded"]
    assert (made.author, made.approver) == (ADA, DORA)


@pytest.mark.parametrize(
    ("word", "fields"),
    [
        (Word(author="nobody"), {"by"}),
        (Word(author=ADA, approver=ADA, reason="x"), {"approver"}),
        (Word(author=DORA, approver=DORA, reason="x"), {"approver"}),
        (Word(author=DORA, approver=ADA, reason="x"), {"approver"}),
        (Word(author=ADA, approver="nobody", reason="x"), {"approver"}),
        (Word(author=ADA, approver=DORA), {"reason"}),
        (Word(author=ADA, approver=DORA, reason="  "), {"reason"}),
    ],
)
def test_who_may_not_agree_does_not(staffed, after, word, fields) -> None:
    with pytest.raises(InvalidInputError) as refused:
        put(staffed, after, word, tried(staffed, after))
    assert set(refused.value.fields) == fields


def test_who_left_meanwhile_does_not_agree(staffed, after) -> None:
    word = Word(author=ADA, approver=DORA, reason="agreed")
    found, vouched = tried(staffed, after), vouch(staffed, word, PASSWORDS)
    with staffed.database.transaction() as conn:
        access.revoke_staff(conn, DORA, utc_now())
    with pytest.raises(InvalidInputError):
        publish_policies(staffed, after, vouched, found)


def test_what_was_compared_with_others_is_not_published(staffed, after) -> None:
    found = tried(staffed, after)
    word = Word(author=ADA, approver=DORA, reason="agreed")
    put(staffed, after, word, found)
    with pytest.raises(ConflictError, match="compare again"):
        put(staffed, staffed.bundle, word, found)


def test_going_back_is_compared_with_what_is_in_force(staffed, after) -> None:
    word = Word(author=ADA, approver=DORA, reason="agreed")
    put(staffed, after, word, tried(staffed, after))

    back = tried(staffed, staffed.bundle)
    assert (back.before, back.after) == (after.revision, staffed.bundle.revision)
    put(staffed, staffed.bundle, word, back)
    with staffed.database.reading() as conn:
        assert in_force(conn).revision == staffed.bundle.revision


def test_before_the_first_publication_the_folder_is_compared_with(
    staffed, after
) -> None:
    folder = replace(staffed, bundle=after)
    with staffed.database.transaction() as conn:
        conn.exec_driver_sql("DELETE FROM consent_publication")
    assert tried(folder, after).before == after.revision


def test_every_reason_has_its_sentence(staffed, after) -> None:
    found = tried(staffed, after)
    seen = replace(found.comparison, gained=3, people_gained=2, unreadable=5)
    trial = replace(found.trial, gained=4, tried=100)
    changes = replace(
        found.changes, dropped=("a-rule",), rested=("a-term",), measured=("caps", "gpc")
    )
    found = replace(found, comparison=seen, trial=trial, changes=changes)

    said = explain_widening(found)
    assert set(found.widens) == set(REASONS) == set(SHOWN)
    assert len(said) == len(REASONS)
    assert "data/caps, data/gpc" in " ".join(said)
    assert "5 recorded decisions cannot be judged" in " ".join(said)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("30d", NOW - timedelta(days=30)),
        ("12h", NOW - timedelta(hours=12)),
        ("2w", NOW - timedelta(weeks=2)),
        ("2027-02-01", datetime(2027, 2, 1, tzinfo=UTC)),
        ("2027-02-01T12:00:00+00:00", datetime(2027, 2, 1, 12, tzinfo=UTC)),
    ],
)
def test_a_period_is_read(text: str, moment: datetime) -> None:
    assert read_since(text, NOW) == moment


@pytest.mark.parametrize("text", ["", "d", "30", "30x", "-3d", "soon", "9" * 20 + "d"])
def test_what_is_no_period_is_said(text: str) -> None:
    with pytest.raises(InvalidInputError, match="must be a period like 30d"):
        read_since(text, NOW)
