"""Who was erased is left alone by whatever comes in later, until they ask to return."""

import csv
import json
from pathlib import Path

import audit
from cdp import access, identity, ingestion, profiles, rights, suppression
from tests.integration.erasing import (
    any_world,
    erase,
    finish,
    live_through,
    past_of,
    traces,
)
from tests.integration.http_live import basic

__all__ = ["any_world"]


def test_who_was_erased_is_not_taken_in_again_by_any_way(
    any_world, tmp_path: Path
) -> None:
    services = any_world.services
    email = live_through(any_world)
    past = past_of(services, email)
    erase(any_world, email)
    finish(any_world)
    records = count(services, "records")
    # the same source, with the id it always used
    any_world.identify("u1", email=email)
    # another device, the same address; the journey's first event
    any_world.track(email, "Signed Up")
    # an event that names her old id
    alias = {"messageId": "a-1", "userId": "new", "previousId": "u1"}
    told = any_world.api.post(
        "/v1/alias", json=alias, headers=basic(any_world.write_key)
    )
    assert told.status_code == 200
    # a list that somebody bought
    rows, mapping = tmp_path / "bought.csv", tmp_path / "mapping.json"
    with rows.open("w") as file:
        csv.writer(file).writerows([("id", "email"), ("77", email.upper())])
    mapping.write_text(
        json.dumps({"record": {"id": "id"}, "columns": {"email": "email"}})
    )
    broker = access.Source(name="broker", purpose="service_messages")
    with services.database.transaction() as conn:
        access.add_source(conn, "broker", now=services.now())
    report = ingestion.import_file(
        services.ingestion, rows, source=broker, mapping=mapping
    )
    assert report.counts.refused == 1
    assert services.journeys.enter_new() == 0
    assert services.journeys.advance() == 0
    assert count(services, "records") == records
    assert traces(services, past.digests) == set()
    refused = any_world.permit(email, purpose="newsletter", channel="email")
    assert refused["decision"] is False
    with services.database.reading() as conn:
        noted = services.log.find(conn, audit.Filters(kind="data.write"), limit=9)
        assert len(noted) == 4


def test_a_choice_for_somebody_erased_is_told_so(any_world) -> None:
    email = live_through(any_world)
    erase(any_world, email)
    body = {
        "identifier": {"type": "email", "id": email}, "act": "grant",
        "scope": {"purpose": "newsletter", "channel": "email"},
        "at": any_world.clock.at.isoformat(), "method": "web_form",
    }  # fmt: skip
    told = any_world.api.post("/v1/consents", json=body, headers=any_world.bearer)
    assert (told.status_code, told.get_json()["code"]) == (409, "suppressed")
    assert email not in told.text


def test_who_asks_to_come_back_may(any_world) -> None:
    services = any_world.services
    email = live_through(any_world)
    erase(any_world, email)
    assert rights.lift(services, "email", email, actor="dora")
    assert not rights.lift(services, "email", email, actor="dora")
    any_world.say(email, "grant", purpose="newsletter", channel="email")
    with services.database.reading() as conn:
        assert services.asking.circle(conn, "email", email).known
        with_phone = [("phone", b"x")]
        assert suppression.stopped(conn, services.vault, [with_phone]) == [False]


def test_a_shared_number_does_not_silence_who_still_has_it(any_world) -> None:
    services = any_world.services
    hers = any_world.meet(phone="+33639987431", firstName="Ada", lastName="Uno")
    his = any_world.meet(phone="+33639987431", firstName="Bo", lastName="Due")
    erase(any_world, hers)
    any_world.identify("u2", email=his, phone="+33639987431", city="Paris")
    with services.database.reading() as conn:
        circle = services.asking.circle(conn, "email", his)
        seen = {one.name for one in profiles.view(conn, services.vault, circle)}
    assert "city" in seen or "address" in seen


def count(services, name: str) -> int:
    with services.database.reading() as conn:
        return identity.counts(conn)[name]
