"""When something fails: a page with a way on, a reference, and nothing personal."""

import logging

import pytest
from flask import Blueprint

from cdp.app import create_app
from cdp.errors import KeyDestroyedError, TooManyError, UnavailableError
from cdp.web.csrf import BROWSER
from cdp.web.reasons import origin, remedy, sentence, weightiest
from tests.web.house import check

SECRET = "lea@example.test"
FAILURES = {
    "unavailable": (UnavailableError("down"), 503),
    "erased": (KeyDestroyedError("gone"), 410),
    "many": (TooManyError("slow", retry_after_seconds=30), 429),
    "unknown": (RuntimeError(SECRET), 500),
}


@pytest.fixture
def app(services, cast):
    made = create_app(services)
    failing = Blueprint("failing", __name__)

    @failing.get("/en/fail/<name>")
    def fail(name: str):
        raise FAILURES[name][0]

    made.register_blueprint(failing)
    return made


@pytest.mark.parametrize("name", sorted(FAILURES))
def test_a_failure_is_a_page_of_its_own_status(client_for, name) -> None:
    answered = client_for(None).get(f"/en/fail/{name}")
    assert answered.status_code == FAILURES[name][1]
    check(answered, "/en/")


def test_a_pause_says_how_long(client_for) -> None:
    assert client_for(None).get("/en/fail/many").headers["Retry-After"] == "30"


def test_an_unknown_failure_gives_a_reference_and_no_text(client_for, caplog) -> None:
    with caplog.at_level(logging.ERROR):
        answered = client_for(None).get("/en/fail/unknown")
    assert "inc_" in answered.text
    assert SECRET not in answered.text
    assert SECRET not in caplog.text
    (record,) = [one for one in caplog.records if one.message == "incident"]
    assert record.fields["incident"] in answered.text


def test_a_browser_gets_its_token_only_with_a_form(client_for) -> None:
    client = client_for(None)
    client.get("/en/nothing")
    assert client.get_cookie(BROWSER) is None
    client.get("/en/")
    cookie = client.get_cookie(BROWSER)
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_a_reason_code_is_a_sentence_with_a_remedy(app) -> None:
    with app.test_request_context("/fr/"):
        assert "consenti" in sentence("consent-missing")
        assert remedy("consent-missing")
        assert origin("law", "GDPR Art. 7") == "Loi\u00a0: GDPR Art. 7"
        assert origin("house", "House policy") == "Notre propre règle"


def test_law_comes_before_house(app) -> None:
    with app.test_request_context("/en/"):
        codes = weightiest(["cap-email-day", "consent-missing"])
    assert codes == ["consent-missing", "cap-email-day"]


def test_an_error_page_does_not_repeat_what_was_typed(client_for) -> None:
    answered = client_for(None).get(f"/en/unsubscribe/{SECRET}?q={SECRET}")
    assert answered.status_code == 404
    assert SECRET not in answered.text
