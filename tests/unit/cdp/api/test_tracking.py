def test_browsers_of_any_site_may_deliver_events_and_nothing_else(api):
    allowed = api.options("/v1/track")
    assert allowed.status_code == 204
    assert allowed.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in api.options("/v1/consents").headers
