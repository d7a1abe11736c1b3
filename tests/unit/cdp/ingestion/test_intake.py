"""A page of events: how many questions, how many statements."""

import sqlalchemy as sa

from consent import Tie
from tests.unit.cdp.ingestion.conftest import Desk


def _page(count: int) -> list[dict[str, object]]:
    return [
        {
            "type": "identify",
            "userId": f"u-{n}",
            "traits": {"email": f"p{n}@x.test", "address": {"country": "FR"}},
        }
        for n in range(count)
    ]


def _statements(desk: Desk, count: int, start: int) -> int:
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    engine = desk.database.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    desk.send("batch", batch=_page(start + count)[start:])
    sa.event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_a_larger_page_costs_no_more_statements(desk: Desk) -> None:
    _statements(desk, 2, 0)
    few = _statements(desk, 5, 10)
    many = _statements(desk, 100, 100)
    assert many <= few + 3


def test_events_of_one_person_are_one_question(desk: Desk) -> None:
    batch = [{"type": "track", "userId": "u-1", "event": f"e{n}"} for n in range(5)]
    done = desk.send("batch", batch=batch)
    assert done.stored == 5
    assert desk.audited("policy.decision") == 1


def test_a_country_that_arrives_counts_for_the_question(desk: Desk) -> None:
    desk.send("batch", batch=_page(1))
    assert desk.profile("email", "p0@x.test")["address"] == {"country": "FR"}


def test_an_alias_of_a_known_user_joins_the_users(desk: Desk) -> None:
    desk.send("batch", batch=_page(2))
    desk.send("alias", userId="u-1", previousId="u-0")
    ties = [tie for _, tie in desk.circle("user_id", "u-1").subjects]
    assert ties == [Tie.SELF, Tie.EXACT]
