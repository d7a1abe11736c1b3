import gzip
import json

import pytest

from tests.integration.http_live import basic

EVENT = {"userId": "u1", "event": "Order Completed", "messageId": "m1"}


@pytest.mark.parametrize(
    ("way", "body"),
    [
        (basic, EVENT),
        (lambda key: {"Authorization": f"Bearer {key}"}, EVENT),
        (lambda _key: {}, {**EVENT, "writeKey": ...}),
    ],
    ids=["basic", "bearer", "body"],
)
def test_the_write_key_comes_in_three_ways(api, installed, way, body):
    body = {k: installed.write_key if v is ... else v for k, v in body.items()}
    response = api.post("/v1/track", json=body, headers=way(installed.write_key))
    assert response.status_code == 200
    assert response.get_json() == {"success": True}
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Encoding": "gzip"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "text/plain", "Content-Encoding": "GZIP"},
    ],
)
def test_a_packed_body_is_opened_whatever_its_headers_say(
    api, installed, services, headers
):
    raw = gzip.compress(json.dumps({"batch": [{**EVENT, "type": "track"}]}).encode())
    sent = {**basic(installed.write_key), **headers}
    assert api.post("/v1/batch", data=raw, headers=sent).status_code == 200
    assert installed.counted(services) == {"track": 1}


def test_the_same_message_changes_nothing(api, installed, services):
    for _ in range(3):
        api.post("/v1/track", json=EVENT, headers=basic(installed.write_key))
    assert installed.counted(services) == {"track": 1}


@pytest.mark.parametrize("key", ["", "acw_wrong", "é" * 40])
def test_an_unknown_key_is_told_in_the_form_that_sdks_read(api, key):
    response = api.post("/v1/track", json=EVENT, headers=basic(key))
    assert response.status_code == 401
    assert response.get_json().keys() == {"code", "message"}


def test_one_event_has_32_kilobytes_and_a_batch_500(api, installed):
    headers = basic(installed.write_key)
    large = {**EVENT, "properties": {"text": "x" * 33_000}}
    assert api.post("/v1/track", json=large, headers=headers).status_code == 413
    batch = {"batch": [EVENT] * 9_000}
    assert api.post("/v1/batch", json=batch, headers=headers).status_code == 413


def test_browsers_of_any_site_may_deliver_events_and_nothing_else(api):
    allowed = api.options("/v1/track")
    assert allowed.status_code == 204
    assert allowed.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in api.options("/v1/consents").headers


def test_a_refused_delivery_can_be_read_by_a_browser_too(api):
    refused = api.post("/v1/track", json=EVENT)
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


def test_an_odd_event_is_mended_or_put_aside_and_the_others_are_kept(
    api, installed, services
):
    track = json.dumps({**EVENT, "type": "track"})
    deep = '{"type":"track","userId":"u","event":"e","properties":' + "[" * 60
    raw = (
        '{"batch":['
        + track
        + ',{"type":"identify","userId":"u2","traits":{"n":NaN,"f":"L\\ud83d\\u0000"}},'
        + deep
        + "]" * 60
        + "}]}"
    )
    headers = basic(installed.write_key)
    assert api.post("/v1/batch", data=raw, headers=headers).status_code == 200
    assert installed.counted(services) == {"track": 1, "identify": 1, "quarantine": 1}


def test_a_write_key_that_is_none_is_refused(api):
    body = {**EVENT, "writeKey": "\ud800"}
    assert api.post("/v1/track", json=body).status_code == 401
