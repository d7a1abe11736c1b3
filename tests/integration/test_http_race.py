"""Many clients at once about one person: the cap holds exactly, over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.integration.http_live import any_live, choice, identify, question

__all__ = ["any_live"]
CLIENTS = 16
CAP = 3
WHO = "person-7@example.test"


def test_sixteen_clients_get_exactly_the_three_permits_of_the_cap(any_live):
    live, together = any_live, Barrier(CLIENTS)
    assert live.track("/v1/identify", identify(7)).status == 200
    assert live.post("/v1/consents", choice(WHO)).status == 201

    def ask(_number):
        together.wait()
        return live.post("/v1/permits", question(WHO))

    with ThreadPoolExecutor(CLIENTS) as callers:
        answers = list(callers.map(ask, range(CLIENTS)))

    assert sorted(one.status for one in answers) == [200] * 13 + [201] * CAP
    refused = [one.json for one in answers if one.status == 200]
    for one in refused:
        assert one["decision"] is False
        assert any(r["rule"].startswith("cap-") for r in one["context"]["reasons"])

    # A cancelled permit gives its share back, and exactly one more is issued.
    permit = next(one.json["permit"]["id"] for one in answers if one.status == 201)
    cancelled = live.post(f"/v1/permits/{permit}/outcome", {"status": "cancelled"})
    assert cancelled.json["status"] == "released"
    again = [live.post("/v1/permits", question(WHO)).status for _ in range(2)]
    assert again == [201, 200]
