def test_discovery_names_only_what_answers(api):
    found = api.get("/.well-known/authzen-configuration").get_json()
    paths = [
        value.removeprefix(found["policy_decision_point"])
        for name, value in found.items()
        if name.endswith("_endpoint")
    ]
    assert paths
    for path in paths:
        assert api.post(path, data=b"").status_code == 401
    keys = api.get("/.well-known/jwks.json").get_json()["keys"]
    assert len(keys) == 2
    assert not any("d" in key for key in keys)
    assert api.get("/.well-known/gpc.json").get_json()["gpc"] is True
    assert api.get("/.well-known/oauth-authorization-server").status_code == 200
