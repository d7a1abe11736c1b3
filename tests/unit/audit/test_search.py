"""Search terms cover every subject of an entry, and leave with it."""

from audit import AuditLog, Body, Filters, IndexTerms
from cdp.database import Database
from tests.unit.audit.helpers import append


def test_an_entry_about_many_is_found_once_and_by_each(
    log: AuditLog, any_database: Database
) -> None:
    bodies = [Body(subject=f"sub_{n}", document={}) for n in range(3)]
    made = append(log, any_database, bodies)
    with any_database.reading() as conn:
        assert len(log.find(conn, Filters())) == 1
        for n in range(3):
            (found,) = log.find(conn, Filters(subject=f"sub_{n}"))
            assert found.entry_id == made.entry_id
            assert found.bodies == 3


def test_terms_may_be_given_for_each_subject(log: AuditLog, database: Database) -> None:
    terms = [
        IndexTerms(subject="sub_1", rules=("a",)),
        IndexTerms(subject="sub_2", rules=("b",)),
    ]
    append(log, database, index=terms)
    with database.reading() as conn:
        assert len(log.find(conn, Filters(subject="sub_1", rule="a"))) == 1
        assert log.find(conn, Filters(subject="sub_1", rule="b")) == ()
