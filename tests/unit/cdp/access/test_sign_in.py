"""A code or a link opens the portal once, soon, and in the browser that asked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from cdp import access
from cdp.access import store
from cdp.access.secret import secret_digest
from cdp.access.sign_in import LIFETIME
from cdp.database import Database
from cdp.errors import TooManyError

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
CONTACT = b"0123456789abcdef"
PERSON = "per_lea"


def start(database: Database, browser: str, ref: str | None = PERSON) -> access.Started:
    with database.transaction() as conn:
        return access.start_sign_in(conn, CONTACT, ref, browser, NOW)


def finish(
    database: Database, proof: str, browser: str, now: datetime = NOW
) -> access.SignedIn | None:
    with database.transaction() as conn:
        return access.finish_sign_in(conn, proof, browser, now)


def other_code(code: str, step: int = 1) -> str:
    return f"{(int(code) + step) % 1_000_000:06d}"


@pytest.mark.parametrize("method", ["code", "link"])
def test_each_proof_signs_in_once(any_database: Database, method: str) -> None:
    browser = access.new_browser()
    started = start(any_database, browser)
    proof = started.code if method == "code" else started.link_token
    assert finish(any_database, proof, browser) == access.SignedIn(
        ref=PERSON, contact_digest=CONTACT, method=method
    )
    assert finish(any_database, started.code, browser) is None
    assert finish(any_database, started.link_token, browser) is None


def test_a_code_may_be_typed_with_spaces(database: Database) -> None:
    browser = access.new_browser()
    code = start(database, browser).code
    assert finish(database, f" {code[:3]} {code[3:]} ", browser) is not None


def test_neither_proof_works_in_another_browser(database: Database) -> None:
    started = start(database, access.new_browser())
    elsewhere = access.new_browser()
    assert finish(database, started.code, elsewhere) is None
    assert finish(database, started.link_token, elsewhere) is None
    assert finish(database, started.code, "") is None


def test_both_proofs_end_after_ten_minutes(database: Database) -> None:
    browser = access.new_browser()
    started = start(database, browser)
    assert timedelta(minutes=10) == LIFETIME
    for proof in (started.code, started.link_token):
        assert finish(database, proof, browser, NOW + LIFETIME) is None
    almost = NOW + LIFETIME - timedelta(microseconds=1)
    assert finish(database, started.link_token, browser, almost) is not None


def test_five_wrong_codes_close_the_code(any_database: Database) -> None:
    browser = access.new_browser()
    started = start(any_database, browser)
    for step in range(1, 6):
        assert finish(any_database, other_code(started.code, step), browser) is None
    assert finish(any_database, started.code, browser) is None


def test_the_fifth_try_may_still_be_right(database: Database) -> None:
    browser = access.new_browser()
    started = start(database, browser)
    for step in range(1, 5):
        assert finish(database, other_code(started.code, step), browser) is None
    assert finish(database, started.code, browser) is not None


def test_a_contact_point_that_nobody_has_signs_nobody_in(database: Database) -> None:
    browser = access.new_browser()
    started = start(database, browser, ref=None)
    assert finish(database, started.code, browser) is None
    assert finish(database, started.link_token, browser) is None


def test_two_sign_ins_of_one_browser_both_work(database: Database) -> None:
    browser = access.new_browser()
    first = start(database, browser)
    second = start(database, browser)
    assert finish(database, first.code, browser) is not None
    assert finish(database, second.code, browser) is not None


def test_a_contact_point_is_not_flooded(database: Database) -> None:
    for _ in range(5):
        start(database, access.new_browser())
    with pytest.raises(TooManyError):
        start(database, access.new_browser())


def test_a_day_has_twenty_starts(database: Database) -> None:
    def start_at(number: int) -> None:
        at = NOW + timedelta(minutes=4 * number)
        with database.transaction() as conn:
            access.start_sign_in(conn, CONTACT, PERSON, access.new_browser(), at)

    for number in range(20):
        start_at(number)
    with pytest.raises(TooManyError) as caught:
        start_at(20)
    assert caught.value.retry_after_seconds > 3600


def test_no_proof_is_in_the_file_and_no_code_can_be_tried_offline(
    database: Database, tmp_path: Path
) -> None:
    browser = access.new_browser()
    started = start(database, browser)
    files = b"".join(path.read_bytes() for path in tmp_path.glob("test.db*"))
    assert PERSON.encode() in files
    for proof in (started.link_token, browser):
        assert proof.encode() not in files
    with database.reading() as conn:
        stored = conn.execute(sa.select(store.sign_in.c.code_digest)).scalar_one()
    assert stored != secret_digest(started.code)


def test_what_was_started_shows_itself_to_no_log(database: Database) -> None:
    started = start(database, access.new_browser())
    assert repr(started) == "<Started: hidden>"
    assert f"{started}" == "<Started: hidden>"


@pytest.mark.parametrize("junk", ["", "12345", "1234567", "abcdef", "acl_", "é" * 100])
def test_junk_signs_nobody_in(database: Database, junk: str) -> None:
    browser = access.new_browser()
    start(database, browser)
    assert finish(database, junk, browser) is None
