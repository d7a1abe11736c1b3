def test_the_request_id_is_echoed_and_a_wild_one_replaced(api, installed):
    sent = {**installed.bearer, "X-Request-ID": "abc-123"}
    assert api.get("/health/live", headers=sent).headers["X-Request-ID"] == "abc-123"
    sent["X-Request-ID"] = "a" * 500
    assert len(api.get("/health/live", headers=sent).headers["X-Request-ID"]) < 64
