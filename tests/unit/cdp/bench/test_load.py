import threading
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer

import pytest

from cdp.bench.load import drive, prepare


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200 if body != b"bad" else 400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_arguments):
        """The load ends in the middle of an answer: that is no fault."""


@pytest.fixture
def echo():
    server: HTTPServer = QuietServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def test_every_answer_is_timed_and_read_to_its_end(echo):
    large = b'{"decision":true,' + b"x" * 100_000
    seen = drive(echo, [prepare("/", large)], connections=4, seconds=0.3)
    assert len(seen.latencies) == len(seen.bodies) > 4
    assert all(body == large[:20] for body in seen.bodies)
    assert seen.wrong == 0
    assert seen.per_second > 0


def test_answers_that_are_not_200_are_counted(echo):
    seen = drive(echo, [prepare("/", b"bad")], connections=1, seconds=0.1)
    assert seen.wrong == len(seen.latencies) > 0
