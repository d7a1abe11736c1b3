import re

import jsonschema
import pytest

from cdp.api.routes import ROUTES
from tests.integration.http_live import WHO, choice, question


@pytest.fixture
def description(api):
    return api.get("/openapi.json").get_json()


def test_it_describes_exactly_the_routes_that_answer(api, description):
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in api.application.url_map.iter_rules()
        if rule.endpoint.startswith("api:")
        for method in rule.methods - {"HEAD"}
    }
    described = {
        (path, method.upper())
        for path, operations in description["paths"].items()
        for method in operations
    }
    assert described | {("/openapi.json", "GET")} == served


def test_every_operation_has_its_own_id(description):
    ids = [
        operation["operationId"]
        for operations in description["paths"].values()
        for operation in operations.values()
    ]
    assert len(ids) == len(set(ids))


def test_every_reference_leads_somewhere(description):
    shapes = description["components"]["schemas"]
    for name in re.findall(r"#/components/schemas/(\w+)", str(description)):
        assert name in shapes


@pytest.mark.parametrize(
    ("shape", "document", "wrong"),
    [
        ("EvaluationBody", question(WHO), {"action": {"name": "send"}}),
        ("ConsentBody", choice(WHO), {"act": "forget"}),
    ],
)
def test_the_shapes_accept_what_the_server_accepts(description, shape, document, wrong):
    schema = {
        "$ref": f"#/components/schemas/{shape}",
        "components": description["components"],
    }
    jsonschema.validate(document, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, **wrong}, schema)


def test_every_route_says_who_may_call_it():
    for route in ROUTES:
        assert route.access in ("public", "client", "source")
        assert (route.access == "client") == bool(route.scopes), route.path
