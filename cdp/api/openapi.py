"""openapi.json (OpenAPI 3.1), made from the route table and the schemas."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from cdp.api.calls import Call, Reply, Route, View

TYPES: tuple[tuple[type[fields.Field[Any]], dict[str, object]], ...] = (
    (fields.AwareDateTime, {"type": "string", "format": "date-time"}),
    (fields.Boolean, {"type": "boolean"}),
    (fields.Integer, {"type": "integer"}),
    (fields.String, {"type": "string"}),
    (fields.Dict, {"type": "object"}),
)
SECURITY: Mapping[str, list[dict[str, list[str]]]] = {
    "public": [],
    "client": [{"bearer": []}],
    "source": [{"writeKey": []}, {"bearer": []}],
}
SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "writeKey": {
        "type": "http",
        "scheme": "basic",
        "description": "The write key of a source as user name, no password.",
    },
}


KEY: dict[str, object] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same request under the same key is done once, for 24 hours.",
    "schema": {"type": "string", "maxLength": 257},
}


def document_of(routes: Iterable[Route], server: str) -> dict[str, object]:
    """Describe every route of the table."""
    paths: dict[str, dict[str, object]] = {}
    shapes: dict[str, object] = {}
    for route in routes:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, path)
        if route.body is not None:
            _add_shape(shapes, route.body)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Accord", "version": "1", "license": {"name": "Apache-2.0"}},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": shapes, "securitySchemes": SCHEMES},
    }


def _operation(route: Route, path: str) -> dict[str, object]:
    operation: dict[str, object] = {
        "operationId": re.sub(r"\W+", "_", f"{route.method.lower()}{path}").strip("_"),
        "summary": route.summary,
        "security": SECURITY[route.access],
        "responses": _responses(route),
    }
    names = re.findall(r"{(\w+)}", path)
    parameters = [_parameter(name) for name in names]
    if route.query is not None:
        asked = route.query().fields.items()
        parameters += [_asked(name, field) for name, field in asked]
    if route.repeatable:
        parameters.append(KEY)
    if parameters:
        operation["parameters"] = parameters
    if route.scopes:
        operation["x-scopes"] = list(route.scopes)
    if route.body is not None:
        operation["requestBody"] = _body(route.body)
    return operation


def _responses(route: Route) -> dict[str, object]:
    problem = {"application/problem+json": {"schema": {"type": "object"}}}
    found: dict[str, object] = {
        str(status): {"description": text, "content": {route.gives: {}}}
        for status, text in route.answers.items()
    }
    found["4XX"] = {"description": "A problem, named by its code", "content": problem}
    return found


def _parameter(name: str) -> dict[str, object]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _asked(name: str, field: fields.Field[Any]) -> dict[str, object]:
    shape = _field(field, {})
    return {"name": name, "in": "query", "required": field.required, "schema": shape}


def _body(schema: type[Schema]) -> dict[str, object]:
    shape = {"$ref": f"#/components/schemas/{schema.__name__}"}
    return {"required": True, "content": {"application/json": {"schema": shape}}}


def _add_shape(shapes: dict[str, object], schema: type[Schema]) -> None:
    if schema.__name__ in shapes:
        return
    made = schema()
    shape: dict[str, object] = {
        "type": "object",
        "properties": {n: _field(f, shapes) for n, f in made.fields.items()},
    }
    needed = [name for name, field in made.fields.items() if field.required]
    if needed:
        shape["required"] = needed
    if made.unknown == "raise":
        shape["additionalProperties"] = False
    shapes[schema.__name__] = shape


def _field(field: fields.Field[Any], shapes: dict[str, object]) -> Mapping[str, object]:
    if isinstance(field, fields.Nested):
        nested = type(field.schema)
        _add_shape(shapes, nested)
        return {"$ref": f"#/components/schemas/{nested.__name__}"}
    if isinstance(field, fields.List):
        return {"type": "array", "items": _field(field.inner, shapes)}
    shape = next((dict(s) for kind, s in TYPES if isinstance(field, kind)), {})
    for rule in field.validators:
        shape |= _rule(rule)
    return shape


def _rule(rule: object) -> dict[str, object]:
    if isinstance(rule, validate.OneOf):
        return {"enum": list(rule.choices)}
    if isinstance(rule, validate.Regexp):
        return {"pattern": rule.regex.pattern}
    if isinstance(rule, validate.Range):
        return {"minimum": rule.min, "maximum": rule.max}
    if isinstance(rule, validate.Length):
        bounds = {"minLength": rule.min, "maxLength": rule.max}
        return {name: bound for name, bound in bounds.items() if bound is not None}
    return {}


def view_of(routes: Iterable[Route]) -> View:
    """Make the view that answers with the description of these routes."""

    def show(call: Call) -> Reply:
        return Reply(document=document_of(routes, call.services.settings.public_url))

    return show
