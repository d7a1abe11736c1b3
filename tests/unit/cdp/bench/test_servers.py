import pytest

from cdp.bench.servers import ServerProcess, free_port
from cdp.errors import UnavailableError


def test_a_free_port_can_be_used():
    assert 1024 < free_port() < 65_536


def test_a_server_that_cannot_start_is_reported_with_its_log(tmp_path):
    log = tmp_path / "log"
    server = ServerProcess(["no_such_module"], ready="/", log=log)
    with pytest.raises(UnavailableError, match="did not start"):
        server.start()
    assert "no_such_module" in log.read_text()
