"""What receivers are told has the form they read, and says what the leaf says."""

import json

import pytest

from audit import AuditLog, Body, Told, otlp_logs, otlp_refused, syslog_frame
from cdp.database import Database
from tests.receivers import frames
from tests.unit.audit.helpers import ORIGIN, append, settle

SECRET = Body(subject="sub_1", document={"said": "lea@example.test"})


@pytest.fixture
def told(log: AuditLog, database: Database) -> list[Told]:
    for outcome in ("allow", "deny", "error", "done"):
        append(log, database, [SECRET], outcome=outcome)
    settle(log, database)
    append(log, database)  # written, not sealed
    with database.transaction() as conn:
        log.sequence(conn)
        leaves = log.sealed(conn, 0, 100)
    return [
        Told(log=ORIGIN, index=place, leaf=leaf) for place, leaf in enumerate(leaves)
    ]


def test_only_what_a_checkpoint_covers_is_told(
    told: list[Told], log: AuditLog, database: Database
):
    assert len(told) == 4
    with database.reading() as conn:
        assert log.sealed(conn, 1, 2) == [one.leaf for one in told[1:3]]
        assert log.sealed(conn, 4, 2) == log.sealed(conn, 9, 2) == []


def test_nothing_is_sealed_in_a_new_log(log: AuditLog, database: Database):
    with database.reading() as conn:
        assert log.sealed(conn, 0, 2) == []


def test_a_syslog_message_holds_the_leaf_byte_for_byte(told: list[Told]):
    stream = b"".join(map(syslog_frame, told))
    found = frames(stream)
    for one, said in zip(told, found, strict=True):
        assert one.leaf.decode() in said["text"]
        assert (said["index"], said["log"]) == (one.index, ORIGIN)
        assert (said["host"], said["app"]) == ("here", "accord")
        assert (said["id"], said["at"]) == ("policy.decision", "2027-03-01T08:00:00Z")
    facility = {int(said["pri"]) // 8 for said in found}
    assert facility == {13}
    assert [int(said["pri"]) % 8 for said in found] == [6, 5, 4, 6]
    assert b"lea@" not in stream
    assert b"sub_1" not in stream


def test_an_otlp_request_holds_the_leaf_as_the_body_of_a_record(told: list[Told]):
    raw = otlp_logs(told)
    (resource,) = json.loads(raw)["resourceLogs"]
    (scope,) = resource["scopeLogs"]
    records = scope["logRecords"]
    bodies = [one["body"]["stringValue"].encode() for one in records]
    assert bodies == [one.leaf for one in told]
    assert [one["severityNumber"] for one in records] == [9, 10, 13, 9]
    assert {one["timeUnixNano"] for one in records} == {"1803888000000000000"}
    assert b"lea@" not in raw
    assert b"sub_1" not in raw


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        (b"", 0),
        (b"{}", 0),
        (b'{"partialSuccess":{"errorMessage":"a warning"}}', 0),
        (b'{"partialSuccess":{"rejectedLogRecords":"3"}}', 3),
        (b'{"partialSuccess":{"rejectedLogRecords":null}}', None),
        (b"<html>", None),
        (b"\xff", None),
        (b"[]", None),
    ],
)
def test_what_a_receiver_refused_is_read_from_its_answer(
    answer: bytes, refused: int | None
):
    assert otlp_refused(answer) == refused
