import http.client
import json

from cdp.bench.servers import ServerProcess


def test_the_floor_answers_with_what_it_was_sent(home):
    server = ServerProcess(
        ["cdp.bench.floor", "--home", str(home)],
        ready="/health/live",
        log=home / "log",
    )
    with server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        headers = {"Content-Type": "application/json"}
        connection.request("POST", "/echo", json.dumps({"a": 1}), headers)
        assert json.loads(connection.getresponse().read()) == {"a": 1}
        connection.close()
