import copy

import pytest

from cdp.api import schemas
from cdp.api.calls import validated
from cdp.errors import InvalidInputError

QUESTION = {
    "subject": {"type": "channel_system", "id": "email-esp"},
    "action": {
        "name": "send",
        "properties": {"channel": "email", "purpose": "newsletter"},
    },
    "resource": {"type": "email", "id": "lea@example.test"},
}
CHOICE = {
    "identifier": {"type": "email", "id": "lea@example.test"},
    "act": "grant",
    "scope": {"purpose": "newsletter", "channel": "email"},
    "at": "2026-11-01T09:00:00+01:00",
    "notice": {"id": "newsletter-fr", "version": "3"},
    "method": "web_form",
    "locale": "fr",
    "evidence": {"form": "signup", "text_digest": "sha256:" + "0" * 64},
}


def changed(document, path, value):
    """The document with one field set, or removed when the value is ..."""
    made = copy.deepcopy(document)
    *way, last = path.split(".")
    place = made
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return made


def test_a_whole_question_is_read():
    assert validated(schemas.EvaluationBody, QUESTION) == QUESTION


def test_unknown_fields_of_a_question_are_ignored():
    extra = changed(QUESTION, "action.properties.mood", "sunny")
    assert validated(schemas.EvaluationBody, extra) == QUESTION


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("subject", ...),
        ("subject.id", ...),
        ("subject.type", 7),
        ("action", ...),
        ("action.name", None),
        ("action.properties", ...),
        ("action.properties.purpose", ...),
        ("action.properties.channel", ...),
        ("action.properties.purpose", "a\nb"),
        ("action.properties.campaign", "x" * 200),
        ("action.properties.can_fulfil", "unsubscribe_link"),
        ("action.properties.data_categories", [1]),
        ("action.properties.ai", []),
        ("action.properties.ai", {"used": "yes"}),
        ("action.properties.ai", {"used": 1}),
        ("action.properties.recipient", {}),
        ("resource", "lea"),
        ("resource.id", ""),
        ("resource.id", "x" * 513),
        ("context", {"time": "2026-01-01T00:00:00Z"}),
        ("context", {"time": None}),
        ("context", {"signals": []}),
    ],
)
def test_a_wrong_question_names_the_field(path, value):
    with pytest.raises(InvalidInputError) as caught:
        validated(schemas.EvaluationBody, changed(QUESTION, path, value))
    assert next(iter(caught.value.fields)).startswith(path.split(".", maxsplit=1)[0])


def test_an_act_without_a_channel_needs_none():
    question = changed(QUESTION, "action.properties.channel", ...)
    question["action"]["name"] = "profile"
    assert validated(schemas.EvaluationBody, question)


TOLD = {name: value for name, value in CHOICE.items() if name != "scope"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**TOLD, "act": "inform"}, None),
        ({**TOLD, "act": "obtain", "evidence": {"source": "broker"}}, None),
        ({**TOLD, "act": "obtain"}, "evidence.source"),
        ({**TOLD, "act": "inform", "notice": ...}, "notice"),
        ({**CHOICE, "act": "inform"}, "scope"),
        ({**TOLD, "act": "grant"}, "scope"),
    ],
)
def test_what_was_told_has_no_scope_and_names_its_notice_or_source(body, field):
    whole = {name: value for name, value in body.items() if value is not ...}
    if field is None:
        assert validated(schemas.ConsentBody, whole)["act"] == body["act"]
    else:
        with pytest.raises(InvalidInputError) as caught:
            validated(schemas.ConsentBody, whole)
        assert set(caught.value.fields) == {field}


def test_a_whole_choice_is_read():
    assert validated(schemas.ConsentBody, CHOICE)["act"] == "grant"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("identifier", ...),
        ("identifier.type", "shoe_size"),
        ("act", "forget"),
        ("act", ["grant"]),
        ("scope", {}),
        ("scope", {"purpose": "offers", "kind": "sale"}),
        ("scope", {"kind": "sale", "channel": "email"}),
        ("scope", {"kind": "everything"}),
        ("at", ...),
        ("at", "yesterday"),
        ("at", "2026-11-01T09:00:00"),
        ("at", 1_700_000_000),
        ("method", "telepathy"),
        ("notice", {"id": "n"}),
        ("locale", "french please"),
        ("evidence", {"note": "Léa said yes"}),
        ("evidence", {"text_digest": "sha256:short"}),
        ("explicit", "true"),
        ("surprise", 1),
        ("scope", ...),
        ("act", "inform"),
        ("act", "obtain"),
        ("evidence", {"preticked": True}),
        ("evidence", {"origin": "the cloud"}),
        ("evidence", {"artifact_digest": "a form"}),
    ],
)
def test_a_wrong_choice_names_the_field_and_never_its_value(path, value):
    with pytest.raises(InvalidInputError) as caught:
        validated(schemas.ConsentBody, changed(CHOICE, path, value))
    assert path.split(".", maxsplit=1)[0] in str(caught.value)
    assert "lea@" not in str(caught.value)
    assert "Léa" not in str(caught.value)
