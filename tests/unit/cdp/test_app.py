import logging

from tests.integration.http_live import WHO, api, installed, question

__all__ = ["api", "installed"]


def test_every_json_answer_is_protected_and_kept_by_nobody(api):
    headers = api.get("/openapi.json").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_missing_page_is_html_and_a_missing_resource_is_a_problem(api):
    assert api.get("/nothing-here").mimetype == "text/html"
    assert api.get("/v1/nothing-here").mimetype == "application/problem+json"


def test_one_line_is_logged_per_request_without_what_was_typed(api, installed, caplog):
    with caplog.at_level(logging.INFO, logger="accord.request"):
        api.post(
            f"/access/v1/evaluation?q={WHO}",
            json=question(WHO),
            headers=installed.bearer,
        )
        api.get(f"/v1/permits/{WHO}", headers=installed.bearer)
    lines = [record.fields for record in caplog.records if record.msg == "request"]
    assert [line["route"] for line in lines] == [
        "/access/v1/evaluation",
        "/v1/permits/<permit_id>",
    ]
    assert all(line["client"] == "esp" for line in lines)
    assert WHO not in str(lines)
