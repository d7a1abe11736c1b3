from cdp.forwarding import Target
from consent import PolicyUnavailableError
from tests.unit.cdp.test_witnessing import grow


def test_health_says_which_part_is_down(api, services):
    assert api.get("/health/live").get_json() == {"status": "up"}
    assert api.get("/health/ready").status_code == 200
    services.database.ping = lambda: 1 / 0
    ready = api.get("/health/ready")
    assert ready.status_code == 503
    assert ready.get_json()["parts"]["database"] == "down"


def test_an_engine_that_would_refuse_everything_is_down(api, services):
    """So that a node whose OPA server has other policies gets no questions."""

    def refuse() -> None:
        raise PolicyUnavailableError("other policies")

    services.engine.check = refuse
    ready = api.get("/health/ready")
    assert ready.status_code == 503
    assert ready.get_json()["parts"]["policy_engine"] == "down"


def test_what_a_receiver_of_the_log_lacks_is_shown_and_takes_no_node_out(api, services):
    assert "forwarding" not in api.get("/health/ready").get_json()["parts"]
    services.forwarding.to = (Target(name="away", tell=lambda batch: False),)
    size = grow(services)
    ready = api.get("/health/ready")
    assert ready.status_code == 200
    assert ready.get_json()["parts"]["forwarding"] == size
