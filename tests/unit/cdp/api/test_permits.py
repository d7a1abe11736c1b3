from tests.integration.http_live import WHO, ask, choice, question


def test_a_withdrawal_kills_an_open_permit(api, installed, consented):
    permit = ask(api, installed, question(WHO), "/v1/permits")["permit"]
    api.post("/v1/consents", json=choice(WHO, "withdraw"), headers=installed.bearer)
    shown = api.get(f"/v1/permits/{permit['id']}", headers=installed.bearer)
    assert shown.get_json()["status"] == "revoked"
    late = api.post(
        f"/v1/permits/{permit['id']}/outcome",
        json={"status": "sent"},
        headers=installed.bearer,
    )
    assert late.get_json()["overrun"] is True
