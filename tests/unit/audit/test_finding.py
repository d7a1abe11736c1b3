"""Whatever is asked for, the pages of a search are what a plain look would give."""

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest

from audit import Appended, AuditLog, Filters, IndexTerms, store
from audit.errors import UnknownEntryError
from audit.indexing import RUN
from audit.postings import BLOCK
from cdp.database import Database
from tests.unit.audit.helpers import NOW, REVISION, append, entry

SEED = 20261122
SUBJECTS = [f"sub_{n}" for n in range(5)]
CHOICES: dict[str, Sequence[str | None]] = {
    "actor": ("esp", "sms", None),
    "channel": ("email", "sms", None),
    "campaign": ("spring", "autumn", None, None),
    "purpose": ("newsletter", "offers"),
}
RULES = ("cap-week", "cap", "quiet-hours")


class Kept:
    """One entry as the test remembers it: a plain list to look through."""

    def __init__(self, rng: random.Random, place: int) -> None:
        # Clocks differ between machines: times are not quite in the order of the log.
        self.at = NOW + timedelta(seconds=place + rng.randrange(-30, 30))
        self.kind = rng.choice(("policy.decision", "policy.decision", "data.read"))
        self.outcome = rng.choice(("allow", "deny", "done"))
        self.revision = rng.choice((REVISION, None))
        self.rows = [self._row(rng) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
        self.id = ""

    def _row(self, rng: random.Random) -> dict[str, object]:
        row: dict[str, object] = {n: rng.choice(of) for n, of in CHOICES.items()}
        row["subject"] = rng.choice((*SUBJECTS, *SUBJECTS, "sub_rare", None))
        row["rules"] = tuple(rng.sample(RULES, rng.choice((0, 1, 2))))
        return row

    def write(self, log: AuditLog, conn: object) -> None:
        names = {"kind": self.kind, "outcome": self.outcome, "revision": self.revision}
        terms = [IndexTerms(**row) for row in self.rows]
        made = log.append(conn, entry(at=self.at, **names), index=terms)
        self.id = made.entry_id

    def fits(self, asked: Filters) -> bool:
        whole = all(
            getattr(asked, name) in (None, getattr(self, name))
            for name in ("kind", "outcome", "revision")
        )
        late = asked.since is None or self.at >= asked.since
        early = asked.until is None or self.at < asked.until
        return whole and late and early and any(self._fits(r, asked) for r in self.rows)

    def _fits(self, row: dict[str, object], asked: Filters) -> bool:
        plain = all(
            getattr(asked, name) in (None, row[name]) for name in (*CHOICES, "subject")
        )
        among = asked.subjects is None or row["subject"] in asked.subjects
        return plain and among and (asked.rule is None or asked.rule in row["rules"])


def some_filters(rng: random.Random) -> Filters:
    """Ask for one to four things, sometimes for what is not there."""
    choices: dict[str, Sequence[object]] = {
        "kind": ("policy.decision", "data.read", "auth"),
        "outcome": ("allow", "deny", "error"),
        "revision": (REVISION,),
        "subject": (*SUBJECTS, "sub_rare", "sub_none"),
        "subjects": (("sub_1", "sub_rare"), ("sub_none",), ()),
        "rule": (*RULES, "cap-wee"),
        "since": [NOW + timedelta(seconds=n) for n in (0, BLOCK - 20, BLOCK + 200)],
        "until": [NOW + timedelta(seconds=n) for n in (100, BLOCK - 20, BLOCK + 9000)],
        **{name: [one for one in of if one] for name, of in CHOICES.items()},
    }
    chosen = rng.sample(sorted(choices), rng.randrange(5))
    return Filters(**{name: rng.choice(choices[name]) for name in chosen})


def pages(log: AuditLog, conn: object, asked: Filters, limit: int) -> list[str]:
    """Walk to the oldest page, and back to the newest; give what was seen going."""
    seen: list[str] = []
    back: list[str] = []
    while page := log.find(conn, asked, seen[-1] if seen else None, limit):
        seen += [one.entry_id for one in page]
    after = seen[-1] if seen else None
    while after and (page := log.find(conn, asked, limit=limit, after=after)):
        back = [one.entry_id for one in page] + back
        after = back[0]
    assert back == seen[:-1]
    return seen


def fill(log: AuditLog, database: Database, count: int) -> list[Kept]:
    """Make a log with postings, a tail without, and entries that wait for a place."""
    rng = random.Random(SEED)
    made = [Kept(rng, place) for place in range(count)]
    parts = (made[:-200], made[-200:-100], made[-100:])
    for number, part in enumerate(parts):
        with database.transaction() as conn:
            for one in part:
                one.write(log, conn)
            while number < 2 and log.sequence(conn):
                pass
            while number < 1 and log.index(conn):
                pass
    return made


def test_any_search_gives_what_a_plain_look_gives(
    log: AuditLog, any_database: Database
) -> None:
    kept = fill(log, any_database, BLOCK + RUN)
    rng = random.Random(SEED)
    with any_database.reading() as conn:
        for _ in range(12):
            asked = some_filters(rng)
            wanted = [one.id for one in reversed(kept) if one.fits(asked)]
            limit = rng.choice((7, 50)) if len(wanted) < 200 else 1000
            assert pages(log, conn, asked, limit) == wanted, asked


def test_making_postings_changes_no_answer(
    log: AuditLog, any_database: Database
) -> None:
    fill(log, any_database, 500)
    asked = Filters(kind="policy.decision", rule="cap")
    with any_database.reading() as conn:
        before = pages(log, conn, asked, 500)
    for _ in range(2):
        with any_database.transaction() as conn:
            while log.sequence(conn):
                pass
            while log.index(conn):
                pass
        with any_database.reading() as conn:
            assert pages(log, conn, asked, 500) == before
    assert before


def test_who_is_forgotten_is_found_in_no_stretch(
    log: AuditLog, any_database: Database
) -> None:
    fill(log, any_database, 500)
    with any_database.transaction() as conn:
        log.forget(conn, "sub_1")
    for _ in range(2):
        with any_database.reading() as conn:
            assert log.find(conn, Filters(subject="sub_1")) == ()
            assert len(log.find(conn, Filters(subject="sub_2"))) == 50
        with any_database.transaction() as conn:
            while log.sequence(conn) or log.index(conn):
                pass


def test_a_search_may_be_for_one_of_many_and_for_one_by_name(
    log: AuditLog, database: Database
) -> None:
    append(log, database, index=IndexTerms(subject="sub_1"))
    with database.reading() as conn:
        assert log.find(conn, Filters(subject="sub_1", subjects=("sub_1", "sub_2")))
        assert not log.find(conn, Filters(subject="sub_1", subjects=("sub_2",)))


def test_a_page_begins_beside_an_entry_that_is_there(
    log: AuditLog, database: Database
) -> None:
    made: list[Appended] = [append(log, database) for _ in range(3)]
    with database.reading() as conn:
        (newer,) = log.find(conn, Filters(), after=made[1].entry_id)
        assert newer.entry_id == made[2].entry_id
        with pytest.raises(UnknownEntryError):
            log.find(conn, Filters(), before="ent_" + "0" * 26)


def test_an_entry_whose_terms_are_gone_stays_in_the_log(
    log: AuditLog, database: Database
) -> None:
    made = append(log, database)
    with database.transaction() as conn:
        conn.execute(store.index.delete())
        log.sequence(conn)
        assert log.index(conn) == 1
        assert log.entry(conn, made.entry_id).terms == ()
        assert log.find(conn, Filters(kind="policy.decision")) == ()
