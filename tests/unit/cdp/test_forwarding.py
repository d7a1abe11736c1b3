"""Sealed entries reach receivers in order, and none is left out when one is away."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from audit import Entry
from cdp import forwarding
from cdp.assembly import Services, assemble
from cdp.errors import SettingsError
from cdp.forwarding_store import keep_position, positions
from cdp.scheduler import Scheduler
from cdp.settings import Settings
from tests.receivers import (
    OtlpReceiver,
    SyslogReceiver,
    make_authority,
    server_context,
)
from tests.unit.cdp.test_witnessing import grow
from tests.unit.cdp.witness_near import serving


@pytest.fixture
def receiver() -> Iterator[SyslogReceiver]:
    made = SyslogReceiver()
    yield made
    made.close()


class Clock:
    """The time, and as much later as a test says."""

    def __init__(self, services: Services) -> None:
        self._now = services.now
        self.later = timedelta(0)

    def __call__(self):
        return self._now() + self.later


def forwarded(services: Services, **settings: str) -> Services:
    return assemble(replace(services.settings, **settings), now=Clock(services))


@pytest.fixture
def told(services: Services, receiver: SyslogReceiver) -> Iterator[Services]:
    made = forwarded(services, syslog_url=receiver.url)
    yield made
    made.close()


def behind(services: Services) -> list[int]:
    with services.database.reading() as conn:
        return list(services.forwarding.behind(conn).values())


def test_without_a_setting_nobody_is_told(services: Services):
    grow(services)
    assert services.forwarding.to == ()
    assert services.forwarding.forward() == 0
    assert services.health()["forwarding"] == "ok"


def test_entries_reach_syslog_in_order_and_once(
    told: Services, receiver: SyslogReceiver, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(forwarding, "BATCH", 3)
    size = grow(told, 7)
    assert behind(told) == [size]
    assert told.forwarding.forward() == size
    assert told.forwarding.forward() == 0
    assert receiver.connections == -(-size // 3)
    assert behind(told) == [0]
    size = grow(told)
    assert told.forwarding.forward() == 1
    assert receiver.indexes == list(range(size))
    with told.database.reading() as conn:
        for place, one in enumerate(receiver.taken):
            assert told.log.sealed(conn, place, 1)[0].decode() in one["text"]
        assert {one["log"] for one in receiver.taken} == {told.log.keys[0].name}


def test_what_is_not_sealed_waits(told: Services, receiver: SyslogReceiver):
    size = grow(told)
    with told.database.transaction() as conn:
        told.log.append(conn, Entry(at=told.now(), kind="config", outcome="done"))
    with told.database.transaction() as conn:
        told.log.sequence(conn)
    told.forwarding.forward()
    assert receiver.indexes == list(range(size))
    size = grow(told)
    told.forwarding.forward()
    assert receiver.indexes == list(range(size))


def test_over_tls_only_the_file_s_authority_vouches(services: Services, tmp_path: Path):
    authority = make_authority(tmp_path / "one")
    stranger = make_authority(tmp_path / "two")
    receiver = SyslogReceiver(server_context(tmp_path / "one"))
    size = grow(services, 3)
    believes = {"syslog_url": receiver.url, "syslog_ca_file": str(stranger)}
    wrong = forwarded(services, **believes)
    assert wrong.forwarding.forward() == 0
    assert receiver.taken == []
    right = forwarded(services, **believes | {"syslog_ca_file": str(authority)})
    assert right.forwarding.forward() == size
    assert receiver.indexes == list(range(size))
    receiver.close()
    wrong.close()
    right.close()


def test_a_receiver_that_was_away_gets_everything_when_it_is_back(
    services: Services, receiver: SyslogReceiver, caplog: pytest.LogCaptureFixture
):
    port = receiver.port
    told = forwarded(services, syslog_url=receiver.url)
    size = grow(told, 2)
    assert told.forwarding.forward() == size
    receiver.close()
    size = grow(told, 5)
    assert told.forwarding.forward() == 0
    assert "not forwarded" in caplog.text
    back = SyslogReceiver(port=port)
    assert told.forwarding.forward() == 0  # it is left alone for a while
    assert back.connections == 0
    told.now.later += timedelta(seconds=6)
    assert told.forwarding.forward() == 5
    assert receiver.indexes + back.indexes == list(range(size))
    back.close()
    told.close()


def test_a_pause_doubles_up_to_five_minutes_and_ends_with_a_success(
    told: Services, receiver: SyslogReceiver
):
    grow(told)
    receiver.spoil = lambda peer: True  # closes, and has read nothing
    waits = []
    for _ in range(8):
        before = receiver.connections
        assert told.forwarding.forward() == 0
        assert receiver.connections == before + 1
        wait = told.forwarding._pauses[told.forwarding.to[0].name][0]
        told.now.later += wait + timedelta(seconds=1)
        waits.append(wait.total_seconds())
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300]
    receiver.spoil = lambda peer: False
    assert told.forwarding.forward()
    assert told.forwarding._pauses == {}


def test_a_late_receiver_is_a_fault_with_what_it_lacks(told: Services):
    sent = grow(told, 1)
    told.forwarding.forward()  # entries of when the installation was made are older
    size = grow(told, 3) - sent
    assert told.health()["forwarding"] == "ok"
    told.now.later += timedelta(minutes=2)
    said = told.health()["forwarding"]
    assert said.startswith(f"{told.forwarding.to[0].name} lacks {size} entries, the")
    told.forwarding.forward()
    assert told.health()["forwarding"] == "ok"


def test_a_place_never_goes_back(told: Services):
    for index in (7, 3):
        with told.database.transaction() as conn:
            keep_position(conn, "somebody", index)
    with told.database.reading() as conn:
        assert positions(conn)["somebody"] == 7


def test_a_turn_ends_though_more_waits(
    told: Services, receiver: SyslogReceiver, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(forwarding, "TURN_SECONDS", 0.0)
    grow(told)
    assert told.forwarding.forward() == 0
    assert receiver.connections == 0


def test_an_otlp_receiver_gets_records_and_each_refusal_is_asked_again(
    services: Services,
):
    receiver = OtlpReceiver()
    with serving(receiver.app()) as url:
        told = forwarded(services, otlp_url=f"{url}/v1/logs", otlp_token="t-1")
        size = grow(told, 4)
        receiver.answers = [
            (503, "{}"),
            (200, '{"partialSuccess":{"rejectedLogRecords":"2"}}'),
            (200, "<html>welcome</html>"),
            (301, "{}"),
        ]
        while receiver.answers:
            assert told.forwarding.forward() == 0
            told.now.later += timedelta(minutes=6)
        assert told.forwarding.forward() == size
        told.close()
    assert receiver.authorization == "Bearer t-1"
    assert receiver.indexes == list(range(size))
    for one in receiver.records:
        assert one["attributes"]["accord.audit.id"] == one["leaf"]["id"]
        assert one["eventName"] == one["leaf"]["k"]


def test_one_receiver_that_is_away_keeps_nothing_from_another(
    services: Services, receiver: SyslogReceiver
):
    told = forwarded(
        services, syslog_url=receiver.url, otlp_url="http://127.0.0.1:9/v1/logs"
    )
    size = grow(told)
    assert told.forwarding.forward() == size
    assert behind(told) == [0, size]
    told.close()


def test_the_jobs_of_the_scheduler_forward(told: Services, receiver: SyslogReceiver):
    grow(told)
    scheduler = Scheduler(told)
    scheduler.run_once()
    scheduler.stop()
    assert receiver.indexes


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("SYSLOG_URL", "udp://log.test:514", "SYSLOG_URL"),
        ("SYSLOG_URL", "tcp://log.test", "SYSLOG_URL"),
        ("SYSLOG_URL", "tcp://log.test:99999", "SYSLOG_URL"),
        ("SYSLOG_URL", "tcp://me:pw@log.test:514", "SYSLOG_URL"),
        ("SYSLOG_URL", "tls://log.test:6514", "SYSLOG_CA_FILE"),
        ("OTLP_URL", "https://me:pw@log.test/v1/logs", "OTLP_URL"),
        ("OTLP_URL", "https://log.test/" + "x" * 240, "OTLP_URL"),
    ],
)
def test_a_receiver_that_cannot_be_meant_is_refused(
    home: Path, name: str, value: str, wrong: str
):
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({f"ACCORD_{name}": value}, home=home)
    assert set(caught.value.problems) == {f"ACCORD_{wrong}"}
