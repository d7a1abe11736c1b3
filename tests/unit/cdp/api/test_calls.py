import pytest
from marshmallow import Schema, fields

from cdp.api.calls import Call, validated
from cdp.api.together import Together
from cdp.errors import InvalidInputError, NotAllowedError


class Inner(Schema):
    count = fields.Integer(required=True)


class Outer(Schema):
    inner = fields.Nested(Inner)
    many = fields.List(fields.String())


def test_a_wrong_field_is_named_by_its_path():
    with pytest.raises(InvalidInputError) as caught:
        validated(Outer, {"inner": {"count": "x"}, "many": ["a", 7]})
    assert set(caught.value.fields) == {"inner.count", "many.1"}


def test_a_field_name_that_could_be_personal_data_is_not_shown():
    with pytest.raises(InvalidInputError) as caught:
        validated(Outer, {"lea@example.test": 1})
    assert "lea" not in str(caught.value)


def test_a_call_without_a_client_has_no_caller(services):
    call = Call(
        services=services,
        questions=Together(list),
        client=None,
        body={},
        path={},
        now=services.now(),
        request_id="r",
    )
    with pytest.raises(NotAllowedError):
        _ = call.caller
