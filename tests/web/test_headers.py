"""The headers hold for whatever a view answers, and leave alone what it set."""

from flask import Response

from cdp.web.headers import add_headers
from tests.web.house import POLICY


def test_a_page_may_load_nothing_foreign_and_is_not_kept() -> None:
    answered = add_headers(Response("<p>", mimetype="text/html"))
    assert answered.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answered.headers["Cache-Control"] == "no-store"


def test_other_answers_need_no_policy_for_pages() -> None:
    answered = add_headers(Response("{}", mimetype="application/json"))
    assert "Content-Security-Policy" not in answered.headers
    assert answered.headers["X-Content-Type-Options"] == "nosniff"


def test_what_a_view_has_set_stays() -> None:
    response = Response("x")
    response.headers["Cache-Control"] = "max-age=300"
    assert add_headers(response).headers["Cache-Control"] == "max-age=300"
