import json
import logging

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound

import consent
from cdp import errors
from cdp.api import problems


@pytest.mark.parametrize(
    ("err", "status", "code"),
    [
        (errors.InvalidInputError({"a": "b"}), 400, "invalid-input"),
        (consent.InvalidInputError({"a": "b"}), 400, "invalid-input"),
        (errors.UnauthenticatedError(""), 401, "unauthenticated"),
        (errors.NotAllowedError(""), 403, "not-allowed"),
        (errors.NotFoundError(""), 404, "not-found"),
        (consent.NotFoundError(""), 404, "not-found"),
        (errors.ConflictError(""), 409, "conflict"),
        (errors.KeyDestroyedError(""), 410, "key-destroyed"),
        (errors.TooLargeError(""), 413, "too-large"),
        (errors.TooManyError("", retry_after_seconds=9), 429, "too-many"),
        (errors.KeyReusedError(""), 422, "key-reused"),
        (errors.UnavailableError(""), 503, "unavailable"),
        (errors.OutcomeUnknownError(""), 503, "outcome-unknown"),
        (NotFound(), 404, "not-found"),
        (MethodNotAllowed(["GET"]), 405, "method-not-allowed"),
    ],
)
def test_each_kind_of_error_has_its_status(err, status, code):
    document = problems.problem_of(err)
    assert (document["status"], document["code"]) == (status, code)
    assert {"type", "title"} <= document.keys()


def test_an_unknown_error_shows_an_incident_and_no_text(caplog):
    with caplog.at_level(logging.ERROR):
        try:
            raise ValueError("lea@example.test is odd")
        except ValueError as err:
            response = problems.render(err, tracking=False)
    assert response.status_code == 500
    assert response.get_json()["incident"].startswith("inc_")
    assert b"lea@" not in response.data
    assert "lea@" not in caplog.text + str(caplog.records[0].__dict__["fields"])
    assert caplog.records[0].__dict__["fields"]["kind"] == "ValueError"


def test_sdks_read_code_and_message():
    response = problems.render(
        errors.InvalidInputError({"batch": "must be a list"}), tracking=True
    )
    assert response.status_code == 400
    assert json.loads(response.data) == {
        "code": "invalid-input",
        "message": "batch: must be a list",
    }


def test_the_headers_say_how_to_go_on():
    missing = problems.render(errors.UnauthenticatedError("x"), tracking=False)
    assert missing.headers["WWW-Authenticate"].startswith("Bearer")
    many = problems.render(
        errors.TooManyError("x", retry_after_seconds=7), tracking=False
    )
    assert many.headers["Retry-After"] == "7"
    wrong = problems.render(MethodNotAllowed(["POST", "GET"]), tracking=False)
    assert wrong.headers["Allow"] == "GET, POST"
