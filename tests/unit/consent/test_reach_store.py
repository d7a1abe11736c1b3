"""One row for each way to a person; an answer only moves forward."""

from consent import reach_store
from tests.unit.consent.room import LEA, TOM

ROW = {"subject": LEA, "channel": "email", "answered_us": 5, "bounced_us": 0}
EMAIL = {**ROW, "bounced_before_us": 0}


def test_a_row_is_added_moved_forward_changed_and_deleted(any_database):
    with any_database.transaction() as conn:
        reach_store.put_answers(conn, [])
        reach_store.put_answers(conn, [EMAIL, {**EMAIL, "channel": "sms"}])
        reach_store.put_answers(conn, [{**EMAIL, "answered_us": 9}])
        reach_store.put_answers(conn, [{**EMAIL, "answered_us": 7}])
        reach_store.change_reach(conn, LEA, "sms", {"bounced_us": 3})
        found = {
            row["channel"]: (row["answered_us"], row["bounced_us"])
            for row in reach_store.reach_of(conn, [LEA, TOM])
        }
        reach_store.delete_reach(conn, [LEA], "sms")
        left = [row["channel"] for row in reach_store.reach_of(conn, [LEA])]

    assert found == {"email": (9, 0), "sms": (5, 3)}
    assert left == ["email"]
