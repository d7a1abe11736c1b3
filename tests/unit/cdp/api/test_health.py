def test_health_says_which_part_is_down(api, services):
    assert api.get("/health/live").get_json() == {"status": "up"}
    assert api.get("/health/ready").status_code == 200
    services.database.ping = lambda: 1 / 0
    ready = api.get("/health/ready")
    assert ready.status_code == 503
    assert ready.get_json()["parts"]["database"] == "down"
